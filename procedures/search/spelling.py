"""Which word of the index was meant by one that does not stand in it?

Each word of the index is kept under every form that up to two missing letters give (the SymSpell idea), so that a
misspelling finds its neighbours by looking up its own such forms: no list is walked through.
"""

import re
from collections.abc import Iterable, Iterator
from zlib import crc32

from rapidfuzz.distance import DamerauLevenshtein

SHORTEST, LONGEST = 4, 30
BEGINNING = 7  # letters that are looked at; later slips are found because the beginning then agrees

_SILENT = re.compile(r"^(?:p(?=[sn])|k(?=n)|w(?=r))")
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("^x", "z"), ("ph", "f"), ("ght?", "t"), ("tch|sch|ch|sh", "k"), ("ck|q|c(?![eiy])", "k"), ("c", "s"),
        ("x", "ks"), ("z", "s"), ("y", "i"), ("[aeiou]+", "a"), ("h", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


def correctable(word: str) -> bool:
    """Return whether a word is of the kind that is corrected: plain letters, neither short nor endless."""
    return SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha()


def allowance(word: str) -> int:
    """Return how many slips a word of this length may hold."""
    return 1 if len(word) < 6 else 2


def sound(word: str) -> str:
    """Return a rough key of how a word sounds: botoks and botox, newmonia and pneumonia agree or nearly."""
    word = _SILENT.sub("", word)
    for pattern, instead in _SOUNDS:
        word = pattern.sub(instead, word)
    return word


def keys_of(word: str) -> set[int]:
    """Return the keys under which a word is kept and looked for."""
    forms = {word[:BEGINNING]}
    edge = forms
    for _ in range(allowance(word)):
        edge = {form[:at] + form[at + 1 :] for form in edge for at in range(len(form))}
        forms = forms | edge
    forms = {form for form in forms if len(form) >= 2}
    if len(heard := sound(word)) >= 3:
        forms.add("~" + heard)
    return {crc32(form.encode()) for form in forms}


def typos_of(words: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield every key of every word that can be corrected to."""
    for word in words:
        if correctable(word):
            for key in sorted(keys_of(word)):
                yield key, word


def one_slip(typed: str, near: list[tuple[str, str]]) -> bool:
    """Return whether the likeliest word is one slip away."""
    return bool(near) and DamerauLevenshtein.distance(typed, near[0][0]) == 1


def ranked(typed: str, found: Iterable[tuple[str, str, int, int]]) -> list[tuple[str, str]]:
    """Return words with their stems, the likeliest first: fewest slips, same sound, same first letter, more names."""
    heard = sound(typed)
    scored = []
    for word, stem, entries, named in found:
        slips = DamerauLevenshtein.distance(typed, word, score_cutoff=allowance(typed))
        alike = sound(word) == heard
        if slips > allowance(typed) and not (alike and DamerauLevenshtein.distance(typed, word) <= 4):
            continue
        cost = slips - 0.9 * alike + 0.7 * (word[0] != typed[0]) - 0.1 * min(named, 40) ** 0.5 + 0.3 * (entries == 0)
        scored.append((cost, -named, word, stem))
    return [(word, stem) for _, _, word, stem in sorted(scored)]
