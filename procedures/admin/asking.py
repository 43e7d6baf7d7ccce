"""The pages on which a step of the workflow is confirmed. Right and text are looked at again when the answer comes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from procedures.content.rules import Problem
from procedures.models import Procedure
from procedures.publishing import problems_of

from .base import StaffAdmin
from .completeness import as_list
from .stale import fingerprint
from .steps import REFUSALS, STEPS, ReviewForm, Step, in_a_year, refusal

BOTH = [admin.ActionLocation.CHANGE_FORM, admin.ActionLocation.CHANGE_LIST]
CHANGED = "Somebody changed the text after you opened this page. Look at it once more, then answer again."


@dataclass(frozen=True)
class Asked:
    """One explanation on the page that asks: what it says now, and what stands in the way."""

    procedure: Procedure
    seen: str
    problems: SafeString | None
    unchecked: bool


class StepsAdmin(StaffAdmin[Procedure]):
    """Explanations with the steps of their workflow, as buttons on the form and actions on the list."""

    def has_publish_permission(self, request: HttpRequest, obj: Procedure | None = None) -> bool:
        """Return whether somebody may decide what readers see."""
        return bool(request.user.has_perm("procedures.publish_procedure"))

    def has_review_permission(self, request: HttpRequest, obj: Procedure | None = None) -> bool:
        """Return whether somebody may sign a text."""
        return bool(request.user.has_perm("procedures.review_procedure"))

    @admin.action(description="Follows the English page", permissions=["change"], location=BOTH)
    def follow_original(self, request: HttpRequest, queryset: QuerySet[Procedure]) -> HttpResponse:
        """Ask before a translation is said to be up to date."""
        return self._ask("follow_original", queryset)

    @admin.action(description="Send to review", permissions=["change"], location=BOTH)
    def send_to_review(self, request: HttpRequest, queryset: QuerySet[Procedure]) -> HttpResponse:
        """Ask before it waits for a clinician."""
        return self._ask("send_to_review", queryset)

    @admin.action(description="Send back to the authors", permissions=["review"], location=BOTH)
    def send_back(self, request: HttpRequest, queryset: QuerySet[Procedure]) -> HttpResponse:
        """Ask what the authors should mend."""
        return self._ask("send_back", queryset)

    @admin.action(description="Record a check", permissions=["review"], location=BOTH)
    def record_review(self, request: HttpRequest, queryset: QuerySet[Procedure]) -> HttpResponse:
        """Ask who checked it and when."""
        return self._ask("record_review", queryset)

    @admin.action(description="Publish", permissions=["publish"], location=BOTH)
    def publish(self, request: HttpRequest, queryset: QuerySet[Procedure]) -> HttpResponse:
        """Ask what changed, for readers."""
        return self._ask("publish", queryset)

    @admin.action(description="Withdraw", permissions=["publish"], location=BOTH)
    def retract(self, request: HttpRequest, queryset: QuerySet[Procedure]) -> HttpResponse:
        """Ask why it is withdrawn."""
        return self._ask("retract", queryset)

    def _ask(self, step: str, queryset: QuerySet[Procedure]) -> HttpResponse:
        return HttpResponseRedirect(self.step_address(step, queryset.values_list("pk", flat=True)))

    def step_address(self, step: str, numbers: Iterable[int]) -> str:
        """Return the address of the page that asks about a step."""
        query = urlencode({"ids": ",".join(map(str, numbers))})
        return f"{reverse('admin:procedures_procedure_step', args=[step])}?{query}"

    def get_actions(self, request: HttpRequest, action_location: Any = admin.ActionLocation.CHANGE_LIST) -> Any:
        """Offer on a form only the steps that its explanation can take now."""
        actions = super().get_actions(request, action_location)
        if action_location is admin.ActionLocation.CHANGE_FORM and request.method == "GET" and request.resolver_match:
            number = request.resolver_match.kwargs.get("object_id", "")
            procedure = Procedure.objects.filter(pk=number).first() if number.isdecimal() else None
            return {name: one for name, one in actions.items() if procedure and STEPS[name].possible(procedure)}
        return actions

    def step_view(self, request: HttpRequest, step: str) -> HttpResponse:
        """Ask about a step; take it when the answer is whole, allowed, and about the text that was read."""
        chosen = STEPS.get(step)
        if chosen is None:
            raise Http404
        if not getattr(self, f"has_{chosen.needs}_permission")(request):
            raise PermissionDenied
        numbers = [number for number in request.GET.get("ids", "").split(",") if number.isdecimal()]
        procedures = list(Procedure.objects.with_everything().filter(pk__in=numbers))
        if not procedures:
            raise Http404
        form = chosen.form(
            request.POST if request.method == "POST" else None, initial=_initial(chosen, procedures, request)
        )
        if request.method == "POST" and form.is_valid():
            if set(request.POST.getlist("seen")) != {f"{one.pk}:{fingerprint(one)}" for one in procedures}:
                form.add_error(None, CHANGED)
            elif not self._take(request, chosen, procedures, form):
                return HttpResponseRedirect(_back(procedures))
        rows = [_asked(one, chosen) for one in procedures]
        context = {
            **self.admin_site.each_context(request),
            "title": chosen.label,
            "question": chosen.question,
            "button": chosen.label,
            "form": form,
            "media": self.media + form.media,
            "rows": rows,
            "back": _back(procedures),
            "opts": self.opts,
        }
        return TemplateResponse(request, "procedures/staff/confirm.html", context)

    def _take(self, request: HttpRequest, step: Step, procedures: list[Procedure], form: forms.Form) -> bool:
        """Take a step with each explanation; return whether to ask again, because the only one was refused."""
        for procedure in procedures:
            try:
                with transaction.atomic():
                    done = step.take(procedure, form.cleaned_data, request.user)
                    note = form.cleaned_data.get("note", "")
                    self.log_change(request, procedure, f"{step.label}. {done}{f' Note: {note}' if note else ''}")
            except REFUSALS as error:
                if len(procedures) == 1:
                    form.add_error(None, refusal(error))
                    return True
                self.message_user(request, f"{procedure}: {refusal(error)}", messages.ERROR)
            else:
                self.message_user(request, f"{procedure}: {done}", messages.SUCCESS)
        return False


def _asked(procedure: Procedure, step: Step) -> Asked:
    problems: tuple[Problem, ...] = problems_of(procedure)
    shown = (
        None if step.name == "retract" or (step.name == "send_back" and not problems) else as_list(procedure, problems)
    )
    unchecked = step.name == "publish" and procedure.state != "checked"
    return Asked(procedure, fingerprint(procedure), shown, unchecked)


def _initial(step: Step, procedures: list[Procedure], request: HttpRequest) -> dict[str, Any]:
    if step.form is not ReviewForm:
        return {}
    return {"name": getattr(request.user, "get_full_name", str)(), "next_check_on": in_a_year()}


def _back(procedures: list[Procedure]) -> str:
    if len(procedures) == 1:
        return reverse("admin:procedures_procedure_change", args=[procedures[0].pk])
    return reverse("admin:procedures_procedure_changelist")
