"""What readers tell us: that it arrives once, whole and without anything of theirs, and what becomes of junk."""

import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from procedures import hearing
from procedures.forms import OLDEST, STAMP
from procedures.models import Feedback, GlossaryTerm
from procedures.pages.place import find_place
from tests.library import code, published
from tests.reading import only, read_html, words

pytestmark = pytest.mark.django_db
ABOUT = "/code/hcpcs/G9999-scan-note/"
GAP = "/code/hcpcs/G9001-coordinated-care-fee/"


@pytest.fixture(autouse=True)
def _library() -> None:
    published()
    code("G9001", "Coordinated care fee")


def stamp(seconds_ago: int = 60) -> str:
    return signing.dumps(int(timezone.now().timestamp()) - seconds_ago, salt=STAMP)


def send(client: Client, **changes: Any) -> Any:
    sent = {"about": ABOUT, "kind": "error", "message": "A typo.", "stamp": stamp(), "homepage": "", **changes}
    return client.post("/feedback/", sent)


def asked_again(response: Any) -> str:
    """Return what a form says that came back, with what was typed still in it."""
    assert response.status_code == 200
    assert Feedback.objects.count() == 0
    page = read_html(response.text)
    assert words(only(page, "title")).startswith("Error:")
    assert words(only(page, "textarea")).strip() == "A typo."
    return words(only(page, "div[@role='alert']"))


def test_a_message_arrives_and_the_reader_is_thanked(client: Client) -> None:
    response = send(client)
    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/feedback/thanks/?about=" + ABOUT.replace("/", "%2F"),
    )
    row = Feedback.objects.get()
    assert (row.kind, row.path, row.message, row.done) == ("error", ABOUT, "A typo.", False)
    thanks = client.get(response.headers["Location"])
    assert only(read_html(thanks.text), "a[@class='button']").attrib["href"] == ABOUT
    assert "no-store" in thanks.headers["Cache-Control"]


def test_the_form_is_for_this_reader_alone_and_not_for_search_engines(client: Client) -> None:
    response = client.get("/feedback/", {"about": ABOUT, "kind": "error"})
    page = read_html(response.text)
    assert "no-store" in response.headers["Cache-Control"]
    assert only(page, "meta[@name='robots']").attrib["content"] == "noindex"
    assert set(response.cookies) == {"csrftoken"}
    assert response.cookies["csrftoken"]["httponly"]
    assert [
        one.attrib["value"] for one in page.iter("input") if one.get("type") == "radio" and "checked" in one.attrib
    ] == ["error"]
    assert "Scan note" in words(only(page, "main"))


@pytest.mark.parametrize("path", ["/", ABOUT, GAP, "/search/?q=zzzzz", "/compare/", "/feedback/thanks/", "/about/"])
def test_no_other_page_sets_a_cookie(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.cookies == {}
    assert "csrf" not in response.text


def test_every_page_leads_here_and_says_which_page_it_was(client: Client) -> None:
    for path in (ABOUT, GAP, "/about/", "/"):
        page = read_html(client.get(path).text)
        found = [one.attrib["href"] for one in page.iter("a") if one.attrib["href"].startswith("/feedback/?about=")]
        assert f"/feedback/?about={path}" in found
    assert f"/feedback/?about={GAP}&kind=wanted" in client.get(GAP).text.replace("&amp;", "&")


def test_without_the_token_nothing_is_taken() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert send(strict).status_code == 403
    assert Feedback.objects.count() == 0
    form = strict.get("/feedback/").text
    found = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert found
    assert send(strict, csrfmiddlewaretoken=found[1]).status_code == 302


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"stamp": ""}, "lay open too long"),
        ({"stamp": "junk"}, "lay open too long"),
        ({"stamp": "\x00\ud800"}, "lay open too long"),
        ({"stamp": signing.dumps(1, salt="other")}, "lay open too long"),
        ({"homepage": "https://pills.example"}, "robots only"),
        ({"kind": ""}, "Choose what you want to say"),
        ({"kind": "wanted"}, "not one of the available choices"),
        ({"kind": "<b>"}, "not one of the available choices"),
    ],
)
def test_what_a_robot_sends_is_asked_for_again(client: Client, changes: dict[str, str], said: str) -> None:
    if "\ud800" in changes.get("stamp", ""):
        changes = {"stamp": "\x00\ufffd"}
    assert said in asked_again(send(client, **changes))


def test_too_quick_is_asked_again_and_then_taken(client: Client) -> None:
    quick = send(client, stamp=stamp(1))
    assert "faster than we expected" in asked_again(quick)
    field = only(read_html(quick.text), "input[@name='stamp']").attrib["value"]
    with patch("procedures.forms.time.time", return_value=timezone.now().timestamp() + 5):
        assert send(client, stamp=field).status_code == 302


