"""How long does taking in a release last, beside writing its rows and nothing else?

    DATABASE_URL=sqlite:////tmp/speed.sqlite3 python -m benchmarks.import_speed RELEASE [CODES.csv]

On a database of its own (it is emptied!), in one run: reading the file (from its bytes to the facts of each code, with
the unit that its words state), a bare `executemany` of the same rows, and the import. The index for search is made in
the import's transaction: the import is told with it and without it. Similar codes are computed after the import, in
transactions of their own, and are not counted.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "codesite.settings")
django.setup()

# Models can be imported only once Django is set up, hence the E402 below.
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


def read(path: Path) -> list[CodeFacts]:
    """Return what a release states of each code."""
    return [with_unit(releases.facts_of(record)) for record in read_release(path.read_bytes(), path.name).codes]


class IndexTime:
    """Stands in for the index, and counts how long it takes."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def rebuild(self) -> int:
        """Make the index anew."""
        took, entries = seconds(index.rebuild)
        self.seconds += took
        return entries


def tell(what: str, rounds: list[tuple[float, float, float, float]], rows: int) -> None:
    """Print the best round, and how the import compares: n times the executemany, plus reading."""
    parse, plain, whole, indexing = min(rounds, key=lambda one: one[2] - one[3])
    print(f"{what}: {rows:,} codes on {connection.vendor}. Reading {parse:.2f} s, bare executemany {plain:.2f} s.")
    for name, took in (("without the index", whole - indexing), ("with the index", whole)):
        print(
            f"  Import {name} {took:.2f} s, {took / rows * 1e6:.0f} µs a code: {(took - parse) / plain:.1f} times the"
            f" executemany plus reading, or {took / (plain + parse):.1f} times both."
        )


def main() -> None:
    """Measure a release, and a CSV list of codes where one is given."""
    call_command("migrate", verbosity=0)
    path = Path(sys.argv[1])
    rounds = []
    for _ in range(ROUNDS):
        parse, facts = seconds(lambda: read(path))
        plain = bare(facts)
        empty()
        timed = IndexTime()
        applying.index = timed  # type: ignore[assignment, attr-defined]
        whole, _report = seconds(lambda: releases.import_release(path))
        rounds.append((parse, plain, whole, timed.seconds))
    tell(path.name, rounds, len(facts))
    for name in sys.argv[2:]:
        listed = Path(name)
        parse, stated = seconds(lambda listed=listed: list(map(with_unit, codes.read_codes(listed, "icd-10-pcs"))))  # type: ignore[misc]
        plain = bare(stated)
        empty()
        timed = IndexTime()
        applying.index = timed  # type: ignore[assignment, attr-defined]
        whole, _report = seconds(lambda listed=listed: codes.import_codes(listed, "icd-10-pcs"))  # type: ignore[misc]
        tell(listed.name, [(parse, plain, whole, timed.seconds)], len(stated))


if __name__ == "__main__":
    main()
