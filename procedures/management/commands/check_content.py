"""Hold every rule against every fixture file; exit 1 if one is broken."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from procedures.intake.fixtures import ContentRefused, check, hash_of


class Command(BaseCommand):
    """Check the library's files without changing anything."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.FIXTURE_DIRS[0])
        parser.add_argument(
            "--hash", metavar="SLUG", help="only print the hash of this explanation's file, for its translations"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["hash"]:
            self.stdout.write(self.hash_of(options["folder"], options["hash"]))
            return
        complaints = check(options["folder"])
        for complaint in complaints:
            self.stderr.write(str(complaint))
        if complaints:
            raise CommandError(f"{len(complaints)} problems.")
        self.stdout.write("No problems.")

    def hash_of(self, folder: Path, slug: str) -> str:
        try:
            return hash_of(folder, slug)
        except ContentRefused as refused:
            raise CommandError(str(refused)) from refused
