"""Explanations side by side, and the form in which they are chosen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from procedures.pages import comparing


@require_safe
@cache_control(public=True, max_age=300)
def compare(request: HttpRequest) -> HttpResponse:
    """Compare two to four explained codes; ask which, where an address names others."""
    asked = comparing.asked(request.GET.getlist("code"))
    if not asked.whole or "change" in request.GET:
        return render(request, "procedures/compare/choose.html", comparing.choose(asked))
    if request.get_full_path() != asked.address:
        return redirect(asked.address)
    return render(request, "procedures/compare/table.html", comparing.compared(asked))
