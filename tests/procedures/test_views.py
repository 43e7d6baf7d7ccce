"""Each kind of page that readers see: that it answers, has a head of its own, and holds nothing of the visitor."""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.db import DatabaseError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from procedures.content.page import CodeOnPage, OutcomeOnPage, ProcedurePage, SourceOnPage
from procedures.models import Code, CodeGroup, GlossaryTerm, HealthPlan, Policy, SimilarCode, Topic
from procedures.pages.explanation import drawn_sections, minutes_in_words, others_in_words
from procedures.pages.head import shortened
from procedures.publishing import publish, retract
from procedures.templatetags.site import in_words
from tests.library import code, draft, hcpcs, note_page, published, rewrite, ride_page, with_section
from tests.reading import only, read_html, words

pytestmark = pytest.mark.django_db

KINDS = {
    "home": "/",
    "systems": "/code/",
    "system": "/code/hcpcs/",
    "group": "/code/hcpcs/G9000-G9999/",
    "explained": "/code/hcpcs/G9999-scan-note/",
    "second code": "/code/hcpcs/G9998-scan-note/",
    "unexplained": "/code/hcpcs/G9001-coordinated-care-fee/",
    "ended": "/code/hcpcs/G9000-old-care-fee/",
    "topics": "/topics/",
    "topic": "/topics/blood/",
    "plans": "/plans/",
    "plan": "/plans/good-plan/",
    "policy": "/plans/good-plan/scans/",
    "glossary": "/glossary/",
    "term": "/glossary/remission/",
    "about": "/about/",
    "editorial policy": "/about/editorial-policy/",
    "accessibility": "/accessibility/",
    "editions": "/code/hcpcs/G9999/editions/",
    "edition": "/code/hcpcs/G9999/editions/1/",
}
#: Queries each kind of page may ask: as many as today, so that one more is a decision.
BUDGET = {
    "home": 6,
    "systems": 1,
    "system": 3,
    "group": 5,
    "explained": 2,
    "second code": 2,
    "unexplained": 2,
    "ended": 2,
    "topics": 1,
    "topic": 2,
    "plans": 1,
    "plan": 3,
    "policy": 2,
    "glossary": 2,
    "term": 2,
    "about": 1,
    "editorial policy": 0,
    "accessibility": 0,
    "editions": 2,
    "edition": 3,
}


def scan_page() -> ProcedurePage:
    """Return a page with two codes, an outcome in two groups, and a topic."""
    page = note_page(
        codes=(
            CodeOnPage("hcpcs", "G9999", "Note about a scan", True, "The usual one"),
            CodeOnPage("hcpcs", "G9998", "Note about another scan", False, "For a second scan"),
        ),
        topics=(("blood", "Blood"),),
        outcomes=(OutcomeOnPage("noted", "purpose", "were noted", "people", 14, 100, "others", 2, "common", "cms"),),
    )
    return with_section(page, "purpose", "The note says why a scan was made. It went to 14 in 100 people. [@cms]")


@pytest.fixture
def library() -> None:
    """A published explanation of two codes, a code without one, an ended code, and what stands around them."""
    group = CodeGroup.objects.create(
        system=hcpcs(),
        slug="G9000-G9999",
        range_start="G9000",
        range_end="G9999",
        name="Notes",
        title="Notes for plans",
    )
    Topic.objects.create(slug="blood", kind="body_area", name="Blood", description="Blood and what makes it.")
    GlossaryTerm.objects.create(slug="remission", term="remission", meaning="Hardly any illness is left to see.")
    published(scan_page())
    fee = code("G9001", "Coordinated care fee", unit_amount=1, unit_measure="month")
    old = code("G9000", "Old care fee", ended=date(2018, 12, 31))
    old.replaced_by.add(Code.objects.get(value="G9999"))
    Code.objects.update(group=group)
    plan = HealthPlan.objects.create(slug="good-plan", name="Good Plan", url="https://plan.example.com")
    policy = Policy.objects.create(
        plan=plan,
        slug="scans",
        title="Scans",
        url="https://copies.example.org/scans",
        in_force_from="2026-03",
        last_seen="2026-11-22",
        asks="- You have a scan.",
        evidence="code",
        third_party_copy=True,
    )
    policy.codes.set(Code.objects.filter(value__in=["G9999", "G9001"]))
    scan = Code.objects.get(value="G9999")
    SimilarCode.objects.create(from_code=scan, to_code=fee, score=0.5, reason="Also a note for plans")
    SimilarCode.objects.create(from_code=fee, to_code=scan, score=0.5, reason="Also a note for plans")


