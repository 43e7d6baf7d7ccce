"""What all our admin pages share.

Stale saves are refused, text is tidy, lists can be exported, and readers see at once what is public at once.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import display_for_value
from django.db import connection, models, transaction
from django.db.models import QuerySet
from django.forms import Field, Script
from django.http import HttpRequest, HttpResponse

from procedures import stored_pages
from procedures.search import index

from .exports import export_csv, export_json
from .fields import TidyText, Words
from .stale import StaffForm, differences

EMPTY = "–"
EXPORTS = [export_csv, export_json]


def shown(value: Any) -> str:
    """Return a value as lists and forms of the admin show it."""
    return str(display_for_value(value, EMPTY))


class TidyFields:
    """Form fields for long text and for lists of names."""

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Field | None:
        """Use our own fields where Django's would keep stray line ends or ask staff to write JSON."""
        if isinstance(db_field, models.JSONField):
            return Words(
                label=db_field.verbose_name.capitalize(),
                required=False,
                help_text=f"{db_field.help_text} One on a line.",
            )
        if isinstance(db_field, models.TextField):
            kwargs["form_class"] = TidyText
        field: Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]  # a mixin
        return field


class StaffAdmin[M: models.Model](TidyFields, admin.ModelAdmin):
    """The base of our admin pages.

    `changes_pages` says that what is saved here is public at once, so that stored pages are forgotten in the same
    transaction. `touches` names the codes that search must renew; `renew` is where more is made anew.
    """

    class Media:
        """Our few styles; text that is not saved yet is kept in the browser; boxes for choosing get names."""

        css = {"all": ["admin-staff.css"]}
        js = [Script("admin-keep.js", defer=True), Script("admin-choose.js", defer=True)]

    form = StaffForm
    changes_pages = False
    actions: Any = EXPORTS
    show_facets = admin.ShowFacets.ALLOW
    list_per_page = 50
    empty_value_display = EMPTY
    change_form_template = "admin/procedures/change_form.html"

    def renew(self, rows: list[M]) -> None:
        """Make anew what depends on saved or removed rows, inside their transaction."""

    def touches(self, rows: QuerySet[M]) -> set[int]:
        """Return the codes whose entries in the search index depend on rows; asked before and after a change."""
        return set()

    def _touched(self, *pks: Any) -> set[int]:
        return self.touches(self.model._default_manager.filter(pk__in=pks))

    def _changed(self, rows: list[M], touched: set[int]) -> None:
        if self.changes_pages:
            stored_pages.forget_all()
        if touched:
            index.refresh(touched)
        self.renew(rows)

    def save_model(self, request: HttpRequest, obj: M, form: Any, change: bool) -> None:
        """Save the row; remember what depended on it as it was."""
        form.touched = self._touched(obj.pk) if change else set()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save what belongs to the row; then let everything that shows it follow."""
        super().save_related(request, form, formsets, change)
        self._changed([form.instance], form.touched | self._touched(form.instance.pk))

    def delete_model(self, request: HttpRequest, obj: M) -> None:
        """Remove one row."""
        with transaction.atomic():
            touched = self._touched(obj.pk)
            super().delete_model(request, obj)
            self._changed([obj], touched)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[M]) -> None:
        """Remove the chosen rows."""
        with transaction.atomic():
            rows = list(queryset)
            touched = self._touched(*(row.pk for row in rows))
            super().delete_queryset(request, queryset)
            self._changed(rows, touched)

    def set_all(self, request: HttpRequest, queryset: QuerySet[M], said: str, **values: Any) -> int:
        """Set the same values on the chosen rows, with a line in the history of each; return how many there were."""
        with transaction.atomic():
            rows = list(queryset)
            self.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(**values)
            for row in rows:
                self.log_change(request, row, said)
            self._changed(rows, self._touched(*(row.pk for row in rows)))
        return len(rows)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> M | None:
        """Return the row; while it is being saved, nobody else can save it."""
        found = super().get_object(request, object_id, from_field)
        if found is not None and request.method == "POST" and connection.in_atomic_block:
            self.model._default_manager.select_for_update(of=("self",)).get(pk=found.pk)
            found.refresh_from_db()
        return found

    def get_fieldsets(self, request: HttpRequest, obj: M | None = None) -> Any:
        """Carry along what the editor saw, unseen."""
        first, *others = super().get_fieldsets(request, obj)
        name, options = first
        if obj is None or not self.has_change_permission(request, obj) or "seen" in options["fields"]:
            return [first, *others]
        return [(name, {**options, "fields": [*options["fields"], "seen"]}), *others]

    def get_fields(self, request: HttpRequest, obj: M | None = None) -> Any:
        """Return the model's own fields."""
        return [name for name in super().get_fields(request, obj) if name != "seen"]

    def log_change(self, request: HttpRequest, obj: M, message: Any) -> Any:
        """Keep a change in the history; a save that changed nothing is none."""
        return super().log_change(request, obj, message) if message else None

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show both texts and their difference where a stale save was refused."""
        form = context["adminform"].form
        if getattr(form, "stale", False):
            context["conflict"] = differences(form, [one.formset for one in context["inline_admin_formsets"]])
            last = admin.models.LogEntry.objects.filter(
                object_id=str(form.instance.pk), content_type_id=admin.options.get_content_type_for_model(self.model).pk
            )
            context["saved_by"] = last.select_related("user").order_by("-action_time").first()
        return super().render_change_form(request, context, *args, **kwargs)


class ReadOnlyAdmin[M: models.Model](StaffAdmin[M]):
    """Pages that show what staff cannot change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds a row."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Nobody changes a row."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Nobody removes a row."""
        return False
