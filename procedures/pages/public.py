"""From editions and official facts to what templates show: everything decided here, so that templates only print."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from procedures.content.descriptors import coverage_in_words, in_full_words, state_on
from procedures.content.difference import differences
from procedures.content.languages import ENGLISH
from procedures.content.page import ProcedurePage
from procedures.content.units import is_at_most
from procedures.models import Code, CodeGroup, CodeSystem, Edition, EditionCode
from procedures.models.addresses import edition_address, path_to

from .explanation import at_a_glance, drawn_sections, read_on_one_day
from .head import TITLE, Head, head, shortened
from .surroundings import (
    EXPLAINED,
    NEAREST_SHOWN,
    SIMILAR_SHOWN,
    UNEXPLAINED,
    ListedCode,
    ListedPolicy,
    Surroundings,
    Withdrawn,
    around,
)
from .words import ours

NOTHING: Mapping[str, str] = {}

#: As long as a heading of official words may be.
HEADING = 90
COMPARED_SHOWN = 3
POLICIES_SHOWN = 6
#: What a frightened reader needs before everything else, at-a-glance facts included.
FIRST = ("summary", "boxed_warning", "urgent")


@dataclass(frozen=True)
class Translation:
    """Whether a translation says what the English page says now, and which edition of it that is, since when."""

    is_current: bool
    number: int
    changed_at: datetime


def explained(code: Code, edition: Edition) -> dict[str, Any]:
    """Return what the page of an explained code shows; `edition` is its English one, a translation, or a former one."""
    page = edition.page
    values = [one.value for one in page.codes]
    found = around(code, EXPLAINED, values=values, language=page.language)
    canonical = code if code.is_canonical else found.canonical or code
    this_code = next((one for one in page.codes if one.value == code.value), page.primary)
    similar = [one for one in found.similar if one.value not in values][:SIMILAR_SHOWN]
    sections = drawn_sections(page)
    first = [section for section in sections if section.kind in FIRST]
    return (
        official(code, found)
        | asked_by_plans(found.policies)
        | {
            "head": head_of_explained(code, canonical, edition, found.languages),
            "translation": translation_of(code, page, found.languages),
            "edition": edition,
            "page": page,
            "canonical": canonical,
            "this_code": this_code,
            "other_codes": [one for one in page.codes if one != this_code],
            "glance": at_a_glance(page),
            "first_sections": first,
            "sections": [section for section in sections if section.kind not in FIRST],
            "has_urgent": any(section.kind == "urgent" for section in first),
            "has_figures": any(section.outcomes for section in sections),
            "all_read_on": read_on_one_day(page),
            "similar": similar,
            "compare_any": compare_address(canonical.value),
            "comparable": comparable(code, canonical.value, similar),
            "editions": found.editions,
        }
    )


def compare_address(*values: str) -> str:
    """Return the one address at which codes are compared, or at which the others are chosen."""
    return f"{path_to('compare')}?{urlencode([('code', value) for value in sorted(values)])}"


def comparable(code: Code, canonical: str, similar: Iterable[ListedCode]) -> list[tuple[str, str]]:
    """Return where an explanation is compared with its nearest explained ones, as addresses and names."""
    found: dict[int, tuple[str, str]] = {}
    for other in similar:
        if other.edition and other.edition != code.edition_id:
            found.setdefault(other.edition, (compare_address(canonical, other.value), other.name))
    return list(found.values())[:COMPARED_SHOWN]


def head_of_explained(
    code: Code, canonical: Code | ListedCode, edition: Edition, translations: Mapping[str, bool]
) -> Head:
    """Return the head of an explained code's page; a code that shares its explanation leads to the primary one.

    A translation that is older than the English page is shown, but to readers only.
    """
    lead = "" if code.value == canonical.value else f"{code.value}: {code.long_description}. "
    ending = f" ({code.value})"
    title = shortened(edition.plain_name, TITLE - len(ending)) + ending
    languages = (ENGLISH, *sorted(language for language, is_current in translations.items() if is_current))
    return head(title, lead + edition.description, canonical.get_absolute_url(), languages=languages)


def translation_of(code: Code, page: ProcedurePage, translations: Mapping[str, bool]) -> Translation | None:
    """Return what readers of a translation are told about it; None for an English page."""
    if page.language == ENGLISH or code.edition is None:
        return None
    is_current = translations.get(page.language, False)
    return Translation(is_current, code.edition.number, code.edition.published_at)


def editions_of(code: Code, language: str) -> list[EditionCode]:
    """Return the versions in a language that readers may see under a code, newest first, without their text.

    A code that went from one explanation to another shows those of both: each keeps the address it had.
    """
    kept = EditionCode.objects.filter(code=code, language=language, edition__procedure__retracted_on=None)
    return list(kept.select_related("edition").defer("edition__content").order_by("-number"))


def kept_editions(code: Code, language: str, number: int) -> list[Edition]:
    """Return the edition that an address names, and the one before it of the same explanation; what there is of them.

    Found by the codes that it covered when it was published, wherever those are explained now.
    """
    named = EditionCode.objects.filter(code=code, language=language, number=number)
    found = Edition.objects.filter(procedure__in=named.values("edition__procedure"), number__lte=number)
    return list(found.select_related("procedure").order_by("-number")[:2])


def in_english_instead(code: Code, language: str, number: int) -> str:
    """Return the address of an English edition where a code has none of this number in another language; else nothing.

    Lead there, but not for ever: there may be a translation one day, whose edition has the address that was asked for.
    """
    if language == ENGLISH or not kept_editions(code, ENGLISH, number):
        return ""
    return edition_address(code.system.slug, code.value, number, ENGLISH)


def withdrawal_of(edition: Edition) -> Withdrawn | None:
    """Return why and when the explanation of an edition was taken from readers; None while it was not."""
    procedure = edition.procedure
    if procedure.retracted_on is None:
        return None
    return Withdrawn(edition.plain_name, procedure.retraction_reason, procedure.retracted_on)


def editions(code: Code, listed: Sequence[EditionCode], current: Edition | None) -> dict[str, Any]:
    """Return what the list of a code's published versions shows; `current` is what readers of its page see."""
    name = listed[0].edition.plain_name
    title = _("%(code)s: every version of this page") % {"code": code.value}
    about = _("Every published version of “%(name)s”, with its date and what changed.") % {"name": name}
    return {
        "head": head(title, about, path_to("editions", code.system.slug, code.value), index=False),
        "code": code,
        "crumbs": [(code.get_absolute_url(), f"{code.value} {name}")],
        "name": name,
        "editions": listed,
        "shown_now": current.pk if current else None,
    }


