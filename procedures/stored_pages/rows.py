"""Stored pages as rows: found with one small query, stored and kept with one statement each."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.transaction import TransactionManagementError

from .compression import QUICK, SMALLEST, compressed, plain
from .queries import fingerprint
from .release import release

logger = logging.getLogger(__name__)

# While another process writes (a long import on SQLite), a page is answered without being stored.
STORING_PATIENCE = 20  # milliseconds
TUPLES = 2  # libpq's PGRES_TUPLES_OK
TRUE = b"\x01"  # as PostgreSQL sends it in binary form

FIND = """
SELECT v.number, p.version = v.number, p.etag, p.modified, p.headers, p.brotli_quality, p.{column}
FROM procedures_contentversion v
LEFT JOIN procedures_storedpage p ON p.path = {path} AND p.release = {release} WHERE v.id = 1
"""
# As each driver takes it, for both encodings, ready made.
FINDS = {
    (vendor, column): FIND.format(path=mark, release=other, column=column)
    for vendor, mark, other in (("sqlite", "?", "?"), ("postgresql", "$1", "$2"))
    for column in ("brotli", "gzip")
}
# Who made the same page anew does not undo the work that went into it before.
SAME = "procedures_storedpage.etag = excluded.etag"
TIGHTER = (
    f"{SAME} AND LENGTH(procedures_storedpage.brotli) > 0"
    " AND procedures_storedpage.brotli_quality >= excluded.brotli_quality"
)
STORE = f"""
INSERT INTO procedures_storedpage
  (path, version, release, etag, modified, headers, brotli_quality, brotli, gzip, queries, answers)
SELECT %s, number, %s, %s, %s, %s, %s, %s, %s, %s, %s FROM procedures_contentversion WHERE id = 1 AND number = %s
ON CONFLICT (path) DO UPDATE SET version = excluded.version, release = excluded.release, headers = excluded.headers,
  modified = CASE WHEN {SAME} THEN procedures_storedpage.modified ELSE excluded.modified END,
  brotli = CASE WHEN {TIGHTER} THEN procedures_storedpage.brotli ELSE excluded.brotli END,
  brotli_quality = CASE WHEN {TIGHTER} THEN procedures_storedpage.brotli_quality ELSE excluded.brotli_quality END,
  gzip = CASE WHEN {SAME} AND LENGTH(excluded.gzip) = 0 THEN procedures_storedpage.gzip ELSE excluded.gzip END,
  etag = excluded.etag, queries = excluded.queries, answers = excluded.answers
"""  # noqa: S608 - our own words
# One form of a page, as long as it is still the page that it was made from, and never a larger form for a smaller.
KEEP = {
    "brotli": "UPDATE procedures_storedpage SET brotli = %s, brotli_quality = %s"
    " WHERE path = %s AND release = %s AND etag = %s AND brotli_quality <= %s",
    "gzip": "UPDATE procedures_storedpage SET gzip = %s WHERE path = %s AND release = %s AND etag = %s",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A page as it stands in the database, in one form; the body is empty where nobody has asked for that form yet."""

    etag: str
    modified: str
    headers: str
    brotli_quality: int
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


