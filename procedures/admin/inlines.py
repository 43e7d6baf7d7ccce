"""The rows of an explanation on its change form: codes, sections in page order, sources, outcome numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import InlineAdminForm, InlineAdminFormSet
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from procedures.content.advice import Advice, advise
from procedures.content.families import KINDS, MUST, PAGE_ORDER, Family, allowed
from procedures.content.page import ProcedurePage, SourceOnPage, heading_of
from procedures.content.pictures import PICTURES
from procedures.models import OutcomeNumber, Procedure, ProcedureCode, Section, Source

from .base import TidyFields

DRAWINGS = [("", "None"), *((picture.name, picture.title) for picture in PICTURES.values())]


class CodeFormSet(BaseInlineFormSet):
    """Codes of which one is primary; which one may change in one save."""

    def clean(self) -> None:
        """Refuse two primary codes."""
        super().clean()
        primary = [
            form for form in self.forms if form not in self.deleted_forms and form.cleaned_data.get("is_primary")
        ]
        if len(primary) > 1:
            raise ValidationError("Mark only one code as the primary one.")

    def save(self, commit: bool = True) -> list[ProcedureCode]:
        """Take the mark from one code before another gets it, as the database insists."""
        gone = [form.instance.pk for form in self.initial_forms if not form.cleaned_data.get("is_primary")]
        ProcedureCode.objects.filter(pk__in=gone).update(is_primary=False)
        rows: list[ProcedureCode] = super().save(commit)
        return rows


class CodeForm(forms.ModelForm):
    """One code; that only one is primary is the formset's rule. A code is explained once in each language."""

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # Django's own
        return (excluded | {"is_primary"}) - {"language"}


class CodeInline(admin.StackedInline):
    """The codes that the explanation covers."""

    model = ProcedureCode
    form = CodeForm
    formset = CodeFormSet
    fields = [("code", "is_primary", "difference")]
    autocomplete_fields = ["code"]
    extra = 0
    verbose_name = "code"
    verbose_name_plural = "codes"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProcedureCode]:
        """Return the rows with their codes."""
        return super().get_queryset(request).select_related("code")


class SectionForm(forms.ModelForm):
    """One section. A kind that has no text yet is offered empty and saved once it has some."""

    page: ProcedurePage | None = None

    class Meta:
        """Only the text and its drawing; the kind is the place."""

        model = Section
        fields = ["kind", "body", "picture"]
        widgets = {"kind": forms.HiddenInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "body" in self.fields:
            body = self.fields["body"]
            body.label = "Text"
            body.widget.attrs |= {
                "rows": 9,
                "class": "vLargeTextField writing",
                "data-kind": self.kind_name,
                "spellcheck": "true",
            }
            body.error_messages["required"] = (
                "To take the section out of the page, tick “Remove”. An empty one is not saved."
            )
            self.fields["picture"] = forms.ChoiceField(choices=DRAWINGS, required=False, label="Drawing")

    def has_changed(self) -> bool:
        """Return whether there is anything to save; a section offered and left empty is nothing."""
        if not self.instance.pk and not str(self["body"].value() or "").strip():
            return False
        return super().has_changed()

    def clean_kind(self) -> str:
        """Keep a section what it is, and take new ones only where the family has them."""
        kind: str = self.cleaned_data["kind"]
        if self.instance.pk and kind != self.initial.get("kind"):
            raise ValidationError("A section cannot become another one.")
        family = self.instance.procedure.family
        if not self.instance.pk and family in set(Family) and kind not in allowed(Family(family)):
            raise ValidationError("A page of this family must not have this section.")
        return kind

    @property
    def kind_name(self) -> str:
        """What kind of section this is."""
        known = (
            self.instance.kind
            or self.initial.get("kind")
            or (self.data.get(self.add_prefix("kind")) if self.data else "")
        )
        return str(known) if known in KINDS else ""

    @property
    def family(self) -> str:
        """The family of the page."""
        return self.page.family if self.page else ""

    @property
    def heading(self) -> str:
        """The heading of the section on its page."""
        return (
            heading_of(self.kind_name, self.family, self.page.language)
            if self.page and self.kind_name and self.family in set(Family)
            else self.kind_name
        )

    @property
    def says(self) -> str:
        """What stands in such a section."""
        return KINDS[self.kind_name].help if self.kind_name else ""

    @property
    def standing(self) -> str:
        """Whether the page must, may or must not have it."""
        if self.family not in set(Family):
            return ""
        if self.kind_name in MUST[Family(self.family)]:
            return "must"
        return "may" if self.kind_name in allowed(Family(self.family)) else "must not"

    @property
    def advice(self) -> Advice | None:
        """Advice on the text as it is in the form."""
        text = self["body"].value() if "body" in self.fields else self.instance.body
        return advise(self.page, self.kind_name, str(text or "")) if self.page and self.kind_name else None

    @property
    def citable(self) -> tuple[SourceOnPage, ...]:
        """The sources that the section can cite."""
        return self.page.sources if self.page else ()


class SectionsInPageOrder(InlineAdminFormSet):
    """The sections as readers meet them, written and missing ones alike."""

    def __iter__(self) -> Iterator[InlineAdminForm]:
        forms: list[Any] = [one for one in super().__iter__() if getattr(one.form, "kind_name", "")]
        return iter(sorted(forms, key=lambda one: PAGE_ORDER.index(one.form.kind_name)))


def missing_kinds(procedure: Procedure) -> list[str]:
    """Return the kinds that the family allows and the explanation does not have, in page order."""
    if procedure.family not in set(Family):
        return []
    have = {section.kind for section in procedure.sections.all()}
    return [kind for kind in allowed(Family(procedure.family)) if kind not in have]


class SectionInline(TidyFields, admin.StackedInline):
    """The text of the page."""

    model = Section
    form = SectionForm
    fields = ["kind", "body", "picture"]
    template = "admin/procedures/sections.html"
    verbose_name_plural = "sections, in the order of the page"

    def get_extra(self, request: HttpRequest, obj: Procedure | None = None, **kwargs: Any) -> int:
        """Offer every section that is missing."""
        return len(missing_kinds(obj)) if obj else 0

    def get_max_num(self, request: HttpRequest, obj: Procedure | None = None, **kwargs: Any) -> int:
        """Offer no others."""
        return len(KINDS)


class SourceInline(admin.StackedInline):
    """What the page cites."""

    model = Source
    fields = [("key", "published", "last_read"), "title", ("publisher", "url")]
    extra = 0


class OutcomeInline(admin.StackedInline):
    """The numbers that are drawn as 100 figures."""

    model = OutcomeNumber
    fields = [
        ("key", "severity"),
        "label",
        ("affected", "out_of", "group"),
        ("compared_affected", "compared_group"),
        "section",
        "source",
    ]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutcomeNumber]:
        """Return the rows with their sources."""
        return super().get_queryset(request).select_related("source")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Model] | None:
        """Offer the sources of this explanation only."""
        if db_field.name == "source":
            number = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
            kwargs["queryset"] = (
                Source.objects.filter(procedure=number) if str(number).isdecimal() else Source.objects.none()
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
