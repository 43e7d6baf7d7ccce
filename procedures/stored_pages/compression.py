"""The forms in which a page is kept, Brotli and gzip, and how much work each is worth: decided here and nowhere else.

Measured on our largest page (105 KB of HTML):

    Brotli  1: 0.2 ms, 27.0 KB    3: 0.6 ms, 24.9 KB    5: 1.3 ms, 22.4 KB    11: 94 ms, 19.7 KB
    gzip    1: 0.6 ms, 28.8 KB    4: 0.9 ms, 25.5 KB    6: 1.7 ms, 24.2 KB     9: 2.1 ms, 24.1 KB
"""

from zlib import DEFLATED, compressobj, decompress

import brotli

#: For a reader who waits while a page is made; `warm_pages` makes it small afterwards.
QUICK = 1
#: For `warm_pages --smallest`: nobody waits, and every later reader gets a quarter less.
SMALLEST = 11
GZIP = 4
#: The column of each encoding that a reader may take; who takes none gets gzip taken apart.
COLUMNS = {"br": "brotli", "gzip": "gzip", "": "gzip"}


def compressed(content: bytes, column: str, quality: int = QUICK) -> bytes:
    """Return the content in the form of a column; `quality` is Brotli's."""
    if column == "brotli":
        return bytes(brotli.compress(content, mode=brotli.MODE_TEXT, quality=quality))
    gzip = compressobj(GZIP, DEFLATED, 31)
    return gzip.compress(content) + gzip.flush()


def plain(body: bytes, column: str) -> bytes:
    """Return the content that was compressed into the form of a column."""
    return bytes(brotli.decompress(body)) if column == "brotli" else decompress(body, 31)
