"""Answers one search."""

from dataclasses import dataclass, field

from procedures.models import Code


@dataclass
class Results:
    """What was asked, and what was found."""

    asked: str
    codes: list[Code] = field(default_factory=list)
    exact: Code | None = None


def find(asked: str, page: str = "") -> Results:
    """Return what a search finds."""
    return Results(asked)
