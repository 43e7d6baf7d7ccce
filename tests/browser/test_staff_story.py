"""The life of a page at the hands of three people, in a real browser, to what readers get; and what is refused.

These tests write, so they have a site of their own.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import AXE
from tests.served import served

ROOT = Path(__file__).resolve().parent.parent.parent
NOTE = "Note that a scan was for a trial or another doctor"
Open = Callable[..., Page]


@dataclass
class Site:
    """Where it is, how to talk to it from outside, and the passwords of its staff."""

    address: str
    environment: dict[str, str]
    passwords: dict[str, str]

    def manage(self, *command: str) -> str:
        """Run a management command on its database."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("staff")) as (address, environment):
        site = Site(address, environment, {})
        shown = site.manage("staff_demo")
        site.passwords |= dict(line.split()[:2] for line in shown.splitlines() if line.startswith("demo-"))
        yield site


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Wait longer than usual: an answer of the staff side asks the rules and the whole text."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def live_site(site: Site) -> str:
    """Let `new_page` open the site of these tests."""
    return site.address


def sign_in(page: Page, site: Site, who: str, path: str = "/admin/") -> Page:
    page.goto(f"/admin/login/?next={path}")
    page.get_by_label("Username").fill(f"demo-{who}")
    page.get_by_label("Password").fill(site.passwords[f"demo-{who}"])
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile(re.escape(path)))
    return page


def open_explanation(page: Page, name: str = NOTE) -> None:
    page.goto("/admin/procedures/procedure/")
    page.get_by_role("link", name=name, exact=True).click()


def text_of(page: Page, kind: str):
    return page.locator(f"#section-{kind} textarea")


