"""A HCPCS release of CMS, from its file to the database: read, dated, compared, applied."""

import re
from datetime import date
from pathlib import Path

from django.db import transaction

from procedures.models import CodeSystem

from .applying import Progress, Refused, Report, Stated, apply, first_look
from .comparing import CodeFacts
from .hcpcs import CodeRecord, ReleaseError, read_release

SYSTEM = {
    "slug": "hcpcs",
    "name": "HCPCS Level II",
    "publisher": "Centers for Medicare & Medicaid Services (CMS)",
    "oid": "2.16.840.1.113883.6.285",
    "uri": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
}
MONTHS = dict(
    zip(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), range(1, 13), strict=True)
)
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_YEAR = r"(?<!\d)(?:hcpc(?:s)?)?(?P<year>20\d\d)(?!\d)"
#: "HCPC2025_OCT_ANWEB.txt", "october-2025-alpha-numeric-hcpcs-file.zip"
YEAR_MONTH = re.compile(rf"{_YEAR}[ _-]*(?<![a-z]){_MONTH}(?![a-z])", re.IGNORECASE)
MONTH_YEAR = re.compile(rf"(?<![a-z]){_MONTH}[ _-]*{_YEAR}", re.IGNORECASE)
#: "HCPC2019_CONTR_ANWEB.txt": CMS's yearly file, which is the release of January.
YEARLY = re.compile(r"hcpc(?:s)?(?P<year>20\d\d)_contr", re.IGNORECASE)


def import_release(
    path: Path,
    *,
    released_on: date | None = None,
    dry_run: bool = False,
    force: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Take in the release that a file holds; return what changed (or would, with `dry_run`).

    Raises Refused, with place and remedy, for a file that cannot be read or is no whole release, for an older
    release, and for one that lacks many of the codes in force. Nothing is changed then.
    """
    if progress:
        progress("reading", 0, 1)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}. Give the path of a release file.") from error
    try:
        release = read_release(data, path.name)
    except ReleaseError as error:
        raise Refused(str(error)) from error
    day = released_on or date_in(release.source) or date_in(path.name)
    name = f"{day:%B %Y}" if day else f"of unknown date ({path.name})"
    stated = Stated(tuple(map(facts_of, release.codes)), name[:100], day, release.source, release.sha256)
    with transaction.atomic():
        system = CodeSystem.objects.filter(slug=SYSTEM["slug"]).first()
        if system is None and dry_run:
            return first_look(stated)
        system = system or CodeSystem.objects.create(**SYSTEM)
        return apply(system, stated, dry_run=dry_run, force=force, progress=progress)


def date_in(name: str) -> date | None:
    """Return the day of a release as its file's name tells it, or None: the first of its month."""
    for pattern in (YEAR_MONTH, MONTH_YEAR):
        if found := pattern.search(name):
            return date(int(found["year"]), MONTHS[found["month"].lower()], 1)
    yearly = YEARLY.search(name)
    return date(int(yearly["year"]), 1, 1) if yearly else None


def facts_of(record: CodeRecord) -> CodeFacts:
    """Return a record of CMS's layout as the facts of a code.

    Cross-references of a code in force point to something related; only those of an ended code are its successors.
    """
    return CodeFacts(
        value=record.value,
        long_description=record.long_description,
        short_description=record.short_description,
        added=record.added,
        effective=record.effective,
        ended=record.ended,
        action_code=record.action_code,
        coverage=record.coverage,
        betos=record.betos,
        type_of_service=";".join(record.type_of_service),
        pricing=";".join(record.pricing_indicators),
        replaced_by=tuple(sorted(set(record.cross_references))) if record.ended else (),
    )
