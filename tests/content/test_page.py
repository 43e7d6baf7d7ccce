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


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.change, piece.text) for piece in compare(before, after)]


def test_what_changed_is_told_word_by_word():
    assert told("It takes one hour at most.", "It takes two hours at most.") == [
        ("same", "It takes "),
        ("removed", "one hour"),
        ("added", "two hours"),
        ("same", " at most."),
    ]
    assert told("Call us.", "Call us. Or write.") == [("same", "Call us."), ("added", " Or write.")]
    assert told("", "New.") == [("added", "New.")]
    assert told("Same.", "Same.") == [("same", "Same.")]


def test_what_was_rewritten_is_told_whole():
    before = "You lie on a table. The scan is quick.\n\nGo home after."
    after = "A nurse helps you on to the bed. It is loud.\n\nGo home after."
    assert told(before, after) == [
        ("removed", "You lie on a table. The scan is quick."),
        ("added", "A nurse helps you on to the bed. It is loud."),
        ("same", "\n\nGo home after."),
    ]


def test_three_words_in_a_row_that_stayed_are_shown_as_such():
    assert ("same", " the same three ") in told("Old the same three words.", "New the same three texts.")


@pytest.mark.parametrize(
    ("before", "after"), [("a b c d e", "x b c y e"), ("a  b\n", " b\n\nc"), ("one", ""), ("p q r s t", "q r s t u")]
)
def test_the_pieces_hold_both_texts_whole(before: str, after: str):
    pieces = compare(before, after)
    assert "".join(piece.text for piece in pieces if piece.change != "added") == before
    assert "".join(piece.text for piece in pieces if piece.change != "removed") == after


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
