"""Take in a HCPCS Level II release as CMS publishes it: a zip, the fixed-width text, or the workbook."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from procedures.intake.releases import import_release
from procedures.management import taking_in


class Command(BaseCommand):
    """One transaction: the release is taken in whole, or nothing changes. Explanations are never touched."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        taking_in.add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        taking_in.take_in(self, options, import_release)
