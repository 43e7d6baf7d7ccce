"""What did the reader type? Codes in any dress, the beginning of a code, or words. Pure: any text in, no error out."""

import re
from dataclasses import dataclass
from itertools import combinations, pairwise

from .words import AROUND, EMPTY, fold, split, stem

LONGEST = 300
MOST_WORDS = 16
MOST_CODES = 30

_CODE = re.compile(r"(?<![a-z0-9])#?([a-z])[ \-.:#]{0,2}([0-9o]{4})(?![a-z0-9])")
_LONG_CODE = re.compile(r"(?<![a-z0-9])(?=[a-z0-9]*\d)(?=[a-z0-9]*[a-z])([a-z0-9]{7})(?![a-z0-9])")
_CPT = re.compile(r"(?<![a-z0-9])(\d{5}|\d{4}[ft])(?![a-z0-9])")
_BEGINNING = re.compile(r"(?:(?:hcpcs|codes?)\W+)*([a-z]\d{1,3}|[0-9][a-z0-9]{2,5}(?<=[a-z])|[a-z]\d{1,3}[x*]{1,3})\W*")
_UNIT = re.compile(r"\s*(?:mg|mcg|ug|ml|units?|iu|cc|g)\b")
_MODIFIER = re.compile(r"\W*(?:[a-z]{2}|[a-z]\d|\d{2})(?:[,\s-]+(?:[a-z]{2}|[a-z]\d|\d{2}))*\W*")


@dataclass(frozen=True)
class Word:
    """One word of the question and its stem; `last` is set while the reader may still be typing it."""

    text: str
    stem: str
    last: bool = False


@dataclass(frozen=True)
class Asked:
    """A question, read."""

    text: str = ""
    words: tuple[Word, ...] = ()
    codes: tuple[str, ...] = ()
    only_codes: bool = False
    beginning: str = ""
    long_codes: tuple[str, ...] = ()
    cpt: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing that could be looked for was typed."""
        return not (self.words or self.codes or self.beginning)


def read(typed: str) -> Asked:
    """Return what was asked. Text beyond the first 300 characters and 16 words is left aside."""
    text = " ".join(fold(typed[:LONGEST]).split())
    codes, rest = _codes(text)
    beginning = "" if codes else _beginning(text)
    words = _words(rest)
    around = all(word.text in AROUND for word in words)
    only_codes = bool(codes) and (around or _MODIFIER.fullmatch(rest) is not None)
    cpt = _CPT.search(text)
    return Asked(
        text=" ".join(typed[:LONGEST].replace("\x00", " ").split()),
        words=() if only_codes else words,
        codes=codes,
        only_codes=only_codes,
        beginning=beginning,
        long_codes=tuple(dict.fromkeys(match[1].upper() for match in _LONG_CODE.finditer(text)))[:MOST_CODES],
        cpt=cpt[1].upper() if cpt and not codes else "",
    )


def _codes(text: str) -> tuple[tuple[str, ...], str]:
    """Return the codes in folded text, in order and once each, and the text without them.

    "GO121" is read as G0121: codes have no letter O behind their first letter.
    """
    found = {
        match.start(): match[1].upper() + match[2].replace("o", "0")
        for match in _CODE.finditer(text)
        if any(sign.isdigit() for sign in match[2]) and not (" " in match[0] and _is_amount(text, match))
    }
    rest = _CODE.sub(lambda match: " " if match.start() in found else match[0], text) if found else text
    return tuple(dict.fromkeys(found[at] for at in sorted(found)))[:MOST_CODES], rest


def _is_amount(text: str, match: re.Match[str]) -> bool:
    """Tell "vitamin d 1000" from "code J 9229"."""
    before = re.findall(r"[a-z0-9]+", text[: match.start()])
    return not AROUND.issuperset(before) or _UNIT.match(text[match.end() :]) is not None


def _beginning(text: str) -> str:
    match = _BEGINNING.fullmatch(text)
    return match[1].rstrip("x*").upper() if match else ""


def _words(text: str) -> tuple[Word, ...]:
    typed = [word for word in split(text.replace("-", " ")) if word not in EMPTY]
    kept = [word for word in typed if word not in AROUND] or typed
    last = len(kept) - 1 if kept and text and text[-1].isalnum() and text.endswith(kept[-1][-2:]) else -1
    return tuple(Word(word, stem(word), place == last) for place, word in enumerate(kept[:MOST_WORDS]))


def phrase_key(stems: list[str] | tuple[str, ...]) -> str:
    """Return the form under which words typed together are kept: order and repeats do not count."""
    return " ".join(sorted(set(stems)))


def phrase_keys(stems: list[str]) -> dict[str, tuple[int, ...]]:
    """Return the keys of all groups of words that stand near each other, with the places of their words."""
    keys: dict[str, tuple[int, ...]] = {}
    for size, reach in ((1, 1), (2, 4), (3, 5), (4, 5), (5, 5)):
        for start in range(len(stems)):
            for others in combinations(range(start + 1, min(start + reach, len(stems))), size - 1):
                places = (start, *others)
                key = phrase_key([stems[place] for place in places])
                if len(key.split()) == size:
                    keys.setdefault(key, places)
    return keys


def joined(stems: list[str]) -> dict[str, tuple[int, ...]]:
    """Return neighbours written together ("wheel chair" -> wheelchair), with their places."""
    pairs = {first + second: (at, at + 1) for at, (first, second) in enumerate(pairwise(stems))}
    triples = {"".join(stems[at : at + 3]): (at, at + 1, at + 2) for at in range(len(stems) - 2)}
    return {**triples, **pairs}
