"""The codes of a system in bulk: read once, written by the driver's own executemany."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db import connection, models

from procedures.models import Code, CodeSystem
from procedures.models.codes import slug_of

from .comparing import CodeFacts, Difference
from .grouping import move, narrowest

#: What a list states about a code, as columns; the pair of a unit and the dates included.
STATED = (
    "long_description",
    "short_description",
    "added",
    "effective",
    "ended",
    "unit_amount",
    "unit_measure",
    "action_code",
    "coverage",
    "betos",
    "type_of_service",
    "pricing",
)


class CodeRows:
    """The codes of a system as they stand, and writing to them without Django's weight per row."""

    def __init__(self, system: CodeSystem) -> None:
        self.system = system
        columns = ("pk", "group", "value", *STATED)
        successors: dict[int, list[str]] = {}
        links = Code.replaced_by.through.objects.filter(from_code__system=system)
        for old, new in links.order_by("to_code__value").values_list("from_code", "to_code__value"):
            successors.setdefault(old, []).append(new)
        self.pks: dict[str, int] = {}
        self.facts: dict[str, CodeFacts] = {}
        self.groups: dict[str, int | None] = {}
        for pk, group, value, *stated in Code.objects.filter(system=system).values_list(*columns):
            facts = dict(zip(STATED, stated, strict=True))
            if facts["unit_amount"] is not None:
                facts["unit_amount"] = facts["unit_amount"].normalize()
            self.pks[value], self.groups[value] = pk, group
            self.facts[value] = CodeFacts(value=value, **facts, replaced_by=tuple(successors.get(pk, ())))

    def write(self, difference: Difference) -> None:
        """Add new codes, change changed ones, renew which code replaced which and which group each is in."""
        names = ("system_id", "value", "slug", "is_canonical", *STATED)
        groups = narrowest(self.system, [*self.facts, *(code.value for code in difference.new)])
        move(
            (groups[value], self.pks[value])
            for value, group in self.groups.items()
            if groups.get(value, group) != group
        )
        fresh = [
            (self.system.pk, code.value, slug_of(code.long_description), False, *_columns(code), groups.get(code.value))
            for code in difference.new
        ]
        insert(Code, (*names, "group_id"), fresh)
        assignments = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in ("slug", *STATED))
        changed = [
            (slug_of(code.long_description), *_columns(code), self.pks[code.value]) for code in difference.changed
        ]
        with connection.cursor() as cursor:
            if changed:
                cursor.executemany(f"UPDATE {Code._meta.db_table} SET {assignments} WHERE id = %s", changed)  # noqa: S608
        if difference.new:
            self.pks = dict(Code.objects.filter(system=self.system).values_list("value", "pk"))
        self._link(difference)

    def _link(self, difference: Difference) -> None:
        through = Code.replaced_by.through
        relinked = [code for code in difference.changed if code.replaced_by != self.facts[code.value].replaced_by]
        through.objects.filter(from_code__in=[self.pks[code.value] for code in relinked]).delete()
        rows = [
            (self.pks[code.value], self.pks[new]) for code in (*difference.new, *relinked) for new in code.replaced_by
        ]
        insert(through, ("from_code_id", "to_code_id"), rows)


_stated = attrgetter(*STATED)


def _columns(code: CodeFacts) -> list[Any]:
    """Return the stated facts as the database's driver takes them."""
    return [_adapted(value) if value.__class__ in ADAPTED else value for value in _stated(code)]


ADAPTED = (date, Decimal)


@lru_cache(maxsize=4096)
def _adapted(value: date | Decimal) -> Any:
    # A release holds some 400 different days 20,000 times.
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return connection.ops.adapt_decimalfield_value(value, 14, 4)


def insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows by the driver's own executemany: a tenth of bulk_create's time, for rows that were checked before."""
    if not rows:
        return
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})", rows)  # noqa: S608