def edition(code: Code, shown: Edition, before: Edition | None, current: Edition | None) -> dict[str, Any]:
    """Return what the page of one edition shows: the page as it was, and what it changed."""
    return explained(code, shown) | {
        "head": head_of_edition(code, shown, shown.note),
        "policies": None,
        "changes": [
            replace(one, heading=_(one.heading)) for one in (differences(before.page, shown.page) if before else ())
        ],
        "before": before,
        "is_current": current is not None and shown.pk == current.pk,
    }


def withdrawn_edition(code: Code, edition: Edition, withdrawn: Withdrawn) -> dict[str, Any]:
    """Return what stands at the address of an edition whose explanation was withdrawn: that it was, and why."""
    return {
        "head": head_of_edition(code, edition, withdrawn.retraction_reason),
        "code": code,
        "crumbs": [(code.get_absolute_url(), f"{code.value} {code.name}")],
        "withdrawn": withdrawn,
    }


def head_of_edition(code: Code, edition: Edition, about: str) -> Head:
    """Return the head of the page of one edition, in the language that it is written in."""
    title = _("%(code)s, edition %(number)s: %(name)s")
    title %= {"code": code.value, "number": edition.number, "name": edition.plain_name}
    language = edition.procedure.language
    path = edition_address(code.system.slug, code.value, edition.number, language)
    made = head(title, about, path, index=False, languages=(language,))
    return replace(made, instead=code.get_absolute_url())