def violations(page: Page) -> list[str]:
    """Return what breaks WCAG on a page of the admin."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]]


def test_axe_finds_nothing_on_the_staff_side(new_page: Open, site: Site):
    page = sign_in(new_page(), site, "author")
    assert violations(page) == []
    page.goto("/admin/procedures/procedure/")
    assert violations(page) == []
    open_explanation(page)
    assert violations(page) == []
    page.get_by_role("button", name="Send to review").click()
    assert violations(page) == []


def test_axe_finds_nothing_where_one_chooses_from_many(new_page: Open, site: Site):
    page = sign_in(new_page(), site, "publisher")
    for path in ("policy/add", "policy/upload", "similarcode/add", "codegroup", "policy"):
        page.goto(f"/admin/procedures/{path}/")
        assert violations(page) == [], path
    page.goto("/admin/procedures/policy/add/")
    page.get_by_role("combobox", name="Plan:").click()
    aetna = page.get_by_role("option", name="Aetna")
    expect(aetna).to_be_visible()
    assert violations(page) == []
    aetna.click()
    expect(page.get_by_role("combobox", name="Plan: Aetna")).to_be_visible()
    page.get_by_role("searchbox", name="Codes:").fill("A0425")
    page.get_by_role("option", name="A0425").click()
    expect(page.get_by_title("A0425")).to_be_visible()
    assert violations(page) == []


def test_three_people_bring_a_change_to_readers(new_page: Open, site: Site):
    added = "A new line that Ana wrote."
    ana = sign_in(new_page(), site, "author")
    open_explanation(ana)
    text = text_of(ana, "purpose")
    before = text.input_value()
    text.fill("")
    help_ = ana.locator("#section-purpose .advice")
    text.press_sequentially("It happened to 14 of 100 people in the utilization of hospitalization.", delay=1)
    expect(help_).to_contain_text("A figure without a source")
    expect(help_).to_contain_text("hospitalization")
    text.fill(f"{before}\n\n{added}")
    expect(help_).to_contain_text("Reads at grade")
    expect(help_).not_to_contain_text("A figure without")
    # The button saves what was typed and goes on.
    ana.get_by_role("button", name="Send to review").click()
    expect(ana.get_by_role("heading", level=1)).to_have_text("Send to review")
    ana.get_by_role("link", name="Read it as a patient would").click()
    expect(ana.get_by_text("Draft, for staff only.")).to_be_visible()
    expect(ana.locator("#purpose")).to_contain_text(added)
    ana.go_back()
    ana.get_by_role("link", name="What it changes, word by word").click()
    expect(ana.locator("ins", has_text="wrote.")).to_be_visible()
    ana.go_back()
    ana.get_by_label("Note for your colleagues").fill("Please look.")
    ana.get_by_role("button", name="Send to review").click()
    expect(ana.locator(".messagelist")).to_contain_text("Sent to review.")

    rey = sign_in(new_page(), site, "reviewer")
    expect(rey.get_by_role("heading", name=re.compile("Waiting for a reviewer"))).to_be_visible()
    rey.locator("#work").get_by_role("link", name=NOTE).click()
    expect(rey.locator("#section-purpose")).to_contain_text(added)
    expect(rey.locator("textarea")).to_have_count(0)
    expect(rey.get_by_role("button", name="Publish")).to_have_count(0)
    rey.get_by_role("button", name="Record a check").click()
    rey.get_by_label("Name of the clinician who checked it").fill("Rey Ortiz")
    rey.get_by_label("Credentials").fill("MD, radiology")
    rey.get_by_role("button", name="Record a check").click()
    expect(rey.locator(".messagelist")).to_contain_text("Checked by Rey Ortiz")

    reader = new_page()
    reader.goto("/search/?q=G9537")
    page_address = reader.url
    expect(reader.locator("body")).not_to_contain_text(added)

    pat = sign_in(new_page(), site, "publisher")
    pat.locator("#work").get_by_role("link", name=NOTE).click()
    pat.get_by_role("button", name="Publish").click()
    pat.get_by_role("button", name="Publish").click()
    expect(pat.get_by_text("This field is required.")).to_be_visible()
    pat.get_by_label("What changed").fill("Says why in plainer words.")
    pat.get_by_role("button", name="Publish").click()
    expect(pat.locator(".messagelist")).to_contain_text("Published as edition 2.")

    reader.goto(page_address)
    expect(reader.locator("#purpose")).to_contain_text(added)
    expect(reader.locator("body")).to_contain_text("Checked by Rey Ortiz, MD, radiology")
    expect(reader.locator("#changes")).to_contain_text("Says why in plainer words.")

    pat.goto("/admin/procedures/edition/?q=Note+that")
    pat.get_by_role("row").filter(has_text="First published").get_by_role("link").first.click()
    pat.get_by_role("button", name="Restore this edition").click()
    pat.get_by_label("What changed").fill("Back to the first text.")
    pat.get_by_role("button", name="Restore").click()
    expect(pat.locator(".messagelist")).to_contain_text("readers see it as edition 3")
    reader.goto(page_address)
    expect(reader.locator("body")).not_to_contain_text(added)


def test_two_editors_lose_nothing(new_page: Open, site: Site):
    one, other = (sign_in(new_page(), site, "author") for _ in range(2))
    open_explanation(one, "CPAP machine")
    open_explanation(other, "CPAP machine")
    text_of(one, "purpose").fill("Text of the first.")
    one.get_by_role("button", name="Save and continue editing").first.click()
    expect(one.locator(".messagelist")).to_contain_text("changed successfully")
    text_of(other, "purpose").fill("Text of the second.")
    other.get_by_role("button", name="Save and continue editing").first.click()
    expect(other.get_by_text("your save was refused")).to_be_visible()
    expect(other.locator("#conflict del")).to_have_text("first.")
    expect(other.locator("#conflict ins")).to_have_text("second.")
    expect(text_of(other, "purpose")).to_have_value("Text of the second.")
    other.get_by_role("button", name="Save and continue editing").first.click()
    expect(other.locator(".messagelist")).to_contain_text("changed successfully")


WORK = "Half an hour of work. And more."


def test_a_session_that_ends_in_mid_edit_keeps_the_text(new_page: Open, site: Site):
    page = sign_in(new_page(), site, "author")
    open_explanation(page, "CPAP machine")
    address = page.url.removeprefix(site.address)
    text_of(page, "bill").fill("Half an hour of work.")
    page.wait_for_timeout(500)
    page.context.clear_cookies(name="sessionid")
    text_of(page, "bill").press("End")
    text_of(page, "bill").press_sequentially(" And more.")
    expect(page.get_by_text("You have been signed out.")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page).to_have_url(re.compile("/admin/login/|/change/"))
    sign_in(page, site, "author", address)
    expect(page.get_by_text("This browser kept text that you typed here")).to_be_visible()
    expect(text_of(page, "bill")).not_to_have_value(WORK)
    page.get_by_role("button", name="Put my text back").click()
    expect(text_of(page, "bill")).to_have_value(WORK)
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    page.reload()
    expect(page.get_by_text("This browser kept text")).to_have_count(0)


def test_an_author_publishes_by_no_way(new_page: Open, site: Site):
    page = sign_in(new_page(), site, "author")
    open_explanation(page, "CPAP machine")
    number = re.findall(r"\d+", page.url)[-1]
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    page.goto("/admin/procedures/procedure/")
    assert "Publish" not in page.locator("select[name=action]").inner_text()
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    answer = page.request.post(
        f"/admin/procedures/procedure/step/publish/?ids={number}", form={"csrfmiddlewaretoken": token, "note": "Mine."}
    )
    assert answer.status == 403


@pytest.mark.parametrize("harm", ["<script>window.hurt = 1</script>", "See [this](javascript:window.hurt=1)."])
def test_a_script_in_a_text_is_only_text(new_page: Open, site: Site, harm: str):
    page = sign_in(new_page(), site, "author")
    open_explanation(page, "CPAP machine")
    text_of(page, "purpose").fill(harm)
    expect(page.locator("#section-purpose .advice")).to_contain_text("HTML or a link in the text")
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(page.locator(".problems")).to_contain_text("HTML or a link in the text")
    page.get_by_role("link", name="As a patient would see it").click()
    expect(page.locator("#purpose")).to_contain_text("window.hurt")
    assert page.evaluate("window.hurt") is None
    expect(page.locator("#purpose a[href^=javascript]")).to_have_count(0)


def test_a_text_that_is_too_long_is_refused_and_kept(new_page: Open, site: Site):
    page = sign_in(new_page(), site, "author")
    open_explanation(page, "CPAP machine")
    long = "A long text. " * 1700
    text_of(page, "purpose").fill(long)
    expect(page.locator("#section-purpose .advice")).to_contain_text("It cannot be saved")
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(page.get_by_text("Ensure this value has at most 20000 characters")).to_be_visible()
    assert text_of(page, "purpose").input_value().strip() == long.strip()


def test_without_scripts_the_same_help_stands_there_after_saving(new_page: Open, site: Site):
    page = sign_in(new_page(java_script_enabled=False), site, "author")
    open_explanation(page, "CPAP machine")
    text_of(page, "purpose").fill("It happened to 14 of the people.")
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(page.locator("#section-purpose .advice")).to_contain_text("A figure without a source")
    page.locator(".problems a", has_text="What it is and what it is for").first.click()
    expect(page).to_have_url(re.compile("#section-purpose$"))


def test_a_citation_key_is_picked(new_page: Open, site: Site):
    page = sign_in(new_page(), site, "author")
    open_explanation(page, "CPAP machine")
    text = text_of(page, "purpose")
    text.fill("A sentence")
    page.locator("#section-purpose .keys summary").click()
    page.locator("#section-purpose .keys button").first.click()
    expect(text).to_have_value(re.compile(r"A sentence \[@[a-z0-9-]+\]"))
    page.evaluate("localStorage.clear()")
