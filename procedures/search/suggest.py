"""What the search box offers while somebody types: codes and names, ready to be chosen."""

from dataclasses import dataclass

from django.utils.text import Truncator

from procedures.models import Code, SearchEntry

from . import find
from .query import read
from .results import best_code

MOST = 8
SHORTEST = 2


@dataclass(frozen=True)
class Suggestion:
    """One line under the search box: a code, its name, and the page it leads to."""

    code: str
    name: str
    url: str


def suggestions(typed: str) -> list[Suggestion]:
    """Return the likeliest codes and names for the letters typed so far; nothing for fewer than two."""
    asked = read(typed)
    if len(asked.text) < SHORTEST:
        return []
    if asked.beginning:
        codes = [_of_code(code) for code in find.codes_from(asked.beginning)[:MOST]]
        if codes:
            return codes
    found = find.search(typed, complete=True)
    offered = [_of_code(code) for code in found.codes]
    ranked = found.ranked[: MOST - len(offered)]
    keys = [one.candidate.id for one in ranked]
    entries = dict(SearchEntry.objects.filter(pk__in=keys).order_by().values_list("pk", "shown"))
    for one in ranked:
        shown = entries[one.candidate.id]
        code = best_code(shown["codes"], one.found)
        offered.append(Suggestion(code["value"], Truncator(shown["title"]).chars(80), code["url"]))
    return offered[:MOST]


def _of_code(code: Code) -> Suggestion:
    return Suggestion(code.value, Truncator(code.name).chars(80), code.get_absolute_url())
