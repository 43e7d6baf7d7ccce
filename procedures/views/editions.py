"""Every published version of an explanation, with what changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from procedures.pages import public as pages
from procedures.content.difference import differences
from procedures.models import Edition

from .codes import explained_code


@require_safe
def editions(request: HttpRequest, system: str, address: str) -> HttpResponse:
    """List the editions of the explanation that covers a code, newest first."""
    code = explained_code(system, address)
    canonical = reverse("editions", args=[code.system.slug, code.value])
    if request.path != canonical:
        return redirect(canonical, permanent=True)
    listed = Edition.objects.filter(procedure=code.edition.procedure_id).defer("content")
    return render(request, "procedures/editions/list.html", {"code": code, "editions": listed})


@require_safe
def edition(request: HttpRequest, system: str, address: str, number: str | int) -> HttpResponse:
    """Show one edition as it was, and what it changed against the one before."""
    code = explained_code(system, address)
    canonical = reverse("edition", args=[code.system.slug, code.value, int(number)])
    if request.path != canonical:
        return redirect(canonical, permanent=True)
    family = Edition.objects.filter(procedure=code.edition.procedure_id)
    shown = get_object_or_404(family, number=number)
    before = family.filter(number__lt=shown.number).first()
    context = {
        **pages.explained(code, shown),
        "changes": differences(before.page, shown.page) if before else (),
        "before": before,
        "is_current": shown.pk == code.edition_id,
    }
    return render(request, "procedures/editions/edition.html", context)