def test_a_form_from_the_day_before_yesterday_is_asked_again_and_then_taken(client: Client) -> None:
    with patch("django.core.signing.time.time", return_value=timezone.now().timestamp() - OLDEST - 60):
        old = stamp(0)
    late = send(client, stamp=old)
    assert "too long" in asked_again(late)
    fresh = only(read_html(late.text), "input[@name='stamp']").attrib["value"]
    with patch("procedures.forms.time.time", return_value=timezone.now().timestamp() + 5):
        assert send(client, stamp=fresh).status_code == 302


def test_an_error_needs_words_and_a_vote_does_not(client: Client) -> None:
    response = send(client, message="  ")
    assert "Say what is wrong" in words(only(read_html(response.text), "div[@role='alert']"))
    assert send(client, kind="helpful", message="").status_code == 302


def test_long_words_are_cut_by_the_reader_not_by_us(client: Client) -> None:
    assert send(client, message="x\r\n" * 1000).status_code == 302
    assert len(Feedback.objects.get().message) <= 2000
    response = send(client, message="y" * 2001)
    assert "2000 letters" in words(only(read_html(response.text), "div[@role='alert']"))
    assert "y" * 2001 in response.text


def test_a_hostile_message_is_only_text(client: Client) -> None:
    assert send(client, message="<script>alert(1)</script>\x00 end").status_code == 302
    assert Feedback.objects.get().message == "<script>alert(1)</script>  end"
    again = send(client, message="</textarea><script>alert(1)</script>", kind="")
    assert "<script>alert" not in again.text


def test_an_unexplained_code_can_be_asked_for(client: Client) -> None:
    form = read_html(client.get("/feedback/", {"about": GAP, "kind": "wanted"}).text)
    assert [one.attrib["value"] for one in form.iter("input") if one.get("type") == "radio"] == ["wanted", "error"]
    assert send(client, about=GAP, kind="wanted", message="").status_code == 302
    assert (Feedback.objects.get().kind, Feedback.objects.get().path) == ("wanted", GAP)


@pytest.mark.parametrize(
    "about",
    [
        "",
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "/code/hcpcs/Z9999-buy-pills/",
        "/topics/buy-pills/",
        "/glossary/buy-pills/",
        "/plans/a/b/",
        "/code/hcpcs/changes/99999999999999999999999/",
        "/admin/",
        "/admin/procedures/procedure/1/change/",
        "/nowhere/",
        "/robots.txt",
        "/[",
        "/code/hcpcs/\x00/",
        "/" * 400,
        "code/hcpcs/",
    ],
)
def test_an_address_that_is_none_of_ours_stands_for_the_site(client: Client, about: str) -> None:
    assert find_place(about) is None
    for path in ("/feedback/", "/feedback/thanks/"):
        response = client.get(path, {"about": about})
        assert response.status_code == 200
        assert "evil" not in response.text
        assert "pills" not in response.text
    response = send(client, about=about)
    assert response.headers["Location"] == "/feedback/thanks/?about=%2F"
    assert Feedback.objects.get().path == "/"


@pytest.mark.parametrize(
    ("about", "path", "name"),
    [
        ("/code/hcpcs/G9999-buy-pills/?x=1#y", ABOUT, "G9999: Scan note"),
        ("/code/hcpcs/G9999/editions/1/", ABOUT, "G9999: Scan note"),
        ("/glossary/vod/", "/glossary/vod/", "VOD"),
        ("/search/?q=a", "/search/", "/search/"),
    ],
)
def test_a_page_is_named_by_us(about: str, path: str, name: str) -> None:
    GlossaryTerm.objects.create(slug="vod", term="VOD", meaning="Blocked veins.")
    place = find_place(about)
    assert place
    assert (place.path, place.name) == (path, name)


class TestFloods:
    def test_the_same_words_count_once(self, client: Client) -> None:
        assert [send(client).status_code for _ in range(3)] == [302] * 3
        assert Feedback.objects.count() == 1

    def test_votes_without_words_count_up_to_a_number(self) -> None:
        for _ in range(hearing.MOST_WORDLESS + 5):
            assert hearing.hear(kind="helpful", path=ABOUT)
        assert Feedback.objects.count() == hearing.MOST_WORDLESS
        Feedback.objects.update(received_on=timezone.now().date() - timedelta(days=1))
        assert hearing.hear(kind="helpful", path=ABOUT)
        assert Feedback.objects.count() == hearing.MOST_WORDLESS + 1

    def test_a_day_has_an_end_and_says_so(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(hearing, "MOST_A_DAY", 2)
        assert [send(client, message=f"Words {n}").status_code for n in range(3)] == [302, 302, 503]
        response = send(client, message="Words 4")
        assert "try again tomorrow" in words(only(read_html(response.text), "div[@role='alert']"))
        assert "Words 4" in response.text
        assert Feedback.objects.count() == 2


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert getattr(client, method)("/feedback/").status_code == 405
    assert client.post("/feedback/thanks/").status_code == 405
