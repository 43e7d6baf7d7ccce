"""Which words do the index and a question share?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.search.words import stem, stems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("X-ray", ["x", "ray", "xray"]),
        ("0.1mg", ["0p1", "mg"]),
        ("1,000 units", ["1000", "unit"]),
        ("vitamin B-12", ["vitamin", "b", "12", "b12"]),
        ("w/o tip, ea.", ["without", "tip", "each"]),
        ("Crohn’s disease", ["crohn", "disease"]),
        ("naïve café", ["naive", "cafe"]),
        ("three-prong", ["3", "prong", "threeprong"]),
        ("مرحبا", ["مرحبا"]),
        ("\x00\u200b", []),
    ],
)
def test_text_is_folded_and_split(text, expected):
    assert stems(text) == expected


@pytest.mark.parametrize(
    "forms",
    [
        ("walker", "walkers"),
        ("folding", "folded", "folds"),
        ("battery", "batteries"),
        ("prosthesis", "prostheses", "prosthetic", "prosthetics"),
        ("orthosis", "orthoses", "orthotic"),
        ("box", "boxes"),
        ("anesthesia", "anaesthesia"),
        ("hemoglobin", "haemoglobin"),
        ("edema", "oedema"),
        ("fiber", "fibre", "fibres"),
        ("pediatric", "paediatric"),
        ("motorized", "motorised"),
        ("injection", "injections", "inject"),
        ("doctor", "physician", "physicians"),
    ],
)
def test_forms_of_a_word_share_a_stem(forms):
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("words", [("glass", "glasses"), ("walk", "walker"), ("tub", "tube"), ("sling", "sl")])
def test_different_words_keep_different_stems(words):
    assert len({stem(word) for word in words}) == len(words)


@given(st.text(max_size=400))
def test_any_text_gives_short_words_without_blanks(text):
    assert all(word and len(word) <= 80 and not any(sign.isspace() for sign in word) for word in stems(text))


@given(st.text(alphabet="abcdefgimnosuwyz'-/.,0123456789 ", max_size=100))
def test_reading_twice_gives_the_same(text):
    assert stems(text) == stems(text)
