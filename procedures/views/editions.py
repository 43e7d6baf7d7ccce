"""Every published version of an explanation, with what changed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from procedures.models import Code, Edition
from procedures.pages import public as pages

from .codes import find_code, page_of, unexplained


@require_safe
def editions(request: HttpRequest, system: str, address: str) -> HttpResponse:
    """List the editions of the explanation that covers a code, newest first."""
    found = find_code(system, address)
    if found.edition is None:
        return without_explanation(request, found.code)
    canonical = reverse("editions", args=[found.code.system.slug, found.code.value])
    if request.path != canonical:
        return redirect(canonical, permanent=True)
    return render(request, "procedures/editions/list.html", pages.editions(found.code, found.edition))


@require_safe
def edition(request: HttpRequest, system: str, address: str, number: str | int) -> HttpResponse:
    """Show one edition as it was, and what it changed against the one before."""
    found = find_code(system, address)
    if found.edition is None:
        return without_explanation(request, found.code)
    canonical = reverse("edition", args=[found.code.system.slug, found.code.value, int(number)])
    if request.path != canonical:
        return redirect(canonical, permanent=True)
    shown = get_object_or_404(Edition, procedure=found.edition.procedure_id, number=int(number))
    return page_of(request, "procedures/editions/edition.html", pages.edition(found.code, shown, found.edition))


def without_explanation(request: HttpRequest, code: Code) -> HttpResponse:
    """Say that the explanation was withdrawn, and why; raise Http404 for a code that never had one."""
    answer = unexplained(request, code)
    if answer.status_code != 410:
        raise Http404("This code has no published explanation.")
    return answer
