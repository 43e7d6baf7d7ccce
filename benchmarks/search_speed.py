"""How fast is search, and how does it grow? Beside it, in the same run, the database's own ranking of the same words.

    python benchmarks/search_speed.py [8463 87101 800000]

Works on a copy of the loaded SQLite database, or in a transaction that is rolled back on PostgreSQL. To reach a size it
adds made-up codes: words of real descriptors, mixed anew, with made-up words so that the vocabulary grows too.
"""

import csv
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT.parent / "shared" / "data" / "search_queries_dev.csv"
BATCH = 20_000


def grow(size: int, words: list[str], chance: random.Random) -> None:
    """Add made-up codes to the index until it holds this many entries."""
    from django.db import transaction

    from procedures.models import Code, CodeSystem, SearchEntry
    from procedures.search import index
    from procedures.search.entries import Facts, entries_of

    system, _ = CodeSystem.objects.get_or_create(slug="made-up", defaults={"name": "Made up", "publisher": "-"})
    missing = size - SearchEntry.objects.count()
    start = Code.objects.filter(system=system).count()
    for first in range(start, start + max(missing, 0), BATCH):
        rows = []
        for number in range(first, min(first + BATCH, start + missing)):
            text = " ".join(chance.choices(words, k=chance.randint(5, 16))) + f", {made_up(chance)}"
            rows.append(Code(system=system, value=f"Z{number:07}", long_description=text, slug="made-up"))
        with transaction.atomic():
            made = Code.objects.bulk_create(rows, batch_size=2000)
            for code in made:
                code.__dict__["_prefetched_objects_cache"] = {"replaced_by": []}
            counts: Counter[tuple[str, str]] = Counter()
            index._fill(entries_of(made, Facts({}, {}, {})), counts)
            index._count(counts)
    index.database().tidy()


def made_up(chance: random.Random) -> str:
    """Return a word that could be a drug."""
    return (
        "".join(
            chance.choice(["ba", "ci", "do", "fe", "lu", "mo", "ni", "ra", "ti", "vo", "xa", "ze"]) for _ in range(4)
        )
        + "mab"
    )


def timed(queries: list[str], search: Callable[[str], object]) -> tuple[float, float]:
    """Return the median and the 95th percentile of three rounds, in milliseconds; each query's best counts."""
    best = {query: float("inf") for query in queries}
    for _ in range(3):
        for query in queries:
            start = time.perf_counter()
            search(query)
            best[query] = min(best[query], (time.perf_counter() - start) * 1000)
    times = sorted(best.values())
    return statistics.median(times), times[int(len(times) * 0.95)]


def bare(query: str) -> None:
    """Ask the database for the ten best of all entries that hold any of the words, ranked by its own measure."""
    from django.db import connection

    from procedures.search.words import stems

    words = sorted({stem for stem in stems(query) if stem.isascii() and stem.isalnum()})
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = (
                "SELECT id FROM search_text, to_tsquery('simple', %s) q WHERE words @@ q"
                " ORDER BY ts_rank(words, q) DESC LIMIT 10"
            )
            cursor.execute(sql, [" | ".join(words)])
        else:
            sql = "SELECT rowid FROM search_text WHERE search_text MATCH %s ORDER BY bm25(search_text) LIMIT 10"
            cursor.execute(sql, [" OR ".join(f'"{word}"' for word in words)])
        cursor.fetchall()


def report(sizes: list[int]) -> None:
    """Print a row for each size."""
    from django.db import connection

    from procedures.models import Code, SearchEntry
    from procedures.search import find
    from procedures.search.results import results
    from procedures.search.suggest import suggestions

    with QUERIES.open(newline="", encoding="utf-8") as file:
        queries = [row["query"] for row in csv.DictReader(file)]
    texts = list(Code.objects.values_list("long_description", flat=True)[:8463])
    words = [word for text in texts for word in text.split()]
    chance = random.Random(4)
    print(f"{connection.vendor}: median and 95th percentile in ms")
    print(f"{'entries':>9}{'bare':>16}{'search':>16}{'with the page':>16}{'suggest':>16}")
    for size in sizes:
        grow(size, words, chance)
        columns = [timed(queries, one) for one in (bare, find.search, results, suggestions)]
        print(
            f"{SearchEntry.objects.count():>9}" + "".join(f"{mid:8.2f}{high:8.2f}" for mid, high in columns), flush=True
        )


def main() -> None:
    """Measure on a copy (SQLite) or in a transaction that is rolled back (PostgreSQL)."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "codesite.settings")
    sizes = [int(size) for size in sys.argv[1:]] or [8463, 87_101, 800_000]
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("DATABASE_URL", f"sqlite:///{ROOT}/var/db.sqlite3")
        if url.startswith("sqlite"):
            copy = Path(folder) / "copy.sqlite3"
            shutil.copy(url.removeprefix("sqlite:///"), copy)
            os.environ["DATABASE_URL"] = f"sqlite:///{copy}"
        django.setup()
        from django.db import connection, transaction

        if connection.vendor == "sqlite":
            report(sizes)  # on the copy: a rolled-back transaction of this size would be read from its log, slowly
            return
        with transaction.atomic():
            report(sizes)
            transaction.set_rollback(True)


if __name__ == "__main__":
    main()
