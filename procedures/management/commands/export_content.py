"""Write the library back to its fixture files, so that what staff edited can go into git."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from procedures.intake.fixtures import export


class Command(BaseCommand):
    """Export the database to fixture files."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.FIXTURE_DIRS[0])
        parser.add_argument("--drafts", action="store_true", help="write working text instead of what is published")

    def handle(self, *args: Any, **options: Any) -> None:
        own = options["folder"].resolve() == Path(settings.FIXTURE_DIRS[0]).resolve()
        changed = export(options["folder"], drafts=options["drafts"], remember=own)
        for name in changed:
            self.stdout.write(f"wrote {name}")
        self.stdout.write(f"{len(changed)} files changed.")
