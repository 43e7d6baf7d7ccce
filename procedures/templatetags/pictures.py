"""The drawings of the library, set into the page itself, so that they take its ink, its dark colors and its font."""

import warnings
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from procedures.content.pictures import PICTURES

NOTHING = SafeString("")


def pictures() -> Callable[[str], SafeString]:
    """Return what draws the pictures of one page: by name, each time with ids of its own.

    An empty name draws nothing, an unknown one neither, but with a warning.
    """
    drawn: Counter[str] = Counter()

    def picture(name: str) -> SafeString:
        if name not in PICTURES:
            if name:
                warnings.warn(
                    f"There is no picture “{name}”; procedures/content/pictures.py names them all.", stacklevel=2
                )
            return NOTHING
        drawn[name] += 1
        return _figure(name, drawn[name], in_english=(get_language() or "en").startswith("en"))

    return picture


@cache
def _figure(name: str, time: int, *, in_english: bool) -> SafeString:
    """Return the drawing over its title; from the second time on a page its ids carry a number."""
    drawing = _drawing(name)
    if time > 1:
        for part in ("t", "d"):
            drawing = drawing.replace(f"{name}-{part}", f"{name}-{time}-{part}")
    return format_html(
        '<figure class="picture"{}>{}<figcaption>{}</figcaption></figure>',
        NOTHING if in_english else mark_safe(' lang="en"'),
        mark_safe(drawing),  # noqa: S308 - a file of ours, and a test allows nothing in it but shapes and words
        PICTURES[name].title,
    )


@cache
def _drawing(name: str) -> str:
    path = finders.find(f"pictures/{name}.svg")
    if not path:
        raise FileNotFoundError(f"static/pictures/{name}.svg is missing.")
    return Path(path).read_text(encoding="utf-8").replace(' xmlns="http://www.w3.org/2000/svg"', "", 1).strip()
