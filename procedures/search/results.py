"""From what was found to what a page of results shows: names with the words marked, codes, and why it matched."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from procedures.models import Code, SearchEntry

from . import find
from .concepts import corrections
from .either import all_facet_counts
from .entries import facet_word
from .index import database
from .ranking import Ranked
from .words import fold, split, stem

PER_PAGE = 20
NOTHING = SafeString("")
COUNTED = 2000
LONGEST_TITLE = 160
DOUBTFUL = 0.45  # when the best result is worth less, another spelling is offered
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True)
class Hit:
    """One result: what it is called, its code, a line about it, and why it is here."""

    title: SafeString
    url: str
    code: str
    line: SafeString = NOTHING
    others: tuple[str, ...] = ()
    also: SafeString = NOTHING
    because: str = ""
    explained: bool = False
    ended: str = ""
    next: tuple[str, ...] = ()


@dataclass
class Results:
    """One page of results and all that stands around it."""

    asked: str
    hits: list[Hit] = field(default_factory=list)
    page: Page[Any] | None = None
    exact: Code | None = None
    codes: list[Hit] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    beginning: str = ""
    cpt: str = ""
    total: int = 0
    capped: bool = False
    corrected: str = ""
    instead_of: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    did_you_mean: str = ""
    facets: list[tuple[frozenset[str], int]] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Something was asked, and nothing was found."""
        return bool(self.asked) and not (self.hits or self.codes or self.exact)


def results(typed: str, chosen: Mapping[str, str] | None = None, page: str = "") -> Results:
    """Answer a search: `chosen` are the facets asked for, `page` the number of the page as it was sent."""
    wanted = [f"{name}:{value}" for name, value in (chosen or {}).items()]
    found = find.search(typed)
    asked = found.asked
    answer = Results(asked.text, exact=found.exact, missing=found.missing, cpt=asked.cpt)
    if answer.exact:
        return answer
    answer.codes = [hit_of_code(code) for code in found.codes]
    if asked.beginning and not wanted and _list_beginning(answer, asked.beginning, page):
        return answer
    ranked = found.ranked
    answer.facets = _facets(found)
    answer.capped = found.capped is not None
    if wanted:
        if found.capped:
            ranked, _ = find.by_words(found.reading, [facet_word(facet) for facet in wanted])
        else:
            ranked = [one for one in ranked if _marks(one).issuperset(wanted)]
    answer.total = sum(count for facets, count in answer.facets if facets.issuperset(wanted))
    answer.page = Paginator(ranked, PER_PAGE).get_page(page)
    answer.hits = hits_of(list(answer.page), found)
    answer.unknown = tuple(found.reading.unknown)
    _say_corrections(answer, found)
    return answer


def _list_beginning(answer: Results, beginning: str, page: str) -> bool:
    listed = Paginator(find.codes_from(beginning), PER_PAGE).get_page(page)
    if not listed.paginator.count:
        return False
    answer.beginning, answer.page, answer.total = beginning, listed, listed.paginator.count
    answer.hits = [hit_of_code(code) for code in listed]
    return True


def _say_corrections(answer: Results, found: find.Found) -> None:
    """Say what was looked for instead of misspelled words, or ask whether a rare word was meant otherwise."""
    corrected = found.reading.corrected
    text = " ".join(corrected.get(word.text, word.text) for word in found.asked.words)
    if corrected:
        answer.instead_of = tuple(corrected)
        answer.corrected, answer.did_you_mean = (text, "") if answer.hits else ("", text)
    elif not found.ranked or found.ranked[0].score < DOUBTFUL:
        answer.did_you_mean = _meant(found)


def _meant(found: find.Found) -> str:
    """Return the question with rare words changed to much more usual neighbours, or nothing."""
    words, changed = [], False
    for word in found.asked.words:
        near = corrections(word.text) if found.reading.counts.get(word.stem, 0) < 3 else []
        better = next((text for text, other in near if other != word.stem), "")
        words.append(better or word.text)
        changed = changed or bool(better)
    return " ".join(words) if changed else ""


def _marks(one: Ranked) -> frozenset[str]:
    return frozenset(one.candidate.facets.split())


