"""What did the reader type? Codes in any dress, beginnings of codes, words; and nothing that breaks the reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.search.query import LONGEST, MOST_CODES, MOST_WORDS, phrase_key, phrase_keys, read


@pytest.mark.parametrize(
    "typed",
    [
        "J9229",
        "j9229",
        " J9229 ",
        "J-9229",
        "J 9229",
        "hcpcs j9229",
        "code J9229.",
        "HCPCS code: J9229",
        "#J9229",
        "(J9229)",
        "j9229,",
        "J9229-JW",
        "J9229 JZ",
        "What is J9229?",
        "“J9229”",
        "J.9229",
    ],
)
def test_a_whole_code_in_any_dress(typed):
    asked = read(typed)
    assert (asked.codes, asked.only_codes) == (("J9229",), True)


def test_a_letter_o_among_the_digits_is_a_zero():
    assert read("GO121").codes == ("G0121",)


def test_a_pasted_bill_line_gives_all_its_codes_once():
    assert read("J9229 x 8, e0601/K0001; J9229").codes == ("J9229", "E0601", "K0001")


def test_words_beside_a_code_are_kept():
    asked = read("J9229 besponsa side effects")
    assert asked.codes == ("J9229",)
    assert not asked.only_codes
    assert [word.text for word in asked.words] == ["besponsa", "side", "effects"]


@pytest.mark.parametrize("typed", ["vitamin d 1000", "heparin a 5000 units", "covid-19", "b12", "h1n1"])
def test_amounts_and_names_with_digits_are_no_codes(typed):
    assert read(typed).codes == ()


@pytest.mark.parametrize(
    ("typed", "beginning"),
    [("J92", "J92"), ("j9", "J9"), ("code K00", "K00"), ("J92xx", "J92"), ("J", ""), ("j92 kit", "")],
)
def test_the_beginning_of_a_code(typed, beginning):
    assert read(typed).beginning == beginning


def test_a_cpt_code_is_known_as_one():
    assert read("99213").cpt == "99213"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("what is the code for a walker", ["walker"]),
        ("code", ["code"]),
        ("how much does insurance pay for my CPAP?", ["cpap"]),
        ('"walker" AND (cane) NOT* ^tip NEAR/3', ["walker", "cane", "not", "tip", "near", "3"]),
    ],
)
def test_empty_words_and_operators_are_left_aside(typed, words):
    found = [word.text for word in read(typed).words]
    assert [word for word in found if word != "much"] == words


def test_only_the_last_word_may_be_half_typed():
    assert [word.last for word in read("hospital be").words][-1:] == [False]
    assert [word.last for word in read("hospital bed").words] == [False, True]


def test_words_near_each_other_make_phrases_in_any_order():
    keys = phrase_keys(["shot", "knee"])
    assert keys[phrase_key(["knee", "shot"])] == (0, 1)


@given(st.text())
def test_any_text_is_read(text):
    asked = read(text)
    assert len(asked.text) <= LONGEST
    assert len(asked.words) <= MOST_WORDS
    assert len(asked.codes) <= MOST_CODES
    assert "\x00" not in asked.text
    assert all(word.text and word.stem for word in asked.words)


@given(st.text(alphabet="jJ9229 -#.:oO\t\n0", max_size=60))
def test_code_like_text_gives_well_formed_codes(text):
    assert all(len(value) == 5 and value[0].isalpha() and value[1:].isdigit() for value in read(text).codes)


def test_ten_thousand_characters_are_read_quickly():
    assert len(read("walker " * 1500).words) == MOST_WORDS
