"""From editions and official facts to what templates show: everything decided here, so that templates only print."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procedures.content.descriptors import coverage_in_words, in_full_words
from procedures.content.difference import differences
from procedures.content.drawing import Figures, figures
from procedures.content.page import OutcomeOnPage, ProcedurePage, SectionOnPage
from procedures.content.rendering import terms_in_place, to_html
from procedures.content.units import is_at_most
from procedures.models import Code, CodeGroup, CodeSystem, Edition, Policy, Procedure, SimilarCode
from procedures.models.procedures import Anesthesia, Setting
from procedures.similarity import nearest_explained, similar_to

from . import life
from .head import TITLE, Head, head, shortened

SIMILAR_SHOWN = 10
NEAREST_SHOWN = 5
EDITIONS_SHOWN = 5
#: As long as a heading of official words may be.
HEADING = 90
COMPARED_SHOWN = 3
#: What a frightened reader needs before everything else, at-a-glance facts included.
FIRST = ("summary", "boxed_warning", "urgent")

CITATION = '<sup class="cite">'
BEFORE_CITATION = re.compile(rf"\s+{CITATION}")


@dataclass(frozen=True)
class Glance:
    """One fact at a glance: an icon's name, what it is about, and the fact."""

    icon: str
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class DrawnOutcome:
    """An outcome number with its drawings, one for each group, and the words for those without it."""

    outcome: OutcomeOnPage
    groups: tuple[Figures, ...]
    others: str
    source_number: int


@dataclass(frozen=True)
class DrawnSection:
    """A section ready to print: its HTML and its drawings."""

    kind: str
    heading: str
    html: SafeString
    outcomes: tuple[DrawnOutcome, ...]
    picture: str = ""


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
    place = "" if page.setting == Setting.NOT_APPLICABLE else Setting(page.setting).label
    awake = "" if page.anesthesia == Anesthesia.NOT_APPLICABLE else Anesthesia(page.anesthesia).label
    rows = (
        Glance("clock", _("How long"), time or page.duration_note, page.duration_note if time else ""),
        Glance("calendar", _("How often"), page.how_often),
        Glance("place", _("Where"), place, page.setting_note),
        Glance("route", _("How it is given"), page.route),
        Glance("awake", _("Awake or asleep"), awake),
        Glance("people", _("Who is there"), page.people_note),
        Glance("rest", _("Time off"), page.time_off),
    )
    return tuple(row for row in rows if row.value)


def drawn_section(page: ProcedurePage, section: SectionOnPage) -> DrawnSection:
    """Return a rendered section with the drawings that stand in it."""
    drawn = drawn_outcomes(page, page.outcomes_of(section.kind))
    # The HTML was made and cleaned by `to_html` when the edition was published.
    # A citation mark stays with the word before it.
    text = BEFORE_CITATION.sub(CITATION, terms_in_place(section.html, page.glossary))
    return DrawnSection(section.kind, section.heading, mark_safe(text), drawn, section.picture)  # noqa: S308


def drawn_outcomes(page: ProcedurePage, outcomes: Iterable[OutcomeOnPage]) -> tuple[DrawnOutcome, ...]:
    """Return outcome numbers of a page with their drawings."""
    numbers = {source.key: source.number for source in page.sources}
    drawn = []
    for outcome in outcomes:
        groups = [figures(outcome.group, outcome.affected, outcome.out_of)]
        if outcome.compared_affected is not None:
            groups.append(figures(outcome.compared_group, outcome.compared_affected, outcome.out_of))
        drawn.append(DrawnOutcome(outcome, tuple(groups), others_in_words(outcome.label), numbers[outcome.source]))
    return tuple(drawn)


def others_in_words(label: str) -> str:
    """Return how the other way round reads on: "14 in 100 had it, 86 did not", "23 were alive, 77 were not"."""
    verb = label.split(" ", 1)[0].lower()
    return {"were": _("were not"), "was": _("were not"), "are": _("are not")}.get(verb, _("did not"))


