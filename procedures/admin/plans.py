"""Health plans and policies. What is saved here is public at once."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from procedures.models import HealthPlan, Policy

from .addresses import LastingAddress
from .uploads import POLICIES, upload_view


@admin.register(HealthPlan)
class HealthPlanAdmin(LastingAddress[HealthPlan]):
    """Payers."""

    changes_pages = True
    list_display = ["name", "kind", "url", "size"]
    list_filter = ["kind"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def touches(self, rows: QuerySet[HealthPlan]) -> set[int]:
        """Return the codes of the plans' policies: search is narrowed by plans."""
        return set(Policy.codes.through.objects.filter(policy__plan__in=rows).values_list("code", flat=True))

    def get_queryset(self, request: HttpRequest) -> QuerySet[HealthPlan]:
        """Return plans with how many policies they have."""
        plans: QuerySet[HealthPlan] = super().get_queryset(request).annotate(size=Count("policies"))
        return plans

    @admin.display(description="policies", ordering="size")
    def size(self, obj: HealthPlan) -> int:
        """Return how many policies we know."""
        return int(getattr(obj, "size", 0))


@admin.register(Policy)
class PolicyAdmin(LastingAddress[Policy]):
    """What plans ask for, about which codes."""

    changes_pages = True
    list_display = ["title", "plan", "number", "in_force_from", "last_seen", "evidence"]
    list_filter = ["plan", "evidence", "third_party_copy"]
    list_select_related = ["plan"]
    search_fields = ["title", "number", "plan__name", "codes__value"]
    search_help_text = "Words of the title, a policy number, a plan or a code"
    autocomplete_fields = ["plan", "codes"]
    lasting: ClassVar[dict[str, str]] = {
        **LastingAddress.lasting,
        "plan": "Part of the page's address, as the slug is.",
    }
    prepopulated_fields = {"slug": ["title"]}
    change_list_template = "admin/procedures/change_list_with_upload.html"

    def touches(self, rows: QuerySet[Policy]) -> set[int]:
        """Return the codes that the policies are about: search is narrowed by plans."""
        return set(Policy.codes.through.objects.filter(policy__in=rows).values_list("code", flat=True))

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Take policies from a file, after showing what would change."""
        return upload_view(self, request, POLICIES)

    def get_urls(self) -> list[URLPattern]:
        """Add the upload."""
        return [
            path("upload/", self.admin_site.admin_view(self.upload), name="procedures_policy_upload"),
            *super().get_urls(),
        ]
