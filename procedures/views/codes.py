"""The tree of codes and the page of each code."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from procedures.content.descriptors import is_about_to_change
from procedures.content.languages import ENGLISH
from procedures.models import Code, CodeGroup, CodeSystem
from procedures.pages import finding, lists
from procedures.pages import public as pages
from procedures.pages.browsing import narrowed
from procedures.pages.finding import Found
from procedures.stored_pages import for_today

PER_PAGE = 50


def find_code(system: str, address: str) -> Found:
    """Return the code an address names (its value, whatever follows the first dash), or raise Http404."""
    language = get_language() or ENGLISH
    found = finding.find_code(system.lower(), address.split("-", 1)[0].upper(), language)
    if found is None:
        raise Http404("There is no such code.")
    return found


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
    codes, choices = narrowed(lists.codes_in(found), request.GET)
    listed = Paginator(codes, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "procedures/codes/group.html", lists.group(found, listed, choices))


@require_safe
def code(request: HttpRequest, system: str, address: str) -> HttpResponse:
    """Show what a code means: its explanation, or what is officially known of it."""
    found = find_code(system, address)
    code = found.code
    if request.path != code.get_absolute_url():
        return redirect(code, permanent=True)
    if found.edition:
        return page_of(request, "procedures/codes/explained.html", pages.explained(code, found.edition))
    return unexplained(request, code)


def unexplained(request: HttpRequest, code: Code) -> HttpResponse:
    """Show what is officially known of a code; 410 with the reason where its explanation was withdrawn."""
    shown = pages.unexplained(code)
    if shown["withdrawn"]:
        return render(request, "procedures/codes/withdrawn.html", shown, status=410)
    return page_of(request, "procedures/codes/unexplained.html", shown)


def page_of(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show the page of a code; where it says what is still to come, it holds for today only."""
    response = render(request, template, context)
    return for_today(response) if is_about_to_change(context["state"]) else response
