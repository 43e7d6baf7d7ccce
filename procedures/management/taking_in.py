"""What the commands that take in a list share: options, the taking in, and how a report is shown and saved."""

import csv
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from procedures import similarity
from procedures.intake.applying import Refused, Report
from procedures.intake.comparing import KINDS, Change

from .progress import ProgressLine

HARMFUL_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")


def add_options(parser: ArgumentParser) -> None:
    """Add the options of every import."""
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    parser.add_argument("--report", type=Path, metavar="FILE.csv", help="write every change to this file")
    parser.add_argument("--force", action="store_true", help="take it in though it is older, or lacks codes in force")
    parser.add_argument(
        "--released", type=a_day, metavar="YYYY-MM-DD", help="when it was released, if its name does not tell"
    )
    parser.add_argument(
        "--no-similar", action="store_true", help="leave similar codes as they are (see rebuild_similar)"
    )
    parser.add_argument("--verbose", action="store_true", help="list every change")


def a_day(text: str) -> date:
    """Return the day that an option names."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--released {text} is no day. Write it as 2025-10-01.") from error


def take_in(command: BaseCommand, options: dict[str, Any], read: Callable[..., Report], **more: Any) -> None:
    """Take a list in by `read`, show what it changed, and compute similar codes anew where anything did.

    `more` goes to `read` beside the options of every import. Raises CommandError with the reason of a refusal.
    """
    progress = ProgressLine(command.stdout, quiet=options["verbosity"] == 0)
    try:
        report = read(
            options["path"],
            released_on=options["released"],
            dry_run=options["dry_run"],
            force=options["force"],
            progress=progress,
            **more,
        )
    except Refused as refused:
        raise CommandError(str(refused)) from refused
    finally:
        progress.done()
    if options["report"]:
        save(options["report"], report.difference.changes)
    show(command, report, verbose=options["verbose"])
    if report.changed_anything and not options["no_similar"]:
        similarity.rebuild(report.system, lambda done, total: progress("similar codes", done, total))
        progress.done()


def show(command: BaseCommand, report: Report, *, verbose: bool) -> None:
    """Print what a list changed: every change with `verbose`, counts and what staff must look at always."""
    stated = report.stated
    verb = "would change" if report.dry_run else "changed"
    if verbose:
        for kind in KINDS:
            for change in report.difference.of(kind):
                command.stdout.write(line_of(change))
    dated = (
        f"released {stated.released_on}"
        if stated.released_on
        else "of unknown date (neither its name nor --released tells)"
    )
    command.stdout.write(f"{stated.source}, {dated}, {verb}: {report.summary}.")
    if missing := report.difference.counts["missing"]:
        command.stdout.write(f"{missing:,} codes in force are missing from it; they stay as they are.")
    now = "would then have" if report.dry_run else "now has"
    in_force = report.codes - report.ended
    command.stdout.write(
        f"The list {now} {report.codes:,} codes: {in_force:,} in force or to come, {report.ended:,} with an end."
    )
    if report.for_staff:
        command.stdout.write(
            f"{len(report.for_staff)} changes concern explained codes; no explanation was touched. For staff:"
        )
        for change in report.for_staff:
            command.stdout.write(f"  {line_of(change)}")


def line_of(change: Change) -> str:
    """Return a change as one line."""
    parts = [change.before, change.after]
    return f"{change.kind:<12} {change.value}  {' -> '.join(part for part in parts if part)}".rstrip()


def save(path: Path, changes: Iterable[Change]) -> None:
    """Write changes as a CSV file that a spreadsheet program shows without running anything in it."""
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["change", "code", "before", "after"])
            writer.writerows(
                [harmless(cell) for cell in (one.kind, one.value, one.before, one.after)] for one in changes
            )
    except OSError as error:
        raise CommandError(
            f"The report cannot be written to {path}: {error.strerror or error}. Name another file."
        ) from error


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet program takes for a formula."""
    return f"'{cell}" if cell.startswith(HARMFUL_BEGINNINGS) else cell
