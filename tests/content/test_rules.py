"""Each rule of a good page: one page that keeps it, one that breaks it, and the place it names."""

from dataclasses import replace

import pytest

from procedures.content.families import KINDS, MUST, PAGE_ORDER, Family, allowed
from procedures.content.page import CodeOnPage, OutcomeOnPage, ProcedurePage, SectionOnPage, SourceOnPage
from procedures.content.rules import brand_conflicts, find_problems
from tests.library import note_page, ride_page, with_section

CHANCE = OutcomeOnPage("harm", "summary", "were harmed", "people", 14, 100, "", None, "serious", "cms")


def places(page: ProcedurePage) -> list[str]:
    return [problem.where for problem in find_problems(page)]


def said(page: ProcedurePage) -> str:
    return "\n".join(map(str, find_problems(page)))


def test_a_good_page_has_no_problem():
    assert find_problems(note_page()) == ()


def test_every_family_must_and_may_only_have_known_kinds():
    for family in Family:
        assert MUST[family] <= set(KINDS)
        assert set(allowed(family)) <= set(PAGE_ORDER)
        assert {"summary", "purpose", "questions", "bill"} <= MUST[family]


def test_an_unknown_family_is_the_only_thing_said():
    assert places(note_page(family="magic")) == ["family"]


@pytest.mark.parametrize("kind", sorted(MUST[Family.REPORTING]))
def test_a_missing_section_is_named(kind):
    page = note_page()
    left = tuple(section for section in page.sections if section.kind != kind)
    assert f"section {kind}" in places(replace(page, sections=left))


@pytest.mark.parametrize("family", list(Family))
def test_each_family_asks_for_its_sections(family):
    missing = {place.removeprefix("section ") for place in places(note_page(family=family))}
    assert MUST[family] - {"summary", "purpose", "questions", "bill"} <= missing


def test_a_section_of_another_family_is_refused():
    assert "must not have it" in said(with_section(note_page(), "anesthesia", "You stay awake."))


def test_an_unknown_kind_is_refused():
    assert "no such kind" in said(with_section(note_page(), "prices", "It costs much."))


def test_a_section_that_stands_twice_is_refused():
    page = note_page()
    assert "It stands twice" in said(replace(page, sections=(*page.sections, SectionOnPage("bill", "Again."))))


def test_an_empty_section_is_refused():
    assert "It is empty" in said(with_section(note_page(), "bill", "  "))


def test_exactly_one_code_is_primary():
    one = CodeOnPage("hcpcs", "G9999", "Note", True, "This one")
    assert "2 codes are marked primary" in said(note_page(codes=(one, replace(one, value="G9998"))))
    assert "0 codes are marked primary" in said(note_page(codes=()))


def test_each_of_several_codes_says_what_differs():
    one = CodeOnPage("hcpcs", "G9999", "Note", True, "The newer one")
    page = note_page(codes=(one, CodeOnPage("hcpcs", "G9998", "Note", False)))
    assert "codes G9998" in places(page)


def test_a_medicine_is_named_in_its_official_descriptor():
    drug = CodeOnPage("hcpcs", "J9229", "Injection, inotuzumab ozogamicin, 0.1 mg", True)
    right = note_page(family="drug", codes=(drug,), ingredient="inotuzumab ozogamicin")
    assert "ingredient" not in places(right)
    assert "ingredient" in places(replace(right, ingredient="gemtuzumab ozogamicin"))
    assert "ingredient" in places(replace(right, ingredient=""))


def test_a_brand_has_one_ingredient():
    besponsa = note_page(slug="one", brands=("Besponsa",), ingredient="inotuzumab ozogamicin")
    mistaken = note_page(slug="two", brands=("besponsa",), ingredient="gemtuzumab ozogamicin")
    assert brand_conflicts([besponsa]) == ()
    assert [problem.where for problem in brand_conflicts([besponsa, mistaken])] == ["two brands"]


@pytest.mark.parametrize(
    ("first", "last", "wrong"), [(10, 20, False), (None, None, False), (20, 10, True), (10, None, True)]
)
def test_times_have_two_ends_in_order(first, last, wrong):
    assert ("minutes" in places(note_page(minutes_from=first, minutes_to=last))) is wrong


def test_a_citation_without_a_source_is_named():
    assert "[@fda] cites no source" in said(with_section(note_page(), "bill", "It is free [@fda]."))


def test_a_source_that_nothing_cites_is_named():
    extra = SourceOnPage("fda", "Label", "FDA", "https://www.fda.gov/x", "", "2026-11-22")
    page = note_page()
    assert "source fda" in places(replace(page, sources=(*page.sources, extra)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", "Not A Key"),
        ("title", ""),
        ("publisher", " "),
        ("url", "javascript:alert(1)"),
        ("published", "May"),
        ("last_read", ""),
    ],
)
def test_a_source_is_whole(field, value):
    page = note_page()
    source = replace(page.sources[0], **{field: value})
    assert any(place.startswith("source") for place in places(replace(page, sources=(source,))))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("It takes 20 minutes.", True),
        ("It takes 20 minutes [@cms].", False),
        ("It takes twenty minutes.", False),
        ("Call 911 at once.", False),
        ("G9999 stands on it.", False),
        ("| When | What |\n|---|---|\n| Day 1 | A scan |", True),
        ("| When | What |\n|---|---|\n| Day 1 | A scan [@cms] |", False),
        ("| Day 1 | What |\n|---|---|\n| First | A scan |", False),
    ],
)
def test_every_figure_has_a_source(text, wrong):
    assert ("A figure without a source" in said(with_section(note_page(), "purpose", text))) is wrong


