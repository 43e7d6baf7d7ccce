"""What a page was made from: the queries that its render asked, and a fingerprint of their answers."""

import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from django.db import connection

type Query = tuple[str, list[Any] | None]
PLAIN = (str, int, float, type(None))


class Recorder:
    """Notes the queries of one render, as long as each of them can be asked again."""

    def __init__(self) -> None:
        self.queries: list[Query] = []
        self.repeatable = True

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Note a query, and let it run."""
        if many or not sql.lstrip().upper().startswith("SELECT") or not _are_plain(params):
            self.repeatable = False
        self.queries.append((sql, None if params is None else list(params)))
        return execute(sql, params, many, context)

    def packed(self) -> bytes:
        """Return the queries as bytes to store; none where they cannot be asked again."""
        return zlib.compress(json.dumps(self.queries).encode(), 1) if self.repeatable and self.queries else b""


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
    digest = sha256()
    with connection.cursor() as cursor:
        for sql, params in json.loads(zlib.decompress(packed)):
            cursor.execute(sql, params)
            for row in cursor.fetchall():
                digest.update(repr(row).encode())
            digest.update(b"\0")
    return digest.hexdigest()
