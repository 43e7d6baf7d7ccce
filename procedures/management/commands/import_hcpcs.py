"""Take in a HCPCS Level II release as CMS publishes it: a zip, the fixed-width text, or the workbook."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from procedures import similarity
from procedures.intake.applying import Refused
from procedures.intake.releases import import_release
from procedures.management import taking_in
from procedures.management.progress import ProgressLine


class Command(BaseCommand):
    """One transaction: the release is taken in whole, or nothing changes. Explanations are never touched."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        taking_in.add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        progress = ProgressLine(self.stdout, quiet=options["verbosity"] == 0)
        try:
            report = import_release(
                options["path"],
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
