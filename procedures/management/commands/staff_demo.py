"""Make one member of staff for each group, with passwords that are shown once."""

from typing import Any

from django.core.management.base import BaseCommand

from procedures.admin.demo import make_staff


class Command(BaseCommand):
    """Make (or give new passwords to) the users demo-author, demo-reviewer and demo-publisher."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        for name, group, password in make_staff():
            self.stdout.write(f"{name:<16} {password}   ({group})")
        self.stdout.write(
            "Sign in at /admin/. The passwords are not shown again; running this once more makes new ones."
        )
