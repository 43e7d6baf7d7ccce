"""What templates of the public site and of the staff side need: dates in words."""

from datetime import date, datetime

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def in_words(written: str | date | None) -> str:
    """Return a date, or "2026", "2026-03" or "2026-03-27", as a reader says it; anything else as it is."""
    if isinstance(written, datetime):
        written = localtime(written)
    if isinstance(written, date):
        return date_format(written, _("F j, Y"))
    parts = [int(part) for part in (written or "").split("-") if part.isdecimal()]
    if not parts or len(parts) > 3:
        return written or ""
    return date_format(date(*[*parts, 1, 1][:3]), ("Y", _("F Y"), _("F j, Y"))[len(parts) - 1])
