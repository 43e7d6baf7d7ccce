"""Are calendars and day plans read as staff write them, in both languages, and drawn to scale?"""

import pytest

from procedures.content import timeline
from procedures.content.timeline import TimelineError, read_calendar, read_day

CYCLE = "Days 1, 8, 15: Infusion\nDay 21 or 28: The cycle ends"
VISIT = "Time varies: Blood test\n1 hour: The drip\nAt least 1 hour: A nurse watches you\n"


def marked(text: str) -> dict[int, str]:
    calendar = read_calendar(text)
    assert calendar
    return {cell.number: cell.letters for cell in calendar.cells if cell.letters}


def minutes(when: str) -> tuple[int, int] | None:
    day = read_day(f"{when}: One\n1 hour: Two")
    assert day
    return day.parts[0].minutes


class TestCalendar:
    def test_it_marks_days_on_whole_weeks(self):
        calendar = read_calendar(CYCLE)
        assert calendar
        assert (calendar.unit, calendar.row, len(calendar.cells)) == ("day", 7, 28)
        assert marked(CYCLE) == {1: "A", 8: "A", 15: "A", 21: "B", 28: "B"}
        assert [cell.number for cell in calendar.cells if cell.maybe] == [21, 28]

    def test_it_keeps_the_words_as_written(self):
        calendar = read_calendar(CYCLE)
        assert calendar
        assert [(entry.letter, entry.when, entry.what) for entry in calendar.entries] == [
            ("A", "Days 1, 8, 15", "Infusion"),
            ("B", "Day 21 or 28", "The cycle ends"),
        ]

    @pytest.mark.parametrize(
        ("when", "days"),
        [
            ("Day 3", [3]),
            ("Days 1, 8, 15", [1, 8, 15]),
            ("Days 1, 8 and 15", [1, 8, 15]),
            ("Days 1, 8, and 15", [1, 8, 15]),
            ("days 2 to 4", [2, 3, 4]),
            ("Days 2 to 4, 21", [2, 3, 4, 21]),
            ("Day 21 or 28", [21, 28]),
            ("Día 3", [3]),
            ("Días 1, 8 y 15", [1, 8, 15]),
            ("Días 2 a 4", [2, 3, 4]),
            ("Día 21 o 28", [21, 28]),
            ("Día 7 u 8", [7, 8]),
            ("Weeks 1 to 3", [1, 2, 3]),
            ("Semana 2", [2]),
            ("Months 1, 13", [1, 13]),
            ("Meses 1 y 13", [1, 13]),
        ],
    )
    def test_it_reads(self, when: str, days: list[int]):
        assert list(marked(f"{when}: Something")) == days

    def test_two_things_may_fall_on_one_day_and_one_of_them_be_sure(self):
        calendar = read_calendar("Day 8: Drip\nDay 8 or 9: Blood test")
        assert calendar
        assert [(cell.letters, cell.maybe) for cell in calendar.cells[7:9]] == [("AB", False), ("B", True)]

    @pytest.mark.parametrize(
        "line",
        [
            "Infusion",
            "Day 1",
            "Day 1:",
            ": Infusion",
            "Day one: Infusion",
            "Day 0: Infusion",
            "Days 8, 1: Infusion",
            "Days 1, 1: Infusion",
            "Days 5 to 2: Infusion",
            "Days 1 to 99: Infusion",
            "Day 99: Infusion",
            "Week 53: Infusion",
            "Day 1 8: Infusion",
            "Day 1 to 999999999999: Infusion",
        ],
    )
    def test_it_refuses_and_names_the_line_and_the_form(self, line: str):
        with pytest.raises(TimelineError) as refused:
            read_calendar(f"Day 1: First\n{line}")
        (mistake,) = refused.value.mistakes
        assert mistake.startswith(f"“{line}” can't be read. Write it as “Day 1: words”")

    def test_every_bad_line_is_listed(self):
        with pytest.raises(TimelineError) as refused:
            read_calendar("Monday: x\nDay 1: fine\nTuesday: y")
        assert len(refused.value.mistakes) == 2

    def test_units_do_not_mix(self):
        with pytest.raises(TimelineError, match="same word in every line"):
            read_calendar("Day 1: Infusion\nWeek 2: Blood test")

    def test_it_has_an_end(self):
        with pytest.raises(TimelineError, match="at most 6 lines; this one has 7"):
            read_calendar("\n".join(f"Day {day}: Drip" for day in range(1, 8)))


