"""The shape of a chance drawn as 100 figures in rows of ten: how many whole rows, and how many in the row begun."""

from dataclasses import dataclass
from functools import lru_cache

ROW = 10
ROWS = 10
CELL = 12  # units of the drawing's own grid; one figure stands in a cell


@dataclass(frozen=True)
class Box:
    """A rectangle of cells, in drawing units."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Figures:
    """One group of 100 figures: the boxes of those affected and of those not, and the words that say the same."""

    group: str
    affected: int
    out_of: int
    unaffected: int
    filled: int
    with_it: tuple[Box, ...]
    without_it: tuple[Box, ...]
    too_few_to_draw: bool


@lru_cache(maxsize=1024)
def figures(group: str, affected: int, out_of: int) -> Figures:
    """Return the drawing of "affected in out_of"; a chance under 1 in 200 has no figure filled and says so."""
    filled = round(affected * ROW * ROWS / out_of)
    whole, begun = divmod(filled, ROW)
    with_it = [Box(0, 0, ROW * CELL, whole * CELL)] if whole else []
    without = []
    if begun:
        with_it.append(Box(0, whole * CELL, begun * CELL, CELL))
        without.append(Box(begun * CELL, whole * CELL, (ROW - begun) * CELL, CELL))
    below = whole + bool(begun)
    if below < ROWS:
        without.append(Box(0, below * CELL, ROW * CELL, (ROWS - below) * CELL))
    too_few = affected > 0 and filled == 0
    return Figures(group, affected, out_of, out_of - affected, filled, tuple(with_it), tuple(without), too_few)
