"""What search results and shared links show of a page: its title, description and one address."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procedures.models.addresses import in_language

TITLE, DESCRIPTION = 60, 160
#: The languages of what comes from no explanation and no table: the site's own pages.
EVERY_LANGUAGE = tuple(language for language, _name in settings.LANGUAGES)
#: What is written in English only, and shown in Spanish surroundings.
ENGLISH_ONLY = (settings.LANGUAGE_CODE,)


@dataclass(frozen=True)
class Head:
    """Title, description and canonical path; an empty path means that the page has no address of its own.

    `languages` are those in which the page says the same; `elsewhere` is the way to it in another language, or to
    what stands at `instead` where it has an address in its own language only.
    """

    title: str
    description: str
    path: str = ""
    index: bool = True
    languages: tuple[str, ...] = ENGLISH_ONLY
    instead: str = ""

    @property
    def elsewhere(self) -> list[tuple[str, str, str]]:
        """The same page in the site's other languages, as language, its own name and path."""
        spoken = get_language()
        path = self.instead or self.path or "/"
        return [(code, name, in_language(path, code)) for code, name in settings.LANGUAGES if code != spoken]

    @property
    def in_english(self) -> str:
        """The address of the same page in English."""
        return in_language(self.path, settings.LANGUAGE_CODE)

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """What search engines may show in each language, this one included, as language and path."""
        if not self.index or len(self.languages) < 2:
            return []
        return [(language, in_language(self.path, language)) for language in self.languages]


def site_name() -> str:
    """Return the name of the site."""
    return _("Plain Codes")


def head(
    title: str, description: str, path: str = "", *, index: bool = True, languages: Collection[str] = ENGLISH_ONLY
) -> Head:
    """Return the head of a page, cut at words to what search engines show; the site's name follows where it fits.

    A page that is not written in the language of its address is not for search engines: its English one is.
    """
    cut = shortened(title, TITLE)
    named = f"{cut} – {site_name()}"
    spoken = get_language() or settings.LANGUAGE_CODE
    if spoken not in languages:
        index, path = False, in_language(path, settings.LANGUAGE_CODE) if path else ""
    title = named if len(named) <= TITLE else cut
    return Head(title, shortened(description, DESCRIPTION), path, index, tuple(languages))


def shortened(text: str, length: int) -> str:
    """Return a text of at most this length, cut between words, with "…" where something is missing."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    whole, _blank, _rest = text[: length - 1].rpartition(" ")
    return Truncator(whole or text).chars(length - 1, truncate="").rstrip(" ,;:-–") + "…"
