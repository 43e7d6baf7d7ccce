"""How long does taking in a release last, beside writing its rows and nothing else?

    DATABASE_URL=sqlite:////tmp/speed.sqlite3 python -m benchmarks.import_speed RELEASE [CODES.csv]

On a database of its own (it is emptied!), in one run: reading the file, a bare `executemany` of the same rows, and the
import. The index for search is counted apart: it is made in the import's transaction, but is no part of importing.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "codesite.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from procedures.intake import applying, codes, releases, writing  # noqa: E402
from procedures.intake.comparing import CodeFacts, with_unit  # noqa: E402
from procedures.intake.hcpcs import read_release  # noqa: E402
from procedures.models import Code, CodeSystem  # noqa: E402
from procedures.models.codes import slug_of  # noqa: E402
from procedures.search import index  # noqa: E402

ROUNDS = 3


def seconds[T](work: Callable[[], T]) -> tuple[float, T]:
    """Return how long some work lasts, and what it returns."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def empty() -> None:
    """Take every code out of the database."""
    call_command("flush", interactive=False, verbosity=0)


def bare(facts: list[CodeFacts]) -> float:
    """Write the rows of these codes with one executemany, and nothing else; return how long that lasts."""
    empty()
    system = CodeSystem.objects.create(**releases.SYSTEM)
    names = ("system_id", "value", "slug", "is_canonical", *writing.STATED)
    rows = [(system.pk, code.value, slug_of(code.long_description), False, *writing._columns(code)) for code in facts]
    marks = ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {Code._meta.db_table} ({', '.join(names)}) VALUES ({marks})"

    def write() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, rows)

    return seconds(write)[0]


class IndexTime:
    """Stands in for the index, and counts how long it takes."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def rebuild(self) -> int:
        """Make the index anew."""
        took, entries = seconds(index.rebuild)
        self.seconds += took
        return entries


def best(what: str, rounds: list[tuple[float, float, float, float]], rows: int) -> None:
    """Print the best round, and how the import compares."""
    parse, plain, whole, indexing = min(rounds, key=lambda one: one[2] - one[3])
    importing = whole - indexing
    print(
        f"{what}: {rows:,} codes on {connection.vendor}. Reading {parse:.2f} s, bare executemany {plain:.2f} s, import"
        f" without the index {importing:.2f} s: {(importing - parse) / plain:.1f} times the executemany plus reading,"
        f" or {importing / (plain + parse):.1f} times both. The index for search {indexing:.2f} s."
    )


def main() -> None:
    """Measure a release, and a CSV list of codes where one is given."""
    call_command("migrate", verbosity=0)
    path = Path(sys.argv[1])
    rounds = []
    for _ in range(ROUNDS):
        parse, release = seconds(lambda: read_release(path.read_bytes(), path.name))
        facts = [with_unit(releases.facts_of(record)) for record in release.codes]
        plain = bare(facts)
        empty()
        timed = IndexTime()
        applying.index = timed  # type: ignore[assignment, attr-defined]
        whole, _report = seconds(lambda: releases.import_release(path))
        rounds.append((parse, plain, whole, timed.seconds))
    best(path.name, rounds, len(facts))
    for name in sys.argv[2:]:
        listed = Path(name)
        parse, stated = seconds(lambda listed=listed: codes.read_codes(listed, codes.system_named("icd-10-pcs").slug))  # type: ignore[misc]
        plain = bare([with_unit(code) for code in stated])
        empty()
        timed = IndexTime()
        applying.index = timed  # type: ignore[assignment, attr-defined]
        whole, _report = seconds(lambda listed=listed: codes.import_codes(listed, "icd-10-pcs"))  # type: ignore[misc]
        best(listed.name, [(parse, plain, whole, timed.seconds)], len(stated))


if __name__ == "__main__":
    main()
