"""What a phone shows first, what a first visit weighs, and how the drawings of time stand on every width."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
PHONE = {"width": 390, "height": 844}
EXPLAINED = ("/code/hcpcs/J9229/", "/code/hcpcs/E0601/")


@pytest.mark.parametrize("path", EXPLAINED)
def test_help_is_one_touch_away_and_starts_within_a_screen_and_a_half(new_page: Callable[..., Page], path: str) -> None:
    page = new_page(viewport=PHONE)
    page.goto(path)
    link, summary, urgent = (page.locator(one).bounding_box() for one in (".help", "#summary", "#urgent"))
    assert link
    assert summary
    assert urgent
    assert link["y"] + link["height"] <= PHONE["height"]
    assert summary["y"] < PHONE["height"]
    assert urgent["y"] < 1.5 * PHONE["height"]


def test_the_stylesheet_stays_small() -> None:
    assert (STATIC / "site.css").stat().st_size < 14 * 1024


def test_styles_scripts_and_icons_of_a_first_visit_stay_small() -> None:
    loaded = ("site.css", "suggest.js", "contents.js", "icon.svg", "icons.svg")
    assert sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in loaded) < 8 * 1024


@pytest.mark.parametrize("width", [320, 1280])
def test_the_way_to_the_other_language_and_the_search_share_the_header(
    new_page: Callable[..., Page], width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    page.goto("/code/hcpcs/J9229/")
    brand, language = (page.locator(f"header.site {one}").bounding_box() for one in (".brand", ".language"))
    assert brand
    assert language
    assert language["y"] < brand["y"] + brand["height"], "on one line"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
