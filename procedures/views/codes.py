"""The tree of codes and the page of each code."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from procedures.models import Code, CodeGroup, CodeSystem
from procedures.pages import lists
from procedures.pages import public as pages

PER_PAGE = 50


def find_code(system: str, address: str) -> Code:
    """Return the code an address names (its value, whatever follows the first dash), or raise Http404."""
    codes = Code.objects.select_related("system", "group__parent", "edition")
    return get_object_or_404(codes, system__slug=system.lower(), value=address.split("-", 1)[0].upper())


@require_safe
def systems(request: HttpRequest) -> HttpResponse:
    """List the code systems."""
    return render(request, "procedures/codes/systems.html", lists.systems())


@require_safe
def system(request: HttpRequest, system: str) -> HttpResponse:
    """Show the widest groups of a system."""
    found = get_object_or_404(CodeSystem, slug=system.lower())
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    return render(request, "procedures/codes/system.html", lists.system(found))


@require_safe
def group(request: HttpRequest, system: str, group: str) -> HttpResponse:
    """Show a group: the groups inside it, and its codes page by page."""
    groups = CodeGroup.objects.select_related("system", "parent")
    found: CodeGroup = get_object_or_404(groups, system__slug=system.lower(), slug=group.upper())
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    listed = Paginator(lists.codes_in(found), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "procedures/codes/group.html", lists.group(found, listed))


@require_safe
def code(request: HttpRequest, system: str, address: str) -> HttpResponse:
    """Show what a code means: its explanation, or what is officially known of it."""
    found = find_code(system, address)
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    if found.edition:
        context = pages.explained(found, found.edition)
        return render(request, "procedures/codes/explained.html", context)
    if retracted := pages.withdrawn(found):
        context = {**pages.unexplained(found), "procedure": retracted}
        return render(request, "procedures/codes/withdrawn.html", context, status=410)
    return render(request, "procedures/codes/unexplained.html", pages.unexplained(found))


def explained_code(system: str, address: str) -> Code:
    """Return a code that has been explained; raise Http404 for any other."""
    found = find_code(system, address)
    if not found.edition:
        raise Http404("This code has no published explanation.")
    return found
