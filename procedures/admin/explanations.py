"""Explanations: one form for all of a page, their list, and what staff look at before readers do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from procedures.models import Code, Procedure, ProcedureCode
from procedures.models.procedures import State
from procedures.pages.working import page_of
from procedures.publishing import begin_translation, problems_of, record_edit
from procedures.views import staff

from .asking import StepsAdmin
from .completeness import as_list
from .exports import export_csv, export_json
from .fields import code_range
from .inlines import (
    CodeInline,
    OutcomeInline,
    SectionForm,
    SectionInline,
    SectionsInPageOrder,
    SourceInline,
    missing_kinds,
)
from .narrowing import Due, Readers, Translated
from .stale import StaffForm, fingerprint, rematched
from .translations import BEGUN, of_the_original, translation_standing

MOST_CODES = 200
#: What a row of each inline is called, so that it is found again after somebody else saved.
KEYS = {"sections": "kind", "sources": "key", "outcomes": "key", "procedure_codes": "code"}


class ProcedureForm(StaffForm[Procedure]):
    """An explanation's own fields, and a way to add many codes at once."""

    add_codes = forms.CharField(
        required=False,
        label="Add codes",
        max_length=400,
        help_text="Ranges and single codes, such as J9000-J9005, K0001. Those that have no explanation yet are added.",
    )

    def clean_add_codes(self) -> list[Code]:
        """Return the codes meant; refuse what is no code, or has another explanation."""
        found: list[Code] = []
        for first, last in code_range(self.cleaned_data["add_codes"]):
            codes = list(Code.objects.filter(value__gte=first, value__lte=last)[: MOST_CODES + 1])
            if not codes:
                raise forms.ValidationError(
                    f"There is no code {first if first == last else f'from {first} to {last}'}."
                )
            found += codes
        if len(found) > MOST_CODES:
            raise forms.ValidationError(f"These are more than {MOST_CODES} codes. Add fewer at once.")
        language = self.cleaned_data.get("language", self.instance.language)
        taken = (
            ProcedureCode.objects.filter(code__in=found, language=language)
            .exclude(procedure=self.instance.pk)
            .select_related("code", "procedure")
        )
        if one := taken.first():
            raise forms.ValidationError(
                f"{one.code} is explained in “{one.procedure}”; a code has only one explanation in each language."
            )
        return found