def _facets(found: find.Found) -> list[tuple[frozenset[str], int]]:
    """Return how many results bear each combination of facets; counted afresh where more match than were ranked."""
    if found.capped is not None:
        counted = database().facet_counts(found.capped, COUNTED)
    else:
        counted = list(Counter(one.candidate.facets for one in found.ranked).items())
    return [(frozenset(facets.split()), count) for facets, count in counted]


def all_facets() -> list[tuple[frozenset[str], int]]:
    """Return how many entries there are of each combination of facets, where nothing was asked."""
    return [(frozenset(facets.split()), count) for facets, count in all_facet_counts()]


def hits_of_entries(entries: Iterable[SearchEntry]) -> list[Hit]:
    """Return results for entries that were not searched for but browsed."""
    return [_hit(entry.shown) for entry in entries]


def hits_of(ranked: Sequence[Ranked], found: find.Found) -> list[Hit]:
    """Return what to show for ranked entries."""
    keys = [one.candidate.id for one in ranked]
    shown = dict(SearchEntry.objects.filter(pk__in=keys).order_by().values_list("pk", "shown"))
    typed = frozenset(found.reading.typed)
    return [_hit(shown[one.candidate.id], one.found, typed) for one in ranked if one.candidate.id in shown]


def hit_of_code(code: Code) -> Hit:
    """Return a code that was asked for by its value."""
    return Hit(
        title=escape(code.name),
        url=code.get_absolute_url(),
        code=code.value,
        line=escape(code.edition.description if code.edition else code.short_description),
        explained=code.edition is not None,
        ended=code.ended.isoformat() if code.ended else "",
        next=tuple(other.value for other in code.replaced_by.all()) if code.ended else (),
    )


def _hit(shown: dict[str, Any], stems: frozenset[str] = frozenset(), typed: frozenset[str] = frozenset()) -> Hit:
    code = best_code(shown["codes"], stems)
    wanted = stems | typed
    also = next((name for name in shown["also"] if wanted & _stems(name)), "")
    if also.lower() in shown["title"].lower():
        also = ""
    because = ""
    if typed and not also and not typed & _stems(f"{shown['title']} {shown['line']}"):
        matching = (word for word in _WORD.findall(shown["title"]) if stems & _word_stems(word))
        because = ", ".join(dict.fromkeys(word.lower() for word in matching))
    return Hit(
        title=marked(shortened(shown["title"]), wanted),
        url=code["url"],
        code=code["value"],
        line=marked(shown["line"], wanted),
        others=tuple(other["value"] for other in shown["codes"] if other is not code),
        also=marked(also, wanted),
        because=because,
        explained=shown["explained"],
        ended=code["ended"],
        next=tuple(code["next"]),
    )


def best_code(codes: list[dict[str, Any]], stems: frozenset[str]) -> dict[str, Any]:
    """Return the code of an explanation whose official words hold most of what was found; else the primary one."""
    return max(codes, key=lambda code: (not code["ended"]) * 0.5 + sum(f" {stem} " in code["words"] for stem in stems))


@lru_cache(maxsize=20_000)
def _word_stems(word: str) -> frozenset[str]:
    return frozenset(stem(part) for part in split(fold(word)))


def _stems(text: str) -> set[str]:
    return {one for word in _WORD.findall(text) for one in _word_stems(word)}


def marked(text: str, stems: Iterable[str]) -> SafeString:
    """Return text as safe HTML with the words of these stems in <mark>."""
    wanted = set(stems)
    parts, at = [], 0
    for match in _WORD.finditer(text):
        if not wanted.isdisjoint(_word_stems(match[0])):
            parts += [escape(text[at : match.start()]), "<mark>", escape(match[0]), "</mark>"]
            at = match.end()
    parts.append(escape(text[at:]))
    # Every piece but our own two tags was escaped above.
    return mark_safe("".join(parts))  # noqa: S308


def shortened(text: str) -> str:
    """Return a title that is cut at a word where it is very long."""
    return text if len(text) <= LONGEST_TITLE else text[:LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(" ,;") + "…"
