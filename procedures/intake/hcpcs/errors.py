"""Why was a release refused, where exactly, and what can staff do about it?"""

from dataclasses import dataclass

FETCH_AGAIN = "Download the release from CMS again and give that file unchanged"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file: `record` counts HCPCS records from 1, `line` all lines or rows.

    `columns` is in the words of the file: "columns 269-276" of a text, 'column "ADD DT"' of a workbook.
    """

    file: str
    record: int | None = None
    line: int | None = None
    line_word: str = "line"
    columns: str = ""

    def __str__(self) -> str:
        """Say the place in words: record 12 (line 20), columns 269-276 of HCPC2019.txt."""
        line = f"{self.line_word} {self.line}" if self.line is not None else ""
        if self.record is None:
            record = line
        elif self.line in (None, self.record):
            record = f"record {self.record}"
        else:
            record = f"record {self.record} ({line})"
        within = ", ".join(part for part in (record, self.columns) if part)
        return f"{within} of {self.file}" if within else self.file


class ReleaseError(ValueError):
    """A release that is refused, whole. Its text says what, where, why, and what to do about it.

    `subject` and `reason` are plain words, `place` a `Place`, `remedy` a sentence without its full stop.
    """

    def __init__(self, subject: str, place: Place, reason: str, remedy: str = FETCH_AGAIN) -> None:
        """Keep the four parts; `str()` of the error joins them."""
        super().__init__(subject, place, reason, remedy)
        self.subject = subject
        self.place = place
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        """Say it as two sentences."""
        return f"{self.subject} in {self.place}: {self.reason}. {self.remedy}."


class ForeignFileError(ReleaseError):
    """Nothing in the file looks like a HCPCS record: in a zip, this is one of the other documents."""

    def __init__(self, place: Place, reason: str) -> None:
        """Name the file and what it seems to be."""
        remedy = "Give the zip, the fixed-width .txt or the .xlsx of a HCPCS Level II release from CMS"
        super().__init__("No HCPCS release", place, reason, remedy)
