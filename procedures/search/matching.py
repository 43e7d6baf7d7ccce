"""What both databases are asked: words joined by AND and OR, in one form that each writes in its own language."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class And:
    """All of these."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Or:
    """Any of these."""

    parts: tuple["Node", ...]


type Node = str | And | Or


class Candidate(NamedTuple):
    """What ranking reads of an entry."""

    id: int
    value: str
    names: str
    official: str
    around: str
    facets: str


def both(*parts: Node) -> Node:
    """Join by AND; one part alone stays as it is."""
    return parts[0] if len(parts) == 1 else And(parts)


def either(parts: Iterable[Node]) -> Node:
    """Join by OR, repeats once; one part alone stays as it is."""
    once = tuple(dict.fromkeys(parts))
    return once[0] if len(once) == 1 else Or(once)


def written(node: Node, and_sign: str, or_sign: str, quote: str) -> str:
    """Write the tree in a database's query language. The words are our own: letters, digits and "_" only."""
    if isinstance(node, str):
        if not node.replace("_", "a").isalnum() or not node.isascii():
            raise ValueError(f"Not a word of the index: {node!r}")
        return f"{quote}{node}{quote}"
    sign = and_sign if isinstance(node, And) else or_sign
    return "(" + sign.join(written(part, and_sign, or_sign, quote) for part in node.parts) + ")"
