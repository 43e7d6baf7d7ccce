"""Every published version of an explanation, with what changed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from procedures.content.languages import ENGLISH
from procedures.models import Code
from procedures.models.addresses import edition_address, path_to
from procedures.pages import public as pages

from .codes import find_code, page_of, unexplained


@require_safe
def editions(request: HttpRequest, system: str, address: str) -> HttpResponse:
    """List the editions that covered a code, newest first: those in the language of the address, or else in English."""
    found = find_code(system, address)
    language = get_language() or ENGLISH
    listed = pages.editions_of(found.code, language)
    if not listed and language != ENGLISH:
        listed = pages.editions_of(found.code, ENGLISH)
    if not listed:
        return without_explanation(request, found.code)
    canonical = path_to("editions", found.code.system.slug, found.code.value)
    if request.path != canonical:
        return redirect(canonical, permanent=True)
    return render(request, "procedures/editions/list.html", pages.editions(found.code, listed, found.edition))


@require_safe
def edition(request: HttpRequest, system: str, address: str, number: str | int) -> HttpResponse:
    """Show one edition as it was, and what it changed against the one before."""
    found = find_code(system, address)
    code, language = found.code, get_language() or ENGLISH
    kept = pages.kept_editions(code, language, int(number))
    if not kept:
        english = pages.in_english_instead(code, language, int(number))
        return redirect(english) if english else without_explanation(request, code)
    shown, before = kept[0], kept[1] if len(kept) > 1 else None
    if withdrawn := pages.withdrawal_of(shown):
        context = pages.withdrawn_edition(code, shown, withdrawn)
        return render(request, "procedures/editions/withdrawn.html", context, status=410)
    canonical = edition_address(code.system.slug, code.value, shown.number, language)
    if request.path != canonical:
        return redirect(canonical, permanent=True)
    context = pages.edition(code, shown, before, found.edition)
    return page_of(request, "procedures/editions/edition.html", context)


def without_explanation(request: HttpRequest, code: Code) -> HttpResponse:
    """Say that the explanation was withdrawn, and why; raise Http404 for a code that never had one."""
    answer = None if code.edition else unexplained(request, code)
    if answer is None or answer.status_code != 410:
        raise Http404("This code has no such published explanation.")
    return answer
