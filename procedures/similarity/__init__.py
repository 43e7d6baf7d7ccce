"""Which codes are alike, and why? Computed for whole systems by `rebuild`; what staff choose or hide is kept.

`kinds` and `kinds.txt` say what kind of thing words name, `facts` what can be compared about a code, `nearest` finds
and orders, `reasons` says why, `rows` reads and writes the database. Only `rebuild` loads scikit-learn.
"""

from .rows import rebuild

__all__ = ["rebuild"]
