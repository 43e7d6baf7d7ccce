"""Health plans and what their policies ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from procedures.models import HealthPlan, Policy
from procedures.pages import lists


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """List the health plans with how many of their policies we know."""
    return render(request, "procedures/plans/list.html", lists.plans())


@require_safe
def plan(request: HttpRequest, plan: str) -> HttpResponse:
    """Show one plan and its policies."""
    found = get_object_or_404(HealthPlan, slug=plan)
    return render(request, "procedures/plans/plan.html", lists.plan(found))


@require_safe
def policy(request: HttpRequest, plan: str, policy: str) -> HttpResponse:
    """Show one policy: what it asks, its dates, its codes, and the way to the plan's own page."""
    found: Policy = get_object_or_404(Policy.objects.select_related("plan"), plan__slug=plan, slug=policy)
    return render(request, "procedures/plans/policy.html", lists.policy(found))
