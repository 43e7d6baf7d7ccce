"""In which language is a code answered? In the first asked for in which its text is as new as the English one."""

from collections.abc import Iterable

from procedures.content.languages import ENGLISH, LANGUAGES
from procedures.models import Code, Edition, Procedure


class Spoken:
    """The editions in which codes are answered to somebody who understands these languages, best first."""

    def __init__(self, codes: Iterable[Code], languages: Iterable[str]) -> None:
        known = [language for language in (*languages, ENGLISH) if language in LANGUAGES]
        #: English is always there, so nothing behind it matters.
        self.languages = known[: known.index(ENGLISH)]
        self.translations: dict[tuple[int | None, str], Edition] = {}
        if self.languages:
            originals = {code.edition.procedure_id for code in codes if code.edition}
            found = Procedure.objects.published().filter(translation_of__in=originals, language__in=self.languages)
            for one in found.select_related("current_edition", "translation_of"):
                if one.is_current_translation and one.current_edition:
                    self.translations[one.translation_of_id, one.language] = one.current_edition

    def of(self, code: Code) -> tuple[str, Edition | None]:
        """Return the language and the edition in which a code is answered; none for a code without explanation."""
        original = code.edition.procedure_id if code.edition else None
        for language in self.languages:
            if (original, language) in self.translations:
                return language, self.translations[original, language]
        return ENGLISH, code.edition
