"""The way of a patient with a letter in hand: home, search, page, source; with scripts and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_home_to_the_source_of_a_fact(new_page: Callable[..., Page], scripts: bool):
    page = new_page(java_script_enabled=scripts)
    page.goto("/")
    page.get_by_role("main").get_by_label("Search all medical codes").fill("besponsa")
    page.get_by_role("main").get_by_role("button", name=re.compile("search", re.I)).click()
    first = page.get_by_role("main").locator('a[href*="/code/hcpcs/"]').first
    expect(first).to_have_attribute("href", re.compile("^/code/hcpcs/J9229-"))
    first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inotuzumab ozogamicin infusion")
    mark = page.locator("#summary .cite a").first
    target = mark.get_attribute("href")
    mark.click()
    assert page.url.endswith(str(target))
    expect(page.locator(f"{target} a[href^=http]")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_code_typed_in_any_dress_leads_to_its_page(new_page: Callable[..., Page], scripts: bool):
    page = new_page(java_script_enabled=scripts)
    for typed in ("j9229", "J-9229", "hcpcs J9229"):
        page.goto("/")
        box = page.get_by_role("main").get_by_label("Search all medical codes")
        box.fill(typed)
        box.press("Enter")
        expect(page).to_have_url(re.compile("/code/hcpcs/J9229-inotuzumab-ozogamicin-infusion/$"))


def test_no_page_sets_a_cookie(page: Page):
    for path in (
        "/",
        "/search/?q=drip",
        "/code/hcpcs/J9229/",
        "/code/hcpcs/",
        "/plans/",
        "/glossary/",
        "/about/",
    ):
        page.goto(path)
    assert page.context.cookies() == []


def test_the_page_of_an_ended_code_leads_on(page: Page):
    page.goto("/code/hcpcs/C9028/")
    expect(page.get_by_role("main")).to_contain_text("December 31, 2018")
    page.get_by_role("main").get_by_role("link", name=re.compile("J9229")).first.click()
    expect(page).to_have_url(re.compile("/code/hcpcs/J9229-"))
