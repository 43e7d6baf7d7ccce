"""The index in PostgreSQL: GIN over our own words. Matches are capped before anything is ranked, explained ones apart,
because a bitmap scan gives rows in no promised order.
"""

from collections.abc import Iterable

from django.db import connection, transaction

from .either import fetched
from .matching import Candidate, Node, written

# 1099511627776 is 2 to the power of 40: the ids of explained entries lie below it.
WHOLE_MATCH = (
    "((SELECT id FROM search_text WHERE words @@ %s::tsquery AND id < 1099511627776 LIMIT %s)"
    " UNION ALL (SELECT id FROM search_text WHERE words @@ %s::tsquery AND NOT id < 1099511627776 LIMIT %s))"
)


def candidates(node: Node, limit: int) -> list[Candidate]:
    """Return matches, explained ones first, the others as they lie (in order of importance after a rebuild)."""
    match = _match(node)
    sql = (
        "SELECT entry.id, entry.value, entry.names, entry.official, entry.around, entry.facets"  # noqa: S608 - only our own words and marks
        f" FROM {WHOLE_MATCH} found JOIN procedures_searchentry entry ON entry.id = found.id"
    )
    rows = [Candidate(*row) for row in fetched(sql, [match, limit, match, limit])]
    return sorted(rows)[:limit]


def facet_counts(node: Node, limit: int) -> list[tuple[str, int]]:
    """Return how many of the first matches bear each combination of facets."""
    match = _match(node)
    sql = (
        f"SELECT entry.facets, count(*) FROM {WHOLE_MATCH} found"  # noqa: S608
        " JOIN procedures_searchentry entry ON entry.id = found.id GROUP BY entry.facets"
    )
    return fetched(sql, [match, limit, match, limit])


def _match(node: Node) -> str:
    return written(node, " & ", " | ", "'")


def write_texts(texts: Iterable[tuple[int, list[str]]]) -> None:
    """Write the words of entries, in place of what stood there."""
    rows = list(texts)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_text (id, words) SELECT id, array_to_tsvector(string_to_array(words, ' '))"
            " FROM unnest(%s::bigint[], %s::text[]) AS text (id, words)"
            " ON CONFLICT (id) DO UPDATE SET words = excluded.words",
            [[key for key, _ in rows], [" ".join(words) for _, words in rows]],
        )


def remove_texts(keys: Iterable[int]) -> None:
    """Take entries out of the full text."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_text WHERE id = ANY(%s)", [list(keys)])


def count_words(words: Iterable[tuple[str, str, int, int]]) -> None:
    """Add to the counts of words: word, stem, entries, named (each may be below 0).

    In the order of the words, so that two publishers never wait for each other in a ring.
    """
    rows = sorted(words)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procedures_searchword AS word (word, stem, entries, named)"
            " SELECT * FROM unnest(%s::text[], %s::text[], %s::int[], %s::int[])"
            " ON CONFLICT (word) DO UPDATE"
            " SET entries = word.entries + excluded.entries, named = word.named + excluded.named",
            [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], []],
        )


def write_typos(typos: Iterable[tuple[int, str]]) -> None:
    """Add keys of misspellings."""
    rows = list(typos)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_typo (key, word) SELECT * FROM unnest(%s::bigint[], %s::text[]) ON CONFLICT DO NOTHING",
            [[key for key, _ in rows], [word for _, word in rows]],
        )


def words_like(keys: list[int]) -> list[tuple[str, str, int, int]]:
    """Return the words that share a misspelling: word, stem, entries, named."""
    return fetched(
        "SELECT DISTINCT word.word, word.stem, word.entries, word.named FROM search_typo typo"
        " JOIN procedures_searchword word ON word.word = typo.word WHERE typo.key = ANY(%s) AND word.named > 0",
        [keys],
    )


def words_from(beginning: str, limit: int) -> list[tuple[str, str, int, int]]:
    """Return the words that begin so, those of most names first."""
    return fetched(
        "SELECT word, stem, entries, named FROM procedures_searchword WHERE word LIKE %s AND entries > 0"
        ' ORDER BY named DESC, entries DESC, word COLLATE "C" LIMIT %s',
        [beginning + "%", limit],
    )


def tidy() -> None:
    """Tell the planner what the tables look like now; worth it after a rebuild."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_text")
        cursor.execute("ANALYZE search_typo")
        cursor.execute("ANALYZE procedures_searchentry")
        cursor.execute("ANALYZE procedures_searchword")


def count_missed(text: str, today: str, most: int) -> None:
    """Count a search that found nothing, at once or not at all: a reader never waits for another's write."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '50ms'")
        cursor.execute(
            "INSERT INTO procedures_missedsearch AS missed (text, times, first_on, last_on) SELECT %s, 1, %s, %s"
            " WHERE (SELECT count(*) FROM procedures_missedsearch) < %s"
            " OR EXISTS (SELECT 1 FROM procedures_missedsearch known WHERE known.text = %s)"
            " ON CONFLICT (text) DO UPDATE SET times = missed.times + 1, last_on = excluded.last_on",
            [text, today, today, most, text],
        )
