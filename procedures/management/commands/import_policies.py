"""Take in health plans' policies from a CSV file: payer, title, url, codes, evidence, and what else is known."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from procedures.intake.applying import Refused
from procedures.intake.policies import import_policies
from procedures.management.taking_in import harmless


class Command(BaseCommand):
    """One transaction: the file is taken in whole, or nothing changes."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--report", type=Path, metavar="FILE.csv", help="write every change to this file")
        parser.add_argument("--verbose", action="store_true", help="list every change")
        parser.add_argument("--add-plans", action="store_true", help="add health plans that are not known yet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = import_policies(options["path"], dry_run=options["dry_run"], add_plans=options["add_plans"])
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        lines = [(one.kind, str(one.line), one.policy, one.what) for one in report.changes]
        if options["report"]:
            try:
                with options["report"].open("w", newline="", encoding="utf-8") as file:
                    csv.writer(file).writerows(
                        [("change", "line", "policy", "what"), *(map(harmless, line) for line in lines)]
                    )
            except OSError as error:
                raise CommandError(f"The report cannot be written: {error}. Name another file.") from error
        for kind, line, policy, what in lines:
            if options["verbose"] or kind == "left out":
                self.stdout.write(f"{kind}, line {line}: {policy}{f' ({what})' if what else ''}")
        self.stdout.write(f"{report.source} {'would bring' if report.dry_run else 'brought'}: {report.summary}.")
