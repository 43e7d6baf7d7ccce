"""From the words of a question to what is looked for: each idea with all the ways in which the index may say it."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from . import spelling
from .index import ALL, database
from .query import Asked, Word, joined, phrase_keys
from .words import FILLING, stem

# Worth of a way to say it, beside the words as typed (1) and what they mean (see `index`).
AS_JOINED, AS_COMPLETED, AS_CORRECTED = 1.0, 0.9, 0.85
COMPLETIONS = 12
CORRECTIONS = 3
# A word in more than this share of all entries ("injection", "each") is not asked for where rarer ones are.
COMMON = 0.04
# A word in so few entries may itself be a slip in an official text; much more usual neighbours are looked for too.
RARE, MUCH_MORE = 2, 8


type Meaning = tuple[float, list[str]]


@dataclass(frozen=True)
class Way:
    """One way to say it: stems that must all be there, and what finding them is worth."""

    stems: tuple[str, ...]
    worth: float = 1.0


@dataclass(frozen=True)
class Concept:
    """One idea of the question: the words typed for it, the ways to say it, and how telling it is."""

    typed: tuple[str, ...]
    ways: tuple[Way, ...]
    weight: float
    entries: int


@dataclass
class Reading:
    """How a question was understood."""

    concepts: list[Concept] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)  # stems in the order in which they were typed
    unknown: list[str] = field(default_factory=list)
    corrected: dict[str, str] = field(default_factory=dict)
    begun: dict[str, list[str]] = field(default_factory=dict)  # other stems that a mended word may have stood for
    counts: dict[str, int] = field(default_factory=dict)
    total: int = 1

    def weight(self, stem: str) -> float:
        """Return how telling a stem is: the rarer, the more."""
        return math.log(1 + self.total / max(self.counts.get(stem, 0), 1))


def understand(asked: Asked, complete: bool = False) -> Reading:
    """Return the concepts of a question. `complete`: the last word may be the beginning of one (typeahead)."""
    reading = Reading()
    words = list(asked.words)
    phrases = _look_up(words, reading)
    wrong = [place for place in range(len(words)) if not _is_known(place, words, phrases, reading)]
    if wrong:
        words = _mend(words, wrong, reading, complete)
        phrases = _look_up(words, reading)
    chosen = _choose(phrases)
    for place, word in enumerate(words):
        if not any(place in places for places in chosen):
            _add_word(place, words, reading, complete and word.last)
    for places, means in chosen.items():
        _add_phrase(places, means, words, reading)
    reading.typed = [word.stem for word in words]
    reading.concepts.sort(key=lambda concept: -concept.weight)
    return reading


def _look_up(words: list[Word], reading: Reading) -> dict[tuple[int, ...], list[Meaning]]:
    """Read the counts of words and of neighbours written as one; return the phrases among them, by their places."""
    stems = [word.stem for word in words]
    keys = phrase_keys(stems)
    phrases = {keys[key]: means for key, means in _phrases(list(keys)) if key in keys}
    meant = [stem for means in phrases.values() for _, way in means for stem in way]
    reading.counts |= _counts([*stems, *joined(stems), *meant, ALL])
    reading.total = max(reading.counts.pop(ALL, 1), 1)
    return phrases


def _is_known(place: int, words: list[Word], phrases: Iterable[tuple[int, ...]], reading: Reading) -> bool:
    stems = [word.stem for word in words]
    return (
        bool(reading.counts.get(stems[place]))
        or any(place in places for places in phrases)
        or any(place in places and reading.counts.get(whole) for whole, places in joined(stems).items())
    )


def _mend(words: list[Word], wrong: list[int], reading: Reading, complete: bool) -> list[Word]:
    """Return the words with unknown ones completed, split or corrected; what nothing is like is noted."""
    mended: list[Word] = []
    for place, word in enumerate(words):
        begun = _completions(word) if place in wrong and len(word.text) >= (3 if word.last else 5) else []
        near = corrections(word.text) if place in wrong and not begun else []
        if place not in wrong:
            mended.append(word)
        elif begun:
            mended.append(Word(begun[0][0] if not complete else word.text, begun[0][1], last=word.last))
            reading.begun[begun[0][1]] = [row[1] for row in begun]
        elif not spelling.one_slip(word.text, near) and (parts := _split(word.text, reading)):
            mended += [Word(part, part) for part in parts]
        elif near:
            mended.append(Word(near[0][0], near[0][1], last=word.last))
            reading.corrected[word.text] = near[0][0]
            reading.begun[near[0][1]] = [stem for _, stem in near]
        else:
            reading.unknown.append(word.text)
    return mended


def _completions(word: Word) -> list[tuple[str, str, int, int]]:
    return [row for row in database().words_from(word.text, COMPLETIONS) if row[1] != word.stem]


def _add_phrase(places: tuple[int, ...], means: list[Meaning], words: list[Word], reading: Reading) -> None:
    typed = tuple(words[place].stem for place in places)
    ways = [Way(typed)] if all(reading.counts.get(stem) for stem in typed) else []
    whole = "".join(typed)
    if len(typed) > 1 and reading.counts.get(whole):
        ways.append(Way((whole,)))
    for worth, stems in means:
        if all(reading.counts.get(stem) for stem in stems):
            ways.append(Way(tuple(dict.fromkeys(stems)), worth))
    if ways:
        texts = tuple(words[place].text for place in places)
        reading.concepts.append(_concept(texts, ways, reading))
    else:
        reading.unknown += [words[place].text for place in places]


def _add_word(place: int, words: list[Word], reading: Reading, complete: bool) -> None:
    word = words[place]
    ways = [Way((word.stem,))] if reading.counts.get(word.stem) else []
    together = joined([word.stem for word in words])
    here = [whole for whole, places in together.items() if place in places]
    ways += [Way((whole,), AS_JOINED) for whole in here if reading.counts.get(whole)]
    others = reading.begun.get(word.stem, [])
    count = reading.counts.get(word.stem, 0)
    if complete or (word.last and 0 < count <= RARE):
        others = [row[1] for row in _completions(word) if complete or row[2] >= MUCH_MORE * count]
    if 0 < count <= RARE and not others:
        others = [stem for _, stem in corrections(word.text) if stem != word.stem]
        reading.counts |= _counts(others)
        others = [stem for stem in others if reading.counts.get(stem, 0) >= MUCH_MORE * count]
    reading.counts |= _counts([stem for stem in others if stem not in reading.counts])
    worth = AS_COMPLETED if len(others) > CORRECTIONS else AS_CORRECTED
    ways += [Way((stem,), worth - rank * 0.01) for rank, stem in enumerate(others) if reading.counts.get(stem)]
    if ways:
        reading.concepts.append(_concept((word.text,), ways, reading))
    elif word.text not in reading.unknown:
        reading.unknown.append(word.text)


def corrections(text: str) -> list[tuple[str, str]]:
    """Return the words of the index nearest to a misspelled one, with their stems, the likeliest first."""
    if not spelling.correctable(text):
        return []
    return spelling.ranked(text, database().words_like(sorted(spelling.keys_of(text))))[:CORRECTIONS]


def _split(text: str, reading: Reading) -> list[str]:
    """Return the stems of two words written as one ("teststrips"), or nothing."""
    if len(text) < 7 or not text.isascii():
        return []
    cuts = [(stem(text[:at]), stem(text[at:])) for at in range(3, len(text) - 2)]
    counts = _counts([part for cut in cuts for part in cut])
    whole = [cut for cut in cuts if all(counts.get(part, 0) >= (3 if len(part) < 4 else 1) for part in cut)]
    if not whole:
        return []
    reading.counts |= counts
    both: tuple[str, str] = max(whole, key=lambda cut: min(counts[part] for part in cut))
    return list(both)


def _concept(typed: tuple[str, ...], ways: list[Way], reading: Reading) -> Concept:
    best: dict[tuple[str, ...], Way] = {}
    for way in ways:
        if way.stems not in best or best[way.stems].worth < way.worth:
            best[way.stems] = way
    entries = math.ceil(sum(_expected(way, reading) for way in best.values()))
    weight = math.log(1 + reading.total / max(entries, 1)) * (1 + 0.25 * (len(typed) - 1))
    if len(typed) == 1 and typed[0] in FILLING:
        weight *= 0.4
    return Concept(typed, tuple(best.values()), weight, entries)


def _expected(way: Way, reading: Reading) -> float:
    """Return about how many entries hold all stems of a way: between the rarest's count and as if by chance."""
    shares = [reading.counts[stem] / reading.total for stem in way.stems]
    return reading.total * math.sqrt(min(shares) * math.prod(shares))


