"""What kind of medicine, device or service do words name? Read from `kinds.txt`; pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("kinds.txt")

#: A kind, and the words that must follow the one under which it is filed.
type Entry = tuple[str, tuple[str, ...]]


@dataclass
class Kinds:
    """The patterns of all kinds, filed by their first word so that a text is read once."""

    whole: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    beginnings: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    endings: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    inner: list[tuple[str, Entry]] = field(default_factory=list)

    def add(self, kind: str, pattern: str) -> None:
        """File one pattern: words, of which each may begin or end with "*"; a lone "*" is any one word."""
        first, *rest = pattern.split()
        entry = (kind, tuple(rest))
        if not first.strip("*"):
            raise ValueError(f"“{pattern}” of “{kind}” begins with any word. Begin it with letters.")
        if first.startswith("*") and first.endswith("*"):
            self.inner.append((first.strip("*"), entry))
        elif first.startswith("*"):
            self.endings[first[1:]].append(entry)
        elif first.endswith("*"):
            self.beginnings[first[:-1]].append(entry)
        else:
            self.whole[first].append(entry)

    def of(self, words: Sequence[str]) -> frozenset[str]:
        """Return the kinds that a text's words name."""
        found = set()
        for place, word in enumerate(words):
            for kind, rest in self._beginning_with(word):
                following = words[place + 1 : place + 1 + len(rest)]
                if len(following) == len(rest) and all(map(fits, following, rest)):
                    found.add(kind)
        return frozenset(found)

    def _beginning_with(self, word: str) -> Iterable[Entry]:
        yield from self.whole.get(word, ())
        for cut in range(1, len(word) + 1):
            yield from self.beginnings.get(word[:cut], ())
            yield from self.endings.get(word[-cut:], ())
        for part, entry in self.inner:
            if part in word:
                yield entry


def fits(word: str, pattern: str) -> bool:
    """Return whether a word is what a pattern with "*" says."""
    bare = pattern.strip("*")
    if pattern.startswith("*") and pattern.endswith("*"):
        return bare in word
    if pattern.endswith("*"):
        return word.startswith(bare)
    return word.endswith(bare) if pattern.startswith("*") else word == bare


def read_kinds(text: str) -> Kinds:
    """Return the kinds that a list describes; raise ValueError with the line of a mistake and its remedy."""
    kinds = Kinds()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, sign, patterns = line.partition(" = ")
        if not sign or not all(pattern.strip() for pattern in patterns.split("|")):
            raise ValueError(f"kinds.txt, line {number}: write “kind = words | other words”.")
        for pattern in patterns.split("|"):
            kinds.add(name.strip(), pattern.lower().strip())
    return kinds


@cache
def all_kinds() -> Kinds:
    """Return the shipped kinds; read once, when similar codes are computed."""
    return read_kinds(LIST.read_text(encoding="utf-8"))
