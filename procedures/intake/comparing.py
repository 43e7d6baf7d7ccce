"""What would a list of codes change? Known and stated facts in, changes out; pure, nothing is read or written."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from procedures.content.units import unit_of

#: Without one of these a descriptor states no unit, and need not be read closely.
MAY_STATE_A_UNIT = re.compile(r"\d|\b(?:each|per|one)\b", re.IGNORECASE)
#: As large as the column of a unit's amount takes.
LARGEST_AMOUNT = Decimal(10) ** 10
#: The kinds of change in the order of a report; OTHER are facts that readers hardly see, such as pricing.
ADDED, REWORDED, ENDED, REVIVED, REPLACED, OTHER, MISSING = KINDS = (
    "added",
    "reworded",
    "ended",
    "revived",
    "replaced",
    "other facts",
    "missing",
)


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """What a list states about one code; the fields are named as the columns of `Code`."""

    value: str
    long_description: str
    short_description: str = ""
    added: date | None = None
    effective: date | None = None
    ended: date | None = None
    unit_amount: Decimal | None = None
    unit_measure: str = ""
    action_code: str = ""
    coverage: str = ""
    betos: str = ""
    type_of_service: str = ""
    pricing: str = ""
    replaced_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changes about one code; `before` and `after` are for people."""

    kind: str
    value: str
    before: str = ""
    after: str = ""

    @property
    def is_spelling(self) -> bool:
        """Whether a rewording only changes capitals or blanks."""
        return self.kind == REWORDED and _plain(self.before) == _plain(self.after)


@dataclass
class Difference:
    """Everything that a list would change: rows to add and to change, and the same in words."""

    new: list[CodeFacts] = field(default_factory=list)
    changed: list[CodeFacts] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0

    @property
    def counts(self) -> Counter[str]:
        """How many changes of each kind there are."""
        return Counter(change.kind for change in self.changes)

    def of(self, kind: str) -> list[Change]:
        """Return the changes of one kind."""
        return [change for change in self.changes if change.kind == kind]


def compare(known: Mapping[str, CodeFacts], stated: Iterable[CodeFacts]) -> Difference:
    """Return what taking in the stated codes would change.

    Where a list states no date of the last change, a known one stays: CMS's own workbook leaves out some that its
    text has. A code in force that the list no longer has is reported as missing and left as it is.
    """
    difference = Difference()
    seen = set()
    for code in stated:
        seen.add(code.value)
        before = known.get(code.value)
        if before is None:
            difference.new.append(with_unit(code))
            difference.changes.append(Change(ADDED, code.value, after=code.long_description))
            continue
        after = _completed(before, code)
        if after == before:
            difference.unchanged += 1
            continue
        difference.changed.append(after)
        difference.changes.extend(_changes(before, after))
    for value in sorted(known.keys() - seen):
        if known[value].ended is None:
            difference.changes.append(Change(MISSING, value, before=known[value].long_description))
    return difference


def with_unit(code: CodeFacts) -> CodeFacts:
    """Return a code with the unit that its descriptor states."""
    unit = unit_of(code.long_description) if MAY_STATE_A_UNIT.search(code.long_description) else None
    if unit is None or unit[0] <= 0 or unit[0] >= LARGEST_AMOUNT:
        return code if code.unit_amount is None else replace(code, unit_amount=None, unit_measure="")
    # Four decimals are kept; a unit is compared as it will be read back.
    return replace(code, unit_amount=unit[0].quantize(Decimal("0.0001")).normalize(), unit_measure=unit[1])


def _completed(before: CodeFacts, code: CodeFacts) -> CodeFacts:
    effective = code.effective or before.effective
    if code.long_description == before.long_description:
        return replace(code, effective=effective, unit_amount=before.unit_amount, unit_measure=before.unit_measure)
    return with_unit(replace(code, effective=effective))


def _changes(before: CodeFacts, after: CodeFacts) -> Iterator[Change]:
    found = False
    if before.long_description != after.long_description:
        found = True
        yield Change(REWORDED, after.value, before.long_description, after.long_description)
    if before.ended != after.ended:
        found = True
        kind = REVIVED if after.ended is None else ENDED
        yield Change(kind, after.value, shown(before.ended), shown(after.ended))
    if before.replaced_by != after.replaced_by:
        found = True
        yield Change(REPLACED, after.value, " ".join(before.replaced_by), " ".join(after.replaced_by))
    if not found:
        names = [name for name in OTHER_NAMES if getattr(before, name) != getattr(after, name)]
        said = [", ".join(f"{name} {shown(getattr(one, name)) or '-'}" for name in names) for one in (before, after)]
        yield Change(OTHER, after.value, *said)


OTHER_NAMES = (
    "short_description",
    "added",
    "effective",
    "unit_amount",
    "unit_measure",
    "action_code",
    "coverage",
    "betos",
    "type_of_service",
    "pricing",
)


def shown(value: object) -> str:
    """Return a fact as a report shows it."""
    return "" if value is None else str(value)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
