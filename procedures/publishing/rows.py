"""From a page to the rows that say it, which restoring, loading and tests write; and where an edition is kept."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.dateparse import parse_date

from procedures.content.page import CodeOnPage, ProcedurePage
from procedures.models import (
    Code,
    Edition,
    EditionCode,
    OutcomeNumber,
    Procedure,
    ProcedureCode,
    Section,
    Source,
    Topic,
)
from procedures.models.procedures import State

PAGE_FIELDS = (
    "plain_name",
    "medical_name",
    "pronunciation",
    "family",
    "ingredient",
    "route",
    "setting",
    "setting_note",
    "anesthesia",
    "minutes_from",
    "minutes_to",
    "duration_note",
    "people_note",
    "how_often",
    "time_off",
    "language",
    "translated_hash",
    "calendar",
    "day_plan",
)
SOURCE_FIELDS = ("key", "title", "publisher", "url", "published", "last_read")


def write_rows(procedure: Procedure, page: ProcedurePage) -> None:
    """Make the working rows say what the page says; call it inside a transaction.

    Raises ValidationError where a field refuses its value; the error's `where` names the row. Raises DoesNotExist where
    the page translates an explanation that is not there.
    """
    for name in PAGE_FIELDS:
        setattr(procedure, name, getattr(page, name))
    procedure.translation_of = Procedure.objects.get(slug=page.translation_of) if page.translation_of else None
    procedure.slug = page.slug
    procedure.brands, procedure.also_known_as = list(page.brands), list(page.also_known_as)
    procedure.reading_names = list(page.reading_names)
    save(procedure, "explanation")
    procedure.topics.set(Topic.objects.filter(slug__in=[slug for slug, _ in page.topics]))
    for rows in (procedure.outcomes, procedure.sources, procedure.sections, procedure.procedure_codes):
        rows.all().delete()
    for on_page, code in with_rows(page):
        link = ProcedureCode(
            procedure=procedure, code=code, is_primary=on_page.is_primary, difference=on_page.difference
        )
        save(link, f"code {on_page.value}")
    for section in page.sections:
        row = Section(procedure=procedure, kind=section.kind, body=section.body, picture=section.picture)
        save(row, f"section {section.kind}")
    sources: dict[str, Source] = {}
    for source in page.sources:
        sources[source.key] = Source(procedure=procedure, **{name: getattr(source, name) for name in SOURCE_FIELDS})
        save(sources[source.key], f"source {source.key}")
    for outcome in page.outcomes:
        fields = {**outcome.__dict__, "source": sources[outcome.source]}
        save(OutcomeNumber(procedure=procedure, **fields), f"number {outcome.key}")


def write_review(procedure: Procedure, review: dict[str, str]) -> None:
    """Take over a review that a fixture carries; it counts only while its hash is that of the text."""
    procedure.reviewer_name, procedure.reviewer_credentials = review["reviewer_name"], review["reviewer_credentials"]
    procedure.checked_on = parse_date(review["checked_on"])
    procedure.next_check_on = parse_date(review["next_check_on"])
    procedure.reviewed_hash = review["reviewed_hash"]
    procedure.state = State.CHECKED
    save(procedure, "review")


def keep_addresses(procedure: Procedure, edition: Edition) -> None:
    """Note which codes a new edition covers: under each of them it has its address for ever."""
    fields: dict[str, Any] = {"edition": edition, "number": edition.number, "language": procedure.language}
    EditionCode.objects.bulk_create(
        EditionCode(code_id=link.code_id, is_primary=link.is_primary, **fields)
        for link in procedure.procedure_codes.all()
    )


def with_rows(page: ProcedurePage) -> list[tuple[CodeOnPage, Code]]:
    values = [code.value for code in page.codes]
    systems = {code.system for code in page.codes}
    rows = Code.objects.filter(system__slug__in=systems, value__in=values).select_related("system")
    found = {(code.system.slug, code.value): code for code in rows}
    return [(on_page, found[on_page.system, on_page.value]) for on_page in page.codes]


def save(row: Model, where: str) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        error.where = where  # type: ignore[attr-defined]  # tells the loader which row it was
        raise
    row.save()
