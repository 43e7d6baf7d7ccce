"""Does the search box help those who type, with a keyboard alone, and is nothing lost without scripts?"""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_the_keyboard_chooses_a_suggestion(page: Page):
    page.goto("/search/")
    box = page.get_by_role("combobox", name="Search all medical codes")
    box.press_sequentially("besp")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("J9229")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"\d+ suggestions?"))
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "-")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(page).to_have_url(re.compile("/code/hcpcs/J9229-"))


def test_escape_closes_the_list_and_enter_searches(page: Page):
    page.goto("/search/")
    box = page.get_by_role("combobox", name="Search all medical codes")
    box.press_sequentially("wheelch")
    expect(page.get_by_role("listbox")).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("wheelch")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=wheelch"))


def test_without_scripts_search_and_filters_work(new_page: Callable[..., Page]):
    page = new_page(java_script_enabled=False)
    page.goto("/search/")
    page.get_by_label("Search all medical codes").fill("wheel chair")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Explained", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="wheelchair").first.click()
    expect(page).to_have_url(re.compile("/code/hcpcs/K0001-"))
