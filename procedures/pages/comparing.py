"""Explanations side by side: the same questions asked of each, answered from what was published."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from procedures.content.page import ProcedurePage
from procedures.content.rendering import blocks
from procedures.models import Code, Edition
from procedures.models.procedures import Anesthesia, Setting

from .explanation import DrawnOutcome, drawn_outcome, minutes_in_words
from .head import head
from .lists import kinds_of_care
from .public import compare_address, explanations

FEWEST, MOST = 2, 4
#: What is read of an address, however long it is.
MOST_READ = 12
LINES, NUMBERS = 3, 3
UNKNOWN = re.compile(r"\b(not known|unknown|we do not know|we also do not know|no trial|found no)\b", re.I)


@dataclass(frozen=True)
class Asked:
    """What an address asked for: the codes that can be compared, in order, and what is to be said of the others."""

    codes: tuple[Code, ...] = ()
    unknown: tuple[str, ...] = ()
    unexplained: tuple[Code, ...] = ()
    repeated: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether there is something to compare, and nothing to say."""
        return FEWEST <= len(self.codes) <= MOST and not self.unknown and not self.unexplained

    @property
    def address(self) -> str:
        """The one address of this comparison."""
        return compare_address(*(code.value for code in self.codes))


@dataclass(frozen=True)
class Cell:
    """What one explanation says to one question; `path` and `heading` lead to the whole of it."""

    name: str
    path: str
    heading: str
    lines: tuple[str, ...] = ()
    outcomes: tuple[DrawnOutcome, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class Column:
    """One explanation."""

    code: Code
    edition: Edition
    page: ProcedurePage
    path: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", self.code.get_absolute_url())

    def cell(self, kinds: str, lines: Iterable[str] = (), outcomes: Iterable[DrawnOutcome] = (), more: int = 0) -> Cell:
        """Return a cell that leads to the first of these sections which the page has."""
        sections = [section for kind in kinds.split() if (section := self.page.section(kind))]
        anchor, heading = (sections[0].kind, sections[0].heading) if sections else ("glance", _("At a glance"))
        kept = tuple(line for line in lines if line)
        return Cell(self.page.plain_name, f"{self.path}#{anchor}", heading, kept, tuple(outcomes), more)


def asked(values: list[str]) -> Asked:
    """Read the codes of an address, typed in any dress; codes of one explanation count as one."""
    typed = [re.sub(r"[^A-Z0-9]", "", value.upper().removeprefix("HCPCS"))[:10] for value in values[:MOST_READ]]
    wanted = list(dict.fromkeys(value for value in typed if value))
    if not wanted:
        return Asked()
    known = {code.value: code for code in Code.objects.for_listing().filter(value__in=wanted).order_by("edition_id")}
    editions = {code.edition_id for code in known.values() if code.edition_id}
    primary = {code.edition_id: code for code in explanations().filter(edition__in=editions)}
    chosen: dict[int, Code] = {}
    repeated = []
    for value in wanted:
        code = known.get(value)
        if code and code.edition_id:
            if code.edition_id in chosen:
                repeated.append(value)
            chosen.setdefault(code.edition_id, primary.get(code.edition_id, code))
    return Asked(
        tuple(sorted(chosen.values(), key=_by_value)),
        tuple(value for value in wanted if value not in known),
        tuple(code for value in wanted if (code := known.get(value)) and not code.edition_id),
        tuple(repeated),
    )


def _by_value(code: Code) -> str:
    return code.value


def choose(said: Asked) -> dict[str, Any]:
    """Return the form in which two to four explanations are chosen, with what was wrong with those asked for."""
    cards = list(explanations())
    families = [(label, [card for card in cards if _family(card) == family]) for family, label in kinds_of_care()]
    return {
        "head": head(_("Compare explanations"), "", index=False),
        "asked": said,
        "chosen": {code.pk for code in said.codes},
        "too_many": len(said.codes) > MOST,
        "too_few": len(said.codes) == 1,
        "families": [(label, rows) for label, rows in families if rows],
        "fewest": FEWEST,
        "most": MOST,
    }


def _family(code: Code) -> str:
    return code.edition.family if code.edition else ""


def compared(said: Asked) -> dict[str, Any]:
    """Return explanations side by side."""
    editions = Edition.objects.in_bulk([code.edition_id for code in said.codes])
    columns = [
        Column(code, editions[code.edition_id], editions[code.edition_id].page)
        for code in said.codes
        if code.edition_id in editions
    ]
    title = _("Compare: %(names)s") % {"names": ", ".join(one.page.plain_name for one in columns)}
    about = _(
        "Side by side: what each is, how it is done, how well it works, what can go wrong, and what is not known."
    )
    rows = [(name, [answer(column) for column in columns]) for name, answer in questions()]
    return {
        "head": head(title, about, said.address, index=False),
        "columns": columns,
        "rows": rows,
        "has_figures": any(cell.outcomes for _name, cells in rows for cell in cells),
        "change": said.address + "&change=1",
    }


def questions() -> tuple[tuple[str, Callable[[Column], Cell]], ...]:
    """Return what is asked of each explanation, in order."""
    return (
        (_("What it is"), what_it_is),
        (_("How it is given or done"), how_given),
        (_("How long it takes"), how_long),
        (_("Where"), where),
        (_("Awake or asleep"), awake),
        (_("How well it works"), benefits),
        (_("Side effects and problems"), risks),
        (_("Afterwards"), recovery),
        (_("What is not known"), not_known),
        (_("Other choices"), other_choices),
    )


def what_it_is(column: Column) -> Cell:
    """What, and why: the first lines of the short version."""
    return column.cell("purpose summary", said_first(column.page, "summary", 2))


def how_given(column: Column) -> Cell:
    """The route, or the first steps."""
    route = column.page.route[:1].upper() + column.page.route[1:]
    return column.cell("steps use", [route] if route else said_first(column.page, "use steps", LINES))


def how_long(column: Column) -> Cell:
    """The time itself, what is to be said of it, and how often."""
    page = column.page
    return column.cell(
        "duration", (minutes_in_words(page.minutes_from, page.minutes_to), page.duration_note, page.how_often)
    )


def where(column: Column) -> Cell:
    """The place."""
    page = column.page
    place = _("Does not apply") if page.setting == Setting.NOT_APPLICABLE else str(Setting(page.setting).label)
    return column.cell("setting", (place, page.setting_note))


def awake(column: Column) -> Cell:
    """Awake, numb, drowsy or asleep."""
    kind = column.page.anesthesia
    said = _("Does not apply") if kind == Anesthesia.NOT_APPLICABLE else str(Anesthesia(kind).label)
    return column.cell("anesthesia", [said])


def benefits(column: Column) -> Cell:
    """What it does, in numbers, or in words where nobody counted."""
    return _numbers(column, "benefits", "benefit")


def risks(column: Column) -> Cell:
    """What can go wrong, the serious first, in numbers, or in words where nobody counted."""
    return _numbers(column, "risks_serious risks_common", "serious common")


def _numbers(column: Column, kinds: str, severities: str) -> Cell:
    order = severities.split()
    found = [drawn_outcome(column.page, one) for one in column.page.outcomes if one.severity in order]
    found.sort(key=lambda drawn: order.index(drawn.outcome.severity))
    words = () if found else said_first(column.page, kinds, LINES)
    return column.cell(kinds, words, found[:NUMBERS], max(0, len(found) - NUMBERS))


def recovery(column: Column) -> Cell:
    """Time off, and what to do first."""
    off = column.page.time_off
    rest = _("Time off: %(time)s") % {"time": off[:1].lower() + off[1:]} if off else ""
    return column.cell("recovery", (rest, *said_first(column.page, "recovery", LINES)))


def not_known(column: Column) -> Cell:
    """What the page says that nobody knows."""
    for kind in ("benefits", "risks_serious", "risks_common", "summary", "purpose", "bill"):
        section = column.page.section(kind)
        lines = [block.text for block in blocks(section.body) if UNKNOWN.search(block.text)] if section else []
        if lines:
            return column.cell(kind, lines[:2])
    return column.cell("benefits purpose")


def other_choices(column: Column) -> Cell:
    """The names of the choices on the page."""
    section = column.page.section("alternatives")
    found = [block for block in blocks(section.body) if block.form in ("row", "item")] if section else []
    return column.cell("alternatives", [block.text.split(" | ")[0] for block in found][:7])


def said_first(page: ProcedurePage, kinds: str, count: int) -> list[str]:
    """Return the first lines of the first of these sections which the page has, without headings and tables."""
    for kind in kinds.split():
        if section := page.section(kind):
            return [block.text for block in blocks(section.body) if block.form in ("item", "paragraph")][:count]
    return []
