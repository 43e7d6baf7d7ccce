"""Rendered public pages, kept compressed in the database: what may be stored, and until when it holds.

Every change of state calls `forget_all()` inside its own transaction, which raises one number; a stored page is true
only beside the number under which it was rendered, whoever changed what on whichever machine. Nobody has to know which
pages a change touches, and a change that is rolled back forgets nothing. A page is made from the answers to a few
queries and from nothing else, so after a change the next reader's request asks those queries again: where every answer
is what it was, the page holds under the new number too, and is not rendered. `docs/adr/0030-stored-pages.md` says why.
"""

from .compression import COLUMNS, GZIP, QUICK, compressed, plain
from .marking import ASKED, LONGEST_PATH, for_today, may_be_stored, storable
from .queries import recording
from .release import release
from .rows import Stored, complete, doubt_the_connection, find, forget_all, revive, squeeze, store, sweep

__all__ = [
    "ASKED",
    "COLUMNS",
    "GZIP",
    "LONGEST_PATH",
    "QUICK",
    "Stored",
    "complete",
    "compressed",
    "doubt_the_connection",
    "find",
    "for_today",
    "forget_all",
    "may_be_stored",
    "plain",
    "recording",
    "release",
    "revive",
    "squeeze",
    "storable",
    "store",
    "sweep",
]
