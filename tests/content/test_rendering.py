"""Markdown becomes safe HTML; citations become numbered links; a glossary term is linked once."""

from html.parser import HTMLParser

import pytest

from procedures.content.page import GlossaryEntry
from procedures.content.rendering import Linker, blocks, render, to_html
from tests.library import note_page, with_section


class Elements(HTMLParser):
    """Which elements and attributes a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)


DRIP = GlossaryEntry("infusion", "infusion", "A drip into a vein.", ("drip",))


def test_a_citation_becomes_a_numbered_link():
    html = to_html("It is so [@b; @a].", {"a": 1, "b": 2})
    assert '<a href="#source-2" aria-label="Source 2">2</a>' in html
    assert html.index("#source-2") < html.index("#source-1")


def test_an_unknown_citation_leaves_no_mark():
    assert to_html("It is so [@x].", {}) == "<p>It is so.</p>"


def test_a_mark_stands_behind_the_stop_close_to_its_word():
    html = to_html("It is so [@a]. And **so** [@a], too.", {"a": 1})
    assert html.startswith('<p>It is so.<sup class="cite"><a href="#source-1"')
    assert "</strong>,<sup" in html
    assert to_html("It is so\n[@a].", {"a": 1}).startswith('<p>It is so.<sup class="cite">')


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](https://example.org/x.png)",
        "<https://example.org>",
        '<a href="https://example.org" onclick="x()">x</a>',
        "<style>*{display:none}</style>",
        "<iframe src=//example.org></iframe>",
        "[@x](javascript:alert(1))",
        "[@<script>]",
        "[ref]: javascript:alert(1)\n[ref]",
        "`<script>`",
        "    <script>",
    ],
)
def test_nothing_hostile_gets_through(hostile):
    seen = Elements()
    seen.feed(to_html(hostile, {"x": 1}))
    assert seen.tags <= {"p", "sup", "a"}
    assert {value for name, value in seen.attributes if name == "href"} <= {"#source-1"}
    assert not any(name.startswith("on") for name, _ in seen.attributes)


def test_a_term_is_linked_at_its_first_use_only():
    linker = Linker([DRIP])
    html = to_html("A drip. Another drip. An infusion.", {}, linker)
    assert html.count("#word-infusion") == 1
    assert linker.used == [DRIP]


def test_a_term_inside_another_word_or_a_heading_is_left_alone():
    assert 'class="term"' not in to_html("A postdrip, a drip-feed.\n\n### The drip", {}, Linker([DRIP]))


def test_the_longer_term_wins():
    both = Linker([DRIP, GlossaryEntry("drip-pump", "drip pump", "A pump.")])
    assert "#word-drip-pump" in to_html("A drip pump.", {}, both)


def test_tables_carry_headings_for_narrow_screens():
    html = to_html("| When | What |\n|---|---|\n| Day 1 | A scan |", {})
    assert '<th scope="row">Day 1</th>' in html
    assert '<td data-label="What">A scan</td>' in html


def test_sub_headings_open_numbered_parts():
    html = to_html("### Do\n\n- A\n\n### Do not\n\n- B", {})
    assert html.count('<div class="part part-') == 2
    assert html.count("</div>") == 2


def test_blocks_tell_forms_and_citations():
    found = blocks("A line [@a].\n\n- One\n  - Two\n\n| H |\n|---|\n| C [@b] |\n\n### End")
    assert [(block.form, block.cited) for block in found] == [
        ("paragraph", ("a",)),
        ("item", ()),
        ("item", ()),
        ("header", ()),
        ("row", ("b",)),
        ("heading", ()),
    ]
    assert [block.level for block in found] == [0, 1, 2, 0, 0, 0]
    assert found[0].text == "A line."


def test_a_page_numbers_its_sources_in_reading_order():
    page = render(with_section(note_page(), "bill", "It is free."), [DRIP])
    assert [source.number for source in page.sources] == [1]
    assert page.glossary == ()
    assert [section.kind for section in page.sections] == ["summary", "purpose", "questions", "bill"]
    assert page.sections[0].heading == "The short version"
