"""Do the records make sense together? Raw records in, codes and modifiers out, or the first contradiction."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from procedures.intake.hcpcs.errors import ReleaseError
from procedures.intake.hcpcs.layout import (
    CODE,
    CODE_CONTINUED,
    FIRST_RECORDS,
    MODIFIER,
    MODIFIER_CONTINUED,
    RawRecord,
    Source,
)
from procedures.intake.hcpcs.records import CodeRecord

type Codes = tuple[CodeRecord, ...]

CODE_VALUE = re.compile(r"[A-Z][0-9]{4}")
MODIFIER_VALUE = re.compile(r"[A-Z][A-Z0-9]")
#: Record id -> what stands in its first five columns.
VALUES = {
    CODE: CODE_VALUE,
    CODE_CONTINUED: CODE_VALUE,
    MODIFIER: MODIFIER_VALUE,
    MODIFIER_CONTINUED: MODIFIER_VALUE,
}
DENTAL_VALUE = re.compile(r"D[0-9]{4}")
AMA = "the AMA (American Medical Association)"
ADA = "the ADA (American Dental Association)"
#: CPT: five digits, or four and a letter (F performance, T emerging, U and M laboratory, A vaccine codes).
LICENSED = (
    (re.compile(r"[0-9]{4}[0-9A-Z]"), "CPT code", AMA),
    (re.compile(r"[0-9][0-9A-Z]"), "CPT modifier", AMA),
    (DENTAL_VALUE, "Dental (CDT) code", ADA),
)
DATE = re.compile(r"[0-9]{8}")
YEAR_ONLY = re.compile(r"[0-9]{4}")
NO_DATE = ("", "00000000")
#: Medicare began in 1966, and a release states nothing for a far future: other years are slips of the pen.
YEARS = range(1966, 2100)
#: Sequence numbers grow by 100s in the text and by 10s in the workbook; the first one says which.
STEPS = (1, 10, 100)
NO_LICENCE = "Take such codes out of the file, or give the HCPCS Level II release as CMS publishes it"


@dataclass(slots=True)
class _Entry:
    """A first record and the lines that continue it, while they come in."""

    record: RawRecord
    step: int
    lines: list[str] = field(default_factory=list)


def assemble(source: Source, records: Iterable[RawRecord]) -> tuple[Codes, Codes]:
    """Join continuations to their first records and answer codes and modifiers, in the order of the file.

    Codes may come in any order, though CMS sorts them; the lines of one code must stand together. The same
    code twice with the same facts counts once. Raises ReleaseError at the first record that contradicts the
    layout or another record.
    """
    entries: list[_Entry] = []
    for record in records:
        _check_identity(source, record)
        if record.cells["RECID"] in FIRST_RECORDS:
            entries.append(_begin(source, record))
        else:
            _continue(source, record, entries[-1] if entries else None)
    codes: dict[str, CodeRecord] = {}
    modifiers: dict[str, CodeRecord] = {}
    for entry in entries:
        known = codes if entry.record.cells["RECID"] == CODE else modifiers
        code = _understand(source, entry)
        earlier = known.setdefault(code.value, code)
        if earlier is not code and earlier != replace(code, line=earlier.line):
            reason = f"it stands in record {earlier.line} too, with other facts"
            raise source.error(entry.record, "HCPC", f"Code {code.value}", reason)
    return tuple(codes.values()), tuple(modifiers.values())


def _check_identity(source: Source, record: RawRecord) -> None:
    """Refuse what is no HCPCS Level II code or modifier, licensed codes by their name."""
    value, kind = record.cells["HCPC"], record.cells["RECID"]
    expected = VALUES.get(kind)
    if expected and expected.fullmatch(value) and not DENTAL_VALUE.fullmatch(value):
        return
    for pattern, name, owner in LICENSED:
        if pattern.fullmatch(value):
            reason = f"licensed by {owner}, so neither code nor text may enter this site"
            raise ReleaseError(f"{name} {value}", source.place(record, "HCPC"), reason, NO_LICENCE)
    if expected is None:
        reason = "a record is of kind 3 (code), 4 (its continuation), 7 (modifier) or 8 (its continuation)"
        raise source.error(record, "RECID", f'Unknown record id "{kind}"', reason)
    reason = f"it is no code (letter, 4 digits) or modifier (letter, letter or digit) as kind {kind} needs"
    raise source.error(record, "HCPC", f'Impossible code "{value}"', reason)


def _begin(source: Source, record: RawRecord) -> _Entry:
    sequence = record.cells["SEQNUM"]
    step = _number(source, record, "SEQNUM", "Sequence number")
    if step not in STEPS:
        reason = "a code begins with 00100, or 0010 in a workbook: the record before is missing or misplaced"
        raise source.error(record, "SEQNUM", f'Sequence number "{sequence}"', reason)
    if not record.cells["LONG DESCRIPTION"]:
        reason = "every code and modifier has one"
        raise source.error(record, "LONG DESCRIPTION", "Empty long description", reason)
    return _Entry(record, step, [record.cells["LONG DESCRIPTION"]])


def _continue(source: Source, record: RawRecord, entry: _Entry | None) -> None:
    value, kind = record.cells["HCPC"], record.cells["RECID"]
    if entry is None or entry.record.cells["HCPC"] != value:
        reason = f"it continues {value}, and no first record of {value} stands right before it"
        raise source.error(record, "HCPC", "Continuation without its first record", reason)
    if int(kind) != int(entry.record.cells["RECID"]) + 1:
        reason = f"record id {kind} continues another kind of record than {entry.record.cells['RECID']}"
        raise source.error(record, "RECID", "Wrong continuation", reason)
    sequence = _number(source, record, "SEQNUM", "Sequence number")
    expected = entry.step * (len(entry.lines) + 1)
    if sequence != expected:
        written = str(expected).zfill(len(record.cells["SEQNUM"]))
        reason = f"{written} comes next for {value}: a record is missing, doubled or out of order"
        raise source.error(record, "SEQNUM", f"Sequence number {record.cells['SEQNUM']}", reason)
    entry.lines.append(record.cells["LONG DESCRIPTION"])


def _understand(source: Source, entry: _Entry) -> CodeRecord:
    record, cells = entry.record, entry.record.cells

    def filled(heading: str, times: int) -> tuple[str, ...]:
        return tuple(text for n in range(1, times + 1) if (text := cells[f"{heading}{n}"]))

    added = _date(source, record, "ADD DT", "Date added")
    if added is None:
        raise source.error(record, "ADD DT", "Blank date added", "every code and modifier has one")
    ended = _date(source, record, "TERM DT", "Date ended")
    if ended is not None and ended < added:
        reason = f"{cells['HCPC']} can't end before {added}, the day on which it was added"
        raise source.error(record, "TERM DT", f"Date ended {ended}", reason)
    effective, effective_year = _effective(source, record)
    units = _number(source, record, "ANEST_BU", "Anesthesia units") if cells["ANEST_BU"] else None
    return CodeRecord(
        value=cells["HCPC"],
        long_description=" ".join(" ".join(entry.lines).split()),
        short_description=" ".join(cells["SHORT DESCRIPTION"].split()),
        pricing_indicators=filled("PRICE", 4),
        multiple_pricing=cells["MULT_PI"],
        coverage_manual=filled("CIM", 3),
        carriers_manual=filled("MCM", 3),
        statute=" ".join(cells["STATUTE"].split()),
        lab_certification=filled("LABCERT", 8),
        cross_references=filled("XREF", 5),
        coverage=cells["COV"],
        asc_group=cells["ASC_GRP"],
        asc_date=_date(source, record, "ASC_DT", "Date of the ASC group"),
        opps=" ".join(part for part in (cells["OPPS"], cells["OPPS_PI"], cells["OPPS_DT"]) if part),
        processing_note=cells["PROCNOTE"],
        betos=cells["BETOS"],
        type_of_service=filled("TOS", 5),
        anesthesia_units=units,
        added=added,
        effective=effective,
        effective_year=effective_year,
        ended=ended,
        action_code=cells["ACTION CD"],
        line=record.number,
    )


def _number(source: Source, record: RawRecord, heading: str, name: str) -> int:
    text = record.cells[heading]
    if not re.fullmatch(r"[0-9]{1,5}", text):
        raise source.error(record, heading, f'{name} "{text}"', "it is no whole number")
    return int(text)


def _effective(source: Source, record: RawRecord) -> tuple[date | None, int | None]:
    """Read day and year of the last change; a rebuilt release states only the year where the day was lost."""
    text = record.cells["ACT EFF DT"]
    if YEAR_ONLY.fullmatch(text) and int(text) in YEARS:
        return None, int(text)
    day = _date(source, record, "ACT EFF DT", "Date of the last change")
    return day, day.year if day else None


def _date(source: Source, record: RawRecord, heading: str, name: str) -> date | None:
    text = record.cells[heading]
    if text in NO_DATE:
        return None
    day = _calendar_day(text)
    if day is None:
        reason = f"no such day between {YEARS[0]} and {YEARS[-1]}; a date is written YYYYMMDD"
        raise source.error(record, heading, f'{name} "{text}"', reason)
    return day


@lru_cache(maxsize=4096)
def _calendar_day(text: str) -> date | None:
    # A release holds some 400 different days 25,000 times.
    if not DATE.fullmatch(text):
        return None
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
    return day if day.year in YEARS else None
