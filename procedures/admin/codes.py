"""Codes and their groups. What their publisher states is shown, not edited: releases bring it. Groups are ours."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from procedures.content.languages import ENGLISH
from procedures.models import (
    Abbreviation,
    Code,
    CodeChange,
    CodeGroup,
    CodeRelease,
    CodeSystem,
    ProcedureCode,
    SimilarCode,
)
from procedures.search import index

from .base import EXPORTS, ReadOnlyAdmin, StaffAdmin


class Explained(admin.SimpleListFilter):
    """Whether readers find an explanation."""

    title = "explained"
    parameter_name = "explained"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Return the choices."""
        return [("yes", "Explained"), ("no", "Not explained")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Code]) -> QuerySet[Code]:
        """Narrow the list."""
        return queryset.filter(edition__isnull=self.value() == "no") if self.value() else queryset


class Ended(admin.SimpleListFilter):
    """Whether the code can still be used."""

    title = "in use"
    parameter_name = "ended"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Return the choices."""
        return [("no", "In use"), ("yes", "Ended")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Code]) -> QuerySet[Code]:
        """Narrow the list."""
        return queryset.filter(ended__isnull=self.value() == "no") if self.value() else queryset


@admin.register(Code)
class CodeAdmin(StaffAdmin[Code]):
    """Official codes; staff choose the group only."""

    changes_pages = True
    list_display = ["value", "long_description", "group", "is_explained", "added", "ended"]
    list_filter = [Explained, Ended, "system"]
    list_select_related = ["group"]
    search_fields = ["^value", "long_description"]
    search_help_text = "The beginning of a code, or words of its official descriptor"
    show_full_result_count = False
    autocomplete_fields = ["group"]
    ordering = ["system", "value"]
    fields = [
        ("system", "value"),
        "long_description",
        "short_description",
        "group",
        ("added", "effective", "ended"),
        "replaced_by",
        ("unit_amount", "unit_measure"),
        ("action_code", "coverage", "betos", "type_of_service", "pricing"),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Code | None = None) -> list[str]:
        """Keep the official facts as they are."""
        names = [name for field in self.fields for name in ([field] if isinstance(field, str) else field)]
        return [name for name in names if name != "group"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Code]:
        """Return codes with their groups."""
        return super().get_queryset(request).select_related("group", "system")

    @admin.display(description="explained", boolean=True, ordering="edition")
    def is_explained(self, obj: Code) -> bool:
        """Return whether readers find an explanation."""
        return obj.edition_id is not None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Codes come with releases."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Code | None = None) -> bool:
        """Codes end; they are not removed."""
        return False

    def touches(self, rows: QuerySet[Code]) -> set[int]:
        """Return the codes themselves."""
        return set(rows.values_list("pk", flat=True))


@admin.register(CodeGroup)
class CodeGroupAdmin(StaffAdmin[CodeGroup]):
    """The tree to browse."""

    changes_pages = True
    list_display = ["slug", "title", "name", "parent"]
    list_filter = ["system"]
    list_select_related = ["parent", "system"]
    search_fields = ["slug", "title", "name"]
    autocomplete_fields = ["parent"]

    def renew(self, rows: list[CodeGroup]) -> None:
        """Let search follow."""
        index.rebuild()


@admin.register(CodeSystem)
class CodeSystemAdmin(ReadOnlyAdmin[CodeSystem]):
    """The lists of codes; releases bring them."""

    list_display = ["name", "publisher", "release", "released_on"]


@admin.register(SimilarCode)
class SimilarCodeAdmin(StaffAdmin[SimilarCode]):
    """Which codes are shown as similar. A pair chosen by staff stays when the others are computed anew."""

    changes_pages = True
    list_display = ["from_code", "to_code", "score", "reason", "origin", "hidden"]
    list_display_links = ["from_code", "to_code"]
    list_filter = ["origin", "hidden"]
    list_select_related = ["from_code", "to_code"]
    search_fields = ["^from_code__value", "^to_code__value"]
    show_full_result_count = False
    autocomplete_fields = ["from_code", "to_code"]
    actions = ["hide", "show", *EXPORTS]
    ordering = ["from_code__value", "-score"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str | list[str]]:
        """Begin a new pair as one chosen by staff."""
        return {"origin": SimilarCode.Origin.CURATED, "score": "1", **super().get_changeform_initial_data(request)}

    @admin.action(description="Never show these pairs", permissions=["change"])
    def hide(self, request: HttpRequest, queryset: QuerySet[SimilarCode]) -> None:
        """Hide pairs from readers."""
        self._set(request, queryset, hidden=True)

    @admin.action(description="Show these pairs again", permissions=["change"])
    def show(self, request: HttpRequest, queryset: QuerySet[SimilarCode]) -> None:
        """Show pairs to readers."""
        self._set(request, queryset, hidden=False)

    def _set(self, request: HttpRequest, queryset: QuerySet[SimilarCode], *, hidden: bool) -> None:
        count = self.set_all(request, queryset, "Hidden." if hidden else "Shown.", hidden=hidden)
        self.message_user(request, f"{count} pairs {'hidden' if hidden else 'shown'}.")


@admin.register(CodeRelease)
class CodeReleaseAdmin(ReadOnlyAdmin[CodeRelease]):
    """Which releases were taken in."""

    list_display = ["name", "system", "released_on", "codes", "taken_in_at"]
    list_select_related = ["system"]


class Settled(admin.SimpleListFilter):
    """Whether staff have dealt with a change that touches an explanation."""

    title = "dealt with"
    parameter_name = "settled"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Return the choices."""
        return [("no", "Waits for staff"), ("yes", "Dealt with")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[CodeChange]) -> QuerySet[CodeChange]:
        """Narrow the list."""
        if not self.value():
            return queryset
        return queryset.filter(needs_staff=True, settled_on__isnull=self.value() == "no")


