"""What a page was made from: the queries that its render asked, and a fingerprint of their answers."""

import json
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from typing import Any

import orjson
from django.db import connection

type Query = tuple[str, list[Any] | None]
PLAIN = (str, int, float, type(None))
READS = re.compile(r"\s*(?:SELECT|WITH)\b", re.IGNORECASE)
WRITES = re.compile(r"\b(?:INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE)
END = b"\0"  # of the parameters, which as JSON never hold it


class Read:
    """A driver's cursor whose rows were all read at once, and which gives them out as if they had not been."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self.all: list[Any] = cursor.fetchall()
        self.rows: Iterator[Any] = iter(self.all)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)

    def __iter__(self) -> Iterator[Any]:
        return self.rows

    def fetchone(self) -> Any:
        """Return the next row; None after the last."""
        return next(self.rows, None)

    def fetchmany(self, size: int = 1) -> list[Any]:
        """Return the next rows, at most so many."""
        return list(islice(self.rows, size))

    def fetchall(self) -> list[Any]:
        """Return the rows that were not given out yet."""
        return list(self.rows)


class Recorder:
    """Notes the queries of one render and their answers, as long as each of them can be asked again."""

    def __init__(self) -> None:
        self.queries: list[Query] = []
        self.answers = Fingerprint()
        self.repeatable = True

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Let a query run, and note it with all its answer: it need not be asked again to be known."""
        result = execute(sql, params, many, context)
        self.repeatable &= not many and _only_reads(sql) and _are_plain(params)
        if not self.repeatable:
            return result
        self.queries.append((sql, None if params is None else list(params)))
        django = context["cursor"]
        plain = django.cursor.cursor if isinstance(django.cursor, Read) else django.cursor
        django.cursor = Read(plain)
        self.answers.add(django.cursor.all)
        return django.cursor if result is plain else result

    def packed(self) -> tuple[bytes, str]:
        """Return the queries as bytes to store and the fingerprint of their answers; neither if not repeatable."""
        if not self.repeatable or not self.queries:
            return b"", ""
        statements, params = zip(*self.queries, strict=True)
        return json.dumps(params).encode() + END + _squeezed(statements), str(self.answers)


class Fingerprint:
    """A hash of answers in their order."""

    def __init__(self) -> None:
        self.digest = sha256()

    def add(self, rows: list[Any]) -> None:
        """Take in the rows of one more answer."""
        self.digest.update(orjson.dumps(rows, default=repr))

    def __str__(self) -> str:
        return self.digest.hexdigest()


@lru_cache(maxsize=512)
def _only_reads(sql: str) -> bool:
    return bool(READS.match(sql)) and not WRITES.search(sql)


@lru_cache(maxsize=128)
def _squeezed(statements: tuple[str, ...]) -> bytes:
    """Return SQL as little as can be: the pages of one kind all have the same, and differ in parameters."""
    return zlib.compress(json.dumps(statements).encode())


def _are_plain(params: Any) -> bool:
    if params is None:
        return True
    if not isinstance(params, list | tuple):
        return False
    return all(_are_plain(one) if isinstance(one, list) else isinstance(one, PLAIN) for one in params)


@contextmanager
def recording() -> Iterator[Recorder]:
    """Note every query of this thread until the block ends."""
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        yield recorder


def fingerprint(packed: bytes) -> str:
    """Ask stored queries again, and return one fingerprint of all their answers; none for none."""
    if not packed:
        return ""
    answers = Fingerprint()
    with connection.cursor() as cursor:
        params, _end, statements = packed.partition(END)
        for sql, values in zip(json.loads(zlib.decompress(statements)), json.loads(params), strict=True):
            cursor.execute(sql, values)
            answers.add(cursor.fetchall())
    return str(answers)
