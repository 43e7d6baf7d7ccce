"""What a release of a code system changed, as pages and as a feed."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from procedures.models import CodeChange, CodeRelease, CodeSystem
from procedures.pages import releases as pages

PER_PAGE = 100
ATOM = "application/atom+xml; charset=utf-8"


@require_safe
def releases(request: HttpRequest, system: str) -> HttpResponse:
    """List the releases of a system that were taken in."""
    found = get_object_or_404(CodeSystem, slug=system)
    return render(request, "procedures/releases/list.html", pages.releases(found))


@require_safe
def release(request: HttpRequest, system: str, number: int) -> HttpResponse:
    """Show what a release changed, one kind of change at a time."""
    found = get_object_or_404(CodeRelease.objects.select_related("system"), system__slug=system, pk=number)
    asked = request.GET.get("kind", "")
    kind = asked if asked in CodeChange.Kind.values else CodeChange.Kind.ADDED.value
    page = Paginator(pages.changes_of(found, kind), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "procedures/releases/release.html", pages.release(found, kind, page))


@require_safe
def feed(request: HttpRequest, system: str) -> HttpResponse:
    """Answer the feed of what releases changed."""
    found = get_object_or_404(CodeSystem, slug=system)
    return HttpResponse(pages.feed(found), content_type=ATOM)
