"""Which word was meant?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.search.spelling import correctable, keys_of, one_slip, ranked


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nebulizr", "nebulizer"),
        ("oxigen", "oxygen"),
        ("wheelchiar", "wheelchair"),
        ("pembrolizamab", "pembrolizumab"),
        ("newmonia", "pneumonia"),
        ("botoks", "botox"),
        ("kannula", "cannula"),
    ],
)
def test_a_misspelling_shares_a_key_with_the_word_and_is_ranked(typed, meant):
    assert keys_of(typed) & keys_of(meant)
    assert ranked(typed, [(meant, meant, 3, 3)]) == [(meant, meant)]


def test_fewer_slips_and_more_names_come_first():
    rows = [("carts", "cart", 1, 1), ("cane", "cane", 9, 9), ("crane", "crane", 1, 1)]
    assert ranked("canne", rows)[0] == ("cane", "cane")


def test_a_word_that_is_too_far_away_is_left_out():
    assert ranked("walker", [("nebulizer", "nebulizer", 5, 5)]) == []


def test_one_slip_is_told_from_two():
    assert one_slip("canne", [("cane", "cane")])
    assert not one_slip("botoks", [("botox", "botox")])
    assert not one_slip("canne", [])


@given(st.text(max_size=60))
def test_any_text_has_keys(text):
    assert len(keys_of(text)) <= 40
    assert not correctable(text) or text.isascii()
