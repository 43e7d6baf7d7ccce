"""Counts searches that found nothing, for staff: the words alone, nothing of who typed them, rare ones not for long."""

import logging
import re
from datetime import timedelta

from django.db import DatabaseError
from django.utils import timezone

from procedures.models import MissedSearch

from .index import database
from .query import read

logger = logging.getLogger(__name__)

MOST = 10_000
LONGEST_TYPED, LONGEST, MOST_WORDS = 100, 60, 6
RARE, KEPT_DAYS = 3, 90
# What could be a person rather than a subject: addresses, and digits as in telephone, member or card numbers.
_PERSONAL = re.compile(r"@|\d[\d\s().-]{4,}\d")


def normalized(typed: str) -> str:
    """Return the words to count, or nothing where the text is long or could tell of a person."""
    words = [word.text for word in read(typed).words if not word.text.isdigit()]
    text = " ".join(words)
    if len(typed) > LONGEST_TYPED or _PERSONAL.search(typed) or len(words) > MOST_WORDS or len(text) > LONGEST:
        return ""
    return text


def count(typed: str) -> None:
    """Count a search that found nothing. A reader's answer never waits for this and never fails by it."""
    if text := normalized(typed):
        try:
            database().count_missed(text, timezone.localdate().isoformat(), MOST)
        except DatabaseError as error:
            logger.info("a missed search was not counted: %s", error)


def drop_rare() -> int:
    """Forget what was looked for fewer than three times and not within the last 90 days; return how many rows went."""
    before = timezone.localdate() - timedelta(days=KEPT_DAYS)
    gone, _ = MissedSearch.objects.filter(times__lt=RARE, last_on__lt=before).delete()
    return gone
