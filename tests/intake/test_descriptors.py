"""Official descriptors in full words."""

from datetime import date

import pytest

from procedures.content.descriptors import coverage_in_words, in_full_words, state_on

SHORT = {
    "mg": "milligrams",
    "esrd": "end-stage kidney disease",
    "sq in": "square inches",
    "w/o": "without",
    "iv": "into a vein",
}


@pytest.mark.parametrize(
    ("official", "full"),
    [
        ("Injection, x, 10 mg", "Injection, x, 10 milligrams"),
        ("Injection, x, 1 mg", "Injection, x, 1 milligram"),
        ("Injection, x, 0.1 mg", "Injection, x, 0.1 milligrams"),
        ("Injection, x, per mg", "Injection, x, per milligram"),
        ("INJECTION, X, 10 MG", "Injection, x, 10 milligrams"),
        ("pad 16 sq in or less", "Pad 16 square inches or less"),
        ("bed w/o rails", "Bed without rails"),
        ("End-stage kidney disease (esrd) care", "End-stage kidney disease (ESRD) care"),
        ("private ivory", "Private ivory"),
        ("", ""),
    ],
)
def test_abbreviations_are_spelled_out(official: str, full: str) -> None:
    assert in_full_words(official, SHORT) == full


def test_without_a_list_only_the_capital_changes() -> None:
    assert in_full_words("walker,  folding", {}) == "Walker, folding"


def test_coverage_letters_have_words() -> None:
    assert coverage_in_words("S").startswith("By law")
    assert coverage_in_words("?") == ""


@pytest.mark.parametrize(
    ("added", "ended", "state"),
    [
        (date(2027, 1, 1), None, "to come"),
        (date(2020, 1, 1), None, "in use"),
        (date(2020, 1, 1), date(2026, 12, 31), "ending"),
        (date(2020, 1, 1), date(2026, 1, 1), "ended"),
        (None, None, "in use"),
    ],
)
def test_the_state_of_a_code(added: date | None, ended: date | None, state: str) -> None:
    assert state_on(date(2026, 6, 1), added, ended) == state