def _choose(phrases: dict[tuple[int, ...], list[Meaning]]) -> dict[tuple[int, ...], list[Meaning]]:
    """Keep the phrases of most words, closer ones first, as long as each adds a word that no other has."""
    chosen: dict[tuple[int, ...], list[Meaning]] = {}
    covered: set[int] = set()
    for places in sorted(phrases, key=lambda places: (-len(places), places[-1] - places[0], places)):
        if not covered.issuperset(places) and (len(places) > 1 or not covered & set(places)):
            chosen[places] = phrases[places]
            covered |= set(places)
    return chosen


def _counts(stems: list[str]) -> dict[str, int]:
    wanted = sorted({stem for stem in stems if stem.isascii()})
    if not wanted:
        return {}
    marks = ", ".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stem, sum(entries) FROM procedures_searchword"  # noqa: S608 - only our own words and marks
            f" WHERE stem IN ({marks}) AND entries > 0 GROUP BY stem",
            wanted,
        )
        return {stem: int(count) for stem, count in cursor.fetchall()}


def _phrases(keys: list[str]) -> list[tuple[str, list[Meaning]]]:
    if not keys:
        return []
    marks = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key, means FROM procedures_searchphrase WHERE key IN ({marks})", keys)  # noqa: S608
        return [(key, _list(means)) for key, means in cursor.fetchall()]


def _list(means: Any) -> list[Meaning]:
    found: list[Meaning] = json.loads(means) if isinstance(means, str) else means
    return found
