"""How the list of explanations is narrowed: by what readers see, by what is due, by what a translation says."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from procedures.models import Procedure


class Readers(admin.SimpleListFilter):
    """Whether readers see it."""

    title = "readers"
    parameter_name = "readers"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices."""
        return [("published", "Published"), ("withdrawn", "Withdrawn"), ("never", "Never published")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Procedure]) -> QuerySet[Procedure]:
        """Narrow the list."""
        match self.value():
            case "published":
                return queryset.filter(current_edition__isnull=False)
            case "withdrawn":
                return queryset.filter(retracted_on__isnull=False)
            case "never":
                return queryset.filter(current_edition__isnull=True, retracted_on__isnull=True)
        return queryset


class Due(admin.SimpleListFilter):
    """Whether a clinician has checked it, and must again."""

    title = "check"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices."""
        return [("due", "Due for a new check"), ("never", "Never checked")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Procedure]) -> QuerySet[Procedure]:
        """Narrow the list."""
        if self.value() == "due":
            return queryset.filter(next_check_on__lte=timezone.localdate())
        return queryset.filter(checked_on__isnull=True) if self.value() == "never" else queryset


class Translated(admin.SimpleListFilter):
    """Whether a published translation says what the original says now."""

    title = "translation"
    parameter_name = "translation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices."""
        return [("current", "Current"), ("out_of_date", "Out of date")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Procedure]) -> QuerySet[Procedure]:
        """Narrow the list."""
        match self.value():
            case "current":
                return queryset.filter(pk__in=Procedure.objects.up_to_date())
            case "out_of_date":
                return queryset.filter(pk__in=Procedure.objects.out_of_date())
        return queryset
