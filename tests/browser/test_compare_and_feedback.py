"""Comparing, telling us, and words explained in place: at every width, by keyboard, without scripts, under axe."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import violations

KINDS = {
    "choose": "/compare/?code=E0601&code=Z0000",
    "two": "/compare/?code=E0601&code=J9229",
    "four": "/compare/?code=E0601&code=G0121&code=J9229&code=P9016",
    "feedback": "/feedback/?about=/code/hcpcs/J9229-inotuzumab-ozogamicin-infusion/",
    "thanks": "/feedback/thanks/",
    "word explained": "/code/hcpcs/J9229-inotuzumab-ozogamicin-infusion/#words",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_any_width(new_page: Callable[..., Page], kind: str, scheme: str) -> None:
    page = new_page(color_scheme=scheme)
    page.goto(KINDS[kind])
    if kind == "word explained":
        page.locator("a.term").first.click()
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_reader_compares_from_a_page(new_page: Callable[..., Page], scripts: bool) -> None:
    page = new_page(java_script_enabled=scripts)
    page.goto("/code/hcpcs/J9229/")
    page.locator("#alternatives").get_by_role("link", name="Compare with a page you choose").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    page.get_by_role("checkbox", name=re.compile("CPAP")).check()
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile(r"/compare/\?code=E0601&code=J9229$"))
    expect(page.get_by_role("columnheader")).to_have_count(3)
    page.get_by_role("row", name=re.compile("^How well it works")).get_by_role("link").last.click()
    expect(page).to_have_url(re.compile("/code/hcpcs/J9229-.*#benefits$"))


def test_a_phone_gets_cards_that_name_each_side(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport={"width": 320, "height": 700})
    page.goto(KINDS["two"])
    cells = page.locator("tbody tr").first.locator("td")
    boxes = [cells.nth(n).bounding_box() for n in range(2)]
    assert boxes[0]
    assert boxes[1]
    assert boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"]
    assert "CPAP" in cells.first.evaluate("cell => getComputedStyle(cell, '::before').content")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_reader_reports_an_error_and_nothing_is_lost_on_the_way(new_page: Callable[..., Page], scripts: bool) -> None:
    page = new_page(java_script_enabled=scripts)
    page.goto("/code/hcpcs/J9229/")
    assert page.context.cookies() == []
    page.get_by_role("link", name="Report an error").click()
    expect(page.get_by_label("I found an error")).to_be_checked()
    words = f"A typo in the summary ({scripts})."
    page.get_by_label("Your words").fill(words)
    page.get_by_role("button", name="Send").click()
    if page.get_by_role("alert").count():  # faster than a reader: asked again
        expect(page.get_by_label("Your words")).to_have_value(words)
        page.wait_for_timeout(3200)
        page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    page.get_by_role("link", name="Back to the page").click()
    expect(page).to_have_url(re.compile("/code/hcpcs/J9229-"))


def test_the_field_for_robots_is_out_of_every_reader_s_way(page: Page) -> None:
    page.goto(KINDS["feedback"])
    expect(page.get_by_role("textbox")).to_have_count(1)
    page.get_by_label("Your words").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send")).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_word_opens_where_it_stands_and_leads_back(new_page: Callable[..., Page], scripts: bool) -> None:
    page = new_page(java_script_enabled=scripts, viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page.goto("/code/hcpcs/J9229/")
    term = page.locator("a.term").nth(3)
    term.scroll_into_view_if_needed()
    before = term.bounding_box()
    term.focus()
    page.keyboard.press("Enter")
    meaning = page.locator(str(term.get_attribute("href")))
    expect(meaning).to_be_in_viewport(ratio=1)
    after = term.bounding_box()
    assert before
    assert after
    assert abs(after["y"] - before["y"]) < 5, "the reader keeps the place"
    meaning.get_by_role("link", name="Back to the text").click()
    expect(term).to_be_in_viewport()
    assert meaning.evaluate("one => getComputedStyle(one).position") == "static"


def test_words_explained_stand_on_paper(page: Page) -> None:
    page.goto("/code/hcpcs/J9229/")
    page.locator("a.term").first.click()
    page.emulate_media(media="print")
    meanings = page.locator("#words dl > div")
    assert meanings.count() == page.locator("a.term").count()
    assert {meanings.nth(n).evaluate("one => getComputedStyle(one).position") for n in range(meanings.count())} == {
        "static"
    }
