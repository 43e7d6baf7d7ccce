"""How good is search? Prints success@1, success@5, MRR@10 and the share without a result, by kind of query.

    python benchmarks/search_quality.py [queries.csv]

Run it on a database with all codes loaded (`DATABASE_URL`). The file has the columns query, expected_codes (best first,
joined by ";") and kind. An explanation counts for each of its codes.
"""

import csv
import os
import sys
from collections import defaultdict
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT.parent / "shared" / "data" / "search_queries_dev.csv"
Figures = tuple[bool, bool, float, bool]


def answers(query: str) -> list[set[str]]:
    """Return the codes of each result, best first; a code that is jumped to is one result."""
    from procedures.search.results import results

    found = results(query)
    if found.exact:
        return [{found.exact.value}]
    return [{hit.code, *(hit.others if hit.explained else ())} for hit in (*found.codes, *found.hits)]


def measure(path: Path) -> dict[str, list[Figures]]:
    """Return the figures of each query by kind, and print each query whose first result is another."""
    kinds: dict[str, list[Figures]] = defaultdict(list)
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            wanted = set(row["expected_codes"].split(";"))
            found = answers(row["query"])
            place = next((place for place, codes in enumerate(found[:10], 1) if codes & wanted), 0)
            kinds[row["kind"]].append((place == 1, 1 <= place <= 5, 1 / place if place else 0.0, not found))
            if place != 1:
                print(f"  place {place or '-'}: {row['query']} (wanted {row['expected_codes'][:40]})")
    return kinds


def line(name: str, figures: list[Figures]) -> str:
    """Return one row of the table."""
    means = [sum(column) / len(figures) for column in zip(*figures, strict=True)]
    return f"{name:20}{len(figures):5}" + "".join(f"{mean:9.3f}" for mean in means)


def main() -> None:
    """Measure and print."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "codesite.settings")
    django.setup()
    kinds = measure(Path(sys.argv[1]) if len(sys.argv) > 1 else QUERIES)
    print(f"{'kind':20}{'n':>5}{'s@1':>9}{'s@5':>9}{'MRR@10':>9}{'none':>9}")
    for kind, figures in kinds.items():
        print(line(kind, figures))
    print(line("all", [one for figures in kinds.values() for one in figures]))


if __name__ == "__main__":
    main()
