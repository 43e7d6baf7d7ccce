"""Stored pages as rows: found with one small query, stored and kept with one statement each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.transaction import TransactionManagementError
from django.utils.http import http_date

from .queries import fingerprint
from .release import release

# While another process writes (a long import on SQLite), a page is answered without being stored.
STORING_PATIENCE = 20  # milliseconds
TUPLES = 2  # libpq's PGRES_TUPLES_OK

FIND = """
SELECT v.number, p.etag, p.modified, p.headers, p.{column} FROM procedures_contentversion v
LEFT JOIN procedures_storedpage p ON p.path = {path} AND p.version = v.number AND p.release = {release} WHERE v.id = 1
"""
# As each driver takes it, for both encodings, ready made.
FINDS = {
    (vendor, column): FIND.format(path=mark, release=other, column=column)
    for vendor, mark, other in (("sqlite", "?", "?"), ("postgresql", "$1", "$2"))
    for column in ("brotli", "gzip")
}
STORE = """
INSERT INTO procedures_storedpage
  (path, version, release, etag, modified, headers, brotli, gzip, queries, answers)
SELECT %s, number, %s, %s, %s, %s, %s, %s, %s, %s FROM procedures_contentversion WHERE id = 1 AND number = %s
ON CONFLICT (path) DO UPDATE SET version = excluded.version, release = excluded.release, headers = excluded.headers,
  modified = CASE WHEN procedures_storedpage.etag = excluded.etag THEN procedures_storedpage.modified
                  ELSE excluded.modified END,
  etag = excluded.etag, brotli = excluded.brotli, gzip = excluded.gzip, queries = excluded.queries,
  answers = excluded.answers
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """A page as it stands in the database, in one encoding."""

    etag: str
    modified: str
    headers: str
    body: bytes


def forget_all() -> None:
    """Make every stored page doubtful; call it in the transaction that changes something readers can see."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("Forget stored pages inside the transaction that makes them untrue.")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procedures_contentversion (id, number) VALUES (1, 1)"
            " ON CONFLICT (id) DO UPDATE SET number = procedures_contentversion.number + 1"
        )


def find(path: str, column: str) -> tuple[int | None, Stored | None]:
    """Return the number of the content now (None where there is none) and the stored page of a path, if it holds.

    One query, given to the driver itself: Django's layers around a query would cost more than all the rest.
    """
    django = connections[DEFAULT_DB_ALIAS]
    # Django closes what is too old at the start of its requests, which ours are not.
    django.close_if_unusable_or_obsolete()
    django.ensure_connection()
    values = (path, release())
    if django.vendor == "sqlite":
        row = django.connection.execute(FINDS["sqlite", column], values).fetchone()
    else:
        row = _asked_of_libpq(django.connection.pgconn, FINDS["postgresql", column].encode(), values)
    if row is None:
        return None, None
    return row[0], None if row[1] is None else Stored(*row[1:])


def revive(path: str, number: int, column: str) -> Stored | None:
    """Return a page from before a change if all it was made from is as it was, and let it hold from now on."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT queries, answers, etag, modified, headers, {column} FROM procedures_storedpage"  # noqa: S608
            " WHERE path = %s AND release = %s",
            [path, release()],
        )
        row = cursor.fetchone()
        if row is None or not row[1] or fingerprint(bytes(row[0])) != row[1]:
            return None
        if _number_now() != number:
            return None  # something changed between the queries; their answers may not belong together
        with _briefly():
            cursor.execute(
                "UPDATE procedures_storedpage SET version = %s WHERE path = %s AND release = %s AND answers = %s",
                [number, path, release(), row[1]],
            )
    return Stored(row[2], row[3], row[4], bytes(row[5]))


def store(
    path: str, number: int, etag: str, headers: str, bodies: tuple[bytes, bytes], queries: bytes, now: float
) -> None:
    """Store a page rendered while the content had this number; where it has changed since, store nothing."""
    answers = fingerprint(queries)
    with _briefly(), connection.cursor() as cursor:
        cursor.execute(STORE, [path, release(), etag, http_date(now), headers, *bodies, queries, answers, number])


def sweep() -> int:
    """Remove the pages that no longer hold; return how many. They are never served, and only take room."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procedures_storedpage WHERE release <> %s"
            " OR version <> (SELECT number FROM procedures_contentversion WHERE id = 1)",
            [release()],
        )
        return int(cursor.rowcount)


def doubt_the_connection() -> None:
    """Let the next use of this thread's connection check first whether it still works."""
    connections[DEFAULT_DB_ALIAS].errors_occurred = True


def _number_now() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM procedures_contentversion WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else None


@contextmanager
def _briefly() -> Iterator[None]:
    """Wait only a moment for SQLite's one writer: a reader should not wait for an import."""
    django = connections[DEFAULT_DB_ALIAS]
    if django.vendor != "sqlite":
        yield
        return
    usual = django.settings_dict["OPTIONS"].get("timeout", 5)
    django.ensure_connection()
    django.connection.execute(f"PRAGMA busy_timeout = {STORING_PATIENCE}")
    try:
        yield
    finally:
        django.connection.execute(f"PRAGMA busy_timeout = {int(usual * 1000)}")


def _asked_of_libpq(link: Any, statement: bytes, values: tuple[str, str]) -> tuple[Any, ...] | None:
    """Ask PostgreSQL through psycopg's own link to it, in binary form: a cursor would cost twice the rest."""
    answer = link.exec_params(statement, [value.encode() for value in values], result_format=1)
    if answer.status != TUPLES:
        raise DatabaseError(answer.error_message.decode(errors="replace"))
    if not answer.ntuples:
        return None
    number, etag, modified, headers, body = (answer.get_value(0, place) for place in range(5))
    if etag is None:
        return int.from_bytes(number), None
    return int.from_bytes(number), etag.decode(), modified.decode(), headers.decode(), body