def read(client: Client, path: str) -> Element:
    response = client.get(path)
    assert response.status_code == 200, path
    return read_html(response.text)


def section(page: Element, kind: str) -> str:
    return words(only(page, f"section[@id='{kind}']"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("library")
class TestEachKind:
    def test_it_has_a_head_of_its_own(self, client: Client, kind: str) -> None:
        page = read(client, KINDS[kind])
        only(page, "h1")
        assert 5 < len(words(only(page, "title"))) <= 60
        assert 10 < len(only(page, "meta[@name='description']").attrib["content"]) <= 160
        canonical = only(page, "link[@rel='canonical']").attrib["href"]
        shared = "/code/hcpcs/G9999-scan-note/" if kind == "second code" else KINDS[kind]
        assert canonical == f"http://127.0.0.1:8000{shared}"
        assert only(page, "meta[@property='og:url']").attrib["content"] == canonical

    def test_it_is_the_same_for_every_visitor(self, client: Client, kind: str) -> None:
        first = client.get(KINDS[kind])
        other = Client(HTTP_ACCEPT_LANGUAGE="es", HTTP_USER_AGENT="Other").get(KINDS[kind])
        assert first.content == other.content
        assert first.cookies == {}
        assert "cookie" not in first.headers.get("Vary", "").lower()

    def test_it_needs_nothing_that_the_policy_forbids_and_nobody_else(self, client: Client, kind: str) -> None:
        page = read(client, KINDS[kind])
        assert not {one.tag for one in page.iter()} & {"style", "iframe", "object", "embed"}
        assert not [name for one in page.iter() for name in one.attrib if name == "style" or name.startswith("on")]
        scripts = [one for one in page.iter("script") if one.get("type") != "application/ld+json"]
        loaded = [*page.iter("img"), *page.iter("use"), *page.findall(".//link[@rel='stylesheet']"), *scripts]
        assert [one for one in loaded if not one.get("src", one.get("href", "")).startswith(("/static/", "#"))] == []
        assert "".join(one.text or "" for one in scripts) == ""

    def test_its_headings_stand_in_order_and_its_parts_have_names(self, client: Client, kind: str) -> None:
        page = read(client, KINDS[kind])
        levels = [int(one.tag[1]) for one in page.iter() if one.tag in ("h1", "h2", "h3", "h4")]
        assert all(after - before <= 1 for before, after in pairwise(levels))
        ids = [one.attrib["id"] for one in page.iter() if "id" in one.attrib]
        assert sorted(ids) == sorted(set(ids))
        assert {one.attrib["href"][1:] for one in page.iter("a") if one.attrib["href"].startswith("#")} <= set(ids)
        for field in page.iter("input"):
            only(page, f"label[@for='{field.attrib['id']}']")

    def test_it_asks_no_more_than_its_budget(
        self, client: Client, kind: str, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        client.get("/about/")
        with django_assert_max_num_queries(BUDGET[kind]):
            client.get(KINDS[kind])


@pytest.mark.usefixtures("library")
def test_titles_and_descriptions_are_unique(client: Client) -> None:
    pages = [read(client, path) for path in KINDS.values()]
    for path in ("title", "meta[@name='description']"):
        found = [only(page, path) for page in pages]
        texts = [one.get("content") or words(one) for one in found]
        assert sorted(texts) == sorted(set(texts))


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("/G9999", "/code/hcpcs/G9999-scan-note/"),
        ("/g9999/", "/code/hcpcs/G9999-scan-note/"),
        ("/code/hcpcs/G9999", "/code/hcpcs/G9999-scan-note/"),
        ("/code/HCPCS/g9999/", "/code/hcpcs/G9999-scan-note/"),
        ("/code/hcpcs/G9999-another-name/", "/code/hcpcs/G9999-scan-note/"),
        ("/code/hcpcs/G9999-SCAN-note", "/code/hcpcs/G9999-scan-note/"),
        ("/code/hcpcs/g9001", "/code/hcpcs/G9001-coordinated-care-fee/"),
        ("/code/HCPCS", "/code/hcpcs/"),
        ("/code/hcpcs/g9000-g9999", "/code/hcpcs/G9000-G9999/"),
        ("/code/hcpcs/g9999-scan-note/editions", "/code/hcpcs/G9999/editions/"),
        ("/code/hcpcs/g9999/editions/01", "/code/hcpcs/G9999/editions/1/"),
    ],
)
@pytest.mark.usefixtures("library")
def test_every_other_form_of_an_address_leads_there_in_one_step(client: Client, asked: str, answered: str) -> None:
    response = client.get(asked)
    assert (response.status_code, response.headers["Location"]) == (301, answered)
    assert client.get(answered).status_code == 200


@pytest.mark.usefixtures("library")
class TestExplained:
    def test_its_sections_stand_under_their_kinds(self, client: Client) -> None:
        page = read(client, KINDS["explained"])
        sections = [one.attrib["id"] for one in only(page, "article").iter("section")]
        assert sections == [
            "summary",
            "purpose",
            "questions",
            "bill",
            "policies",
            "similar",
            "history",
            "sources",
            "changes",
        ]
        listed = [one.attrib["href"] for one in only(page, "nav[@class='contents']").iter("a")]
        assert listed == [f"#{kind}" for kind in sections]

    def test_it_says_who_checked_it(self, client: Client) -> None:
        assert "Not yet checked by a clinician" in words(
            only(read(client, KINDS["explained"]), "header[@class='identity']")
        )

    def test_a_chance_is_drawn_and_told_both_ways(self, client: Client) -> None:
        figure = only(read(client, KINDS["explained"]), "section[@id='purpose']/figure")
        assert [one.attrib["aria-label"] for one in figure.iter("svg")] == [
            "14 of 100 figures filled",
            "2 of 100 figures filled",
        ]
        told = words(figure)
        assert "14 in 100 people. 86 were not." in told
        assert "2 in 100 others. 98 were not." in told

    def test_a_second_code_has_its_own_facts_first(self, client: Client) -> None:
        page = read(client, KINDS["second code"])
        assert "G9998: For a second scan." in words(only(page, "header[@class='identity']"))
        assert "Note about another scan" in section(page, "history")
        assert only(page, "section[@id='history']/ul/li/a").attrib["href"] == KINDS["explained"]

    def test_it_is_for_search_engines(self, client: Client) -> None:
        assert read(client, KINDS["explained"]).findall(".//meta[@name='robots']") == []

    def test_policies_and_similar_codes_say_what_is_known_of_them(self, client: Client) -> None:
        page = read(client, KINDS["explained"])
        assert "March 2026" in section(page, "policies")
        assert "November 22, 2026" in section(page, "policies")
        assert "Also a note for plans" in section(page, "similar")

    def test_without_policies_or_similar_codes_it_says_so(self, client: Client) -> None:
        Policy.objects.all().delete()
        SimilarCode.objects.all().delete()
        page = read(client, KINDS["explained"])
        assert "found no health plan's policy" in section(page, "policies")
        assert "no similar code yet" in section(page, "similar")


@pytest.mark.usefixtures("library")
class TestOtherCodes:
    def test_an_unexplained_code_is_useful_all_the_same(self, client: Client) -> None:
        page = read(client, KINDS["unexplained"])
        main = words(only(page, "main"))
        for said in (
            "Coordinated care fee",
            "One unit on a bill is 1 month.",
            "says nothing about coverage",
            "Good Plan",
        ):
            assert said in main
        assert only(page, "section[@id='similar']/ul/li/a").attrib["href"] == KINDS["explained"]
        assert only(page, "meta[@name='robots']").attrib["content"] == "noindex"

    def test_without_similar_codes_it_shows_the_explained_ones_close_by(self, client: Client) -> None:
        SimilarCode.objects.all().delete()
        page = read(client, KINDS["unexplained"])
        assert only(page, "section[@id='similar']/ul/li/a").attrib["href"] == KINDS["explained"]

    def test_an_ended_code_leads_to_what_took_its_place(self, client: Client) -> None:
        notice = only(read(client, KINDS["ended"]), "div[@class='notice']")
        assert "Its last day was December 31, 2018." in words(notice)
        assert only(notice, "a").attrib["href"] == KINDS["explained"]

    def test_a_withdrawn_explanation_says_why(self, client: Client) -> None:
        retract(procedure=Code.objects.get(value="G9999").procedure_codes.get().procedure, reason="A number was wrong.")
        response = client.get("/code/hcpcs/G9999-note-about-a-scan/")
        assert response.status_code == 410
        page = read_html(response.text)
        assert "A number was wrong." in words(only(page, "div[@class='notice']"))
        assert only(page, "meta[@name='robots']").attrib["content"] == "noindex"
        for kept in ("editions/", "editions/1/"):
            answer = client.get(f"/code/hcpcs/G9999/{kept}")
            assert (answer.status_code, "A number was wrong." in answer.text) == (410, True)
        assert client.get("/code/hcpcs/G9000/editions/").status_code == 404


@pytest.mark.usefixtures("library")
def test_an_edition_shows_what_it_changed(client: Client) -> None:
    procedure = Code.objects.get(value="G9999").procedure_codes.get().procedure
    rewrite(procedure, "bill", "It should cost you little. Call the office if it does.")
    publish(procedure=procedure, note="Cost told better.")
    page = read(client, "/code/hcpcs/G9999/editions/2/")
    assert words(only(page, "ins")) == "little."
    assert words(only(page, "del")) == "nothing."
    assert "an earlier version" in words(only(read(client, KINDS["edition"]), "div[@class='notice']"))
    assert "Cost told better." in section(read(client, KINDS["explained"]), "changes")


def test_a_long_group_is_shown_page_by_page(client: Client) -> None:
    CodeGroup.objects.create(system=hcpcs(), slug="Z", range_start="Z0000", range_end="Z9999", name="Z", title="Last")
    for number in range(60):
        code(f"Z{number:04}", f"Thing {number}")
    first, second = read(client, "/code/hcpcs/Z/"), read(client, "/code/hcpcs/Z/?page=2")
    assert only(first, "a[@rel='next']").attrib["href"] == "?page=2"
    assert only(second, "a[@rel='prev']").attrib["href"] == "/code/hcpcs/Z/"
    assert (len(first.findall(".//ul[@class='rows']/li")), len(second.findall(".//ul[@class='rows']/li"))) == (50, 10)
    assert only(second, "link[@rel='canonical']").attrib["href"].endswith("/code/hcpcs/Z/?page=2")


@pytest.mark.usefixtures("library")
class TestErrors:
    def test_a_mistyped_code_gets_the_nearest_ones(self, client: Client) -> None:
        response = client.get("/code/hcpcs/G9989-scan-note/")
        assert response.status_code == 404
        page = read_html(response.text)
        assert KINDS["explained"] in [one.attrib["href"] for one in page.findall(".//ul[@class='rows']/li/a")]
        only(page, "main//input[@type='search']")

    def test_any_other_address_offers_the_search(self, client: Client) -> None:
        response = client.get("/nowhere/")
        assert response.status_code == 404
        assert "Search all medical codes" in response.text

    def test_a_broken_page_asks_the_database_nothing(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*args: Any) -> None:
            raise DatabaseError("gone")

        monkeypatch.setattr("procedures.pages.lists.home", broken)
        client.raise_request_exception = False
        response = client.get("/")
        assert response.status_code == 500
        assert "nothing that you did" in response.text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026", "2026"),
        ("2026-03", "March 2026"),
        ("2026-03-27", "March 27, 2026"),
        (date(2026, 3, 7), "March 7, 2026"),
        ("", ""),
        (None, ""),
        ("soon", "soon"),
    ],
)
def test_dates_are_said_in_words(written: str | date | None, said: str) -> None:
    assert in_words(written) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (30, 30, "30 minutes"),
        (60, 120, "1 to 2 hours"),
        (30, 60, "30 minutes to 1 hour"),
        (None, None, ""),
    ],
)
def test_a_time_is_said_in_words(first: int | None, last: int | None, said: str) -> None:
    assert minutes_in_words(first, last) == said


