"""Ask every web address that the library leads to whether it still answers; one request a host a second."""

from typing import Any

from django.core.management.base import BaseCommand

from procedures.intake.links import Answer, addresses, check, forget_unused


class Command(BaseCommand):
    """Check links. What does not answer stands in the work lists of the staff side; the exit code stays 0."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        def tell(answer: Answer) -> None:
            if not answer.answers:
                self.stdout.write(f"{answer.url}: {answer.said}")

        answers = check(addresses(), tell=tell)
        forget_unused()
        silent = sum(not answer.answers for answer in answers)
        self.stdout.write(f"{len(answers)} addresses asked, {silent} do not answer.")
