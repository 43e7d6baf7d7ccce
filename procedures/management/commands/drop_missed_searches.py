"""Forget what was looked for in vain, rarely, and not within the last 90 days."""

from django.core.management.base import BaseCommand

from procedures.search.missed import drop_rare


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: object, **options: object) -> None:
        """Run once a day, by cron or a timer."""
        self.stdout.write(f"{drop_rare()} missed searches forgotten")
