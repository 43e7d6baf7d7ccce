"""A page survives JSON, its drawings add up, and its changes are told word by word."""

import json
from dataclasses import replace

import pytest

from procedures.content.difference import compare, differences
from procedures.content.drawing import CELL, figures
from procedures.content.page import OutcomeOnPage, Review, as_json, content_hash, from_json, tidy_body
from procedures.content.rendering import render
from tests.library import note_page, with_section


def test_json_gives_the_same_page_back():
    chance = OutcomeOnPage("harm", "summary", "were harmed", "people", 14, 100, "others", 2, "serious", "cms")
    page = render(note_page(outcomes=(chance,), review=Review("A", "RN", "2026-01-01", "2027-01-01")))
    assert from_json(json.loads(json.dumps(as_json(page)))) == page


def test_the_hash_is_of_the_content_and_not_of_its_order():
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1}) != content_hash({"a": 1, "b": 3})


def test_bodies_are_the_same_from_forms_and_files():
    assert tidy_body("One  \r\nTwo\r\n\r\n") == tidy_body("One\nTwo") == "One\nTwo"


@pytest.mark.parametrize(
    ("affected", "out_of", "filled"),
    [(14, 100, 14), (0, 100, 0), (100, 100, 100), (4, 10_000, 0), (5, 1000, 0), (30, 1000, 3)],
)
def test_a_drawing_has_100_figures(affected, out_of, filled):
    drawn = figures("people", affected, out_of)
    area = [sum(box.width * box.height for box in boxes) // CELL**2 for boxes in (drawn.with_it, drawn.without_it)]
    assert area == [filled, 100 - filled]
    assert drawn.too_few_to_draw is (affected > 0 and filled == 0)
    assert drawn.affected + drawn.unaffected == out_of


def test_what_changed_is_told_word_by_word():
    pieces = compare("It takes one hour.", "It takes two hours.")
    assert [(piece.change, piece.text) for piece in pieces if piece.change != "same"] == [
        ("removed", "one"),
        ("added", "two"),
        ("removed", "hour."),
        ("added", "hours."),
    ]


def test_differences_name_their_places():
    before = note_page()
    after = replace(with_section(before, "bill", "It costs nothing."), plain_name="Note", brands=("X",))
    assert [change.where for change in differences(before, after)] == ["plain_name", "brands", "bill"]
    assert differences(before, before) == ()


def test_a_section_that_came_or_went_is_a_change():
    before = note_page()
    after = replace(before, sections=before.sections[1:])
    assert [change.where for change in differences(before, after)] == ["summary"]
    assert [change.where for change in differences(after, before)] == ["summary"]
