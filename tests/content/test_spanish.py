"""Spanish pages: their headings, how hard they are to read, and the rules in Spanish words."""

from dataclasses import replace

import pytest

from procedures.content.advice import advise
from procedures.content.families import KINDS, Family, allowed
from procedures.content.languages import LANGUAGES, SPANISH_FAMILY_HEADINGS, SPANISH_HEADINGS, family_label
from procedures.content.page import GlossaryEntry, as_json, from_json, heading_of
from procedures.content.readability import band, hard_words, measure, spanish_syllables, split_sentences
from procedures.content.rendering import render
from procedures.content.rules import find_problems
from tests.library import note_page, with_section
from tests.spanish import nota

SYLLABLES = """
y 1, que 1, rey 1, muy 1, hoy 1, quién 1, yo 1, ley 1, día 2, país 2, leer 2, ahí 2, búho 2, agua 2, guerra 2, huevo 2,
sangre 2, después 2, ciudad 2, viuda 2, seguir 2, prohibir 2, mayo 2, lluvia 2, niños 2, cuidado 3, estudiáis 3,
ahora 3, guitarra 3, pingüino 3, cigüeña 3, oído 3, cohete 3, alcohol 3, médico 3, transfusión 3, ayuda 3,
operación 4, medicina 4, tratamiento 4, paranoia 4, aéreo 4, farmacéutico 5, ADN 1, 14 1, COVID-19 3, ingle 2, güero 2
"""


@pytest.mark.parametrize("pair", [pair.split() for pair in SYLLABLES.replace("\n", " ").split(",")])
def test_syllables(pair: list[str]):
    assert spanish_syllables(pair[0]) == int(pair[1])


def test_the_ease_is_szigriszts():
    # 9 words, 2 sentences, 13 syllables: 206.835 - 62.3 * 13 / 9 - 9 / 2
    figures = measure(["El niño come pan. Usted va a la casa."], language="es")
    assert (figures.words, figures.sentences) == (9, 2)
    assert figures.ease == pytest.approx(206.835 - 62.3 * 13 / 9 - 4.5, abs=0.05)
    assert figures.reads_at.endswith("on the INFLESZ scale (muy fácil)")


@pytest.mark.parametrize(
    ("ease", "name"),
    [(80, "muy fácil"), (79.9, "bastante fácil"), (65, "bastante fácil"), (64.9, "normal"), (-5, "muy difícil")],
)
def test_bands(ease: float, name: str):
    assert band(ease) == name


def test_spanish_sentences_end_before_question_marks_and_not_in_short_forms():
    text = "Llame a la Dra. Ruiz a las 9 a. m. de hoy. ¿Tiene fiebre? Él va a EE. UU. mañana."
    assert len(split_sentences(text, "es")) == 3


def test_names_and_long_words_in_spanish():
    text = "El inotuzumab ozogamicina entra en la vena. La administración es lenta."
    masked, whole = measure([text], ["inotuzumab ozogamicina"], language="es"), measure([text], language="es")
    assert (masked.ease or 0) > (whole.ease or 0)
    assert hard_words(text, ["inotuzumab ozogamicina"], language="es") == ("administración",)


def test_an_empty_spanish_text_is_not_too_hard():
    figures = measure([], language="es")
    assert not figures.harder_than("page")


def test_every_kind_and_family_has_spanish_words():
    assert set(SPANISH_HEADINGS) == set(KINDS)
    variants = {(kind.name, family) for kind in KINDS.values() for family in kind.headings}
    assert set(SPANISH_FAMILY_HEADINGS) == variants
    for family in Family:
        assert family_label(family, "es") != family_label(family, "en")
        headings = [heading_of(kind, family, "es") for kind in allowed(family)]
        assert len(set(headings)) == len(headings)
    assert heading_of("recovery", "visit", "es") == "Seguimiento"
    assert heading_of("recovery", "visit") == "Follow-up"


def test_a_spanish_page_breaks_no_rule_and_comes_back_whole():
    page = nota()
    assert find_problems(page) == ()
    assert from_json(as_json(page)) == page
    assert page.family_label == "Nota para informes"


def test_a_page_of_an_earlier_edition_is_english():
    data = as_json(note_page())
    for name in ("language", "translation_of", "translated_hash", "calendar", "day_plan"):
        del data[name]
    assert from_json(data) == note_page()


def test_it_is_rendered_in_its_language():
    page = with_section(nota(), "bill", "| Cuándo | Qué |\n|---|---|\n| Hoy | Nada [@cms] |\n\nUna nota más.")
    rendered = render(page, [GlossaryEntry("note", "nota", "Un papel corto.")])
    html = rendered.section("bill").html
    assert rendered.section("bill").heading == "Este código en su factura"
    assert 'aria-label="Tabla"' in html
    assert 'aria-label="Fuente 1"' in html
    assert [entry.term for entry in rendered.glossary] == ["nota"]


BROKEN = [
    ("Le da a 14% de todos. [@cms]", "Write “14 de cada 100”."),
    ("Le da al 14 por ciento. [@cms]", "Write “14 de cada 100”."),
    ("Es un problema poco frecuente.", "A bare “frecuente”"),
    ("Los problemas son raros.", "A bare “raros”"),
    ("Es un milagro.", "promise or soothe"),
    ("No se preocupe.", "promise or soothe"),
    ("Llama a tu plan.", "“tu” is no word for our readers"),
    ("Llame a su plan ¡ya!", "exclamation mark"),
    ("Toma 20 minutos.", "A figure without a source"),
    ("Pasa en 3 de cada 70 personas. [@cms]", "“N de cada 100”"),
    (
        "La nota dice que el plan paga si el doctor la ve y la firma y la manda a la clínica y no hay más.",
        "more than 20 words",
    ),
    (
        "La administración intravenosa requiere hospitalización inmediata. Comuníquese inmediatamente.",
        "on the INFLESZ scale",
    ),
]


@pytest.mark.parametrize(("body", "said"), BROKEN)
def test_the_rules_speak_spanish(body: str, said: str):
    problems = "\n".join(map(str, find_problems(with_section(nota(), "bill", body))))
    assert said in problems


@pytest.mark.parametrize("body", ["Le pasa a 14 de cada 100 personas. Es raro en 1 de cada 100. [@cms]", "Tome su té."])
def test_good_spanish_passes(body: str):
    assert find_problems(with_section(nota(), "bill", body)) == ()


def test_english_rules_do_not_look_at_spanish_words_and_the_other_way_round():
    assert find_problems(with_section(nota(), "bill", "Pague en centres. No es rare.")) == ()
    assert find_problems(with_section(note_page(), "bill", "Ask Dr. Te or Dr. Ti.")) == ()


def test_an_unknown_language_is_one_problem():
    (problem,) = find_problems(replace(note_page(), language="fr"))
    assert problem.where == "language"
    assert "fr" not in LANGUAGES


def test_advice_on_a_spanish_section_names_the_scale():
    advice = advise(nota(), "bill", "La administración intravenosa requiere hospitalización inmediata.")
    assert advice.too_hard
    assert "INFLESZ" in advice.reads_at
    assert advise(note_page(), "bill", "It is free.").reads_at.startswith("grade ")
