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
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from procedures.models import Code, Procedure, ProcedureCode
from procedures.models.procedures import State
from procedures.pages.working import page_of
from procedures.publishing import problems_of, record_edit
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
from .stale import StaffForm, fingerprint, rematched

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
        taken = (
            ProcedureCode.objects.filter(code__in=found)
            .exclude(procedure=self.instance.pk)
            .select_related("code", "procedure")
        )
        if one := taken.first():
            raise forms.ValidationError(
                f"{one.code} is explained in “{one.procedure}”; a code has only one explanation."
            )
        return found


class Readers(admin.SimpleListFilter):
    """Whether readers see it."""

    title = "readers"
    parameter_name = "readers"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices."""
        return [("published", "Published"), ("withdrawn", "Withdrawn"), ("never", "Never published")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Procedure]) -> QuerySet[Procedure]:
        """Narrow the list."""
        match self.value():
            case "published":
                return queryset.filter(current_edition__isnull=False)
            case "withdrawn":
                return queryset.filter(retracted_on__isnull=False)
            case "never":
                return queryset.filter(current_edition__isnull=True, retracted_on__isnull=True)
        return queryset


class Due(admin.SimpleListFilter):
    """Whether a clinician has checked it, and must again."""

    title = "check"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices."""
        return [("due", "Due for a new check"), ("never", "Never checked")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Procedure]) -> QuerySet[Procedure]:
        """Narrow the list."""
        if self.value() == "due":
            return queryset.filter(next_check_on__lte=timezone.localdate())
        return queryset.filter(checked_on__isnull=True) if self.value() == "never" else queryset


@admin.register(Procedure)
class ProcedureAdmin(StepsAdmin):
    """Explanations as staff write them."""

    form = ProcedureForm
    list_display = ["plain_name", "primary_code", "family", "standing", "next_check_on", "changed_at"]
    list_filter = [Readers, "state", "unpublished_text", Due, "family"]
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = ["plain_name", "medical_name", "ingredient", "slug", "procedure_codes__code__value"]
    search_help_text = "A name, or a code"
    show_full_result_count = False
    actions = ["send_to_review", "send_back", "record_review", "publish", "retract", export_csv, export_json]
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

    def get_fieldsets(self, request: HttpRequest, obj: Procedure | None = None) -> Any:
        """Begin with the names; offer the rest once the family is known."""
        identity = ("Identity", {"fields": [*self.IDENTITY, "reading_names", "topics"]})
        if obj is None:
            described = {"fields": self.IDENTITY[:4], "description": "Save once; the sections of its family follow."}
            return [("Identity", described), ("Codes", {"fields": ["add_codes"]})]
        glance = ("At a glance", {"fields": self.GLANCE})
        standing = ("Where this stands", {"fields": ["standing", "looks", "before_publishing"]})
        if not self.has_change_permission(request, obj):
            return [standing, identity, glance]
        identity[1]["fields"].append("seen")
        return [standing, identity, glance, ("Codes", {"fields": ["add_codes"]})]

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
        return super().get_queryset(request).prefetch_related(Prefetch("procedure_codes", primary, to_attr="primary"))

    # What lists and forms show

    @admin.display(description="code")
    def primary_code(self, obj: Any) -> str:
        """Return the primary code."""
        return obj.primary[0].code.value if obj.primary else ""

    @admin.display(description="state", ordering="state")
    def standing(self, obj: Procedure) -> str:
        """Say where an explanation stands: for staff, and for readers."""
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
        return format_html(
            '<a href="{}">As a patient would see it</a> · <a href="{}">What publishing would change</a>'
            ' · <a href="{}">Editions</a>',
            reverse("admin:procedures_procedure_preview", args=[obj.pk]),
            reverse("admin:procedures_procedure_difference", args=[obj.pk]),
            f"{reverse('admin:procedures_edition_changelist')}?procedure__id__exact={obj.pk}",
        )

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
