"""The forms in which a page is kept, Brotli and gzip, and how much work each is worth: decided here and nowhere else.

Measured on a long page (70 KB of HTML):

    Brotli  0: 0.08 ms, 20.4 KB    1: 0.14 ms, 19.5 KB    2: 0.31 ms, 18.3 KB    11: 60 ms, 14.5 KB
    gzip    1: 0.40 ms, 20.6 KB    4: 0.60 ms, 18.6 KB    9: 1.40 ms, 17.4 KB
"""

from zlib import DEFLATED, compressobj, decompress

import brotli

#: For a reader who waits while a page is made; `warm_pages` makes it small afterwards.
QUICK = 0
#: How far back the quick form looks, as a power of two bytes: further than a page is long only costs time.
QUICK_WINDOW = 18
#: For `warm_pages --smallest`: nobody waits, and every later reader gets a quarter less.
SMALLEST = 11
WINDOW = 22
GZIP = 4
#: The column of each encoding that a reader may take; who takes none gets gzip taken apart.
COLUMNS = {"br": "brotli", "gzip": "gzip", "": "gzip"}


def compressed(content: bytes, column: str, quality: int = QUICK) -> bytes:
    """Return the content in the form of a column; `quality` is Brotli's."""
    if column == "brotli":
        window = QUICK_WINDOW if quality == QUICK else WINDOW
        return bytes(brotli.compress(content, mode=brotli.MODE_TEXT, quality=quality, lgwin=window))
    gzip = compressobj(GZIP, DEFLATED, 31)
    return gzip.compress(content) + gzip.flush()


def plain(body: bytes, column: str) -> bytes:
    """Return the content that was compressed into the form of a column."""
    return bytes(brotli.decompress(body)) if column == "brotli" else decompress(body, 31)
