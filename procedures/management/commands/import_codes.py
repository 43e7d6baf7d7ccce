"""Take in a list of codes of any system from a CSV file of values and titles, such as ICD-10-PCS."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from procedures.intake.codes import import_codes
from procedures.management import taking_in


class Command(BaseCommand):
    """One transaction: the list is taken in whole, or nothing changes."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--system", required=True, help="the code system's short name, such as icd-10-pcs")
        parser.add_argument("--release", default="", help="what the publisher calls this edition of the list")
        taking_in.add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        more = {"slug": options["system"], "release": options["release"]}
        taking_in.take_in(self, options, import_codes, **more)