@lru_cache(maxsize=1024)
def plain_html(text: str) -> SafeString:
    """Return short staff Markdown, such as what a policy asks, as safe HTML."""
    return mark_safe(to_html(text, {}))  # noqa: S308 - cleaned by `to_html`


def explained(code: Code, edition: Edition) -> dict[str, Any]:
    """Return what the page of an explained code shows."""
    page = edition.page
    values = [one.value for one in page.codes]
    canonical = (
        code
        if code.is_canonical
        else edition.codes.filter(is_canonical=True).select_related("system", "edition").first()
    )
    policies = (
        Policy.objects.filter(codes__system=code.system_id, codes__value__in=values).select_related("plan").distinct()
    )
    this_code = next((one for one in page.codes if one.value == code.value), page.primary)
    similar = [row for row in similar_to(code) if row.to_code.value not in values][:SIMILAR_SHOWN]
    sections = [drawn_section(page, section) for section in page.sections]
    first = [section for section in sections if section.kind in FIRST]
    return official(code) | {
        "head": head_of_explained(code, canonical or code, edition),
        "edition": edition,
        "page": page,
        "canonical": canonical or code,
        "this_code": this_code,
        "other_codes": [one for one in page.codes if one != this_code],
        "glance": at_a_glance(page),
        "first_sections": first,
        "sections": [section for section in sections if section not in first],
        "has_urgent": any(section.kind == "urgent" for section in first),
        "has_figures": any(section.outcomes for section in sections),
        "all_read_on": read_on_one_day(page),
        "policies": read_first(policies),
        "similar": similar,
        "compare_any": compare_address(canonical or code),
        "comparable": comparable(canonical or code, similar),
        "editions": editions_of(edition)[:EDITIONS_SHOWN],
    }


def read_on_one_day(page: ProcedurePage) -> str:
    """Return the day on which every source was last read, or nothing where the days differ."""
    days = {source.last_read for source in page.sources}
    return days.pop() if len(days) == 1 else ""


def compare_address(*codes: Code) -> str:
    """Return the one address at which codes are compared, or at which the others are chosen."""
    values = sorted(code.value for code in codes)
    return f"{reverse('compare')}?{urlencode([('code', value) for value in values])}"


def comparable(code: Code, similar: Iterable[SimilarCode]) -> list[tuple[str, str]]:
    """Return where a code is compared with its nearest explained ones, as addresses and names."""
    found: dict[int, tuple[str, str]] = {}
    for other in (row.to_code for row in similar):
        if other.edition and other.edition_id != code.edition_id:
            found.setdefault(other.edition.pk, (compare_address(code, other), other.edition.plain_name))
    return list(found.values())[:COMPARED_SHOWN]


def head_of_explained(code: Code, canonical: Code, edition: Edition) -> Head:
    """Return the head of an explained code's page; a code that shares its explanation leads to the primary one."""
    lead = "" if code == canonical else f"{code.value}: {code.long_description}. "
    ending = f" ({code.value})"
    title = shortened(edition.plain_name, TITLE - len(ending)) + ending
    return head(title, lead + edition.description, canonical.get_absolute_url())


def editions_of(edition: Edition) -> QuerySet[Edition]:
    """Return the published versions of an edition's explanation, newest first, without their text."""
    return Edition.objects.filter(procedure=edition.procedure_id).defer("content")


def editions(code: Code) -> dict[str, Any]:
    """Return what the list of an explanation's published versions shows."""
    current = code.edition
    assert current is not None  # noqa: S101 - the view asks for explained codes only
    title = _("%(code)s: every version of this page") % {"code": code.value}
    about = _("Every published version of “%(name)s”, with its date and what changed.") % {"name": current.plain_name}
    return {
        "head": head(title, about, reverse("editions", args=[code.system.slug, code.value]), index=False),
        "code": code,
        "crumbs": [(code.get_absolute_url(), f"{code.value} {current.plain_name}")],
        "editions": editions_of(current),
    }


