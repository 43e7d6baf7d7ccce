"""How is CMS's fixed-width text cut into records? Bytes in, raw records out; broken shapes are refused."""

import re
from collections.abc import Iterator
from operator import itemgetter

from procedures.intake.hcpcs.errors import ForeignFileError, Place, ReleaseError
from procedures.intake.hcpcs.layout import (
    CONTINUATIONS,
    FIELDS,
    FIRST_RECORDS,
    HEAD_FIELDS,
    TEXT_END,
    WIDTH_BARE,
    WIDTH_FILLED,
    RawRecord,
    Source,
)

#: Code or modifier, sequence number, record id. CPT codes fit too: they are refused by name, later.
RECORD_START = re.compile(r"(?:[A-Z0-9]{5}|   [A-Z0-9]{2})[0-9]{5}[0-9A-Z]")
#: A record that lost its code still has its sequence number and id in place, or two dates side by side.
DAMAGED_START = re.compile(r"^.{5}[0-9]{5}[3478]|(?:(?:19|20)[0-9]{6}){2}")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ufffd]")
#: CMS puts 8 lines before the 2019 records; a file with far more before its first record is another file.
LEADING_LINES = 100
#: Columns that the layout calls filler (260 and from 294, counted from 1).
FILLERS = (slice(259, 260), slice(WIDTH_BARE, None))

_cut = itemgetter(*(slice(field.first - 1, field.last) for field in FIELDS))
_cut_head = itemgetter(*(slice(field.first - 1, field.last) for field in HEAD_FIELDS))
_HEADINGS = tuple(field.heading for field in FIELDS)


def decode(data: bytes) -> str:
    """Decode UTF-8 where the bytes are UTF-8, CP1252 otherwise; a byte that neither knows becomes U+FFFD.

    A byte order mark and an end-of-file mark of DOS (Ctrl-Z) are dropped; a hard blank becomes a blank.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return text.removesuffix("\x1a").replace("\xa0", " ")


def read_text(data: bytes, file: str) -> tuple[Source, list[RawRecord]]:
    """Cut a fixed-width release into records.

    Raises ForeignFileError where no line looks like a record, ReleaseError where records are damaged, of
    mixed lengths or cut short.
    """
    lines = [line.removesuffix("\r") for line in decode(data).split("\n")]
    start = _first_record(lines, file)
    last_line_ended = not lines[-1].strip()
    while not lines[-1].strip():
        lines.pop()
    body = lines[start:]
    width = next((len(line) for line in body if line[10:11] in FIRST_RECORDS), WIDTH_FILLED)
    source = Source(file, "text-320" if max(map(len, body)) > WIDTH_BARE else "text-293")
    _check_shapes(body, width, last_line_ended, source, start)
    return source, list(_cut_records(body, source, start))


def _first_record(lines: list[str], file: str) -> int:
    for index, line in enumerate(lines[:LEADING_LINES]):
        if RECORD_START.match(line):
            return index
        # A first record that lost its head must not pass for a disclaimer.
        if DAMAGED_START.search(line):
            reason = "it has a record's dates or sequence number, but no code in columns 1-5"
            raise ReleaseError("Damaged record", Place(file, line=index + 1), reason)
    raise ForeignFileError(Place(file), f"none of its first {LEADING_LINES} lines is a HCPCS record")


def _check_shapes(body: list[str], width: int, last_line_ended: bool, source: Source, leading: int) -> None:
    # Where an editor trimmed trailing blanks, no line ends in one, and a short line proves nothing.
    trimmed = not any(line.endswith(" ") for line in body)
    for number, line in enumerate(body, 1):
        record = RawRecord(number, number + leading, {})
        length = len(line)
        if number == len(body) and not last_line_ended and length < width:
            reason = "the file is cut short: its last record is incomplete and has no line end"
            raise source.error(record, "", f"{length} columns", reason)
        if not RECORD_START.match(line):
            what = "Blank line" if not line.strip() else "Unknown record"
            reason = "a record begins with a code or modifier, a sequence number and a record id"
            raise source.error(record, "", what, reason)
        if wrong := CONTROL.search(line):
            where = Place(source.file, number, number + leading, "line", f"column {wrong.start() + 1}")
            reason = "NUL, control characters and bytes that CP1252 does not know have no place in a record"
            raise ReleaseError(f"Character {wrong[0]!a}", where, reason)
        if line[10] in FIRST_RECORDS:
            trouble = _trouble_of_first(length, width)
        elif line[10] in CONTINUATIONS:
            trouble = _trouble_of_continuation(length, width, trimmed)
        else:
            # An unknown kind of record is refused by that name, not for its length.
            trouble = ""
        if trouble:
            raise source.error(record, "", f"{length} columns", trouble)


def _trouble_of_first(length: int, width: int) -> str:
    if length < WIDTH_BARE:
        return f"the record is cut short: it needs {WIDTH_BARE} or {WIDTH_FILLED} columns"
    if length not in (WIDTH_BARE, WIDTH_FILLED):
        return f"a record has {WIDTH_BARE} or {WIDTH_FILLED} columns"
    return "" if length == width else f"lengths are mixed: the first record has {width} columns"


def _trouble_of_continuation(length: int, width: int, trimmed: bool) -> str:
    if length > width:
        return f"lengths are mixed: the first record has {width} columns"
    if length < TEXT_END and not trimmed:
        return f"the record is cut short: its text needs columns 12-{TEXT_END}"
    return ""


def _cut_records(body: list[str], source: Source, leading: int) -> Iterator[RawRecord]:
    for number, line in enumerate(body, 1):
        if line[10] in CONTINUATIONS:
            cells = dict(zip(_HEADINGS, map(str.strip, _cut_head(line)), strict=False))
            strays = line[TEXT_END:].strip()
        else:
            cells = dict(zip(_HEADINGS, map(str.strip, _cut(line)), strict=True))
            strays = "".join(line[filler].strip() for filler in FILLERS)
        record = RawRecord(number, number + leading, cells)
        if strays:
            reason = "the layout keeps its columns empty: columns have shifted, or it is another layout"
            raise source.error(record, "", f'Text "{strays[:20]}" outside every field', reason)
        yield record
