"""What the pages of codes say of their life: ended, about to end, to come; in full words; and narrowed in lists."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.text import slugify

from procedures.content.page import CodeOnPage
from procedures.models import Abbreviation, Code, CodeGroup, SimilarCode
from procedures.models.codes import slug_of
from procedures.pages.browsing import narrowed
from procedures.pages.public import nearest
from procedures.pages.surroundings import UNEXPLAINED, around
from tests.library import code, hcpcs, note_page, published, with_section
from tests.reading import only, read_html, words

pytestmark = pytest.mark.django_db
TWO_CODES = (
    CodeOnPage("hcpcs", "G9999", "Note about a scan", True, "The new one"),
    CodeOnPage("hcpcs", "G9998", "Note about a scan", False, "The old one"),
)


def read(client: Client, path: str) -> Element:
    response = client.get(path)
    assert response.status_code == 200, path
    return read_html(response.text)


def page_of(client: Client, found: Code) -> Element:
    return read(client, found.get_absolute_url())


def relatives(found: Code) -> tuple[list[str], list[str]]:
    """Return what a code replaced, and what its chains of replacements end in."""
    known = around(found, ("group", "earlier", "later"), values=[])
    return [one.value for one in known.replaces], [one.value for one in known.successors]


def notice(page: Element) -> Element:
    return only(page, "div[@class='notice']")


@pytest.fixture
def group() -> CodeGroup:
    facts = {"range_start": "G9000", "range_end": "G9999", "name": "Notes", "title": "Notes for plans"}
    return CodeGroup.objects.create(system=hcpcs(), slug="G9000-G9999", **facts)


class TestTheLife:
    def test_an_ended_code_says_its_last_day_to_people_and_programs(self, client: Client) -> None:
        page = page_of(client, code("G9000", "Old fee", ended=date(2018, 12, 31)))
        assert "Code G9000 has ended. Its last day was December 31, 2018." in words(notice(page))
        assert only(notice(page), "time").attrib["datetime"] == "2018-12-31"
        assert "no code that takes its place" in words(notice(page))

    def test_an_explained_code_that_ended_leads_to_its_successor(self, client: Client) -> None:
        old, new = code("G9998", ended=date(2018, 12, 31)), code("G9999")
        old.replaced_by.add(new)
        published(note_page(codes=TWO_CODES))
        page = page_of(client, Code.objects.select_related("system", "edition").get(value="G9998"))
        assert "Code G9998 has ended" in words(notice(page))
        assert only(notice(page), "a").attrib["href"] == "/code/hcpcs/G9999-scan-note/"
        assert only(page, "section[@id='history']/dl/div/dd/time").attrib["datetime"] == "2018-12-31"

    def test_a_chain_leads_to_its_end(self, client: Client) -> None:
        codes = [code(f"G900{number}", f"Fee {number}", ended=date(2018, 12, 31)) for number in range(6)]
        for old, new in pairwise(codes):
            old.replaced_by.add(new)
        assert only(notice(page_of(client, codes[0])), "a").attrib["href"] == codes[5].get_absolute_url()
        assert relatives(codes[3]) == (["G9002"], ["G9005"])

    def test_loops_of_any_length_are_survived(self) -> None:
        one, two, three = (code(f"G900{number}", ended=date(2018, 12, 31)) for number in range(3))
        one.replaced_by.add(one)
        assert relatives(one) == ([], [])
        one.replaced_by.add(two)
        two.replaced_by.add(three)
        three.replaced_by.add(two)
        assert relatives(one) == ([], ["G9002"])

    @pytest.mark.parametrize(
        ("facts", "said", "state"),
        [
            ({"ended": timedelta(days=9)}, "will end. Its last day is", "In use until"),
            ({"ended": timedelta(0)}, "will end. Its last day is", "In use until"),
            ({"ended": timedelta(days=-1)}, "has ended. Its last day was", "Ended"),
            ({"added": timedelta(days=9)}, "is not in use yet. Its first day is", "Not in use yet"),
        ],
    )
    def test_what_is_still_to_come_is_said_so(
        self, client: Client, facts: dict[str, timedelta], said: str, state: str
    ) -> None:
        days: dict[str, Any] = {name: timezone.localdate() + distance for name, distance in facts.items()}
        page = page_of(client, code("G9000", "Fee", **days))
        assert said in words(notice(page))
        assert words(only(page, "p[@class='facts']")).startswith(state)


class TestTheWords:
    def test_the_descriptor_stands_in_full_words_beside_the_official_ones(self, client: Client) -> None:
        Abbreviation.objects.create(short="mg", words="milligrams")
        page = page_of(client, code("J9999", "injection, thing, 10 mg", unit_amount=10, unit_measure="mg"))
        summary = words(only(page, "section[@id='summary']"))
        assert "Injection, thing, 10 milligrams" in summary
        assert "“injection, thing, 10 mg”" in summary
        assert "One unit on a bill is 10 milligrams." in summary
        assert words(only(page, "h1")) == "J9999 Injection, thing, 10 milligrams"

    def test_without_short_forms_the_words_stand_once(self, client: Client) -> None:
        summary = words(only(page_of(client, code("J9999", "Injection, thing")), "section[@id='summary']"))
        assert summary.count("Injection, thing") == 1

    def test_coverage_is_told_with_its_caution(self, client: Client) -> None:
        summary = words(only(page_of(client, code("A0021", "Ambulance", coverage="I")), "section[@id='summary']"))
        assert "Medicare does not pay for this code." in summary
        assert "says nothing about coverage" in summary
        assert "Brand names" in summary

    def test_sources_say_when_they_were_read(self, client: Client) -> None:
        first = note_page().sources[0]
        other = replace(first, key="other", url="https://www.cms.gov/other", last_read="2026-10-01")
        page = with_section(note_page(sources=(first, other)), "purpose", "The note says why a scan was made. [@other]")
        published(page)
        listed = words(only(read(client, "/code/hcpcs/G9999-scan-note/"), "section[@id='sources']"))
        assert "read November 22, 2026" in listed
        assert "read October 1, 2026" in listed

    def test_one_day_for_all_sources_is_said_once(self, client: Client) -> None:
        published()
        listed = words(only(read(client, "/code/hcpcs/G9999-scan-note/"), "section[@id='sources']"))
        assert listed.count("November 22, 2026") == 1


def test_the_nearest_explained_codes_name_each_explanation_once(group: CodeGroup) -> None:
    published(note_page(codes=TWO_CODES))
    plain = code("G9001", "Fee", group=group)
    Code.objects.update(group=group)
    assert [one.value for one in nearest(around(plain, UNEXPLAINED, values=[]))] == ["G9999"]
    for value in ("G9998", "G9999"):
        near = Code.objects.get(value=value)
        SimilarCode.objects.create(from_code=plain, to_code=near, score=0.5, reason="Alike")
    assert len(nearest(around(plain, UNEXPLAINED, values=[]))) == 1


class TestNarrowing:
    @pytest.fixture(autouse=True)
    def codes(self, group: CodeGroup) -> None:
        for number in range(60):
            code(f"G90{number:02}", f"Fee {number}", group=group, ended=date(2018, 12, 31) if number else None)
        code("G9099", "Fee about to end", group=group, ended=timezone.localdate())

    def test_a_choice_narrows_the_list_and_is_not_for_search_engines(self, client: Client) -> None:
        page = read(client, "/code/hcpcs/G9000-G9999/?use=current&explained=")
        rows = [one.attrib["href"] for one in page.findall(".//ul[@class='rows']/li/a")]
        assert [row.split("/")[3][:5] for row in rows] == ["G9000", "G9099"]
        assert only(page, "meta[@name='robots']").attrib["content"] == "noindex"
        assert only(page, "link[@rel='canonical']").attrib["href"].endswith("/code/hcpcs/G9000-G9999/")
        chosen = only(page, "select[@name='use']/option[@selected]")
        assert words(chosen) == "In use"

    def test_a_choice_goes_along_from_page_to_page(self, client: Client) -> None:
        first = read(client, "/code/hcpcs/G9000-G9999/?use=ended")
        assert only(first, "a[@rel='next']").attrib["href"] == "?use=ended&page=2"
        second = read(client, "/code/hcpcs/G9000-G9999/?use=ended&page=2")
        assert only(second, "a[@rel='prev']").attrib["href"] == "/code/hcpcs/G9000-G9999/?use=ended"

    def test_nothing_left_is_said(self, client: Client) -> None:
        page = read(client, "/code/hcpcs/G9000-G9999/?explained=yes")
        assert "No code of this group fits your choice." in words(only(page, "main"))
        only(page, "form[@class='filter']")

    def test_a_last_day_of_today_is_still_in_use(self) -> None:
        from django.http import QueryDict

        found, _choices = narrowed(Code.objects.all(), QueryDict("use=current"))
        assert [one.value for one in found.order_by("value")] == ["G9000", "G9099"]


def test_the_page_of_a_system_leads_to_what_changed(client: Client) -> None:
    hcpcs()
    page = read(client, "/code/hcpcs/")
    assert [one for one in page.iter("a") if one.attrib["href"] == "/code/hcpcs/changes/"]
    feeds = page.findall(".//link[@rel='alternate']")
    assert "/feeds/changes/hcpcs/" in [one.attrib["href"] for one in feeds]


@pytest.mark.parametrize(
    "descriptor",
    [
        "Injection, inotuzumab ozogamicin, 0.1 mg",
        " Non-emergency -- transport (medicaid only)/mile ",
        "under_scored word",
        "naïve café, per 1 µg",
        "tab\tand\x1fother\x0bblanks",
        "***",
        "",
    ],
)
def test_slugs_are_what_django_makes_cut_between_words(descriptor: str) -> None:
    assert slug_of(descriptor) == (slugify(descriptor) or "code")


def test_a_long_slug_is_cut_between_words() -> None:
    assert slug_of("word " * 30) == "-".join(["word"] * 12)
