"""The life of a code: in which state it is on a day, and which code stands at the end of the chain of successors."""

from datetime import date

from procedures.content.descriptors import state_on
from procedures.models import Abbreviation, Code

#: Longer chains of replacements are not followed; the longest in CMS's data has three links.
LONGEST_CHAIN = 10


def state_of(code: Code, day: date) -> str:
    """Return the state of a code on a day: "to come", "in use", "ending" or "ended"."""
    return state_on(day, code.added, code.ended)


def successors(code: Code) -> list[Code]:
    """Return what took a code's place, followed to the end of each chain; loops in the data end a chain.

    A successor that was itself replaced is passed over for what replaced it, unless that leads back.
    """
    links = Code.replaced_by.through.objects
    step, seen, last = {code.pk}, {code.pk}, list[int]()
    for _link in range(LONGEST_CHAIN):
        following: dict[int, list[int]] = {pk: [] for pk in step}
        for old, new in links.filter(from_code__in=step).values_list("from_code", "to_code"):
            following[old].append(new)
        last += [pk for pk, news in following.items() if pk != code.pk and not set(news) - seen]
        step = {new for news in following.values() for new in news} - seen
        seen |= step
        if not step:
            break
    return list(Code.objects.for_listing().filter(pk__in={*last, *step}).order_by("ended", "value"))


def abbreviations() -> dict[str, str]:
    """Return the short forms that staff keep, with their full words."""
    return dict(Abbreviation.objects.values_list("short", "words"))
