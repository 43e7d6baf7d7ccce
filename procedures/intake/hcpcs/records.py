"""What is known of a code once a release is read."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Layout = Literal["text-293", "text-320", "workbook"]


@dataclass(frozen=True, slots=True)
class CodeRecord:
    """All that a release says of one code (J9229) or one modifier (JW), from the CMS HCPCS record layout.

    Texts are trimmed and "" where the release is blank; a tuple holds only the filled places, in order.
    `line` is the number of its first record in the file, from 1; disclaimer lines and headings don't count.
    """

    value: str
    #: Lines joined in sequence order by one blank. Runs of blanks become one: CMS's two layouts differ there.
    long_description: str
    short_description: str
    pricing_indicators: tuple[str, ...]
    multiple_pricing: str
    coverage_manual: tuple[str, ...]
    carriers_manual: tuple[str, ...]
    statute: str
    lab_certification: tuple[str, ...]
    #: As printed: codes of this system, but also modifiers (QM), CPT numbers (99406) and the bare word CPT.
    cross_references: tuple[str, ...]
    coverage: str
    asc_group: str
    asc_date: date | None
    #: Outpatient group, policy indicator and date, joined by one blank; empty in all recent releases.
    opps: str
    processing_note: str
    betos: str
    type_of_service: tuple[str, ...]
    anesthesia_units: int | None
    added: date
    #: Day from which the last change is in force; None where it is blank, or where only its year is stated.
    effective: date | None
    #: Year of that change, also where month and day are not stated.
    effective_year: int | None
    #: Last day on which the code may be used; None while it is in force.
    ended: date | None
    action_code: str
    line: int


@dataclass(frozen=True, slots=True)
class Release:
    """One release as read: codes and modifiers in the order of the file, which CMS sorts by code.

    `source` names the file read (inside a zip: "x.zip: y.txt"), `record_count` counts its records with their
    continuations, and `sha256` is the hexadecimal digest of the bytes given.
    """

    codes: tuple[CodeRecord, ...]
    modifiers: tuple[CodeRecord, ...]
    layout: Layout
    source: str
    record_count: int
    sha256: str
