"""Where does each fact stand? The CMS HCPCS contractor record of 2019, by column and by heading."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from procedures.intake.hcpcs.errors import Place, ReleaseError
from procedures.intake.hcpcs.records import Layout

#: A record has 293 columns; in some years CMS adds 27 columns of filler.
WIDTH_BARE = 293
WIDTH_FILLED = 320
#: One line of the long description ends here; a continuation holds nothing after it.
TEXT_END = 91

#: Record id: what the record is. First records carry the facts, continuations only more long description.
CODE, CODE_CONTINUED, MODIFIER, MODIFIER_CONTINUED = "3", "4", "7", "8"
FIRST_RECORDS = frozenset({CODE, MODIFIER})
CONTINUATIONS = frozenset({CODE_CONTINUED, MODIFIER_CONTINUED})


class Field(NamedTuple):
    """One fact: its heading in the workbook, its first and last column in the text, counted from 1."""

    heading: str
    first: int
    last: int

    @property
    def columns(self) -> str:
        """Name its columns in words."""
        return f"columns {self.first}-{self.last}" if self.first < self.last else f"column {self.first}"


def _repeated(heading: str, times: int, first: int, width: int) -> tuple[Field, ...]:
    starts = range(first, first + times * width, width)
    return tuple(Field(f"{heading}{n}", start, start + width - 1) for n, start in enumerate(starts, 1))


FIELDS = (
    Field("HCPC", 1, 5),
    Field("SEQNUM", 6, 10),
    Field("RECID", 11, 11),
    Field("LONG DESCRIPTION", 12, TEXT_END),
    Field("SHORT DESCRIPTION", 92, 119),
    *_repeated("PRICE", 4, 120, 2),
    Field("MULT_PI", 128, 128),
    *_repeated("CIM", 3, 129, 6),
    *_repeated("MCM", 3, 147, 8),
    Field("STATUTE", 171, 180),
    *_repeated("LABCERT", 8, 181, 3),
    *_repeated("XREF", 5, 205, 5),
    Field("COV", 230, 230),
    Field("ASC_GRP", 231, 232),
    Field("ASC_DT", 233, 240),
    Field("OPPS", 241, 243),
    Field("OPPS_PI", 244, 244),
    Field("OPPS_DT", 245, 252),
    Field("PROCNOTE", 253, 256),
    Field("BETOS", 257, 259),
    *_repeated("TOS", 5, 261, 1),
    Field("ANEST_BU", 266, 268),
    Field("ADD DT", 269, 276),
    Field("ACT EFF DT", 277, 284),
    Field("TERM DT", 285, 292),
    Field("ACTION CD", 293, 293),
)
FIELD_OF = {field.heading: field for field in FIELDS}
#: The four facts that a continuation has too.
HEAD_FIELDS = FIELDS[:4]


class RawRecord(NamedTuple):
    """One record before it is understood: trimmed cells by heading, whichever file they came from."""

    number: int
    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """The file that records came from: it knows how to name a place in it."""

    file: str
    layout: Layout

    def place(self, record: RawRecord, heading: str = "") -> Place:
        """Name the place of a record, or of one of its cells."""
        if self.layout == "workbook":
            columns = f'column "{heading}"' if heading else ""
            return Place(self.file, record.number, record.line, "row", columns)
        columns = FIELD_OF[heading].columns if heading else ""
        return Place(self.file, record.number, record.line, "line", columns)

    def error(self, record: RawRecord, heading: str, subject: str, reason: str) -> ReleaseError:
        """Make the error for one record or cell; the way out of all of them is a fresh download."""
        return ReleaseError(subject, self.place(record, heading), reason)
