"""A code with its system and its published explanation, read with one small query.

Django composes the query once; from then on only its parameters differ. Composing it anew for each page would cost
more than all the rest of reading.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import orjson
from django.db import connection
from django.db.models import FilteredRelation, Q

from procedures.content.languages import ENGLISH
from procedures.models import Code, CodeSystem, Edition

OF_CODE = (
    "id",
    "value",
    "long_description",
    "short_description",
    "slug",
    "added",
    "effective",
    "ended",
    "unit_amount",
    "unit_measure",
    "coverage",
    "group_id",
    "is_canonical",
    "system_id",
    "edition_id",
)
OF_SYSTEM = ("id", "slug", "name", "publisher", "release", "oid", "uri")
OF_EDITION = (
    "id",
    "procedure_id",
    "number",
    "content",
    "content_hash",
    "slug",
    "plain_name",
    "medical_name",
    "family",
    "description",
    "published_at",
    "note",
)


@dataclass(frozen=True)
class Found:
    """A code, with `system` and its English `edition`, and the edition that readers of a language see.

    `edition` is that of a published translation, or the English one; None where nothing explains the code.
    """

    code: Code
    edition: Edition | None

    @property
    def is_translated(self) -> bool:
        """Whether readers see a translation."""
        return self.edition is not None and self.edition.pk != self.code.edition_id


def find_code(system: str, value: str, language: str = ENGLISH) -> Found | None:
    """Return the code of a system with this value, as readers of a language see it; None where there is none."""
    with connection.cursor() as cursor:
        if language == ENGLISH:
            cursor.execute(_statement(connection.vendor), [system, value])
        else:
            cursor.execute(_statement(connection.vendor, translated=True), [language, system, value])
        row = cursor.fetchone()
    if row is None:
        return None
    own, of_system, of_edition = _parts(row)
    code = Code(**own)
    code.system = CodeSystem(**of_system)
    if of_edition["id"] is None:
        return Found(code, None)
    code.edition = _edition(of_edition)
    of_translation = dict(zip(OF_EDITION, row[-len(OF_EDITION) :], strict=True)) if language != ENGLISH else {}
    return Found(code, _edition(of_translation) if of_translation.get("id") else code.edition)


@cache
def _statement(vendor: str, *, translated: bool = False) -> str:
    """Return the query with its marks, the same for all codes; the language is the first where one is asked for."""
    names = [*OF_CODE, *(f"system__{name}" for name in OF_SYSTEM), *(f"edition__{name}" for name in OF_EDITION)]
    rows = Code.objects.filter(system__slug="a system", value="A VALUE").order_by()
    marks: tuple[str, ...] = ("a system", "A VALUE")
    if translated:
        spoken = FilteredRelation(
            "edition__current_of__translations", condition=Q(edition__current_of__translations__language="a language")
        )
        rows = rows.annotate(spoken=spoken)
        names += [f"spoken__current_edition__{name}" for name in OF_EDITION]
        marks = ("a language", *marks)
    sql, params = rows.values_list(*names).query.sql_with_params()
    assert tuple(params) == marks, params  # noqa: S101 - the order in which they are filled in
    return str(sql)


def _parts(row: tuple[Any, ...]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    first, second = len(OF_CODE), len(OF_CODE) + len(OF_SYSTEM)
    own = dict(zip(OF_CODE, row[:first], strict=True))
    own["unit_amount"] = None if own["unit_amount"] is None else Decimal(str(own["unit_amount"]))
    for name in ("added", "effective", "ended"):
        own[name] = date.fromisoformat(own[name]) if isinstance(own[name], str) else own[name]
    own["is_canonical"] = bool(own["is_canonical"])
    of_system = dict(zip(OF_SYSTEM, row[first:second], strict=True))
    return own, of_system, dict(zip(OF_EDITION, row[second : second + len(OF_EDITION)], strict=True))


def _edition(fields: dict[str, Any]) -> Edition:
    at = fields["published_at"]
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    fields["published_at"] = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    fields["content"] = orjson.loads(fields["content"])
    return Edition(**fields)
