"""Each kind of page under axe-core, at three widths, in light and dark; and what axe cannot see."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KINDS = {
    "home": "/",
    "search": "/search/?q=leukemia",
    "nothing found": "/search/?q=zzzzqqqq",
    "systems": "/code/",
    "system": "/code/hcpcs/",
    "group": "/code/hcpcs/J9000-J9999/",
    "medicine": "/code/hcpcs/J9229/",
    "equipment, second code": "/code/hcpcs/K0003/",
    "reporting": "/code/hcpcs/G9537/",
    "ended": "/code/hcpcs/J9010/",
    "unexplained": "/code/hcpcs/A0021/",
    "topics": "/topics/",
    "topic": "/topics/cancer/",
    "plans": "/plans/",
    "plan": "/plans/aetna/",
    "policy": "/plans/aetna/cpb-0919-inotuzumab-ozogamicin-besponsa/",
    "glossary": "/glossary/",
    "term": "/glossary/airway/",
    "about": "/about/",
    "editorial policy": "/about/editorial-policy/",
    "accessibility": "/accessibility/",
    "editions": "/code/hcpcs/J9229/editions/",
    "edition": "/code/hcpcs/G9537/editions/1/",
}


def violations(page: Page) -> list[str]:
    # Through the debugger: the page's own policy forbids scripts of others, and shall.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations'],"
        " rules: {'target-size': {enabled: true}}})",
        RULES,
    )
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_any_width(new_page: Callable[..., Page], kind: str, scheme: str) -> None:
    page = new_page(color_scheme=scheme)
    page.goto(KINDS[kind])
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("kind", ["home", "medicine", "policy", "glossary"])
def test_text_twice_as_large_still_fits(new_page: Callable[..., Page], kind: str) -> None:
    page = new_page(viewport={"width": 640, "height": 900})
    page.goto(KINDS[kind])
    size = "parseFloat(getComputedStyle(document.querySelector('main p, main dd')).fontSize)"
    before = page.evaluate(size)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(size) == pytest.approx(2 * before)
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_the_keyboard_soon_reaches_the_search_and_shows_where_it_is(page: Page) -> None:
    page.goto("/code/hcpcs/J9229/")
    reached = []
    for _ in range(5):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.className || document.activeElement.tagName"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert reached == ["skip", "brand", "language", "INPUT", "BUTTON"]


def test_the_contents_are_folded_on_a_phone_and_follow_the_reader_on_a_desk(new_page: Callable[..., Page]) -> None:
    phone = new_page(viewport={"width": 390, "height": 844})
    phone.goto("/code/hcpcs/J9229/")
    assert not phone.locator(".contents a[href='#recovery']").is_visible()
    phone.locator(".contents summary").click()
    assert phone.locator(".contents a[href='#recovery']").is_visible()
    desk = new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    desk.goto("/code/hcpcs/J9229/")
    desk.locator(".contents a[href='#recovery']").click()
    assert desk.locator(".contents [aria-current]").get_attribute("href") == "#recovery"


def test_without_scripts_the_contents_are_open_on_a_desk(new_page: Callable[..., Page]) -> None:
    desk = new_page(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    desk.goto("/code/hcpcs/J9229/")
    assert desk.locator(".contents a[href='#recovery']").is_visible()


def test_the_short_version_and_the_way_to_help_stand_on_the_first_phone_screen(new_page: Callable[..., Page]) -> None:
    phone = new_page(viewport={"width": 390, "height": 844})
    phone.goto("/code/hcpcs/J9229/")
    for place in ("#summary", ".help"):
        box = phone.locator(place).first.bounding_box()
        assert box is not None
        assert box["y"] < 844 * 0.6


def test_paper_gets_the_handout_only(page: Page) -> None:
    page.goto("/code/hcpcs/J9229/")
    page.emulate_media(media="print")
    assert not page.locator("nav, header.site, .help").filter(visible=True).count()
    assert "/code/hcpcs/J9229-" in page.locator(".printed").inner_text()
    assert "Edition 1" in page.locator(".printed").inner_text()
