"""From the page of an edition to what templates print: facts at a glance, sections, and drawings of chances."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procedures.content.drawing import Figures, figures
from procedures.content.page import OutcomeOnPage, ProcedurePage
from procedures.content.timeline import CALENDAR_IN, DAY_IN, Calendar, Day, TimelineError, read_calendar, read_day
from procedures.models.procedures import Anesthesia, Setting


class Glance(NamedTuple):
    """One fact at a glance: an icon's name, what it is about, the fact, and whether the site or the page words it."""

    icon: str
    label: str
    value: str
    note: str = ""
    is_ours: bool = False


class DrawnOutcome(NamedTuple):
    """An outcome number with its drawings, one for each group, and the words for those without it."""

    outcome: OutcomeOnPage
    groups: tuple[Figures, ...]
    others: str
    source_number: int


class DrawnSection(NamedTuple):
    """A section ready to print: its HTML and its drawings."""

    kind: str
    heading: str
    html: SafeString
    outcomes: tuple[DrawnOutcome, ...]
    picture: str = ""
    calendar: Calendar | None = None
    day: Day | None = None


def minutes_in_words(first: int | None, last: int | None) -> str:
    """Return a time span as a reader would say it: "30 minutes", "1 to 2 hours", "30 minutes to 1 hour"."""
    if first is None or last is None:
        return ""
    one, other = _time(first), _time(last)
    if one == other:
        return other
    number, unit = one.split(" ", 1)
    if unit.rstrip("s") == other.split(" ", 1)[1].rstrip("s"):
        return _("%(first)s to %(last)s") % {"first": number, "last": other}
    return _("%(first)s to %(last)s") % {"first": one, "last": other}


def _time(minutes: int) -> str:
    if minutes < 60 or minutes % 30:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes / 60
    return ngettext("%(n)s hour", "%(n)s hours", 1 if hours == 1 else 2) % {"n": f"{hours:g}"}


def at_a_glance(page: ProcedurePage) -> tuple[Glance, ...]:
    """Return the facts of the at-a-glance box, in a fixed order, without those that do not apply."""
    time = minutes_in_words(page.minutes_from, page.minutes_to)
    place = "" if page.setting == Setting.NOT_APPLICABLE else str(Setting(page.setting).label)
    awake = "" if page.anesthesia == Anesthesia.NOT_APPLICABLE else str(Anesthesia(page.anesthesia).label)
    rows = (
        Glance("clock", _("How long"), time, page.duration_note, is_ours=True)
        if time
        else Glance("clock", _("How long"), page.duration_note),
        Glance("calendar", _("How often"), page.how_often),
        Glance("place", _("Where"), place, page.setting_note, is_ours=True),
        Glance("route", _("How it is given"), page.route),
        Glance("awake", _("Awake or asleep"), awake, is_ours=True),
        Glance("people", _("Who is there"), page.people_note),
        Glance("rest", _("Time off"), page.time_off),
    )
    return tuple(row for row in rows if row.value)


def drawn_sections(page: ProcedurePage) -> list[DrawnSection]:
    """Return the rendered sections of a page with the drawings that stand in each."""
    calendar_in, day_in = page.first_of(CALENDAR_IN), page.first_of(DAY_IN)
    return [
        DrawnSection(
            section.kind,
            section.heading,
            SafeString(section.html),  # made and cleaned by `to_html` when the edition was published
            tuple(drawn_outcome(page, one) for one in page.outcomes_of(section.kind)),
            section.picture,
            drawn(read_calendar, page.calendar) if section.kind == calendar_in else None,
            drawn(read_day, page.day_plan) if section.kind == day_in else None,
        )
        for section in page.sections
    ]


def drawn[Drawing](read: Callable[[str], Drawing | None], text: str) -> Drawing | None:
    """Return the drawing of a text; none where a draft's text cannot be read, which the rules tell its author."""
    try:
        return read(text)
    except TimelineError:
        return None


def drawn_outcome(page: ProcedurePage, outcome: OutcomeOnPage) -> DrawnOutcome:
    """Return an outcome number of a page with its drawings."""
    groups = [figures(outcome.group, outcome.affected, outcome.out_of)]
    if outcome.compared_affected is not None:
        groups.append(figures(outcome.compared_group, outcome.compared_affected, outcome.out_of))
    number = next(source.number for source in page.sources if source.key == outcome.source)
    return DrawnOutcome(outcome, tuple(groups), others_in_words(outcome.label), number)


def others_in_words(label: str) -> str:
    """Return how the other way round reads on: "14 in 100 had it, 86 did not", "23 were alive, 77 were not"."""
    verb = label.split(" ", 1)[0].lower()
    if verb in ("were", "was"):
        return _("were not")
    return _("are not") if verb == "are" else _("did not")


def read_on_one_day(page: ProcedurePage) -> str:
    """Return the day on which every source was last read, or nothing where the days differ."""
    days = {source.last_read for source in page.sources}
    return days.pop() if len(days) == 1 else ""
