"""Which of the candidates answers best? Pure: the same order from both databases. The reasons stand in docs/adr."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .concepts import Concept, Way
from .matching import Candidate
from .words import listed

IN_NAME, IN_HEAD, IN_OFFICIAL, IN_LAST, IN_AROUND, IN_BODY = 1.0, 0.95, 0.75, 0.5, 0.35, 0.12
HEAD_LENGTH, LAST_AT = 24, 160
EXPLAINED, IN_USE, REPORTING, ENDED = 1.12, 1.0, 0.7, 0.75
REFINED = 50
# Worth of what a patient hardly means unless it was said: parts and supplies of the thing, one maker's version.
UNSAID = (
    *((f" {word} ", 0.8) for word in sorted(listed("accessory replacement repair component maintenance modification"))),
    *(
        (f" {word} ", 0.88)
        for word in sorted(listed("addition supply miscellaneous unlisted implant kit pediatric infant custom other"))
    ),
    (" not therapeutic", 0.85),
    (" for use with ", 0.85),
    (" patient model ", 0.9),
    (" fracture ", 0.92),
)
VAGUE = (" not otherwise specify ", " not otherwise classify ", " not otherwise cod")
DRUGS = frozenset("JQ")  # letters under which "not otherwise specified" names the plain drug
# In a drug's name these tell salts and forms apart, not drugs.
SALTS = listed("sodium potassium phosphate hydrochloride acetate sulfate succinate citrate tartrate mesylate")


@dataclass(frozen=True)
class Ranked:
    """A candidate with its score and the stems that were found in it."""

    candidate: Candidate
    score: float
    found: frozenset[str]


def strength(stem: str, candidate: Candidate, body: bool) -> float:
    """Return how strongly a stem belongs to an entry: in a name, early or late in its official words, around them."""
    mark = f" {stem} "
    if mark in candidate.names:
        return IN_NAME
    at = candidate.official.find(mark)
    if at >= 0:
        return IN_HEAD if at < HEAD_LENGTH else max(IN_LAST, IN_OFFICIAL - (at - HEAD_LENGTH) * 0.25 / LAST_AT)
    if mark in candidate.around:
        return IN_AROUND
    return IN_BODY if body else 0.0


def place_worth(identifier: int) -> float:
    """Return what the place of an entry is worth: explained above in use, above reported only, above ended."""
    place = identifier >> 40
    return EXPLAINED if place == 0 else (IN_USE, REPORTING, ENDED)[(place - 1) % 3]


def rank(
    candidates: Iterable[tuple[Candidate, bool]],
    concepts: Sequence[Concept],
    weight: "Weight",
    typed: Sequence[str] = (),
) -> list[Ranked]:
    """Return candidates in the order in which they answer the concepts; `True` beside one: all were in its text.

    `typed` are the stems in the order in which they were typed. Of equals, the lower code is the plainer thing.
    """
    whole = sum(concept.weight for concept in concepts) or 1.0
    first = sorted(
        (_score(candidate, body, concepts, whole, weight) for candidate, body in candidates),
        key=lambda ranked: (-ranked.score, ranked.candidate.id),
    )
    pairs = [f" {one} {other} " for one, other in pairwise(typed)]
    refined = [_refined(ranked, concepts, pairs) for ranked in first[:REFINED]]
    refined.sort(key=lambda ranked: (-round(ranked.score, 2), ranked.candidate.value, ranked.candidate.id))
    return [ranked for ranked in (*refined, *first[REFINED:]) if ranked.score > 0]


type Weight = dict[str, float]


def _score(candidate: Candidate, body: bool, concepts: Sequence[Concept], whole: float, weight: Weight) -> Ranked:
    total, found = 0.0, set[str]()
    for concept in concepts:
        best, best_way = 0.0, None
        for way in concept.ways:
            if (worth := _way_worth(way, candidate, body, weight)) > best:
                best, best_way = worth, way
        if best_way is not None:
            total += concept.weight * best
            found.update(best_way.stems)
    total *= place_worth(candidate.id)
    return Ranked(candidate, total / whole, frozenset(found))


def _way_worth(way: Way, candidate: Candidate, body: bool, weight: Weight) -> float:
    if len(way.stems) == 1:
        return way.worth * strength(way.stems[0], candidate, body)
    total = over = 0.0
    for stem in way.stems:
        there = strength(stem, candidate, body)
        if not there:
            return 0.0
        total += there * weight[stem]
        over += weight[stem]
    return way.worth * total / over


def _refined(ranked: Ranked, concepts: Sequence[Concept], pairs: Sequence[str]) -> Ranked:
    """Look closer at the best: a name that is just what was asked, words side by side, parts and makers' versions."""
    candidate, found = ranked.candidate, ranked.found
    covered = 0.0
    for place, name in enumerate(candidate.names.split("|")):
        words = [word for word in name.split() if word not in SALTS]
        if words and (here := sum(word in found for word in words) / len(words)) > covered:
            covered = here - (0.05 if place > 2 else 0)
    beside = sum(
        f" {first} {second} " in candidate.official or f" {first} {second} " in candidate.names
        for concept in concepts
        for way in concept.ways
        for first, second in pairwise(way.stems)
        if found.issuperset(way.stems)
    )
    beside += sum(pair in candidate.official or pair in candidate.names for pair in pairs)
    score = ranked.score * (1 + 0.18 * covered + 0.06 * min(beside, 4)) * (1 + 6 / (60 + len(candidate.official)))
    for mark, worth in UNSAID:
        if mark in candidate.official and mark.split()[0] not in found:
            score *= worth
    if "non" not in found and any(f" non {stem} " in candidate.official for stem in found):
        score *= 0.85
    if any(mark in candidate.official for mark in VAGUE):
        score *= 1.05 if candidate.value[:1] in DRUGS else 0.88
    if " compound " in candidate.official and " noncompound " not in candidate.official and "compound" not in found:
        score *= 0.85
    return Ranked(candidate, score * _place_in_lists(candidate), found)


def _place_in_lists(candidate: Candidate) -> float:
    """Return what the kind of code is worth: temporary ones of hospitals and private plans below the national ones."""
    return {"c": 0.86, "s": 0.92}.get(candidate.value[:1].lower(), 1.0)
