"""How is CMS's workbook read into records? Bytes in, raw records out; cells are found by their headings."""

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date
from typing import Any

from procedures.intake.hcpcs.errors import ForeignFileError, Place, ReleaseError
from procedures.intake.hcpcs.layout import FIELDS, RawRecord, Source
from procedures.intake.hcpcs.text import CONTROL

Row = tuple[object, ...]

FIRST_HEADING = "HCPC"
#: The headings stand in row 8 of the 2019 workbook.
HEADING_ROWS = 100
#: A release fills 48 columns and some 16,000 rows. The sheet's own word about its size is not trusted.
COLUMNS_READ = 64
ROWS_READ = 200_000
#: Codes made of digits only: a spreadsheet program that stored 0069 as the number 69 has dropped their zeros.
ZERO_FILLED = re.compile(r"(?:PRICE|LABCERT|XREF)[0-9]|PROCNOTE")
#: How Excel writes the first half of a line break typed into a cell.
CARRIAGE_RETURN = "_x000D_"


def read_workbook(data: bytes, file: str) -> tuple[Source, list[RawRecord]]:
    """Read the sheet whose heading row begins with HCPC.

    Raises ForeignFileError where no row does, ReleaseError where the workbook is damaged or lacks one of the
    48 headings.
    """
    found = [(rows, index) for rows in _sheets(data, file) if (index := _heading_row(rows)) is not None]
    if not found:
        raise ForeignFileError(Place(file), f"no row of the workbook begins with the heading {FIRST_HEADING}")
    if len(found) > 1:
        reason = "it can't be told which of them is the release"
        raise ReleaseError(f"{len(found)} sheets of codes", Place(file), reason, "Keep one sheet in the file")
    rows, heading_row = found[0]
    columns = _columns(rows[heading_row], Place(file, line=heading_row + 1, line_word="row"))
    source = Source(file, "workbook")
    return source, list(_records(rows, heading_row + 1, columns, source))


def _sheets(data: bytes, file: str) -> list[list[Row]]:
    # With numpy behind it, openpyxl is 15 MB and a third of a web server's start; so it is loaded only here.
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # CMS's page headers and footers make openpyxl warn; nobody reads them here.
            warnings.simplefilter("ignore")
            book: Any = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            limits = {"max_col": COLUMNS_READ, "max_row": ROWS_READ + 1}
            sheets = [list(sheet.iter_rows(**limits, values_only=True)) for sheet in book.worksheets]
    except Exception as trouble:
        # Damaged zip, XML or numbers make openpyxl raise a dozen unrelated errors; to staff they are one.
        reason = f"it can't be read ({type(trouble).__name__}: {trouble})"
        raise ReleaseError("Damaged workbook", Place(file), reason) from trouble
    if any(len(rows) > ROWS_READ for rows in sheets):
        raise ForeignFileError(Place(file), f"a sheet has more than {ROWS_READ:,} rows")
    return sheets


def _heading_row(rows: list[Row]) -> int | None:
    for index, row in enumerate(rows[:HEADING_ROWS]):
        if row and _plain(row[0]) == FIRST_HEADING:
            return index
    return None


def _plain(heading: object) -> str:
    # "ADD DT", "Add_Dt" and "ADD  DT " are one heading.
    return re.sub(r"[^A-Z0-9]", "", str(heading).upper())


def _columns(headings: Row, place: Place) -> dict[str, int]:
    """Find the column of each field. A missing one is refused: its facts would seem gone from every code."""
    found = [_plain(heading) for heading in headings]
    columns = {}
    for field in FIELDS:
        times = found.count(_plain(field.heading))
        if times != 1:
            reason = f"it stands there {times} times instead of once"
            raise ReleaseError(f'Heading "{field.heading}"', place, reason)
        columns[field.heading] = found.index(_plain(field.heading))
    return columns


def _records(rows: list[Row], first_row: int, columns: dict[str, int], source: Source) -> Iterator[RawRecord]:
    while rows and not any(_filled(cell) for cell in rows[-1]):
        rows.pop()
    widths = {field.heading: field.last - field.first + 1 for field in FIELDS}
    for number, row in enumerate(rows[first_row:], 1):
        cells = {}
        for heading, column in columns.items():
            value = row[column] if column < len(row) else None
            cells[heading] = "" if value is None else _text(value, heading, widths[heading])
        record = RawRecord(number, number + first_row, cells)
        for heading, text in cells.items():
            if wrong := CONTROL.search(text):
                reason = "control characters have no place in a record"
                raise source.error(record, heading, f"Character {wrong[0]!a}", reason)
        if not cells[FIRST_HEADING]:
            reason = "every row below the headings begins with a code or modifier"
            raise source.error(record, FIRST_HEADING, "Row without a code", reason)
        yield record


def _filled(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""


def _text(value: object, heading: str, width: int) -> str:
    """Write a cell as the text layout would: dates as 20250101, numbers without a point, no line breaks."""
    if isinstance(value, date):
        return f"{value.year:04}{value.month:02}{value.day:02}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and ZERO_FILLED.fullmatch(heading):
        return str(value).zfill(width)
    return " ".join(str(value).replace(CARRIAGE_RETURN, " ").split())
