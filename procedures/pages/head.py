"""What search results and shared links show of a page: its title, description and one address."""

from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

TITLE, DESCRIPTION = 60, 160


@dataclass(frozen=True)
class Head:
    """Title, description and canonical path; an empty path means that the page has no address of its own."""

    title: str
    description: str
    path: str = ""
    index: bool = True


def site_name() -> str:
    """Return the name of the site."""
    return _("Plain Codes")


def head(title: str, description: str, path: str = "", *, index: bool = True) -> Head:
    """Return the head of a page, cut at words to what search engines show; the site's name follows where it fits."""
    cut = shortened(title, TITLE)
    named = f"{cut} – {site_name()}"
    return Head(named if len(named) <= TITLE else cut, shortened(description, DESCRIPTION), path, index)


def shortened(text: str, length: int) -> str:
    """Return a text of at most this length, cut between words, with "…" where something is missing."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    whole, _blank, _rest = text[: length - 1].rpartition(" ")
    return Truncator(whole or text).chars(length - 1, truncate="").rstrip(" ,;:-–") + "…"
