"""Editions: what readers saw, each kept for ever; read, compared and restored, never changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from procedures.models import Edition
from procedures.views import staff

from .base import EXPORTS, ReadOnlyAdmin
from .steps import REFUSALS, Note, refusal, restore


class RestoreForm(Note):
    """What changed, and what becomes of a draft that would be overwritten."""

    discard_draft = forms.BooleanField(
        required=False, label="Throw away changes of the working text that were never published"
    )


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin[Edition]):
    """Every published version of every explanation."""

    list_display = ["plain_name", "number", "published_at", "published_by", "note", "is_current"]
    list_filter = ["family", "procedure__language", "published_at"]
    search_fields = ["plain_name", "medical_name", "note", "procedure__procedure_codes__code__value"]
    fields = ["procedure", "number", "is_current", "looks", "note", "published_at", "published_by", "content_hash"]
    readonly_fields = ["is_current", "looks"]
    actions = ["restore", *EXPORTS]
    ordering = ["-published_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        """Return editions without the weight of their text."""
        return super().get_queryset(request).defer("content").select_related("current_of", "published_by", "procedure")

    @admin.display(description="readers see it", boolean=True)
    def is_current(self, obj: Edition) -> bool:
        """Return whether readers see this edition now."""
        return hasattr(obj, "current_of")

    @admin.display(description="look at it")
    def looks(self, obj: Edition) -> SafeString:
        """Lead to the page as it was and to what it changed."""
        return format_html(
            '<a href="{}">As readers saw it</a> · <a href="{}">What it changed, and against any other edition</a>',
            reverse("admin:procedures_edition_former", args=[obj.pk]),
            reverse("admin:procedures_edition_compared", args=[obj.pk]),
        )

    def has_publish_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        """Return whether somebody may decide what readers see."""
        return bool(request.user.has_perm("procedures.publish_procedure"))

    @admin.action(
        description="Restore this edition",
        description_plural="Restore the chosen edition",
        permissions=["publish"],
        location=[admin.ActionLocation.CHANGE_FORM, admin.ActionLocation.CHANGE_LIST],
    )
    def restore(self, request: HttpRequest, queryset: QuerySet[Edition]) -> HttpResponse | None:
        """Ask before an earlier text is published again."""
        edition = queryset.first()
        if edition is None or queryset.count() != 1:
            self.message_user(request, "Choose one edition to restore.", messages.ERROR)
            return None
        return HttpResponseRedirect(reverse("admin:procedures_edition_restore", args=[edition.pk]))

    def restore_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Ask what to tell readers; restore the edition when it is said."""
        if not self.has_publish_permission(request):
            raise PermissionDenied
        edition = get_object_or_404(Edition.objects.select_related("procedure"), pk=object_id)
        back = reverse("admin:procedures_edition_change", args=[edition.pk])
        form = RestoreForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            note, discard = form.cleaned_data["note"], form.cleaned_data["discard_draft"]
            try:
                with transaction.atomic():
                    done = restore(edition, note, request.user, discard)
                    self.log_change(request, edition, f"Restored. {done} Note: {note}")
                    admin.site.get_model_admin(type(edition.procedure)).log_change(
                        request, edition.procedure, f"{done} Note: {note}"
                    )
            except REFUSALS as error:
                form.add_error(None, refusal(error))
            else:
                self.message_user(request, done, messages.SUCCESS)
                return HttpResponseRedirect(back)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": f"Restore {edition}",
            "question": "Make this earlier text the working text, and show it to readers as a new edition?",
            "button": "Restore",
            "form": form,
            "media": self.media,
            "rows": [],
            "back": back,
            "opts": self.opts,
        }
        return TemplateResponse(request, "procedures/staff/confirm.html", context)

    def get_urls(self) -> list[URLPattern]:
        """Add the pages that show, compare and restore."""
        views = {"former": staff.former, "compared": staff.compared}
        own = [
            path(f"<int:object_id>/{name}/", self.shown(view), name=f"procedures_edition_{name}")
            for name, view in views.items()
        ]
        restoring = self.admin_site.admin_view(self.restore_view)
        return [
            *own,
            path("<int:object_id>/restore/", restoring, name="procedures_edition_restore"),
            *super().get_urls(),
        ]

    def shown(self, view: Any) -> Any:
        """Let in staff who may see editions."""
        allowed = permission_required("procedures.view_edition", raise_exception=True)

        def answer(request: HttpRequest, object_id: int) -> HttpResponse:
            found: HttpResponse = view(request, str(object_id), **self.admin_site.each_context(request))
            return found

        return self.admin_site.admin_view(allowed(answer))