def test_questions_need_no_source():
    assert find_problems(with_section(note_page(), "questions", "### Before\n\n- Is 1 scan enough?")) == ()


@pytest.mark.parametrize("text", ["It hit 14% [@cms].", "It hit 14 percent [@cms]."])
def test_percentages_are_refused(text):
    assert "A percentage" in said(with_section(note_page(), "purpose", text))


@pytest.mark.parametrize("word", ["rare", "Rarely", "common", "commonly", "uncommon", "unlikely"])
def test_a_bare_word_for_a_chance_is_refused(word):
    assert "A bare" in said(with_section(note_page(), "purpose", f"{word} it is, they say."))
    assert "A bare" not in said(with_section(note_page(), "purpose", f"{word} it is: 1 in 100 [@cms]."))


def test_one_denominator_holds_for_a_page():
    ok = with_section(note_page(), "purpose", "It hit 14 in 100, and 4 in 10,000 died [@cms].")
    assert "numbers" not in places(ok)
    assert "numbers" in places(with_section(ok, "bill", "It was 1 in 1,000 [@cms]."))
    assert "numbers" in places(with_section(note_page(), "bill", "It was 1 in 7 [@cms]."))


def test_a_drawn_number_stands_in_a_section_of_the_page():
    assert find_problems(note_page(outcomes=(CHANCE,))) == ()
    assert "number harm" in places(note_page(outcomes=(replace(CHANCE, section="benefits"),)))


def test_a_drawn_number_is_possible():
    assert "number harm" in places(note_page(outcomes=(replace(CHANCE, affected=101),)))
    assert "number harm" in places(note_page(outcomes=(replace(CHANCE, compared_group="others"),)))
    assert "number harm" in places(note_page(outcomes=(replace(CHANCE, source="fda"),)))


def test_hard_words_are_too_hard():
    hard = "Discontinuation necessitates interdisciplinary pharmaceutical reconciliation."
    assert any("reads at grade" in str(problem) for problem in find_problems(with_section(note_page(), "bill", hard)))


def test_a_long_sentence_is_shown():
    long = "We go " + "on and " * 10 + "on."
    assert "more than 20 words" in said(with_section(note_page(), "bill", long))


def test_lists_are_short():
    assert "A list of 8 items" in said(with_section(note_page(), "bill", "- One of them.\n" * 8))
    halves = "### First\n\n" + "- One of them.\n" * 4 + "\n### Then\n\n" + "- One of them.\n" * 4
    assert "A list of" not in said(with_section(note_page(), "bill", halves))


def test_the_short_version_is_short():
    assert "section summary" in places(with_section(note_page(), "summary", "- A line [@cms].\n" * 6))


@pytest.mark.parametrize(
    "text",
    [
        "It is a miracle.",
        "Don't worry about it.",
        "The tumour is gone.",
        "The CPT code 96413 is near it.",
        "See D0120 for it.",
        "It works!",
        "See [this](https://example.org).",
        "<script>alert(1)</script>",
    ],
)
def test_words_that_do_not_belong_are_refused(text):
    assert "section bill" in places(with_section(note_page(), "bill", text))


def test_urgent_has_two_lists():
    page = note_page(family="device")
    one = with_section(page, "urgent", "### Call 911\n\n- You faint.")
    two = with_section(page, "urgent", "### Call 911\n\n- You faint.\n\n### Call us\n\n- You itch.")
    assert "It needs two lists" in said(one)
    assert "It needs two lists" not in said(two)


def test_a_boxed_warning_names_its_source():
    page = note_page(family="drug")
    assert "names no source" in said(with_section(page, "boxed_warning", "It can harm the liver."))
    assert "names no source" not in said(with_section(page, "boxed_warning", "It can harm the liver [@cms]."))


class TestTimelines:
    def test_lines_that_can_be_read_are_no_problem(self):
        assert find_problems(ride_page(day_plan="5 minutes: The crew comes\nAbout 1 hour: The ride")) == ()

    def test_a_line_that_cannot_be_read_is_quoted_with_the_form_it_should_have(self):
        page = ride_page(day_plan="5 minutes: The crew comes\nsoon: The ride")
        assert places(page) == ["day_plan"]
        assert "“soon: The ride”" in said(page)
        assert "“30 minutes: words”" in said(page)

    def test_what_no_section_shows_is_refused(self):
        assert places(ride_page(calendar="Day 1: The ride")) == ["calendar"]
