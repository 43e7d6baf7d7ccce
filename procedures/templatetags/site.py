"""What every template of the public site needs: full addresses, dates in words, and the name of the site."""

from datetime import date

from django import template
from django.conf import settings
from django.utils.formats import date_format

from procedures.pages.head import site_name

register = template.Library()
register.simple_tag(site_name)


@register.simple_tag
def full_address(path: str) -> str:
    """Return the public address of a path: made from settings, never from what a request claims."""
    return f"{settings.SITE_URL}{path}"


@register.filter
def in_words(written: str) -> str:
    """Return "2026", "2026-03" or "2026-03-27" as a reader says it; anything else as it is."""
    parts = [int(part) for part in written.split("-") if part.isdecimal()]
    if not parts or len(parts) > 3:
        return written
    day = date(*(parts + [1, 1])[:3])
    return date_format(day, ("Y", "YEAR_MONTH_FORMAT", "DATE_FORMAT")[len(parts) - 1])
