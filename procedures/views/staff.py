"""What staff look at before readers do: a draft as a page, what it would change, and help while writing.

The admin gives each of these its address, and lets in only who may see explanations.
"""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from procedures.content.advice import advise
from procedures.content.difference import differences
from procedures.content.families import KINDS
from procedures.content.page import as_json
from procedures.content.rendering import render as rendered
from procedures.models import Code, Edition, Procedure
from procedures.pages import public
from procedures.pages.working import description_of, glossary, page_of

LONGEST = 20_000


def draft_edition(procedure: Procedure) -> Edition:
    """Return the edition that publishing would make now; it is saved nowhere."""
    page = page_of(procedure)
    page = rendered(page, glossary(page.language))
    return Edition(
        procedure=procedure,
        number=Edition.objects.next_number(procedure),
        content=as_json(page),
        slug=page.slug,
        plain_name=page.plain_name,
        medical_name=page.medical_name,
        family=page.family,
        description=description_of(page),
        published_at=timezone.now(),
        note="",
    )


def as_readers_see_it(request: HttpRequest, edition: Edition, context: dict[str, Any]) -> HttpResponse:
    """Show an edition, published or not, in the templates that readers get, with a line that says what it is."""
    primary = edition.page.primary or next(iter(edition.page.codes), None)
    code = primary and (
        Code.objects.select_related("system", "group__parent")
        .filter(system__slug=primary.system, value=primary.value)
        .first()
    )
    if not code:
        return render(request, "procedures/staff/no_code.html", context)
    # The page is shown as its own canonical one, wherever its codes lead readers now.
    code.edition, code.is_canonical = edition, True
    shown = public.explained(code, edition)
    shown["head"] = replace(shown["head"], index=False, path="")
    return render(request, "procedures/staff/preview.html", {**shown, **context})


@require_safe
def preview(request: HttpRequest, object_id: str, **context: Any) -> HttpResponse:
    """Show the working text as its page would be."""
    procedure = get_object_or_404(Procedure.objects.with_everything(), pk=object_id)
    return as_readers_see_it(request, draft_edition(procedure), {**context, "procedure": procedure, "is_draft": True})


@require_safe
def former(request: HttpRequest, object_id: str, **context: Any) -> HttpResponse:
    """Show an edition as readers saw it, whether they still can or not."""
    edition = get_object_or_404(Edition.objects.select_related("procedure"), pk=object_id)
    return as_readers_see_it(request, edition, {**context, "procedure": edition.procedure, "is_draft": False})


@require_safe
def difference(request: HttpRequest, object_id: str, **context: Any) -> HttpResponse:
    """Show what the working text says that the published one does not, word by word."""
    procedure = get_object_or_404(Procedure.objects.with_everything().select_related("current_edition"), pk=object_id)
    before = procedure.current_edition or procedure.editions.first()
    changes = differences(before.page, page_of(procedure)) if before else ()
    context |= {
        "title": f"What publishing would change: {procedure}",
        "before": before,
        "changes": changes,
        "procedure": procedure,
    }
    return render(request, "procedures/staff/difference.html", context)


@require_safe
def compared(request: HttpRequest, object_id: str, **context: Any) -> HttpResponse:
    """Show what an edition changed against another of the same explanation: the one before, or `?with=` its number."""
    edition = get_object_or_404(Edition.objects.select_related("procedure"), pk=object_id)
    others = Edition.objects.filter(procedure=edition.procedure_id).exclude(pk=edition.pk)
    asked = request.GET.get("with", "")
    before = (
        others.filter(number=asked).first() if asked.isdecimal() else others.filter(number__lt=edition.number).first()
    )
    changes = differences(before.page, edition.page) if before else ()
    context |= {
        "title": f"What {edition} changed",
        "before": before,
        "changes": changes,
        "edition": edition,
        "others": others,
    }
    return render(request, "procedures/staff/difference.html", {**context, "procedure": edition.procedure})


@require_POST
def help_with(request: HttpRequest, object_id: str, **context: Any) -> HttpResponse:
    """Answer what the rules and the reading grade say of one section as it stands in the form."""
    kind, body = request.POST.get("kind", ""), request.POST.get("body", "")
    if kind not in KINDS:
        return HttpResponse(status=400)
    procedure = get_object_or_404(Procedure.objects.with_everything(), pk=object_id)
    if len(body) > LONGEST:
        return render(request, "procedures/staff/_advice.html", {"too_long": len(body), "longest": LONGEST})
    advice = advise(page_of(procedure), kind, body, request.POST.getlist("key")[:100])
    return render(request, "procedures/staff/_advice.html", {"advice": advice})
