"""When does it happen? A treatment calendar and the plan of a day, read from text with one entry a line.

The text is what staff write and what readers get; the drawing beside it (days on a grid, parts of a bar) is made from
it here. English and Spanish words are taken. `docs/explanations.md` has the forms.
"""

import re
import string
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

WORDS = 80
ENTRIES = 6
PARTS = range(2, 9)
LONGEST = 24 * 60
#: Where the drawings stand: on top of the first of these sections that a page has.
CALENDAR_IN = ("schedule",)
DAY_IN = ("steps", "use", "duration")
#: No part of the bar is narrower than this, in hundredths of the bar: its letter must fit.
NARROWEST = 9

_UNITS = {
    **dict.fromkeys(("day", "days", "día", "días"), "day"),
    **dict.fromkeys(("week", "weeks", "semana", "semanas"), "week"),
    **dict.fromkeys(("month", "months", "mes", "meses"), "month"),
}
#: The last day, week or month that fits, and how many stand in a row.
_LAST = {"day": 98, "week": 52, "month": 60}
_ROW = {"day": 7, "week": 6, "month": 6}

_UNIT = re.compile(rf"({'|'.join(_UNITS)}) (?=\d)", re.I)
_LIST = re.compile(r"\d+(?: (?:to|a) \d+)?(?:(?:, (?:and |y )?| and | y )\d+(?: (?:to|a) \d+)?)*")
_CHOICE = re.compile(r"\d+(?:, \d+)*,? (?:or|o|u) \d+")
_SPAN = re.compile(r"(\d+)(?: (?:to|a) (\d+))?")

_NUMBER = r"\d+(?:[.,]\d)?"
_AMOUNT = rf"(?:(?:{_NUMBER}) (?:hours?|horas?)(?: (?:and |y )?\d+ (?:minutes?|minutos?))?|\d+ (?:minutes?|minutos?))"
_LENGTH = re.compile(
    r"(?:(?:about|at least|up to|cerca de|alrededor de|unas|unos|al menos|por lo menos|hasta) )?"
    rf"(?:(?P<bare>{_NUMBER}) (?:to|a) |(?P<first>{_AMOUNT}) (?:to|a|hasta) )?(?P<last>{_AMOUNT})",
    re.I,
)
_MEASURE = re.compile(rf"({_NUMBER}) (hour|hora|minut)", re.I)
_UNKNOWN = {"time varies", "tiempo variable"}

_WHEN = (
    "Write it as “Day 1: words”, “Days 1, 8, 15: words”, “Days 2 to 7: words” or “Day 21 or 28: words”, with rising"
    " numbers; weeks and months go the same way."
)
_HOW_LONG = "Write it as “30 minutes: words”, “1 to 2 hours: words”, “At least 1 hour: words” or “Time varies: words”."


class TimelineError(ValueError):
    """Lines that can't be read; each mistake quotes its line and says the form it should have."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(" ".join(self.mistakes))


@dataclass(frozen=True)
class Entry:
    """One line of a calendar: its letter in the drawing, when, and what; `either` means one of the times only."""

    letter: str
    when: str
    what: str
    times: tuple[int, ...]
    either: bool


@dataclass(frozen=True)
class Cell:
    """One day, week or month on the grid, with the letters of what falls on it; `maybe` where none of it is sure to."""

    number: int
    letters: str = ""
    maybe: bool = False


@dataclass(frozen=True)
class Calendar:
    """A calendar: what a cell stands for ("day", "week", "month"), how many are in a row, the cells, the entries."""

    unit: str
    row: int
    cells: tuple[Cell, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Part:
    """One part of a day: its letter, how long (words and minutes; None where it varies), and its place on the bar."""

    letter: str
    when: str
    what: str
    minutes: tuple[int, int] | None
    start: float
    width: float

    @property
    def middle(self) -> float:
        """Where the part's letter stands on the bar."""
        return round(self.start + self.width / 2, 1)


@dataclass(frozen=True)
class Day:
    """The parts of a day, in order; together they fill the bar from 0 to 100."""

    parts: tuple[Part, ...]


@lru_cache(maxsize=256)
def read_calendar(text: str) -> Calendar | None:
    """Return the calendar that these lines describe, None for an empty text; raise TimelineError where they can't."""
    rows = _read(text, _entry)
    if not rows:
        return None
    if len(rows) > ENTRIES:
        raise TimelineError([f"A calendar has at most {ENTRIES} lines; this one has {len(rows)}. Join or drop some."])
    units = {unit for unit, _row in rows}
    if len(units) > 1:
        raise TimelineError(["One calendar counts in days, in weeks or in months. Use the same word in every line."])
    unit = units.pop()
    entries = tuple(replace(entry, letter=string.ascii_uppercase[place]) for place, (_, entry) in enumerate(rows))
    return Calendar(unit, _ROW[unit], _cells(entries, _ROW[unit]), entries)


