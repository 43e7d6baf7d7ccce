"""What changed between two editions of a page, section by section, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from .page import ProcedurePage, heading_of, in_page_order

WORD = re.compile(r"\s+|[^\s]+")
#: Fewer words than these, between two changes, are shared by chance.
FEWEST_SHARED = 3


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed ("same"), came ("added") or went ("removed")."""

    change: str
    text: str


@dataclass(frozen=True)
class Change:
    """What changed in one section or fact of the page."""

    where: str
    heading: str
    pieces: tuple[Piece, ...]


FACTS = {
    "plain_name": "Name",
    "medical_name": "Medical name",
    "pronunciation": "How to say it",
    "ingredient": "Generic name",
    "route": "How it is given",
    "brands": "Brand names",
    "also_known_as": "Also known as",
    "setting": "Place",
    "setting_note": "Place, in words",
    "anesthesia": "Awake or asleep",
    "minutes_from": "Shortest time",
    "minutes_to": "Longest time",
    "duration_note": "Time, in words",
    "people_note": "Who is there",
    "how_often": "How often",
    "time_off": "Time off",
    "calendar": "Calendar",
    "day_plan": "The day itself",
}


def differences(before: ProcedurePage, after: ProcedurePage) -> tuple[Change, ...]:
    """Return every change from one page to the next, in page order."""
    return tuple(_changes(before, after))


def _changes(before: ProcedurePage, after: ProcedurePage) -> Iterator[Change]:
    for name, heading in FACTS.items():
        old, new = _words(getattr(before, name)), _words(getattr(after, name))
        if old != new:
            yield Change(name, heading, compare(old, new))
    old_codes, new_codes = _codes(before), _codes(after)
    if old_codes != new_codes:
        yield Change("codes", "Codes", compare(old_codes, new_codes))
    kinds = [section.kind for section in in_page_order((*before.sections, *after.sections))]
    for kind in dict.fromkeys(kinds):
        one, other = before.section(kind), after.section(kind)
        old, new = one.body if one else "", other.body if other else ""
        if old != new:
            yield Change(kind, heading_of(kind, after.family, after.language), compare(old, new))
    old, new = _numbers(before), _numbers(after)
    if old != new:
        yield Change("numbers", "Numbers", compare(old, new))
    old, new = _sources(before), _sources(after)
    if old != new:
        yield Change("sources", "Where this comes from", compare(old, new))
    old, new = (_words(page.review.name if page.review else "") for page in (before, after))
    if old != new:
        yield Change("review", "Checked by", compare(old, new))


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """Return the words of two texts as pieces that stayed, came and went.

    A word or two that a rewritten sentence happens to share with the former one tell a reader nothing: such a stretch
    is shown whole, as it was and as it is.
    """
    old, new = WORD.findall(before), WORD.findall(after)
    runs = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    pieces: list[Piece] = []
    removed = added = ""
    for place, (change, i1, i2, j1, j2) in enumerate(runs):
        is_between = 0 < place < len(runs) - 1
        if change == "equal" and not (is_between and _is_chance(old[i1:i2])):
            pieces += _changed(removed, added)
            pieces.append(Piece("same", "".join(old[i1:i2])))
            removed = added = ""
        else:
            removed += "".join(old[i1:i2])
            added += "".join(new[j1:j2])
    return (*pieces, *_changed(removed, added))


def _is_chance(shared: list[str]) -> bool:
    return sum(not word.isspace() for word in shared) < FEWEST_SHARED


def _changed(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield Piece("removed", removed)
    if added:
        yield Piece("added", added)


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _codes(page: ProcedurePage) -> str:
    return "\n".join(
        f"{c.value}{' (primary)' if c.is_primary else ''}: {c.long_description}. {c.difference}" for c in page.codes
    )


def _numbers(page: ProcedurePage) -> str:
    rows = sorted(page.outcomes, key=lambda outcome: outcome.key)
    return "\n".join(
        f"{o.affected} in {o.out_of} {o.group} {o.label}"
        + (f"; {o.compared_affected} in {o.out_of} {o.compared_group}" if o.compared_group else "")
        for o in rows
    )


def _sources(page: ProcedurePage) -> str:
    rows = sorted(page.sources, key=lambda source: source.key)
    return "\n".join(f"{s.title}, {s.publisher}, {s.published}, read {s.last_read}" for s in rows)
