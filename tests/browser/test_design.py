"""The living page of the design: for developers only, complete, and without a fault that axe finds."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import Http404
from django.test import RequestFactory, override_settings
from playwright.sync_api import Page

from procedures.content.pictures import PICTURES
from procedures.views.design import design
from tests.browser.test_accessibility import violations

COMPONENTS = (
    "#summary li",
    "#boxed_warning p",
    "#urgent .part-2 li",
    "#recovery .part-2 li",
    "#preparation li",
    "#steps ol > li",
    "#schedule table thead",
    "#words div",
    "a.term",
    ".glance .icon",
    ".contents summary",
    ".weeks b.maybe",
    ".weeks.six b",
    ".bar rect.maybe",
    ".chance svg",
    ".notice time",
    ".rows .row",
    ".hit .tag",
    ".search .hint",
    ".pages [rel=prev]",
    ".filter select",
    ".notice[role=alert] li",
    ".asking textarea[aria-invalid]",
)


def shown() -> str:
    with override_settings(DEBUG=True):
        return design(RequestFactory().get("/design/")).content.decode()


def test_readers_never_see_it() -> None:
    with override_settings(DEBUG=False), pytest.raises(Http404):
        design(RequestFactory().get("/design/"))


@pytest.fixture
def open_design(new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Return a function that opens the page, which the site of the browser tests refuses to show."""

    def opened(**options: Any) -> Page:
        page = new_page(**options)
        page.goto("/about/")  # an address of the site, so that its styles may be asked for
        page.set_content(shown())
        return page

    return opened


def test_it_shows_every_component(open_design: Callable[..., Page]) -> None:
    page = open_design()
    assert [one for one in COMPONENTS if not page.locator(one).count()] == []
    assert page.locator("#pictures .picture").count() == len(PICTURES)
    chances = page.locator(".chance")
    assert [chances.nth(n).locator("svg").count() for n in range(chances.count())] == [2, 1, 1]
    assert "Too few to fill a figure." in chances.last.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_any_width(open_design: Callable[..., Page], scheme: str) -> None:
    page = open_design(color_scheme=scheme)
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
