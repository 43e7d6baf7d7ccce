"""The life of a code: its state on a day, what it replaced, and which codes its chain of successors ends in."""

from datetime import date
from typing import NamedTuple

from django.db.models import Q

from procedures.content.descriptors import ENDING, TO_COME, state_on
from procedures.models import Abbreviation, Code

#: Longer chains of replacements are not followed; the longest in CMS's data has three links.
LONGEST_CHAIN = 10


class Relatives(NamedTuple):
    """The codes that a code replaced, and those that took its place in the end."""

    replaces: list[Code]
    successors: list[Code]


def state_of(code: Code, day: date) -> str:
    """Return the state of a code on a day: "to come", "in use", "ending" or "ended"."""
    return state_on(day, code.added, code.ended)


def is_about_to_change(state: str) -> bool:
    """Return whether the calendar alone will bring a code from this state into another one."""
    return state in (TO_COME, ENDING)


def relatives(code: Code) -> Relatives:
    """Return what a code replaced, and what took its place, followed to the end of each chain.

    A successor that was itself replaced is passed over for what replaced it, unless that leads back: loops in the data
    end a chain. A code without relatives costs one query, one link in either direction a second.
    """
    links = Code.replaced_by.through.objects
    direct = links.filter(from_code=code).values("to_code")
    # One query reads the links to the code, those from it, and those from its successors, which are most often none.
    near = set(
        links.filter(Q(to_code=code) | Q(from_code=code) | Q(from_code__in=direct)).values_list("from_code", "to_code")
    )
    before = {old for old, new in near if new == code.pk and old != code.pk}
    following: dict[int, list[int]] = {}
    for old, new in near:
        following.setdefault(old, []).append(new)
    known = {code.pk, *following.get(code.pk, ())}
    last = _ends(code.pk, following, known)
    found = Code.objects.for_listing().filter(pk__in=sorted({*before, *last})).order_by("ended", "value")
    codes = list(found) if before or last else []
    return Relatives([one for one in codes if one.pk in before], [one for one in codes if one.pk in last])


def _ends(start: int, following: dict[int, list[int]], known: set[int]) -> set[int]:
    """Return the last codes of every chain that begins at a code; links from codes not `known` are read as needed."""
    links = Code.replaced_by.through.objects
    step, seen, last = {start}, {start}, set[int]()
    for _link in range(LONGEST_CHAIN):
        if unknown := step - known:
            for old, new in links.filter(from_code__in=sorted(unknown)).values_list("from_code", "to_code"):
                following.setdefault(old, []).append(new)
            known |= unknown
        last |= {pk for pk in step if pk != start and not set(following.get(pk, ())) - seen}
        step = {new for pk in step for new in following.get(pk, ())} - seen
        seen |= step
        if not step:
            break
    return last | step


def successors(code: Code) -> list[Code]:
    """Return what took a code's place, followed to the end of each chain."""
    return relatives(code).successors


def abbreviations() -> dict[str, str]:
    """Return the short forms that staff keep, with their full words."""
    return dict(Abbreviation.objects.values_list("short", "words"))
