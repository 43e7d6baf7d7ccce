"""Take in a list of codes of any system from a CSV file of values and titles, such as ICD-10-PCS."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from procedures import similarity
from procedures.intake.applying import Refused
from procedures.intake.codes import import_codes
from procedures.management import taking_in
from procedures.management.progress import ProgressLine


class Command(BaseCommand):
    """One transaction: the list is taken in whole, or nothing changes."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--system", required=True, help="the code system's short name, such as icd-10-pcs")
        parser.add_argument("--release", default="", help="what the publisher calls this edition of the list")
        taking_in.add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        progress = ProgressLine(self.stdout, quiet=options["verbosity"] == 0)
        try:
            report = import_codes(
                options["path"],
                options["system"],
                release=options["release"],
                released_on=options["released"],
                dry_run=options["dry_run"],
                force=options["force"],
                progress=progress,
            )
        except Refused as refused:
            progress.done()
            raise CommandError(str(refused)) from refused
        progress.done()
        if options["report"]:
            taking_in.save(options["report"], report.difference.changes)
        taking_in.show(self, report, verbose=options["verbose"])
        if report.changed_anything and not options["no_similar"]:
            similarity.rebuild(report.system, lambda done, total: progress("similar codes", done, total))
            progress.done()
