"""Answers one search: codes lead to their pages, words to the best of the explanations and codes that they name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from procedures.models import Code, CodeSystem

from .concepts import COMMON, Concept, Reading, Way, understand
from .entries import BODY_MARK
from .index import database
from .matching import Candidate, Node, both, either
from .query import Asked, read
from .ranking import Ranked, rank

CAP = 300  # candidates for one question to the database; they come in order of importance
ENOUGH = 40  # with so many found, no looser question is asked
MOST_TELLING = 6
TAIL = 0.35  # results worth less than this part of the best are left away


@dataclass
class Found:
    """What was asked, how it was understood, and what answers it."""

    asked: Asked
    reading: Reading = field(default_factory=Reading)
    ranked: list[Ranked] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    capped: Node | None = None  # the question that had more answers than were looked at

    @property
    def exact(self) -> Code | None:
        """The one code that was asked for, and nothing beside it."""
        alone = self.asked.only_codes or len(self.asked.words) <= 1
        return self.codes[0] if len(self.codes) == 1 and alone and not self.missing else None


def search(typed: str, facets: Sequence[str] = (), complete: bool = False) -> Found:
    """Find what answers a text.

    `facets` are words of the full text that entries must bear; with `complete` the last word may be half typed.
    """
    found = Found(read(typed))
    wanted = (*found.asked.codes, *found.asked.long_codes)
    if wanted:
        found.codes = codes_named(wanted)
        values = {code.value for code in found.codes}
        found.missing = tuple(value for value in found.asked.codes if value not in values)
    if found.asked.words and not found.exact:
        found.reading = understand(found.asked, complete)
        found.ranked, found.capped = by_words(found.reading, facets)
    return found


def codes_named(values: Sequence[str]) -> list[Code]:
    """Return the codes with these values, in the order in which they were asked for."""
    codes = Code.objects.for_listing().filter(system__in=CodeSystem.objects.all(), value__in=values)
    return sorted(codes, key=lambda code: (values.index(code.value), code.system_id))


def codes_from(beginning: str) -> QuerySet[Code]:
    """Return the codes that begin so: explained ones first, ended ones last."""
    codes = Code.objects.for_listing().filter(
        system__in=CodeSystem.objects.all(), value__gte=beginning, value__lte=beginning + "ZZZZZZZ"
    )
    bare = ExpressionWrapper(Q(edition__isnull=True), BooleanField())
    ended = ExpressionWrapper(Q(ended__isnull=False), BooleanField())
    return codes.order_by(bare, ended, "value", "system")


def by_words(reading: Reading, facets: Sequence[str] = ()) -> tuple[list[Ranked], Node | None]:
    """Return the entries that answer the concepts, best first, and the question that was capped, if one was."""
    concepts = reading.concepts
    if not concepts:
        return [], None
    seen: dict[int, tuple[Candidate, bool]] = {}
    capped: Node | None = None
    for node, in_text in _questions(concepts, reading.total):
        candidates = database().candidates(both(node, *facets), CAP)
        capped = capped or (node if len(candidates) >= CAP and not seen else None)
        for candidate in candidates:
            seen.setdefault(candidate.id, (candidate, in_text))
        if len(seen) >= ENOUGH:
            break
    weights = {stem: reading.weight(stem) for concept in concepts for way in concept.ways for stem in way.stems}
    ranked = rank(seen.values(), concepts, weights, reading.typed)
    least = ranked[0].score * TAIL if ranked else 0.0
    return [one for one in ranked if one.score >= least], capped


def _questions(concepts: Sequence[Concept], total: int) -> Iterator[tuple[Node, bool]]:
    """Yield what to ask the database, in turn until enough is found: all ideas, all but one, pairs, each alone.

    The flag says that the words may also stand around the names: in the text of sections, in names of groups.
    """
    telling = [concept for concept in concepts if concept.entries <= total * COMMON] or list(concepts[:1])
    telling = telling[:MOST_TELLING]
    yield both(*(_node(concept) for concept in telling)), False
    yield both(*(_node(concept, True) for concept in telling)), True
    if len(telling) > 2:
        yield either(both(*(_node(one) for one in telling if one is not left)) for left in telling), False
    if len(telling) > 3:
        pairs = ((one, other) for at, one in enumerate(telling) for other in telling[at + 1 :])
        yield either(both(_node(one), _node(other)) for one, other in pairs), False
    for concept in telling:
        others = [_node(other) for other in concepts if other is not concept]
        if others:
            yield both(_node(concept), either(others)), False
        yield _node(concept), False


def _node(concept: Concept, in_text: bool = False) -> Node:
    return either(_way_node(way, in_text) for way in concept.ways)


def _way_node(way: Way, in_text: bool) -> Node:
    return both(*(either([stem, BODY_MARK + stem]) if in_text else stem for stem in way.stems))
