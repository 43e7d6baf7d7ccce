"""The narrowest range that holds a code."""

import pytest

from procedures.intake.grouping import narrowest_of

RANGES = [
    ("A0000", "A9999", 1),
    ("A0021", "A0999", 2),
    ("A2001", "A2099", 3),
    ("A4100", "A4100", 4),
    ("B4000", "B9999", 5),
]


@pytest.mark.parametrize(
    ("value", "group"),
    [
        ("A0021", 2),
        ("A0999", 2),
        ("A1000", 1),
        ("A2050", 3),
        ("A2100", 1),
        ("A4100", 4),
        ("A4101", 1),
        ("B4000", 5),
        ("C1000", None),
    ],
)
def test_a_code_is_in_the_narrowest_range(value: str, group: int | None) -> None:
    assert narrowest_of([value], RANGES).get(value) == group


def test_all_at_once_is_the_same_as_one_by_one() -> None:
    values = [f"{letter}{number:04}" for letter in "AB" for number in range(0, 9999, 7)]
    assert narrowest_of(values, RANGES) == {
        value: key for one in values for value, key in narrowest_of([one], RANGES).items()
    }