@lru_cache(maxsize=256)
def read_day(text: str) -> Day | None:
    """Return the day that these lines describe, None for an empty text; raise TimelineError where they can't."""
    rows = _read(text, _part)
    if not rows:
        return None
    if len(rows) not in PARTS:
        raise TimelineError([f"A day has {PARTS[0]} to {PARTS[-1]} parts; this one has {len(rows)}."])
    widths = _widths([minutes for _when, _what, minutes in rows])
    parts = []
    for place, ((when, what, minutes), width) in enumerate(zip(rows, widths, strict=True)):
        start = round(sum(widths[:place]), 1)
        parts.append(Part(string.ascii_uppercase[place], when, what, minutes, start, round(width, 1)))
    return Day(tuple(parts))


def _read[Row](text: str, read: Callable[[str, str], Row | None]) -> list[Row]:
    rows, mistakes = [], []
    for line in filter(None, map(str.strip, text.splitlines())):
        when, colon, what = (piece.strip() for piece in line.partition(":"))
        row = read(when, what) if colon and what else None
        if row is None:
            mistakes.append(f"“{line}” can't be read. {_WHEN if read is _entry else _HOW_LONG}")
        elif len(what) > WORDS:
            mistakes.append(f"“{line}” is too long. Use at most {WORDS} letters after the colon.")
        else:
            rows.append(row)
    if mistakes:
        raise TimelineError(mistakes)
    return rows


def _entry(when: str, what: str) -> tuple[str, Entry] | None:
    named = _UNIT.match(when)
    if not named:
        return None
    unit, numbers = _UNITS[named[1].lower()], when[named.end() :]
    either = bool(_CHOICE.fullmatch(numbers))
    if not either and not _LIST.fullmatch(numbers):
        return None
    times: list[int] = []
    for first, last in _SPAN.findall(numbers):
        if last and int(last) <= int(first):
            return None
        times += range(int(first), min(int(last or first), _LAST[unit] + 1) + 1)
    if times != sorted(set(times)) or times[0] < 1 or times[-1] > _LAST[unit]:
        return None
    return unit, Entry("", when, what, tuple(times), either)


def _cells(entries: tuple[Entry, ...], row: int) -> tuple[Cell, ...]:
    """Return whole rows of cells, up to the last one in which something happens."""
    last = max(entry.times[-1] for entry in entries)
    cells = []
    for number in range(1, -(-last // row) * row + 1):
        here = [entry for entry in entries if number in entry.times]
        letters = "".join(entry.letter for entry in here)
        cells.append(Cell(number, letters, bool(here) and all(entry.either for entry in here)))
    return tuple(cells)


def _part(when: str, what: str) -> tuple[str, str, tuple[int, int] | None] | None:
    if when.lower() in _UNKNOWN:
        return when, what, None
    found = _LENGTH.fullmatch(when)
    if not found:
        return None
    last = _minutes(found["last"])
    first = last
    if found["bare"]:
        first = _minutes(f"{found['bare']} {found['last'].split(' ', 1)[1]}")
    elif found["first"]:
        first = _minutes(found["first"])
    if not 0 < first <= last <= LONGEST or (first == last and (found["bare"] or found["first"])):
        return None
    return when, what, (first, last)


def _minutes(amount: str) -> int:
    """Return "1 hour 30 minutes" or "1.5 hours" in minutes."""
    return round(
        sum(
            float(number.replace(",", ".")) * (60 if measure.lower().startswith("ho") else 1)
            for number, measure in _MEASURE.findall(amount)
        )
    )


def _widths(minutes: list[tuple[int, int] | None]) -> list[float]:
    """Return how wide each part is: by the middle of its time, never too narrow for its letter, 100 together.

    A part of which nobody knows how long it takes is as wide as the others are on average.
    """
    known = [sum(span) / 2 for span in minutes if span] or [1.0]
    sizes = [sum(span) / 2 if span else sum(known) / len(known) for span in minutes]
    narrow: set[int] = set()
    while True:
        room = 100 - NARROWEST * len(narrow)
        total = sum(size for place, size in enumerate(sizes) if place not in narrow)
        widths = [NARROWEST if place in narrow else size * room / total for place, size in enumerate(sizes)]
        too_narrow = {place for place, width in enumerate(widths) if width < NARROWEST}
        if not too_narrow:
            return widths
        narrow |= too_narrow
