"""The page of an explanation as plain data: what preview, publishing, rules and templates all share.

`as_json` and `from_json` are exact inverses, so that an edition gives back the page a patient saw.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from .families import PAGE_ORDER, Family
from .languages import ENGLISH, family_label, heading


@dataclass(frozen=True)
class CodeOnPage:
    """One code that the explanation covers, with its official words and what differs from the others."""

    system: str
    value: str
    long_description: str
    is_primary: bool
    difference: str = ""
    unit: str = ""
    added: str = ""
    ended: str = ""


@dataclass(frozen=True)
class SourceOnPage:
    """One source; `number` is its place in the printed list (1 is the first cited)."""

    key: str
    title: str
    publisher: str
    url: str
    published: str
    last_read: str
    number: int = 0


@dataclass(frozen=True)
class OutcomeOnPage:
    """A chance to draw as figures: `affected` of `out_of` people, beside a compared group where there is one."""

    key: str
    section: str
    label: str
    group: str
    affected: int
    out_of: int
    compared_group: str
    compared_affected: int | None
    severity: str
    source: str


@dataclass(frozen=True)
class SectionOnPage:
    """One section: Markdown as written; safe HTML once rendered."""

    kind: str
    body: str
    picture: str = ""
    heading: str = ""
    html: str = ""


@dataclass(frozen=True)
class GlossaryEntry:
    """One glossary term that the page uses and explains."""

    slug: str
    term: str
    meaning: str
    variants: tuple[str, ...] = ()


@dataclass(frozen=True)
class Review:
    """Who checked the text, when, and when it is due again; dates as ISO 8601."""

    name: str
    credentials: str
    checked_on: str
    next_check_on: str


@dataclass(frozen=True)
class ProcedurePage:
    """Everything an explanation says, in page order."""

    slug: str
    plain_name: str
    medical_name: str
    pronunciation: str
    family: str
    ingredient: str
    route: str
    brands: tuple[str, ...]
    also_known_as: tuple[str, ...]
    reading_names: tuple[str, ...]
    topics: tuple[tuple[str, str], ...]
    setting: str
    setting_note: str
    anesthesia: str
    minutes_from: int | None
    minutes_to: int | None
    duration_note: str
    people_note: str
    how_often: str
    time_off: str
    codes: tuple[CodeOnPage, ...]
    sections: tuple[SectionOnPage, ...]
    sources: tuple[SourceOnPage, ...]
    outcomes: tuple[OutcomeOnPage, ...]
    glossary: tuple[GlossaryEntry, ...] = ()
    review: Review | None = None
    language: str = ENGLISH
    translation_of: str = ""  # the slug of the original; empty for an original
    translated_hash: str = ""  # of the original's text that this page renders
    calendar: str = ""  # one entry on a line: "Day 1: The drug"
    day_plan: str = ""  # one entry on a line: "60 minutes: The drip"

    @property
    def family_label(self) -> str:
        """The family in words for readers."""
        return family_label(Family(self.family), self.language)

    @property
    def primary(self) -> CodeOnPage | None:
        """The code whose address is canonical; None while a draft has none."""
        return next((code for code in self.codes if code.is_primary), None)

    @property
    def names(self) -> tuple[str, ...]:
        """Names that count as one short word when the reading grade is measured."""
        names = (
            self.plain_name,
            self.medical_name,
            self.ingredient,
            *self.brands,
            *self.also_known_as,
            *self.reading_names,
        )
        return tuple(name for name in names if name)

    def section(self, kind: str) -> SectionOnPage | None:
        """Return the section of this kind, or None."""
        return next((section for section in self.sections if section.kind == kind), None)

    def first_of(self, kinds: Iterable[str]) -> str:
        """Return the first of these kinds of which the page has a section, or an empty string."""
        return next((kind for kind in kinds if self.section(kind)), "")

    def outcomes_of(self, kind: str) -> tuple[OutcomeOnPage, ...]:
        """Return the outcome numbers drawn in this section."""
        return tuple(outcome for outcome in self.outcomes if outcome.section == kind)


def tidy_body(body: str) -> str:
    """Return Markdown with Unix line ends and without blanks at line ends: forms and files give the same text."""
    return "\n".join(line.rstrip() for line in body.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()


def in_page_order(sections: tuple[SectionOnPage, ...]) -> tuple[SectionOnPage, ...]:
    """Sort sections as a page shows them; unknown kinds come last."""
    place = {kind: index for index, kind in enumerate(PAGE_ORDER)}
    return tuple(sorted(sections, key=lambda section: place.get(section.kind, len(place))))


def heading_of(kind: str, family: str, language: str = ENGLISH) -> str:
    """Return the heading of a section kind on a page of a family, in the page's language."""
    return heading(kind, Family(family), language)


def as_json(page: ProcedurePage) -> dict[str, Any]:
    """Return the page as JSON-ready data (tuples become lists)."""
    data: dict[str, Any] = json.loads(json.dumps(asdict(page)))
    return data


def from_json(data: dict[str, Any]) -> ProcedurePage:
    """Return the page that `as_json` gave; fields that a later release added take their defaults."""
    known = {field.name for field in fields(ProcedurePage)}
    values = {name: value for name, value in data.items() if name in known}
    parts: dict[str, type] = {
        "codes": CodeOnPage,
        "sections": SectionOnPage,
        "sources": SourceOnPage,
        "outcomes": OutcomeOnPage,
    }
    for name, part in parts.items():
        values[name] = tuple(_made(part, row) for row in values[name])
    values["glossary"] = tuple(
        _made(GlossaryEntry, {**row, "variants": tuple(row["variants"])}) for row in values.get("glossary", ())
    )
    for name in ("brands", "also_known_as", "reading_names"):
        values[name] = tuple(values[name])
    values["topics"] = tuple((slug, name) for slug, name in values["topics"])
    values["review"] = Review(**values["review"]) if values.get("review") else None
    return ProcedurePage(**values)


_FIELDS: dict[type[Any], set[str]] = {
    kind: {field.name for field in fields(kind)}
    for kind in (CodeOnPage, SectionOnPage, SourceOnPage, OutcomeOnPage, GlossaryEntry)
}


def _made[Part](kind: type[Part], row: dict[str, Any]) -> Part:
    """Return `kind(**row)`, in half the time where a row has just the fields of this release; a page has a hundred."""
    if row.keys() != _FIELDS[kind]:
        return kind(**row)
    made = object.__new__(kind)
    made.__dict__.update(row)
    return made


def content_hash(data: dict[str, Any]) -> str:
    """Return the SHA-256 of JSON data in its canonical form, as 64 hexadecimal digits."""
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
