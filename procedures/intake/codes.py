"""A list of codes of any system, as a CSV file of values and titles: read, compared, grouped, applied."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import transaction

from procedures.models import CodeGroup, CodeSystem

from .applying import Progress, Refused, Report, Stated, apply, first_look
from .comparing import CodeFacts
from .hcpcs.assembly import LICENSED
from .prefixes import groups_of

LARGEST_FILE = 64 * 2**20
#: The systems that are known by name; any other needs to be made in the admin or a fixture first.
SYSTEMS = {
    "icd-10-pcs": {
        "name": "ICD-10-PCS",
        "publisher": "Centers for Medicare & Medicaid Services (CMS)",
        "oid": "2.16.840.1.113883.6.4",
        "uri": "http://www.cms.gov/Medicare/Coding/ICD10",
        "description": "Codes that hospitals in the United States put on a bill for what was done during a stay.",
    }
}
#: What a value looks like, where that is known: seven digits or letters without I and O.
VALUES = {"icd-10-pcs": re.compile(r"[0-9A-HJ-NP-Z]{7}")}
ANY_VALUE = re.compile(r"[0-9A-Z]{3,10}")
HEADINGS = ("code", "value")
COLUMNS = ("code", "long_description", "short_description", "added", "ended")


def import_codes(
    path: Path,
    slug: str,
    *,
    release: str = "",
    released_on: date | None = None,
    dry_run: bool = False,
    force: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Take in a CSV list of codes: value and title, with or without a heading row; return what changed.

    A heading row may name further columns: short_description, added, ended. Groups are made from the first characters
    of the codes where the system has none. Raises Refused with line and remedy; nothing is changed then.
    """
    if progress:
        progress("reading", 0, 1)
    known = system_named(slug)
    data = _bytes_of(path)
    codes = read_codes(path, slug, data)
    name = release or (f"{released_on:%B %Y}" if released_on else f"of unknown date ({path.name})")
    stated = Stated(codes, name[:100], released_on, path.name, hashlib.sha256(data).hexdigest())
    with transaction.atomic():
        if known._state.adding and dry_run:
            return first_look(stated)
        if known._state.adding:
            known.save()
        if not dry_run and not known.groups.exists():
            _make_groups(known, codes)
        return apply(known, stated, dry_run=dry_run, force=force, progress=progress)


def system_named(slug: str) -> CodeSystem:
    """Return the system of a slug, perhaps not saved yet; raise Refused for one that nobody knows."""
    system = CodeSystem.objects.filter(slug=slug).first()
    if system is None and slug not in SYSTEMS:
        there = ", ".join(sorted({*SYSTEMS, *CodeSystem.objects.values_list("slug", flat=True)}))
        raise Refused(f"There is no code system “{slug}”. Use one of {there}, or add it to fixtures/code_systems.yaml.")
    return system or CodeSystem(slug=slug, **SYSTEMS[slug])


def read_codes(path: Path, slug: str, data: bytes | None = None) -> list[CodeFacts]:
    """Return the codes that a file states; raise Refused with every bad line (ten are named)."""
    data = _bytes_of(path) if data is None else data
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Refused(f"{path.name}, line {line}: this is not UTF-8 text. Save the file as UTF-8.") from error
    found: dict[str, CodeFacts] = {}
    wrong = []
    for line, row in _rows(text, path.name):
        problem = _problem(row, slug) or ("It stands twice. Keep one of the lines." if row["code"] in found else "")
        if problem:
            wrong.append(f"{path.name}, line {line}: {problem}")
        else:
            found[row["code"]] = _facts(row)
    if wrong:
        more = [f"… and {len(wrong) - 10:,} more lines."] if len(wrong) > 10 else []
        raise Refused("\n".join([*wrong[:10], *more, "Nothing was changed."]))
    if not found:
        raise Refused(f"{path.name} has no codes. Give a CSV file with a code and its title on each line.")
    return list(found.values())


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refused(f"{path} is larger than 64 MiB. Give the list of codes alone.")
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}. Give the path of a CSV file.") from error


def _rows(text: str, file: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns = list(COLUMNS[:2])
    try:
        for number, cells in enumerate(reader, 1):
            cells = [" ".join(cell.split()) for cell in cells]
            if number == 1 and cells and cells[0].lower() in HEADINGS:
                columns = ["code", *(cell.lower().replace(" ", "_") for cell in cells[1:])]
                if unknown := sorted(set(columns) - set(COLUMNS)):
                    raise Refused(
                        f"{file}, line 1: unknown column “{unknown[0]}”. The columns are {', '.join(COLUMNS)}."
                    )
            elif any(cells):
                row = dict(zip(columns, cells, strict=False))
                row["code"] = row["code"].upper()
                row["cells"] = str(len(cells) - len(columns))
                yield reader.line_num, row
    except csv.Error as error:
        raise Refused(
            f"{file}, line {reader.line_num}: this is not CSV ({error}). Save the file as CSV again."
        ) from error


def _problem(row: dict[str, str], slug: str) -> str:
    """Return what is wrong with a row, with its remedy, or nothing."""
    value = row["code"]
    for pattern, name, owner in LICENSED:
        if slug not in VALUES and len(value) == 5 and pattern.fullmatch(value):
            return f"{name} {value} is licensed by {owner} and may not enter this site. Take it out of the file."
    if not VALUES.get(slug, ANY_VALUE).fullmatch(value):
        return f"“{value}” is no code of this system. Mend or remove the line."
    if row["cells"] not in ("0",):
        return "It has more or fewer cells than the line of headings. Put quotes around a title with commas."
    if not row.get("long_description"):
        return f"{value} has no title. Add it."
    if not row["long_description"].isprintable():
        return f"The title of {value} holds a control character. Remove it."
    if len(row.get("short_description", "")) > 100:
        return f"The short title of {value} is longer than 100 characters. Shorten it."
    for name in ("added", "ended"):
        if row.get(name) and _day(row[name]) is None:
            return f"“{row[name]}” is no date. Write YYYY-MM-DD."
    if row.get("added") and row.get("ended") and row["ended"] < row["added"]:
        return f"{value} ends before it was added. Mend the dates."
    return ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


def _facts(row: dict[str, str]) -> CodeFacts:
    return CodeFacts(
        value=row["code"],
        long_description=row["long_description"],
        short_description=row.get("short_description", ""),
        added=_day(row.get("added", "")),
        ended=_day(row.get("ended", "")),
    )


def _make_groups(system: CodeSystem, codes: list[CodeFacts]) -> None:
    made: dict[str, CodeGroup] = {}
    for group in groups_of(((code.value, code.long_description) for code in codes), known=system.slug in SYSTEMS):
        made[group.prefix] = CodeGroup.objects.create(
            system=system,
            slug=group.prefix,
            range_start=group.range_start,
            range_end=group.range_end,
            name=group.name,
            title=group.title,
            parent=made.get(group.parent),
        )