def unexplained(code: Code) -> dict[str, Any]:
    """Return what the page of a code without an explanation shows: official facts, policies, the nearest explained."""
    found = around(code, UNEXPLAINED, values=[code.value])
    similar = found.similar[:SIMILAR_SHOWN]
    about = _("What is officially known of billing code %(code)s: %(words)s.") % {
        "code": code.value,
        "words": code.long_description,
    }
    full_words = in_full_words(code.long_description, found.short_forms)
    return (
        official(code, found)
        | asked_by_plans(found.policies)
        | {
            "head": head(f"{code.value}: {code.long_description}", about, code.get_absolute_url(), index=False),
            "name": shortened(full_words, HEADING),
            "unit": unit_in_words(code, found.short_forms),
            "full_words": "" if full_words.casefold() == code.long_description.casefold() else full_words,
            "similar": similar,
            "nearest": [] if any(one.edition for one in similar) else nearest(found),
            "withdrawn": found.withdrawn,
        }
    )


def nearest(found: Surroundings) -> list[ListedCode]:
    """Return the explained codes nearest to a code, one of each explanation: similar ones first, then of its groups."""
    codes: dict[int | None, ListedCode] = {}
    for one in (*(one for one in found.similar if one.edition), *found.nearest):
        codes.setdefault(one.edition, one)
    return list(codes.values())[:NEAREST_SHOWN]


def official(code: Code, found: Surroundings) -> dict[str, Any]:
    """Return the official facts of a code that every page of a code shows."""
    groups = [(path_to("code-group", code.system.slug, slug), f"{slug} {ours(title)}") for slug, title in found.groups]
    coverage = coverage_in_words(code.coverage)
    return {
        "code": code,
        "state": state_on(timezone.localdate(), code.added, code.ended),
        "crumbs": [(code.system.get_absolute_url(), code.system.name), *groups],
        "unit": unit_in_words(code),
        "coverage": _(coverage) if coverage else "",
        "replaced_by": found.successors,
        "replaces": found.replaces,
    }


def unit_in_words(code: Code, short_forms: Mapping[str, str] = NOTHING) -> str:
    """Return what one unit on a bill stands for, as a sentence; empty where the official words state none.

    `short_forms` spell out English measures; the catalog of another language has the full word for each.
    """
    if not code.unit:
        return ""
    if code.unit == "1 each":
        return _("One unit on a bill is one item.")
    amount, _blank, measure = code.unit.partition(" ")
    unit = f"{amount} {pgettext('unit', measure)}"
    if is_at_most(code.long_description):
        said = _("One unit on a bill is any amount up to %(unit)s.") % {"unit": unit}
    else:
        said = _("One unit on a bill is %(unit)s.") % {"unit": unit}
    return in_full_words(said, short_forms) if short_forms and get_language() == ENGLISH else said


def crumbs_of(system: CodeSystem, group: CodeGroup | None) -> list[tuple[str, str]]:
    """Return the way from the list of codes down to a group, as addresses and names."""
    groups: list[CodeGroup] = []
    while group:
        groups.insert(0, group)
        group = group.parent
    return [
        (system.get_absolute_url(), system.name),
        *((path_to("code-group", system.slug, one.slug), f"{one.slug} {ours(one.title)}") for one in groups),
    ]


def asked_by_plans(policies: Sequence[ListedPolicy]) -> dict[str, Any]:
    """Return the first policies with what they ask, the rest by name, and the day if all were seen on one.

    A page that told everything that twenty plans ask would be read by nobody; each policy has its own page.
    """
    seen = {policy.last_seen for policy in policies}
    return {
        "policies": policies[:POLICIES_SHOWN],
        "more_policies": policies[POLICIES_SHOWN:],
        "all_seen_on": seen.pop() if len(seen) == 1 else "",
    }


def explanations() -> QuerySet[Code]:
    """Return the primary codes of everything published, ready for cards."""
    return Code.objects.for_listing().filter(is_canonical=True).order_by("edition__plain_name")
