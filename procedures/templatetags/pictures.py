"""The drawings of the library, set into the page itself, so that they take its ink, its dark colors and its font."""

import warnings
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from procedures.content.pictures import PICTURES

register = template.Library()

DRAWN = "pictures drawn on this page"


@register.inclusion_tag("components/_picture.html", takes_context=True)
def picture(context: Context, name: str) -> dict[str, Any]:
    """Draw the picture of this name; an empty name draws nothing, an unknown one neither, but with a warning."""
    if name not in PICTURES:
        if name:
            warnings.warn(f"There is no picture “{name}”; procedures/content/pictures.py names them all.", stacklevel=2)
        return {}
    drawn = context.dicts[0].setdefault(DRAWN, Counter())
    drawn[name] += 1
    return {
        "picture": PICTURES[name],
        "drawing": _with_own_ids(name, drawn[name]),
        "in_english": (get_language() or "en").startswith("en"),
    }


def _with_own_ids(name: str, time: int) -> SafeString:
    """Return the drawing; from the second time on a page its ids carry a number."""
    drawing = _drawing(name)
    if time > 1:
        for part in ("t", "d"):
            drawing = drawing.replace(f"{name}-{part}", f"{name}-{time}-{part}")
    return mark_safe(drawing)  # noqa: S308 - a file of ours, and a test allows nothing in it but shapes and words


@cache
def _drawing(name: str) -> str:
    path = finders.find(f"pictures/{name}.svg")
    if not path:
        raise FileNotFoundError(f"static/pictures/{name}.svg is missing.")
    return Path(path).read_text(encoding="utf-8").replace(' xmlns="http://www.w3.org/2000/svg"', "", 1).strip()