def find(path: str, column: str) -> tuple[int | None, Stored | None, bool]:
    """Return the number of the content now (None where there is none), the stored page of a path, and if it holds.

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
        return None, None, False
    number, holds, *page = row
    return number, None if holds is None else Stored(*page), bool(holds)


def revive(path: str, number: int, page: Stored) -> Stored | None:
    """Return a page from before a change if all it was made from is as it was, and let it hold from now on."""
    answers = _answers_now(path, page.etag)
    if not answers or _number_now() != number:
        return None  # where something changed between the queries, their answers may not belong together
    with _briefly(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procedures_storedpage SET version = %s WHERE path = %s AND release = %s AND answers = %s",
            [number, path, release(), answers],
        )
    return page


def complete(path: str, page: Stored, column: str) -> Stored | None:
    """Return a page in a form that nobody has asked for so far, and keep it; None if it has changed meanwhile."""
    content = _content(path, page.etag)
    if content is None:
        return None
    body = compressed(content, column)
    try:
        _keep(path, page.etag, column, body, QUICK)
    except DatabaseError as error:  # locked, read-only, a full disk: the reader gets the page all the same
        logger.warning("%s was answered but not stored: %s", path, error)
    return replace(page, body=body, brotli_quality=QUICK if column == "brotli" else page.brotli_quality)


def squeeze(path: str) -> bool:
    """Make a stored page as small as can be; return whether it was not so yet. Nobody should wait for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT etag FROM procedures_storedpage WHERE path = %s AND release = %s AND brotli_quality < %s",
            [path, release(), SMALLEST],
        )
        row = cursor.fetchone()
    content = _content(path, row[0]) if row else None
    if content is None:
        return False
    _keep(path, row[0], "brotli", compressed(content, "brotli", SMALLEST), SMALLEST)
    return True


def store(path: str, number: int, page: Stored, column: str, made_from: tuple[bytes, str]) -> None:
    """Store a page rendered while the content had this number; where it has changed since, store nothing."""
    brotli, gzip = (page.body, b"") if column == "brotli" else (b"", page.body)
    about = (page.etag, page.modified, page.headers, page.brotli_quality)
    with _briefly(), connection.cursor() as cursor:
        cursor.execute(STORE, (path, release(), *about, brotli, gzip, *made_from, number))


def sweep() -> int:
    """Remove the pages that can never be answered again; return how many.

    These are the pages of other releases, and those in doubt that were made from other answers. A page in doubt that
    would prove true stays: its next reader has it after a few queries, and would wait for a render if it were gone.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procedures_storedpage WHERE release <> %s", [release()])
        removed = int(cursor.rowcount)
        cursor.execute(
            "SELECT path, version, etag FROM procedures_storedpage"
            " WHERE version <> (SELECT number FROM procedures_contentversion WHERE id = 1)"
        )
        for path, version, etag in cursor.fetchall():
            if not _answers_now(path, etag):
                # Its version says that nobody has made it anew since.
                cursor.execute("DELETE FROM procedures_storedpage WHERE path = %s AND version = %s", [path, version])
                removed += cursor.rowcount
    return removed


def doubt_the_connection() -> None:
    """Let the next use of this thread's connection check first whether it still works."""
    connections[DEFAULT_DB_ALIAS].errors_occurred = True


def _answers_now(path: str, etag: str) -> str:
    """Ask again what a stored page was made from; return the answers' fingerprint, empty if they are other ones."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT queries, answers FROM procedures_storedpage WHERE path = %s AND release = %s AND etag = %s",
            [path, release(), etag],
        )
        queries, answers = cursor.fetchone() or (b"", "")
    return str(answers) if answers and fingerprint(bytes(queries)) == answers else ""


def _content(path: str, etag: str) -> bytes | None:
    """Return what a page says, from whichever form of it is there; None if it is another page by now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT brotli, gzip FROM procedures_storedpage WHERE path = %s AND release = %s AND etag = %s",
            [path, release(), etag],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    return plain(bytes(row[0]), "brotli") if row[0] else plain(bytes(row[1]), "gzip")


def _keep(path: str, etag: str, column: str, body: bytes, quality: int) -> None:
    with _briefly(), connection.cursor() as cursor:
        if column == "brotli":
            cursor.execute(KEEP[column], [body, quality, path, release(), etag, quality])
        else:
            cursor.execute(KEEP[column], [body, path, release(), etag])


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
    number, holds, *page = (answer.get_value(0, place) for place in range(7))
    if holds is None:
        return int.from_bytes(number), None
    etag, modified, headers, quality, body = page
    texts = etag.decode(), modified.decode(), headers.decode()
    return int.from_bytes(number), holds == TRUE, *texts, int.from_bytes(quality), body