def edition(code: Code, shown: Edition) -> dict[str, Any]:
    """Return what the page of one edition shows: the page as it was, and what it changed."""
    before = Edition.objects.filter(procedure=shown.procedure_id, number__lt=shown.number).first()
    title = _("%(code)s, edition %(number)s: %(name)s")
    title %= {"code": code.value, "number": shown.number, "name": shown.plain_name}
    path = reverse("edition", args=[code.system.slug, code.value, shown.number])
    return explained(code, shown) | {
        "head": head(title, shown.note, path, index=False),
        "policies": None,
        "changes": differences(before.page, shown.page) if before else (),
        "before": before,
        "is_current": shown.pk == code.edition_id,
    }


def unexplained(code: Code) -> dict[str, Any]:
    """Return what the page of a code without an explanation shows: official facts, policies, the nearest explained."""
    policies = Policy.objects.filter(codes=code).select_related("plan")
    found = similar_to(code)
    similar = found[:SIMILAR_SHOWN]
    about = _("What is officially known of billing code %(code)s: %(words)s.") % {
        "code": code.value,
        "words": code.long_description,
    }
    short_forms = life.abbreviations()
    full_words = in_full_words(code.long_description, short_forms)
    return official(code) | {
        "head": head(f"{code.value}: {code.long_description}", about, code.get_absolute_url(), index=False),
        "name": shortened(full_words, HEADING),
        "unit": in_full_words(unit_in_words(code), short_forms),
        "full_words": "" if full_words.casefold() == code.long_description.casefold() else full_words,
        "policies": read_first(policies),
        "similar": similar,
        "nearest": [] if any(row.to_code.edition for row in similar) else nearest_explained(code, found, NEAREST_SHOWN),
    }


def official(code: Code) -> dict[str, Any]:
    """Return the official facts of a code that every page of a code shows."""
    relatives = life.relatives(code)
    return {
        "code": code,
        "state": life.state_of(code, timezone.localdate()),
        "crumbs": crumbs_of(code.system, code.group),
        "unit": unit_in_words(code),
        "coverage": coverage_in_words(code.coverage),
        "replaced_by": relatives.successors,
        "replaces": relatives.replaces,
    }


def unit_in_words(code: Code) -> str:
    """Return what one unit on a bill stands for, as a sentence; empty where the official words state none."""
    if not code.unit:
        return ""
    if code.unit == "1 each":
        return _("One unit on a bill is one item.")
    if is_at_most(code.long_description):
        return _("One unit on a bill is any amount up to %(unit)s.") % {"unit": code.unit}
    return _("One unit on a bill is %(unit)s.") % {"unit": code.unit}


def crumbs_of(system: CodeSystem, group: CodeGroup | None) -> list[tuple[str, str]]:
    """Return the way from the list of codes down to a group, as addresses and names."""
    groups: list[CodeGroup] = []
    while group:
        groups.insert(0, group)
        group = group.parent
    return [
        (system.get_absolute_url(), system.name),
        *((reverse("code-group", args=[system.slug, one.slug]), f"{one.slug} {one.title}") for one in groups),
    ]


def read_first(policies: Iterable[Policy]) -> list[tuple[Policy, SafeString]]:
    """Return policies with what they ask as HTML; those that we have put into plain words come first."""
    return [(policy, plain_html(policy.asks)) for policy in sorted(policies, key=lambda policy: not policy.asks)]


def withdrawn(code: Code) -> Procedure | None:
    """Return the withdrawn explanation of a code, if it has one."""
    return Procedure.objects.filter(procedure_codes__code=code, retracted_on__isnull=False).first()


def explanations() -> QuerySet[Code]:
    """Return the primary codes of everything published, ready for cards."""
    return Code.objects.for_listing().filter(is_canonical=True).order_by("edition__plain_name")
