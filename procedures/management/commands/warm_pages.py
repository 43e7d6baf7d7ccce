"""Store the pages for search engines, the feeds and the JSON ahead of their readers; remove what holds no more."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from procedures import stored_pages
from procedures.management.progress import ProgressLine
from procedures.sitemaps import every_path
from procedures.stored_pages.warming import warm


class Command(BaseCommand):
    """Warm the stored pages: after a release of the code, or after an import."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="also the codes without an explanation")
        parser.add_argument(
            "--smallest", action="store_true", help="compress as well as can be: an explanation takes 0.1 s"
        )
        parser.add_argument("--processes", type=int, help="how many at once (as many as there are cores)")

    def handle(self, *args: Any, **options: Any) -> None:
        progress = ProgressLine(self.stdout, quiet=options["verbosity"] == 0)
        paths = list(every_path(unexplained=options["all"]))
        asked, failed = 0, []
        for count, wrong in warm(paths, processes=options["processes"], smallest=options["smallest"]):
            asked += count
            failed += wrong
            progress("pages", asked, len(paths))
        progress.done()
        swept = stored_pages.sweep()
        if options["verbosity"]:
            self.stdout.write(f"{asked - len(failed)} pages are stored; {swept} old ones were removed.")
        if failed:
            raise CommandError("These did not answer:\n" + "\n".join(failed[:20]))
