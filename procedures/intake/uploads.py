"""Rows of one fixture file taken from text that staff uploaded: what would change, and changing it.

The same reading, checking and writing as the fixtures; but a row that is not in the text is left alone.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models, transaction

from procedures import stored_pages
from procedures.models import Synonym
from procedures.search import index

from .fixtures.files import Complaint, ContentRefused, Row, read
from .fixtures.rows import SHELVES, Key, Library, Shelf, link, normalized, write


@dataclass(frozen=True)
class FieldChange:
    """What a field says now, and what it would say."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """A row that is new (`is_new`), or what changes in one that is there."""

    key: str
    is_new: bool
    fields: tuple[FieldChange, ...]


@dataclass
class Changes:
    """What a text changes: rows new and changed, how many stay as they are, and the rows once they are saved."""

    changed: list[RowChange] = field(default_factory=list)
    same: int = 0
    rows: list[models.Model] = field(default_factory=list)


def shelf_of(file: str) -> Shelf:
    """Return what a fixture file of this name holds."""
    return next(shelf for shelf in SHELVES if shelf.file == file)


def preview(shelf: Shelf, text: str) -> Changes:
    """Return what the text would change; raise ContentRefused with every complaint, as saving it would."""
    with transaction.atomic():
        changes = apply(shelf, text)
        transaction.set_rollback(True)
    return changes


@transaction.atomic
def apply(shelf: Shelf, text: str) -> Changes:
    """Save what the text says, all of it or nothing; raise ContentRefused with every complaint."""
    complaints: list[Complaint] = []
    wanted: dict[Key, tuple[Row, dict[str, Any]]] = {}
    for row in _rows(shelf, text):
        fields, wrong = normalized(shelf, row)
        complaints += wrong
        if not wrong:
            key = shelf.key_of(fields)
            if key in wanted:
                complaints.append(Complaint(shelf.file, row.place, f"{' '.join(key)} stands twice.", "Join the two."))
            wanted[key] = row, fields
    if complaints:
        raise ContentRefused(complaints)
    library = Library(shelf, only=wanted)
    changes = Changes()
    for key, (row, fields) in wanted.items():
        before = library.fields(key)
        if before == fields:
            changes.same += 1
            continue
        try:
            with transaction.atomic():
                saved, later = write(shelf, fields, library.objects.get(key))
                link(saved, later)
        except ValidationError as error:
            complaints.append(Complaint(shelf.file, row.place, " ".join(error.messages), "Mend the value."))
        except ObjectDoesNotExist as error:
            complaints.append(
                Complaint(shelf.file, row.place, f"It names a row that is not there ({error})", "Mend the key.")
            )
        else:
            changes.changed.append(RowChange(" ".join(key), before is None, tuple(_fields(before or {}, fields))))
            changes.rows.append(saved)
    if complaints:
        raise ContentRefused(complaints)
    if changes.rows:
        stored_pages.forget_all()
        if shelf.model is Synonym:
            index.renew_phrases()
    return changes


def _rows(shelf: Shelf, text: str) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / shelf.file
        file.write_text(text, encoding="utf-8")
        rows = read(file, shelf.file)
    if not rows:
        raise ContentRefused([Complaint(shelf.file, "", "The file holds no rows.", "Start each row with “- model:”.")])
    return rows


def _fields(before: dict[str, Any], after: dict[str, Any]) -> Iterator[FieldChange]:
    for name, value in after.items():
        if before.get(name) != value:
            yield FieldChange(name.replace("_", " "), _shown(before.get(name)), _shown(value))


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(" ".join(map(str, one)) if isinstance(one, list) else str(one) for one in value)
    return "" if value is None else str(value)
