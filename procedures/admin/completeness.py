"""What stands between a draft and publishing, as a list that leads to each field."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from procedures.content.families import KINDS
from procedures.content.page import heading_of
from procedures.content.rules import Problem
from procedures.models import Procedure

FIELDS = {
    "minutes": "id_minutes_from",
    "numbers": "outcomes-group",
    "page": "sections-group",
    "codes": "procedure_codes-group",
}


def anchors(procedure: Procedure) -> dict[str, str]:
    """Return where on the form each row of an explanation stands, by what problems call it."""
    rows = {f"source {row.key}": f"sources-{place}" for place, row in enumerate(procedure.sources.all())}
    rows |= {f"number {row.key}": f"outcomes-{place}" for place, row in enumerate(procedure.outcomes.all())}
    return rows | {f"section {kind}": f"section-{kind}" for kind in KINDS}


def anchor(where: str, rows: dict[str, str]) -> str:
    """Return the id of the part of the form that a problem is about."""
    if where in rows:
        return rows[where]
    first = where.split(" ")[0]
    if first in FIELDS:
        return FIELDS[first]
    return "id_brands" if where.endswith("brands") else f"id_{first}"


def called(where: str, family: str) -> str:
    """Return what staff call the place of a problem."""
    what, _, name = where.partition(" ")
    if what == "section" and name in KINDS:
        return heading_of(name, family)
    return {"page": "The whole page", "codes": f"Code {name}".strip(), "source": f"Source {name}"}.get(
        what, where.replace("_", " ").capitalize()
    )


def as_list(procedure: Procedure, problems: tuple[Problem, ...]) -> SafeString:
    """Return the problems as a list of links; say so where there are none."""
    if not problems:
        return format_html('<p class="ready">{}</p>', "Nothing stands in the way: it can be published.")
    rows = anchors(procedure)
    items = format_html_join(
        "",
        '<li><a href="#{}">{}</a>: {} {}</li>',
        ((anchor(one.where, rows), called(one.where, procedure.family), one.what, one.remedy) for one in problems),
    )
    count = f"{len(problems)} problems" if len(problems) > 1 else "1 problem"
    return format_html('<p>{} to solve before this can be published:</p><ul class="problems">{}</ul>', count, items)
