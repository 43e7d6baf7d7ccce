"""What readers tell us becomes rows for staff: each message once, and never more than staff can read.

Nothing of the reader is kept, so floods are held off by what was sent alone.
"""

import logging

from django.db import transaction
from django.utils import timezone

from procedures.models import Feedback

logger = logging.getLogger(__name__)

MOST_A_DAY = 2000
#: Votes without words, of one kind about one page in a day: more tell staff nothing new.
MOST_WORDLESS = 20


@transaction.atomic
def hear(*, kind: str, path: str, message: str = "") -> bool:
    """Keep what a reader said; return whether we have it. What we have already is not kept twice."""
    today = Feedback.objects.filter(received_on=timezone.now().date())
    same = Feedback.objects.filter(kind=kind, path=path, message=message)
    if message and same.exists():
        return True
    if not message and (same & today).count() >= MOST_WORDLESS:
        return True
    if today.count() >= MOST_A_DAY:
        logger.warning("feedback refused: %s messages today", MOST_A_DAY)
        return False
    Feedback.objects.create(kind=kind, path=path, message=message)
    return True
