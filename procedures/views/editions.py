"""Every published version of an explanation, with what changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from procedures.models import Edition
from procedures.pages import public as pages

from .codes import explained_code, page_of


@require_safe
def editions(request: HttpRequest, system: str, address: str) -> HttpResponse:
    """List the editions of the explanation that covers a code, newest first."""
    code, current = explained_code(system, address)
    canonical = reverse("editions", args=[code.system.slug, code.value])
    if request.path != canonical:
        return redirect(canonical, permanent=True)
    return render(request, "procedures/editions/list.html", pages.editions(code, current))


@require_safe
def edition(request: HttpRequest, system: str, address: str, number: str | int) -> HttpResponse:
    """Show one edition as it was, and what it changed against the one before."""
    code, current = explained_code(system, address)
    canonical = reverse("edition", args=[code.system.slug, code.value, int(number)])
    if request.path != canonical:
        return redirect(canonical, permanent=True)
    shown = get_object_or_404(Edition, procedure=current.procedure_id, number=int(number))
    return page_of(request, "procedures/editions/edition.html", pages.edition(code, shown, current))