@admin.register(CodeChange)
class CodeChangeAdmin(StaffAdmin[CodeChange]):
    """What releases changed; those of explained codes wait until somebody has looked at the explanation."""

    list_display = ["code", "kind", "release", "before", "after", "settled_on"]
    list_filter = [Settled, "kind", "release"]
    list_select_related = ["code", "release"]
    search_fields = ["^code__value"]
    show_full_result_count = False
    fields = ["code", "explanation", "kind", "release", "before", "after", "settled_on"]
    readonly_fields = ["code", "explanation", "kind", "release", "before", "after"]
    actions = ["settle", *EXPORTS]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CodeChange]:
        """Return changes with their codes and releases."""
        return super().get_queryset(request).select_related("code", "release__system")

    @admin.display(description="explained in")
    def explanation(self, obj: CodeChange) -> SafeString | str:
        """Lead to the explanation of the code."""
        link = ProcedureCode.objects.filter(code=obj.code_id, language=ENGLISH).select_related("procedure").first()
        if link is None:
            return ""
        address = reverse("admin:procedures_procedure_change", args=[link.procedure_id])
        return format_html('<a href="{}">{}</a>', address, link.procedure)

    @admin.action(description="Mark as dealt with", permissions=["change"])
    def settle(self, request: HttpRequest, queryset: QuerySet[CodeChange]) -> None:
        """Say that the explanation has been looked at."""
        waiting = queryset.filter(settled_on__isnull=True)
        count = self.set_all(request, waiting, "Dealt with.", settled_on=timezone.localdate())
        self.message_user(request, f"{count} marked as dealt with.")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Releases bring them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: CodeChange | None = None) -> bool:
        """They are kept."""
        return False


@admin.register(Abbreviation)
class AbbreviationAdmin(StaffAdmin[Abbreviation]):
    """Short forms in official descriptors, and what readers see instead."""

    changes_pages = True
    list_display = ["short", "words"]
    search_fields = ["short", "words"]
