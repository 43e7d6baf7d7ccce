"""A translation says what its original says: one broken translation for each thing that is compared."""

from dataclasses import replace
from typing import Any

import pytest

from procedures.content.page import CodeOnPage, OutcomeOnPage, SectionOnPage
from procedures.content.translation import translation_problems
from tests.library import note_page, with_section
from tests.spanish import nota

OUTCOME = OutcomeOnPage("harm", "summary", "had harm", "people", 14, 100, "others", 2, "serious", "cms")
HARM = replace(OUTCOME, label="tuvieron daño", group="personas", compared_group="otras")
ORIGINAL = with_section(
    note_page(
        outcomes=(OUTCOME,),
        minutes_from=5,
        minutes_to=10,
        how_often="2 times a year",
        calendar="Day 1: The scan\nDay 8: The note",
    ),
    "purpose",
    "It takes 20 minutes and 0.1 mg. See J9229. [@cms]",
)
PAGE = with_section(
    nota(
        ORIGINAL,
        outcomes=(HARM,),
        how_often="2 veces al año",
        calendar="Día 1: El examen\nDía 8: La nota",
    ),
    "purpose",
    "Son 20 minutos y 0.1 mg. Vea J9229. [@cms]",
)


def test_a_faithful_translation_has_no_problem():
    assert translation_problems(PAGE, ORIGINAL) == ()


OTHER_CODE = CodeOnPage("hcpcs", "G9998", "Other", False)
BROKEN = [
    ({"family": "test"}, "family", "“test”"),
    ({"ingredient": "agua"}, "ingredient", "empty"),
    ({"brands": ("Marca",)}, "brands", "“Marca”"),
    ({"topics": (("blood", "Sangre"),)}, "topics", "“blood”"),
    ({"setting": "home"}, "setting", "“home”"),
    ({"anesthesia": "general"}, "anesthesia", "“general”"),
    ({"minutes_to": 100}, "minutes", "“100”"),
    ({"codes": (*PAGE.codes, OTHER_CODE)}, "codes G9998", "does not have this code"),
    ({"codes": ()}, "codes G9999", "the translation has not"),
    ({"codes": (replace(PAGE.codes[0], is_primary=False), replace(OTHER_CODE, is_primary=True))}, "codes", "primary"),
    ({"sections": PAGE.sections[1:]}, "section summary", "Translate it."),
    ({"sections": (*PAGE.sections, SectionOnPage("life", "Nada."))}, "section life", "Remove it."),
    ({"sources": ()}, "source cms", "the translation has not"),
    ({"outcomes": ()}, "number harm", "the translation has not"),
    ({"outcomes": (replace(HARM, key="daño"),)}, "number daño", "does not have this number"),
    ({"outcomes": (replace(HARM, affected=41),)}, "number harm", "“affected” is “41”"),
    ({"outcomes": (replace(HARM, out_of=1000),)}, "number harm", "“out_of”"),
    ({"outcomes": (replace(HARM, compared_affected=None),)}, "number harm", "“compared_affected” is empty"),
    ({"outcomes": (replace(HARM, severity="benefit"),)}, "number harm", "“severity”"),
    ({"outcomes": (replace(HARM, section="bill"),)}, "number harm", "“section”"),
    ({"how_often": "3 veces al año"}, "how_often", "not: 3"),
    ({"how_often": ""}, "how_often", "Translate it."),
    ({"time_off": "Nada"}, "time_off", "Remove it."),
    ({"calendar": "Día 1: El examen\nDía 9: La nota"}, "calendar", "lacks figures of the English page: 8"),
    ({"calendar": "Día 1 y 8: El examen"}, "calendar", "“lines: 1”"),
]


@pytest.mark.parametrize(("changes", "where", "said"), BROKEN)
def test_what_differs_is_named(changes: dict[str, Any], where: str, said: str):
    found = translation_problems(replace(PAGE, **changes), ORIGINAL)
    assert any(problem.where == where and said in str(problem) for problem in found), found


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Son 30 minutos y 0.1 mg. Vea J9229. [@cms]", "lacks figures of the English page: 20"),
        ("Son 30 minutos y 0.1 mg. Vea J9229. [@cms]", "has figures that the English page has not: 30"),
        ("Son 20 minutos y 0,1 mg. Vea J9229. [@cms]", "not: 0,1"),
        ("Son 20 minutos y 0.1 mg. Vea J9922. [@cms]", "not: 9922"),
    ],
)
def test_a_wrong_number_in_the_text_is_named(body: str, said: str):
    found = translation_problems(with_section(PAGE, "purpose", body), ORIGINAL)
    assert any(problem.where == "section purpose" and said in problem.what for problem in found)


def test_the_number_of_a_source_key_is_no_figure():
    page = with_section(PAGE, "purpose", "Son 20 minutos y 0.1 mg. Vea J9229. [@cms; @trial-2]")
    assert translation_problems(page, ORIGINAL) == ()
