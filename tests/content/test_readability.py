"""How hard is a text? Syllables, sentences, names and the grade."""

import pytest

from procedures.content.readability import mask_names, measure, split_sentences, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("drip", 1),
        ("needle", 2),
        ("medicine", 3),
        ("transfusion", 3),
        ("911", 1),
        ("well-known", 2),
        ("blorptake", 2),
    ],
)
def test_syllables(word, count):
    assert syllables(word) == count


def test_sentences_end_where_readers_see_an_end():
    assert split_sentences("Dr. Who gave 0.1 mg. You slept. (Well.) Good") == [
        "Dr. Who gave 0.1 mg.",
        "You slept.",
        "(Well.",
        "Good",
    ]


def test_names_count_as_one_short_word():
    assert mask_names("Inotuzumab ozogamicin's J9229 code", ["inotuzumab", "inotuzumab ozogamicin"]) == "drug code code"


def test_the_grade_is_kincaids():
    # 6 words, 1 sentence, 6 syllables: 0.39 * 6 + 11.8 * 1 - 15.59
    assert measure(["The cat sat on the mat."]).grade == pytest.approx(-1.4, abs=0.05)


def test_names_lower_the_grade():
    text = ["Inotuzumab ozogamicin goes into a vein."]
    assert measure(text, ["inotuzumab ozogamicin"]).grade < measure(text).grade


def test_long_sentences_are_shown_and_short_ones_not():
    figures = measure(["One " * 21 + "end.", "Short one."])
    assert len(figures.long_sentences) == 1
    assert figures.sentences == 2


def test_an_empty_text_has_grade_0():
    assert measure([]) == measure(["", "  "])
    assert measure([]).words == 0
