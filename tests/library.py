"""A small library for tests: one page that breaks no rule, and the rows behind it.

| name | family | codes | state |
|---|---|---|---|
| `note_page()` | reporting | G9999 (primary) | a page only, not in the database |
| `draft()` | reporting | G9999 | working rows, never published |
| `published()` | reporting | G9999 | edition 1 |

All rows are made through `publishing`, as in life, so that no test stands on a state which cannot occur.
"""

from dataclasses import replace
from typing import Any

from procedures.content.page import CodeOnPage, ProcedurePage, SectionOnPage, SourceOnPage
from procedures.models import Code, CodeSystem, Edition, Procedure
from procedures.publishing import publish, write_rows

SUMMARY = "- This code is a note about your scan.\n- Nothing was done to you because of it. [@cms]"
BODIES = {
    "summary": SUMMARY,
    "purpose": "The note says why a scan was made. It helps a plan to check care.",
    "questions": "### Before\n\n- Who sees this note?",
    "bill": "It should cost you nothing. Call the office if it does.",
}


def note_page(**changes: Any) -> ProcedurePage:
    """Return a page of the smallest family that breaks no rule; name fields to change them."""
    page = ProcedurePage(
        slug="scan-note",
        plain_name="Scan note",
        medical_name="Imaging note for quality reporting",
        pronunciation="",
        family="reporting",
        ingredient="",
        route="",
        brands=(),
        also_known_as=("imaging note",),
        reading_names=(),
        topics=(),
        setting="not_applicable",
        setting_note="",
        anesthesia="not_applicable",
        minutes_from=None,
        minutes_to=None,
        duration_note="",
        people_note="",
        how_often="",
        time_off="",
        codes=(CodeOnPage("hcpcs", "G9999", "Note about a scan", True),),
        sections=tuple(SectionOnPage(kind, body) for kind, body in BODIES.items()),
        sources=(SourceOnPage("cms", "Quality measures", "CMS", "https://www.cms.gov/measures", "2024", "2026-11-22"),),
        outcomes=(),
    )
    return replace(page, **changes)


def with_section(page: ProcedurePage, kind: str, body: str) -> ProcedurePage:
    """Return the page with a section of this kind replaced or added."""
    others = tuple(section for section in page.sections if section.kind != kind)
    return replace(page, sections=(*others, SectionOnPage(kind, body)))


def ride_page(**changes: Any) -> ProcedurePage:
    """Return a page that breaks no rule, of a family in which something happens step by step."""
    page = note_page(family="transport", setting="vehicle")
    for kind, body in (
        ("indications", "- You need help on the way."),
        ("steps", "1. The crew comes.\n2. You ride."),
        ("cost", "Ask your plan what it pays."),
        ("alternatives", "Ask if a friend may drive you."),
    ):
        page = with_section(page, kind, body)
    return replace(page, **changes)


def hcpcs() -> CodeSystem:
    """Return the HCPCS row, made where there is none."""
    return CodeSystem.objects.get_or_create(
        slug="hcpcs", defaults={"name": "HCPCS Level II", "publisher": "CMS", "release": "October 2025"}
    )[0]


def code(value: str, description: str = "Note about a scan", **facts: Any) -> Code:
    """Return a code with this value, made where there is none."""
    return Code.objects.get_or_create(system=hcpcs(), value=value, defaults={"long_description": description, **facts})[
        0
    ]


def draft(page: ProcedurePage | None = None) -> Procedure:
    """Return working rows that say what the page says; its codes are made."""
    page = page or note_page()
    for on_page in page.codes:
        code(on_page.value, on_page.long_description)
    procedure = Procedure()
    write_rows(procedure, page)
    return procedure


def published(page: ProcedurePage | None = None) -> tuple[Procedure, Edition]:
    """Return an explanation and its first edition."""
    procedure = draft(page)
    edition = publish(procedure=procedure, note="First published.")
    procedure.refresh_from_db()
    return procedure, edition


def rewrite(procedure: Procedure, kind: str, body: str) -> None:
    """Change a section of the working text, as an editor would."""
    section = procedure.sections.get(kind=kind)
    section.body = body
    section.save()
