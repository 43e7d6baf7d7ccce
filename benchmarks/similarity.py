"""Which method finds similar codes best? Compared on a list of codes and the codes that people expect beside them.

    python -m benchmarks.similarity HCPCS.csv EXPECTED.csv [EXPECTED.csv ...]

HCPCS.csv has the columns code, long_description, termination_date and cross_references; EXPECTED.csv code and
similar_codes (parted by ";"). Needs no database. "In ten" is the mean share of a code's expected codes in its first ten
(capped at ten); "one in five" the share of codes with at least one in the first five.
"""

import csv
import os
import re
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "codesite.settings")

import django

django.setup()

import numpy as np  # noqa: E402
from scipy import sparse  # type: ignore[import-untyped]  # noqa: E402
from sklearn.decomposition import TruncatedSVD  # noqa: E402
from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: E402
from sklearn.preprocessing import normalize  # noqa: E402

from procedures.content.units import unit_of  # noqa: E402
from procedures.intake.fixtures.files import read  # noqa: E402
from procedures.intake.grouping import Range, narrowest_of  # noqa: E402
from procedures.similarity import nearest  # noqa: E402
from procedures.similarity.facts import Facts, Listed, facts_of  # noqa: E402
from procedures.similarity.kinds import all_kinds  # noqa: E402

GROUPS = Path(__file__).parent.parent / "fixtures" / "code_groups.yaml"
type Ranked = Callable[[int], list[int]]


def facts_in(path: Path) -> tuple[list[Facts], list[tuple[int, int]]]:
    """Return every code of a clean table with what can be compared, and which (by place) replaced which."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["code"])
    groups = [row.fields for row in read(GROUPS, GROUPS.name)]
    ranges: list[Range] = [(group["range_start"], group["range_end"], place) for place, group in enumerate(groups)]
    inside = narrowest_of([row["code"] for row in rows], ranges)
    places = {group["slug"]: place for place, group in enumerate(groups)}
    parents = {place: places[group["parent"][1]] if group["parent"] else None for place, group in enumerate(groups)}

    def around(group: int | None) -> Iterable[int]:
        while group is not None:
            yield group
            group = parents[group]

    facts = []
    for place, row in enumerate(rows):
        unit = unit_of(row["long_description"])
        ended = date.fromisoformat(row["termination_date"]) if row["termination_date"] else None
        chain = tuple(around(inside.get(row["code"])))
        listed = Listed(place, row["code"], row["long_description"], None, ended, unit[1] if unit else "", chain, False)
        facts.append(facts_of(listed, all_kinds()))
    by_value = {fact.listed.value: place for place, fact in enumerate(facts)}
    replaced = [
        (by_value[row["code"]], by_value[new])
        for row in rows
        if row["termination_date"]
        for new in re.split(r"[; ]+", row["cross_references"])
        if new in by_value
    ]
    return facts, replaced


def by_product(matrix: Any) -> Ranked:
    """Return the ranking by the product of a matrix's rows."""

    def ranked(place: int) -> list[int]:
        scores = np.asarray((matrix @ matrix[place].T).todense() if sparse.issparse(matrix) else matrix @ matrix[place])
        order = np.argsort(-scores.ravel(), kind="stable")
        return [int(other) for other in order[:11] if other != place][:10]

    return ranked


def methods(facts: list[Facts], replaced: list[tuple[int, int]]) -> Iterable[tuple[str, Callable[[], Ranked]]]:
    """Yield each method's name and how to prepare its ranking."""
    texts = [fact.listed.description.lower() for fact in facts]

    def words() -> Any:
        return TfidfVectorizer(sublinear_tf=True).fit_transform(texts)

    def letters() -> Any:
        return TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit_transform(texts)

    def addresses() -> Any:
        prefixes = [" ".join(fact.listed.value[:length] for length in (1, 2, 3, 4)) for fact in facts]
        return TfidfVectorizer(token_pattern=r"\S+").fit_transform(prefixes)

    def ours() -> Ranked:
        found = list(nearest.nearest(facts, replaced))
        return lambda place: [near.to for near in found[place][:10]]

    def without_kinds() -> Ranked:
        bare = [facts_of(fact.listed, None) for fact in facts]
        found = list(nearest.nearest(bare, replaced))
        return lambda place: [near.to for near in found[place][:10]]

    yield "words", lambda: by_product(words())
    yield "words, letters, code", lambda: by_product(sparse.hstack([words(), letters(), addresses() * 0.5]).tocsr())
    yield (
        "latent meaning (SVD)",
        lambda: by_product(
            normalize(TruncatedSVD(200, random_state=1).fit_transform(sparse.hstack([words(), letters()])))
        ),
    )
    yield "ours without kinds", without_kinds
    yield "ours", ours


def measured(ranked: Ranked, expected: Path, facts: list[Facts]) -> str:
    """Return a method's two figures on a list."""
    places = {fact.listed.value: place for place, fact in enumerate(facts)}
    in_ten, in_five = [], []
    with expected.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            wanted = set(row["similar_codes"].split(";"))
            found = [facts[place].listed.value for place in ranked(places[row["code"]])]
            in_ten.append(len(wanted.intersection(found)) / min(10, len(wanted)))
            in_five.append(bool(wanted.intersection(found[:5])))
    return f"{100 * np.mean(in_ten):5.1f} in ten, {100 * np.mean(in_five):5.1f} one in five"


def main() -> None:
    """Print each method's figures on each list, and how long it took to prepare."""
    facts, replaced = facts_in(Path(sys.argv[1]))
    for name, prepare in methods(facts, replaced):
        start = time.perf_counter()
        ranked = prepare()
        took = time.perf_counter() - start
        said = " | ".join(measured(ranked, Path(expected), facts) for expected in sys.argv[2:])
        print(f"{name:22} {said} | {took:.1f} s")


if __name__ == "__main__":
    main()
