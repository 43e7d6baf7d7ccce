"""What a list shows, as a file: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import display_for_field, label_for_field, lookup_field
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.html import strip_tags
from django.utils.text import capfirst

# A spreadsheet takes a cell that begins so for a formula, and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def columns(model_admin: Any, request: HttpRequest) -> list[str]:
    """Return the names of the columns that the list shows."""
    return [name for name in model_admin.get_list_display(request) if name != "action_checkbox"]


def rows(model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a list by the headings of its columns."""
    names = columns(model_admin, request)
    headings = [capfirst(str(label_for_field(name, model_admin.model, model_admin))) for name in names]
    for row in queryset:
        yield dict(zip(headings, (_value(name, row, model_admin) for name in names), strict=True))


def _value(name: str, row: Any, model_admin: Any) -> Any:
    field, _attribute, value = lookup_field(name, row, model_admin)
    if value is None or isinstance(value, bool | int):
        return value
    if field is not None and not hasattr(value, "isoformat"):
        return str(display_for_field(value, field, ""))
    return value.isoformat() if hasattr(value, "isoformat") else strip_tags(str(value))


@admin.action(description="Export as CSV", permissions=["view"])
def export_csv(model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
    """Answer the chosen rows as a table; no cell is a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers=_attached(model_admin, "csv"))
    response.write("\ufeff")  # tells spreadsheets that this is UTF-8
    writer = csv.writer(response)
    for number, row in enumerate(rows(model_admin, request, queryset)):
        if number == 0:
            writer.writerow(row)
        writer.writerow([_harmless(value) for value in row.values()])
    return response


@admin.action(description="Export as JSON", permissions=["view"])
def export_json(model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
    """Answer the chosen rows as a list of objects."""
    found = list(rows(model_admin, request, queryset))
    return JsonResponse(
        found, safe=False, headers=_attached(model_admin, "json"), json_dumps_params={"ensure_ascii": False}
    )


def _attached(model_admin: Any, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{model_admin.opts.model_name}.{ending}"'}


def _harmless(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
