"""The words explained, in the language of the reader; a word that nobody has translated yet is shown in English."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from unicodedata import normalize

from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from procedures.models import GlossaryTerm
from procedures.models.addresses import path_to

from .head import head


def ours(name: str) -> str:
    """Return a name that our own files give to a group or a topic, in the language of the moment where it is known."""
    return pgettext("library", name) if name else ""


@dataclass(frozen=True)
class Word:
    """One word explained, and the language in which it is; `languages` are all in which we explain it."""

    slug: str
    term: str
    meaning: str
    variants: tuple[str, ...]
    language: str
    languages: tuple[str, ...]
    source_title: str = ""
    source_publisher: str = ""
    source_url: str = ""

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return path_to("glossary-term", self.slug)


def word_of(found: GlossaryTerm) -> Word:
    """Return a term in the language of the moment, or in English where it has no translation."""
    spoken = get_language()
    translations = {one.language: one for one in found.translations.all()}
    languages = (settings.LANGUAGE_CODE, *sorted(translations))
    source = (found.source_title, found.source_publisher, found.source_url)
    if one := translations.get(spoken or ""):
        return Word(found.slug, one.word, one.meaning, tuple(one.variants), one.language, languages, *source)
    own = settings.LANGUAGE_CODE
    return Word(found.slug, found.term, found.meaning, tuple(found.variants), own, languages, *source)


def glossary() -> dict[str, Any]:
    """Return every word explained, by its first letter."""
    about = _("Medical and insurance words, each explained in a sentence or two of plain words.")
    found = [word_of(term) for term in GlossaryTerm.objects.prefetch_related("translations")]
    languages = tuple(language for language, _name in settings.LANGUAGES if all(language in w.languages for w in found))
    letters = groupby(sorted(found, key=_in_order), key=_letter)
    return {
        "head": head(_("Words explained, A to Z"), about, path_to("glossary"), languages=languages),
        "letters": [(letter, list(words)) for letter, words in letters],
    }


def term(found: GlossaryTerm) -> dict[str, Any]:
    """Return one word explained."""
    word = word_of(found)
    title = _("%(word)s: what the word means") % {"word": word.term[:1].upper() + word.term[1:]}
    return {"head": head(title, word.meaning, word.get_absolute_url(), languages=word.languages), "term": word}


def _in_order(word: Word) -> str:
    """Return what words are sorted by: accents count for nothing, as in a dictionary."""
    return normalize("NFKD", word.term.lower()).encode("ascii", "ignore").decode()


def _letter(word: Word) -> str:
    return _in_order(word)[:1].upper()
