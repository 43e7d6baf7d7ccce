"""Which codes of a system are nearest to each? Weighted TF-IDF finds candidates, a few rules put them in order.

The arithmetic is scikit-learn's and sparse-dot-topn's. Import this module only where similar codes are computed:
the libraries take seconds to load. Weights and methods were compared by `benchmarks/similarity.py`; see
docs/adr on similar codes.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.feature_extraction.text import TfidfVectorizer
from sparse_dot_topn import sp_matmul_topn

from .facts import Facts, letter_runs

#: How much each view of a code counts. Figures are flat around these: halving or doubling one moves them by about 2.
WORDS, HEAD, HEAD_LETTERS, KINDS, ADDRESS, GROUPS = 0.7, 1.0, 0.5, 2.0, 0.4, 0.4
#: What two codes get beside: for the kinds they share, for standing close together, for replacing one another.
SHARED_KINDS, NEIGHBOURS, REPLACED = 1.5, 0.5, 3.0
#: What a candidate loses: an ended code, a quality report beside care (or the other way), one maker's product.
ENDED, REPORT, OTHER_MAKE = 1.0, 1.0, 0.5
#: What the third product of the same medicine loses (and each later one more), so that ten say more than one.
REPEATED = 0.3
#: Codes this far apart in the list count as neighbours by a third.
DISTANCE = 15.0

CANDIDATES = 60
KEPT = 12
EXPLAINED_KEPT = 3
#: What thousands of codes share tells nothing about any pair of them, and costs the square of their number.
SHARED_BY_MOST = 2500
ROWS_AT_ONCE = 2000
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Near:
    """That `to` (a place in the list of facts) is near, and how much, between 0 and 1."""

    to: int
    score: float


def nearest(
    facts: Sequence[Facts], replaced: Iterable[tuple[int, int]], progress: Progress | None = None
) -> Iterator[list[Near]]:
    """Yield for each code, in the order given, its nearest codes, best first, then its nearest explained ones.

    `replaced` holds places (older, newer). Codes must come in order of their values.
    """
    if len(facts) < 2:
        yield from ([] for _ in facts)
        return
    views = _views(facts)
    links = {(a, b) for pair in replaced for a, b in (pair, pair[::-1])}
    partners: dict[int, list[int]] = {}
    for a, b in links:
        partners.setdefault(a, []).append(b)
    ranking = _Ranking(facts)
    explained = [place for place, fact in enumerate(facts) if fact.listed.is_explained]
    by_feature = views.T.tocsr()
    among_explained = views[explained].T.tocsr() if explained else None
    for start in range(0, len(facts), ROWS_AT_ONCE):
        rows = views[start : start + ROWS_AT_ONCE]
        close = sp_matmul_topn(rows, by_feature, top_n=CANDIDATES + 1, n_threads=0)
        known = sp_matmul_topn(rows, among_explained, top_n=EXPLAINED_KEPT + 1, n_threads=0) if explained else None
        for row in range(rows.shape[0]):
            place = start + row
            candidates = dict(zip(*_row(close, row), strict=True))
            for partner in partners.get(place, ()):
                candidates.setdefault(partner, 0.0)
            candidates.pop(place, None)
            best = ranking.best(place, candidates, partners.get(place, ()))
            if known is not None:
                found = _row(known, row)
                best += ranking.explained(
                    place, [(explained[to], score) for to, score in zip(*found, strict=True)], best
                )
            yield best
        if progress:
            progress(min(start + ROWS_AT_ONCE, len(facts)), len(facts))


def _row(matrix: Any, row: int) -> tuple[list[int], list[float]]:
    part = slice(matrix.indptr[row], matrix.indptr[row + 1])
    return matrix.indices[part].tolist(), matrix.data[part].tolist()


def _views(facts: Sequence[Facts]) -> Any:
    """Return one row for each code; the product of two rows is how alike the two codes look."""
    views = (
        (WORDS, [fact.words for fact in facts]),
        (HEAD, [fact.head for fact in facts]),
        (HEAD_LETTERS, [letter_runs(fact.head) for fact in facts]),
        (KINDS, [tuple(fact.kinds) for fact in facts]),
        (ADDRESS, [[fact.listed.value[:length] for length in range(1, len(fact.listed.value))] for fact in facts]),
        (GROUPS, [fact.listed.groups for fact in facts]),
    )
    blocks = [tfidf(documents) * weight**0.5 for weight, documents in views if any(documents)]
    return sparse.hstack(blocks, format="csr", dtype=np.float32)


def tfidf(documents: Sequence[Sequence[object]]) -> Any:
    """Return documents as rows of length 1, in which rare features weigh more and common ones nothing."""
    counts = Counter(feature for document in documents for feature in set(document))
    kept = {feature for feature, count in counts.items() if 1 < count <= SHARED_BY_MOST}
    if not kept:
        return sparse.csr_matrix((len(documents), 1), dtype=np.float32)
    vectorizer = TfidfVectorizer(
        analyzer=lambda document: [feature for feature in document if feature in kept],
        sublinear_tf=True,
        dtype=np.float32,
    )
    return vectorizer.fit_transform(documents)


def rarity_of(facts: Sequence[Facts]) -> dict[str, float]:
    """Return how telling each kind is: nearly 1 for one that two codes share, 0 for one that all do."""
    counts = Counter(kind for fact in facts for kind in fact.kinds)
    every = len(facts) + 1
    return {kind: log(every / (count + 1)) / log(every) for kind, count in counts.items()}


class _Ranking:
    """Puts candidates in order by what the product of words cannot see."""

    def __init__(self, facts: Sequence[Facts]) -> None:
        self.facts = facts
        self.rarity = rarity_of(facts)

    def best(self, place: int, candidates: dict[int, float], partners: Sequence[int]) -> list[Near]:
        """Return the nearest of the candidates; many products of one medicine stand back behind others."""
        own = self.facts[place]
        scored = [(score + self._beside(place, to, to in partners), to) for to, score in candidates.items()]
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        seen: Counter[str] = Counter()
        final = []
        for score, to in scored:
            other = self.facts[to]
            if other.is_medicine and other.thing:
                before = seen[other.thing]
                seen[other.thing] += 1
                if own.is_medicine and other.thing == own.thing:
                    score -= 0 if other.is_biosimilar or to in partners else REPEATED * max(0, before - 1)
                else:
                    score -= REPEATED * before
            final.append((score, to))
        final.sort(key=lambda pair: (-pair[0], pair[1]))
        return [Near(to, _between_0_and_1(score)) for score, to in final[:KEPT]]

    def explained(self, place: int, found: list[tuple[int, float]], best: list[Near]) -> list[Near]:
        """Return the nearest explained codes that are not among the best, scored below them."""
        taken = {near.to for near in best} | {place}
        floor = best[-1].score if best else 1.0
        fresh = [(score + self._beside(place, to, False), to) for to, score in found if to not in taken]
        fresh.sort(key=lambda pair: (-pair[0], pair[1]))
        return [
            Near(to, min(_between_0_and_1(score), floor * 0.99)) for score, to in fresh[:EXPLAINED_KEPT] if score > 0.5
        ]

    def _beside(self, place: int, to: int, is_partner: bool) -> float:
        own, other = self.facts[place], self.facts[to]
        score = 0.0
        if shared := own.kinds & other.kinds:
            score += SHARED_KINDS * min(1.0, sum(self.rarity[kind] for kind in shared) / 2)
        if own.listed.value[0] == other.listed.value[0]:
            score += NEIGHBOURS * exp(-abs(place - to) / DISTANCE)
        if is_partner:
            score += REPLACED
        if other.listed.ended and not is_partner:
            score -= ENDED
        if own.is_report != other.is_report:
            score -= REPORT
        return score - OTHER_MAKE * other.is_another_make


def _between_0_and_1(score: float) -> float:
    """Keep the order and bound the number: 0.5 for codes that share about a third of what can be shared."""
    return 1 / (1 + exp(3 - score))
