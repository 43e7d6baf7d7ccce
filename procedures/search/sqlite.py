"""The index in SQLite: FTS5 over our own words. Matches come in rowid order, so a limit keeps the most important."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from .either import fetched
from .matching import Candidate, Node, written

WHOLE_MATCH = "SELECT rowid FROM search_text WHERE search_text MATCH %s ORDER BY rowid LIMIT %s"


def _many(sql: str, rows: Iterable[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(rows))


def candidates(node: Node, limit: int) -> list[Candidate]:
    """Return the first matches in order of importance."""
    sql = (
        "SELECT entry.id, entry.value, entry.names, entry.official, entry.around, entry.facets"  # noqa: S608 - only our own words and marks
        f" FROM ({WHOLE_MATCH}) found JOIN procedures_searchentry entry ON entry.id = found.rowid"
    )
    return [Candidate(*row) for row in fetched(sql, [_match(node), limit])]


def facet_counts(node: Node, limit: int) -> list[tuple[str, int]]:
    """Return how many of the first matches bear each combination of facets."""
    sql = (
        f"SELECT entry.facets, count(*) FROM ({WHOLE_MATCH}) found"  # noqa: S608
        " JOIN procedures_searchentry entry ON entry.id = found.rowid GROUP BY entry.facets"
    )
    return fetched(sql, [_match(node), limit])


def _match(node: Node) -> str:
    return written(node, " AND ", " OR ", '"')


def write_texts(texts: Iterable[tuple[int, list[str]]]) -> None:
    """Write the words of entries, in place of what stood there."""
    rows = [(key, " ".join(words)) for key, words in texts]
    _many("INSERT OR REPLACE INTO search_text (rowid, words) VALUES (%s, %s)", rows)


def remove_texts(keys: Iterable[int]) -> None:
    """Take entries out of the full text."""
    _many("DELETE FROM search_text WHERE rowid = %s", [(key,) for key in keys])


def count_words(words: Iterable[tuple[str, str, int, int]]) -> None:
    """Add to the counts of words: word, stem, entries, named (each may be below 0)."""
    _many(
        "INSERT INTO procedures_searchword (word, stem, entries, named) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (word) DO UPDATE SET entries = entries + excluded.entries, named = named + excluded.named",
        words,
    )


def write_typos(typos: Iterable[tuple[int, str]]) -> None:
    """Add keys of misspellings."""
    _many("INSERT OR IGNORE INTO search_typo (key, word) VALUES (%s, %s)", typos)


def words_like(keys: list[int]) -> list[tuple[str, str, int, int]]:
    """Return the words that share a misspelling: word, stem, entries, named."""
    marks = ", ".join(["%s"] * len(keys))
    return fetched(
        "SELECT DISTINCT word.word, word.stem, word.entries, word.named FROM search_typo typo"  # noqa: S608 - only our own words and marks
        f" JOIN procedures_searchword word ON word.word = typo.word WHERE typo.key IN ({marks}) AND word.named > 0",
        keys,
    )


def words_from(beginning: str, limit: int) -> list[tuple[str, str, int, int]]:
    """Return the words that begin so, those of most names first."""
    return fetched(
        "SELECT word, stem, entries, named FROM procedures_searchword WHERE word >= %s AND word < %s AND entries > 0"
        " ORDER BY named DESC, entries DESC, word LIMIT %s",
        [beginning, beginning + "\U0010ffff", limit],
    )


def tidy() -> None:
    """Put the full text into its quickest form; worth it after a rebuild."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_text (search_text) VALUES ('optimize')")


def count_missed(text: str, today: str, most: int) -> None:
    """Count a search that found nothing, at once or not at all: a reader never waits for another's write."""
    with connection.cursor() as cursor:
        waited = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            cursor.execute(
                "INSERT INTO procedures_missedsearch (text, times, first_on, last_on) SELECT %s, 1, %s, %s"
                " WHERE (SELECT count(*) FROM procedures_missedsearch) < %s"
                " OR EXISTS (SELECT 1 FROM procedures_missedsearch known WHERE known.text = %s)"
                " ON CONFLICT (text) DO UPDATE SET times = times + 1, last_on = excluded.last_on",
                [text, today, today, most, text],
            )
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(waited)}")