@admin.register(Procedure)
class ProcedureAdmin(StepsAdmin):
    """Explanations as staff write them."""

    form = ProcedureForm
    list_display = ["plain_name", "primary_code", "family", "language", "standing", "next_check_on", "changed_at"]
    list_filter = [Readers, "state", "unpublished_text", Due, "family", "language", Translated]
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = ["plain_name", "medical_name", "ingredient", "slug", "procedure_codes__code__value"]
    search_help_text = "A name, or a code"
    show_full_result_count = False
    actions = [
        "follow_original",
        "send_to_review",
        "send_back",
        "record_review",
        "publish",
        "retract",
        export_csv,
        export_json,
    ]
    autocomplete_fields = ["translation_of"]
    inlines = [CodeInline, SectionInline, SourceInline, OutcomeInline]
    readonly_fields = ["standing", "looks", "before_publishing"]
    save_on_top = True

    class Media:
        """Help while writing."""

        js = [forms.Script("admin-writing.js", defer=True)]

    IDENTITY = [
        "plain_name",
        "medical_name",
        "slug",
        "family",
        "pronunciation",
        "ingredient",
        "route",
        "brands",
        "also_known_as",
    ]
    GLANCE = [
        ("setting", "setting_note"),
        ("anesthesia", "people_note"),
        ("minutes_from", "minutes_to", "duration_note"),
        ("how_often", "time_off"),
    ]
    DRAWN = ["calendar", "day_plan"]
    TRANSLATION = ["language", "translation_of"]

    def get_fieldsets(self, request: HttpRequest, obj: Procedure | None = None) -> Any:
        """Begin with the names; offer the rest once the family is known."""
        identity = ("Identity", {"fields": [*self.IDENTITY, "reading_names", "topics"]})
        if obj is None:
            described = {"fields": self.IDENTITY[:4], "description": "Save once; the sections of its family follow."}
            translation = {"fields": self.TRANSLATION, "description": BEGUN}
            return [("Identity", described), ("Translation", translation), ("Codes", {"fields": ["add_codes"]})]
        if obj.translation_of_id:
            identity[1]["fields"] += self.TRANSLATION
        glance = ("At a glance", {"fields": self.GLANCE})
        drawn = ("Drawn as a calendar, and as the course of a day", {"fields": self.DRAWN})
        standing = ("Where this stands", {"fields": ["standing", "looks", "before_publishing"]})
        if not self.has_change_permission(request, obj):
            return [standing, identity, glance, drawn]
        identity[1]["fields"].append("seen")
        return [standing, identity, glance, drawn, ("Codes", {"fields": ["add_codes"]})]

    def get_readonly_fields(self, request: HttpRequest, obj: Procedure | None = None) -> Any:
        """Keep the language of a text, and of what it is a translation, as they were when it was begun."""
        return [*self.readonly_fields, *(self.TRANSLATION if obj else [])]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the topics as boxes to tick: there are few."""
        return super().formfield_for_manytomany(db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Procedure | None) -> Any:
        """Offer rows once there is something to hang them on."""
        return self.inlines if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Procedure | None = None) -> Any:
        """Propose an address for a new page."""
        return {} if obj else {"slug": ["plain_name"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Procedure]:
        """Return explanations with what their list shows."""
        primary = ProcedureCode.objects.filter(is_primary=True).select_related("code")
        rows = super().get_queryset(request).select_related("translation_of__current_edition")
        rows = rows.defer("translation_of__current_edition__content")
        return rows.prefetch_related(Prefetch("procedure_codes", primary, to_attr="primary"))

    # What lists and forms show

    @admin.display(description="code")
    def primary_code(self, obj: Any) -> str:
        """Return the primary code."""
        return obj.primary[0].code.value if obj.primary else ""

    @admin.display(description="state", ordering="state")
    def standing(self, obj: Procedure) -> str:
        """Say where an explanation stands: for staff, for readers, and against its original."""
        return "; ".join(filter(None, [self._standing(obj), translation_standing(obj)]))

    def _standing(self, obj: Procedure) -> str:
        text = State(obj.state).label
        if obj.state == State.CHECKED and obj.checked_on:
            text = f"Checked by {obj.reviewer_name} on {date_format(obj.checked_on)}"
        if obj.retracted_on:
            return f"{text}; withdrawn on {date_format(obj.retracted_on)}"
        if obj.current_edition_id is None:
            return f"{text}; never published"
        if obj.unpublished_text:
            return f"{text}; readers see an earlier text"
        return f"Published. {text}" if obj.state != State.DRAFT else "Published. Not yet checked by a clinician"

    @admin.display(description="look at it")
    def looks(self, obj: Procedure) -> SafeString:
        """Lead to the preview, the difference and the editions."""
        links = [
            ("As a patient would see it", reverse("admin:procedures_procedure_preview", args=[obj.pk])),
            ("What publishing would change", reverse("admin:procedures_procedure_difference", args=[obj.pk])),
            ("Editions", f"{reverse('admin:procedures_edition_changelist')}?procedure__id__exact={obj.pk}"),
            *of_the_original(obj),
        ]
        return format_html_join(" · ", '<a href="{1}">{0}</a>', links)

    @admin.display(description="before publishing")
    def before_publishing(self, obj: Procedure) -> SafeString:
        """List what stands between this text and publishing."""
        return as_list(obj, problems_of(Procedure.objects.with_everything().get(pk=obj.pk)))

    # The form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Save the form before a step of the workflow begins, so that pressing its button loses no text."""
        step = request.POST.get("CHANGE_FORM-action")
        saves = "seen" in request.POST and not {"_save", "_continue", "_addanother"} & set(request.POST)
        if step and object_id and saves and self.has_change_permission(request):
            data = request.POST.copy()
            del data["CHANGE_FORM-action"]
            data["_continue"] = "1"
            request.POST = data  # type: ignore[assignment]  # a QueryDict like the one that came
            request.next_step = step  # type: ignore[attr-defined]  # read by response_change
        return super().changeform_view(request, object_id, form_url, extra_context)

    def response_change(self, request: HttpRequest, obj: Procedure) -> HttpResponse:
        """Go on to the step whose button was pressed."""
        if step := getattr(request, "next_step", ""):
            return HttpResponseRedirect(
                self.step_address(step, [obj.pk]) if step in self.get_actions(request) else request.path
            )
        return super().response_change(request, obj)

    def response_add(self, request: HttpRequest, obj: Procedure, post_url_continue: str | None = None) -> HttpResponse:
        """Go on to the sections of a new explanation."""
        data = request.POST.copy()
        data["_continue"] = "1"
        request.POST = data  # type: ignore[assignment]  # a QueryDict like the one that came
        return super().response_add(request, obj, post_url_continue)

    def get_formset_kwargs(self, request: HttpRequest, obj: Procedure, inline: Any, prefix: str) -> dict[str, Any]:
        """Offer missing sections; find the rows of a stale form again."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, SectionInline):
            kwargs["initial"] = [{"kind": kind} for kind in missing_kinds(obj)]
        if "data" in kwargs and obj.pk and request.POST.get("seen") != self._now(request, obj):
            rows = {
                str(getattr(row, f"{KEYS[prefix]}_id", getattr(row, KEYS[prefix]))): row.pk
                for row in kwargs["queryset"].filter(procedure=obj)
            }
            kwargs["data"] = rematched(kwargs["data"], prefix, KEYS[prefix], rows)
        return kwargs

    def _now(self, request: Any, obj: Procedure) -> str:
        if not hasattr(request, "now"):
            request.now = fingerprint(Procedure.objects.with_everything().get(pk=obj.pk))
        return str(request.now)

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Procedure | None = None) -> Any:
        """Let sections know their page, for advice and citation keys."""
        page = page_of(Procedure.objects.with_everything().get(pk=obj.pk)) if obj else None
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            if issubclass(formset.form, SectionForm):
                formset.form.page = page
            yield formset, inline

    def get_inline_formsets(
        self, request: HttpRequest, formsets: Any, inline_instances: Any, obj: Procedure | None = None
    ) -> Any:
        """Show sections in page order."""
        found = super().get_inline_formsets(request, formsets, inline_instances, obj)
        for one in found:
            if isinstance(one.opts, SectionInline):
                one.__class__ = SectionsInPageOrder
        return found

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the rows, add the codes, and note who changed the text."""
        super().save_related(request, form, formsets, change)
        if not change:
            begin_translation(procedure=form.instance)
        have = set(ProcedureCode.objects.filter(procedure=form.instance).values_list("code", flat=True))
        for code in form.cleaned_data.get("add_codes") or []:
            if code.pk not in have:
                ProcedureCode.objects.create(procedure=form.instance, code=code, is_primary=not have)
                have.add(code.pk)
        saved = Procedure.objects.with_everything().get(pk=form.instance.pk)
        if fingerprint(saved) != form.now:
            record_edit(procedure=saved, by=request.user)  # type: ignore[arg-type]  # only staff get here

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of what staff look at before readers do."""
        seen: list[tuple[str, Callable[..., HttpResponse], str]] = [
            ("<int:object_id>/preview/", staff.preview, "procedures_procedure_preview"),
            ("<int:object_id>/difference/", staff.difference, "procedures_procedure_difference"),
            ("<int:object_id>/help/", staff.help_with, "procedures_procedure_help"),
        ]
        steps = path("step/<slug:step>/", self.admin_site.admin_view(self.step_view), name="procedures_procedure_step")
        return [*(path(at, self.shown(view), name=name) for at, view, name in seen), steps, *super().get_urls()]

    def shown(self, view: Callable[..., HttpResponse]) -> Any:
        """Let in staff who may see explanations."""
        allowed = permission_required("procedures.view_procedure", raise_exception=True)

        def answer(request: HttpRequest, object_id: int) -> HttpResponse:
            return view(request, str(object_id), **self.admin_site.each_context(request))

        return self.admin_site.admin_view(allowed(answer))
