"""What search looks through: one row for each code, made from published editions and official words only."""

from collections.abc import Iterable


def refresh(code_ids: Iterable[int]) -> None:
    """Renew the rows of these codes inside the caller's transaction."""


def rebuild() -> int:
    """Make the whole index anew; return how many rows it has."""
    return 0
