"""Load the fixture files, publish what changed, and build the index."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from procedures.intake.fixtures import ContentRefused, load


class Command(BaseCommand):
    """Load the library's files into the database in one transaction."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.FIXTURE_DIRS[0])
        parser.add_argument("--overwrite", action="store_true", help="let the files win over what staff changed")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            summary = load(options["folder"], overwrite=options["overwrite"])
        except ContentRefused as refused:
            for complaint in refused.complaints:
                self.stderr.write(str(complaint))
            raise CommandError(f"{len(refused.complaints)} problems; nothing was written.") from refused
        for line in summary.kept:
            self.stdout.write(f"kept what is here: {line}")
        kinds = {"added": summary.created, "changed": summary.changed, "removed": summary.removed}
        rows = [f"{counter.total()} rows {name}" for name, counter in kinds.items() if counter]
        published = f"{len(summary.published)} explanations published" if summary.published else ""
        self.stdout.write(", ".join(filter(None, [*rows, published])) or "Nothing to load: the database has it all.")
