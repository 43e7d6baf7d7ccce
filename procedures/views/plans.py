"""Health plans and what their policies ask."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from procedures.pages import public as pages
from procedures.models import Code, HealthPlan, Policy


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """List the health plans with how many of their policies we know."""
    return render(request, "procedures/plans/list.html", {"plans": HealthPlan.objects.annotate(size=Count("policies"))})


@require_safe
def plan(request: HttpRequest, plan: str) -> HttpResponse:
    """Show one plan and its policies."""
    found = get_object_or_404(HealthPlan, slug=plan)
    policies = found.policies.prefetch_related("codes")
    return render(request, "procedures/plans/plan.html", {"plan": found, "policies": policies})


@require_safe
def policy(request: HttpRequest, plan: str, policy: str) -> HttpResponse:
    """Show one policy: what it asks, its dates, its codes, and the way to the plan's own page."""
    found = get_object_or_404(Policy.objects.select_related("plan"), plan__slug=plan, slug=policy)
    codes = Code.objects.for_listing().filter(policies=found)
    context = {"policy": found, "asks": pages.plain_html(found.asks), "codes": codes}
    return render(request, "procedures/plans/policy.html", context)
