"""What both databases are asked in the same words."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

MOST_COUNTED = 20_000


def fetched(sql: str, params: Iterable[Any]) -> list[Any]:
    """Return all rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        found: list[Any] = cursor.fetchall()
    return found


def all_facet_counts() -> list[tuple[str, int]]:
    """Return how many entries bear each combination of facets, of the most important ones."""
    return fetched(
        "SELECT facets, count(*) FROM (SELECT facets FROM procedures_searchentry ORDER BY id LIMIT %s) entry"
        " GROUP BY facets",
        [MOST_COUNTED],
    )


def clear() -> None:
    """Empty the full text and the misspellings."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_text")
        cursor.execute("DELETE FROM search_typo")
