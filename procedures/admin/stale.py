"""Was the object saved by somebody else since this form was opened? And how are both texts kept?

Each change form carries a fingerprint of what its editor saw. A save with another fingerprint than the object's is
refused; the form comes back as it was sent, beside what is saved now. Rows are matched by what they are called, since a
restored edition has rows with new numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.forms import BaseModelForm, BoundField
from django.forms.models import BaseInlineFormSet
from django.http import QueryDict

from procedures.content.difference import Piece, compare
from procedures.content.page import content_hash
from procedures.models import GlossaryTerm, Procedure
from procedures.pages.working import page_of, text_hash

STALE = (
    "Somebody else saved this after you opened it, so your save was refused. Nothing is lost: your text is still in"
    " the form below, and the differences are listed here. Take over what you need, then save again."
)


def fingerprint(row: models.Model) -> str:
    """Return a hash of everything that the change form of a saved row shows."""
    if isinstance(row, Procedure):
        return text_hash(page_of(row))
    fields = {field.name: str(field.value_from_object(row)) for field in row._meta.concrete_fields if field.editable}
    many = {
        field.name: sorted(str(pk) for pk in getattr(row, field.name).values_list("pk", flat=True))
        for field in row._meta.many_to_many
    }
    if isinstance(row, GlossaryTerm):
        many["translations"] = [
            str(values) for values in row.translations.order_by("pk").values_list("language", "word", "meaning")
        ]
    return content_hash(fields | many)


class StaffForm[M: models.Model](forms.ModelForm):
    """A change form that knows what its editor saw."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    stale = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = fingerprint(self.instance) if self.instance.pk else ""
        self.initial["seen"] = self.now

    def clean(self) -> dict[str, Any]:
        """Refuse to save over what the editor has not seen; the next save, with the differences in view, may."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and self.data.get(self.add_prefix("seen")) != self.now:
            self.stale = True
            sent: Any = self.data
            data = sent.copy()  # what came with a request cannot be changed; a copy can
            data[self.add_prefix("seen")] = self.now
            self.data = data
            self.add_error(None, STALE)
        return cleaned


@dataclass(frozen=True)
class Difference:
    """One field that says something else in the form than in the database."""

    where: str
    saved: str
    yours: str
    pieces: tuple[Piece, ...]


def differences(form: BaseModelForm[Any], formsets: Iterable[BaseInlineFormSet[Any, Any, Any]]) -> list[Difference]:
    """Return what differs between what is saved now and a form that was sent."""
    found = list(_of_form(form, ""))
    for formset in formsets:
        model: Any = formset.model
        name = str(model._meta.verbose_name)
        shown = set()
        for one in formset.forms:
            if one.instance.pk:
                shown.add(one.instance.pk)
            found += _of_form(one, f"{name} {row_name(one.instance)}".strip() + ": ")
        for row in formset.get_queryset():
            if row.pk not in shown:
                found.append(Difference(f"{name} {row_name(row)}", str(row), "", compare(str(row), "")))
    return found


def row_name(row: models.Model) -> str:
    """Return what a row of an explanation is called: its kind, key or code."""
    return str(
        next(
            (
                getattr(row, name)
                for name in ("kind", "key", "code")
                if getattr(row, f"{name}_id", getattr(row, name, ""))
            ),
            "",
        )
    )


def _of_form(form: BaseModelForm[Any], where: str) -> Iterator[Difference]:
    for name in form.changed_data:
        if name in ("seen", "id") or form.fields[name].widget.is_hidden:
            continue
        field = form[name]
        saved, yours = _shown(field, field.initial), _shown(field, field.data)
        if saved != yours:
            yield Difference(f"{where}{field.label}", saved, yours, compare(saved, yours))


def _shown(field: BoundField, value: Any) -> str:
    """Return the value of a field as staff know it: the names of what was chosen, else the text."""
    choices = getattr(field.field, "choices", None)
    if isinstance(field.field, forms.ModelChoiceField):
        wanted = value if isinstance(value, list | tuple) else [value] if value else []
        keys = [one.pk if isinstance(one, models.Model) else one for one in wanted]
        queryset = field.field.queryset
        rows = queryset.filter(pk__in=[key for key in keys if str(key).isdecimal()]) if queryset is not None else []
        return ", ".join(str(row) for row in rows)
    if choices:
        return str(dict(choices).get(value, value or ""))
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def rematched(data: Mapping[str, Any], prefix: str, key: str, rows: Mapping[str, int]) -> QueryDict:
    """Return the data of a formset with each row's number as it is now, found by what the row is called (`key`).

    `rows` gives the numbers that rows have now. A row that is gone becomes a new one, so that its text is kept.
    """
    new = QueryDict(mutable=True)
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    count = min(int(total), 1000) if str(total).isdecimal() else 0
    known: list[dict[str, list[Any]]] = []
    fresh: list[dict[str, list[Any]]] = []
    listed: Any = data
    for number in range(count):
        start = f"{prefix}-{number}-"
        row = {name.removeprefix(start): listed.getlist(name) for name in data if name.startswith(start)}
        written, name = (row.get("id") or [""])[0], (row.get(key) or [""])[0]
        if written and int(written) in rows.values() if written.isdecimal() else False:
            known.append(row)
        elif name in rows:
            known.append({**row, "id": [str(rows[name])]})
        else:
            fresh.append({**row, "id": [""]})
    for number, row in enumerate([*known, *fresh]):
        for name, values in row.items():
            new.setlist(f"{prefix}-{number}-{name}", values)
    for name in data:
        if not name.startswith(f"{prefix}-"):
            new.setlist(name, listed.getlist(name))
    for name, number in (
        ("TOTAL", len(known) + len(fresh)),
        ("INITIAL", len(known)),
        ("MIN_NUM", 0),
        ("MAX_NUM", 1000),
    ):
        new[f"{prefix}-{name}_FORMS"] = str(number)
    return new