class TestDay:
    def test_parts_fill_the_bar_in_the_order_of_the_day(self):
        day = read_day(VISIT)
        assert day
        assert "".join(part.letter for part in day.parts) == "ABC"
        assert [part.start for part in day.parts] == [0, 33.3, 66.7]
        assert [part.middle for part in day.parts] == pytest.approx([16.7, 50, 83.3], abs=0.2)

    @pytest.mark.parametrize(
        ("when", "span"),
        [
            ("60 minutes", (60, 60)),
            ("1 hour", (60, 60)),
            ("1.5 hours", (90, 90)),
            ("1 hour 30 minutes", (90, 90)),
            ("30 to 60 minutes", (30, 60)),
            ("1 to 2 hours", (60, 120)),
            ("30 minutes to 1 hour", (30, 60)),
            ("About 20 minutes", (20, 20)),
            ("At least 1 hour", (60, 60)),
            ("Up to 2 hours", (120, 120)),
            ("Time varies", None),
            ("60 minutos", (60, 60)),
            ("1 hora y 30 minutos", (90, 90)),
            ("1,5 horas", (90, 90)),
            ("30 a 60 minutos", (30, 60)),
            ("30 minutos a 1 hora", (30, 60)),
            ("Unos 20 minutos", (20, 20)),
            ("Al menos 1 hora", (60, 60)),
            ("Hasta 2 horas", (120, 120)),
            ("Tiempo variable", None),
        ],
    )
    def test_it_reads(self, when: str, span: tuple[int, int] | None):
        assert minutes(when) == span

    @pytest.mark.parametrize(
        "text", [VISIT, "24 hours: A\n1 minute: B\n2 minutes: C", "Time varies: A\nTime varies: B"]
    )
    def test_no_part_is_too_narrow_for_its_letter(self, text: str):
        day = read_day(text)
        assert day
        assert all(part.width >= timeline.NARROWEST for part in day.parts)
        assert sum(part.width for part in day.parts) == pytest.approx(100, abs=0.5)

    def test_what_nobody_knows_is_as_wide_as_the_others_on_average(self):
        day = read_day("30 minutes: A\nTime varies: B\n90 minutes: C")
        assert day
        assert [part.width for part in day.parts] == [16.7, 33.3, 50]

    def test_longer_is_wider(self):
        day = read_day("30 minutes: A\n1 hour: B\n2 hours: C")
        assert day
        one, two, four = (part.width for part in day.parts)
        assert two == pytest.approx(2 * one, abs=0.2)
        assert four == pytest.approx(4 * one, abs=0.2)

    @pytest.mark.parametrize(
        "line",
        [
            "The drip",
            "An hour: The drip",
            "0 minutes: Nothing",
            "2 to 1 hours: Odd",
            "1 to 1 hour: Odd",
            "25 hours: Long",
        ],
    )
    def test_it_refuses_and_names_the_line_and_the_form(self, line: str):
        with pytest.raises(TimelineError) as refused:
            read_day(f"1 hour: First\n{line}")
        (mistake,) = refused.value.mistakes
        assert mistake.startswith(f"“{line}” can't be read. Write it as “30 minutes: words”")

    @pytest.mark.parametrize("parts", [1, 9])
    def test_it_has_two_to_eight_parts(self, parts: int):
        with pytest.raises(TimelineError, match="2 to 8 parts"):
            read_day("1 hour: Waiting\n" * parts)


@pytest.mark.parametrize("read", [read_calendar, read_day])
def test_no_text_is_no_drawing(read: object):
    assert callable(read)
    assert read("") is read(" \n\n") is None


def test_words_have_a_limit():
    with pytest.raises(TimelineError, match="at most 80 letters"):
        read_calendar(f"Day 1: {'x' * 81}")
