"""Compute the similar codes anew, for all code systems or for one; what staff chose or hid stays."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from procedures import similarity
from procedures.management.progress import ProgressLine
from procedures.models import CodeSystem


class Command(BaseCommand):
    """Readers find a code's old list or its new one at any moment."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--system", help="the code system's short name, such as hcpcs")

    def handle(self, *args: Any, **options: Any) -> None:
        system = None
        if options["system"]:
            system = CodeSystem.objects.filter(slug=options["system"]).first()
            if system is None:
                there = ", ".join(CodeSystem.objects.values_list("slug", flat=True)) or "none yet"
                raise CommandError(f"There is no code system “{options['system']}”. There are: {there}.")
        progress = ProgressLine(self.stdout, quiet=options["verbosity"] == 0)
        rows = similarity.rebuild(system, lambda done, total: progress("similar codes", done, total))
        progress.done()
        self.stdout.write(f"{rows:,} pairs of similar codes.")