def test_the_other_way_round_fits_the_label() -> None:
    assert [others_in_words(label) for label in ("had a fever", "were alive", "was found")] == [
        "did not",
        "were not",
        "were not",
    ]


def test_a_text_is_shortened_between_words() -> None:
    assert shortened("one two  three", 20) == "one two three"
    assert shortened("one two three", 9) == "one two…"
    assert len(shortened("x" * 300, 60)) == 60


def test_drafts_are_nowhere(client: Client) -> None:
    draft(
        replace(
            note_page(),
            plain_name="Secret draft",
            sources=(SourceOnPage("cms", "T", "P", "https://a.b/c", "", "2026-01-01"),),
        )
    )
    for path in ("/", "/code/hcpcs/G9999-note-about-a-scan/", "/topics/"):
        assert not re.search("secret draft", client.get(path).text, re.I)


def test_the_day_is_drawn_above_its_steps_and_a_draft_that_cannot_be_drawn_is_shown_without(client: Client) -> None:
    published(ride_page(day_plan="5 minutes: The crew comes\nAbout 1 hour: The ride"))
    steps = only(read(client, "/code/hcpcs/G9999-scan-note/"), "section[@id='steps']")
    assert [words(item) for item in only(steps, "ol[@type='A']").findall("li")] == [
        "5 minutes: The crew comes",
        "About 1 hour: The ride",
    ]
    assert len(only(steps, "svg").findall("rect")) == 2
    unreadable = drawn_sections(ride_page(day_plan="soon: The ride"))
    assert [section.day for section in unreadable] == [None] * len(unreadable)


def test_each_plan_speaks_once_before_older_policies_are_named(client: Client) -> None:
    shown = code("J9999", "Injection, thing")
    for number in range(4):
        plan = HealthPlan.objects.create(slug=f"plan-{number}", name=f"Plan {number}", url="https://plan.example.org")
        for title, day in (("Old", "2019-01-01"), ("New", "2024-07-01")):
            policy = Policy.objects.create(
                plan=plan, slug=title.lower(), title=title, url="https://plan.example.org/a", in_force_from=day,
                asks="- Ask first.", evidence="code",
            )  # fmt: skip
            policy.codes.add(shown)
    section = only(read(client, shown.get_absolute_url()), "section[@id='policies']")
    rows = [words(row) for row in only(section, "tbody").findall("tr/th")]
    assert rows == ["Plan 0: New", "Plan 1: New", "Plan 2: New", "Plan 3: New", "Plan 0: Old", "Plan 1: Old"]
    assert [words(link) for link in section.findall("ul/li/a")] == ["Plan 2: Old", "Plan 3: Old"]
