"""Official descriptors in full words, and what CMS's letters about a code mean. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

#: As CMS's record layout explains its coverage letters, in plain words. They speak of Medicare alone.
COVERAGE = {
    "C": "For Medicare, the company that handles its bills in your area decides whether it pays.",
    "D": "Medicare has special rules for when it pays for this.",
    "I": "Medicare does not pay for this code. It may pay for the same care under another code.",
    "M": "Medicare does not cover this.",
    "S": "By law, Medicare does not cover this.",
}
#: In which state a code is on a day.
TO_COME, IN_USE, ENDING, ENDED = "to come", "in use", "ending", "ended"
ONE_OF = re.compile(r"(?:(?:(?<![\d.,])1|\bper|\beach) |/)$")


def in_full_words(descriptor: str, abbreviations: Mapping[str, str]) -> str:
    """Return a descriptor with its abbreviations spelled out and a capital first.

    `abbreviations` maps short forms, in any case, to full words; a measure is given in the plural ("milligrams") and
    loses its s behind 1, "per" or a slash. Where the descriptor itself spells a short form out beside it, both stay,
    the short one in capitals. A descriptor in capitals only is put into small letters.
    """
    text = " ".join(descriptor.split())
    if text.isupper():
        text = text.lower()
    if abbreviations:
        known, pattern = _speller(tuple(abbreviations.items()))
        lower = text.lower()

        def full(match: re.Match[str]) -> str:
            short = match[0]
            said = known[_key(short)]
            if said.lower() in lower:
                return short.upper() if short.isalpha() else short
            return said[:-1] if said.endswith("s") and ONE_OF.search(lower[: match.start()]) else said

        text = pattern.sub(full, text)
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=8)
def _speller(abbreviations: tuple[tuple[str, str], ...]) -> tuple[dict[str, str], re.Pattern[str]]:
    """Return the full words by the key of each short form, and what finds short forms in a text, the longest first."""
    forms = sorted((short for short, _full in abbreviations), key=lambda one: (-len(one), one))
    either = "|".join(re.escape(" ".join(form.split())).replace(r"\ ", " ?") for form in forms)
    known = {_key(short): full for short, full in abbreviations}
    return known, re.compile(rf"(?<![a-z0-9.])(?:{either})(?![a-z0-9])", re.IGNORECASE)


def _key(short: str) -> str:
    return "".join(short.lower().split())


def coverage_in_words(letter: str) -> str:
    """Return what CMS's coverage letter means for a reader, or nothing for a letter without a meaning."""
    return COVERAGE.get(letter, "")


def state_on(day: date, added: date | None, ended: date | None) -> str:
    """Return the state of a code on a day: to come, in use, ending (its last day is known and not past), or ended."""
    if ended and ended < day:
        return ENDED
    if added and added > day:
        return TO_COME
    return ENDING if ended else IN_USE


def is_about_to_change(state: str) -> bool:
    """Return whether the calendar alone will bring a code from this state into another one."""
    return state in (TO_COME, ENDING)
