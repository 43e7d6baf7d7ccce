"""Files of translations: loaded behind their originals, written back byte for byte, refused where they disagree."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from procedures.intake.fixtures import ContentRefused, check, export, hash_of, load
from procedures.intake.fixtures.explanations import rows_from_page
from procedures.intake.fixtures.files import dump
from procedures.models import Code, GlossaryTranslation, Procedure
from procedures.pages.working import text_hash
from procedures.publishing import publish, retract
from tests.intake.test_fixtures import CODE, SYSTEM, TOPIC, change
from tests.library import note_page, rewrite, ride_page
from tests.spanish import nota

pytestmark = pytest.mark.django_db
TERM = """\
- model: procedures.glossaryterm
  fields:
    slug: scan
    term: scan
    variants: []
    meaning: A picture of the inside.
    source_title: ''
    source_publisher: ''
    source_url: ''
"""
WORD = """\
- model: procedures.glossarytranslation
  fields:
    term: [scan]
    language: es
    word: examen
    variants: [exámenes]
    meaning: Una foto por dentro.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small library of one explanation and its translation, whose file comes first by name."""
    (tmp_path / "procedures").mkdir()
    (tmp_path / "code_systems.yaml").write_text(SYSTEM)
    (tmp_path / "codes.yaml").write_text(CODE.format(value="G9998") + CODE.format(value="G9999"))
    (tmp_path / "topics.yaml").write_text(TOPIC)
    (tmp_path / "glossary.yaml").write_text(TERM)
    (tmp_path / "glossary_translations.yaml").write_text(WORD)
    (tmp_path / "procedures/scan-note.yaml").write_text(dump(rows_from_page(note_page())))
    (tmp_path / "procedures/a-nota.yaml").write_text(dump(rows_from_page(nota(slug="a-nota"))))
    return tmp_path


def translation() -> Procedure:
    return Procedure.objects.select_related("translation_of", "current_edition").get(slug="a-nota")


def said(folder: Path) -> str:
    return "\n".join(map(str, check(folder)))


def test_it_loads_behind_its_original_and_comes_back_byte_for_byte(folder, tmp_path):
    summary = load(folder)
    assert summary.published == ["scan-note", "a-nota"]
    assert translation().is_current_translation
    assert Code.objects.get(value="G9999").edition.slug == "scan-note"
    assert GlossaryTranslation.objects.get().word == "examen"
    assert not load(folder).anything
    assert export(folder) == export(folder, drafts=True) == []


def test_an_english_file_says_nothing_of_languages(folder):
    text = (folder / "procedures/scan-note.yaml").read_text()
    for name in ("language", "translation_of", "translated_hash", "calendar", "day_plan"):
        assert f"    {name}:" not in text


def test_what_is_drawn_stands_where_there_is_some(folder):
    page = ride_page(day_plan="5 minutes: The crew comes\nAbout 1 hour: The ride")
    (folder / "procedures/a-nota.yaml").unlink()
    (folder / "procedures/scan-note.yaml").write_text(dump(rows_from_page(page)))
    said = "    day_plan: |\n      5 minutes: The crew comes\n      About 1 hour: The ride\n"
    assert said in dump(rows_from_page(page))
    assert "calendar" not in dump(rows_from_page(page))
    load(folder)
    assert Procedure.objects.get().day_plan == "5 minutes: The crew comes\nAbout 1 hour: The ride"
    assert export(folder) == []


def test_the_hash_of_a_file_is_that_of_its_text(folder, capsys):
    assert hash_of(folder, "scan-note") == text_hash(note_page())
    assert not Procedure.objects.exists()
    assert not Code.objects.exists()
    call_command("check_content", str(folder), "--hash", "scan-note")
    assert capsys.readouterr().out == f"{text_hash(note_page())}\n"
    with pytest.raises(CommandError, match="no such file"):
        call_command("check_content", str(folder), "--hash", "nothing")


def test_a_changed_original_leaves_the_translation_out_of_date_until_its_file_follows(folder):
    load(folder)
    change(folder / "procedures/scan-note.yaml", "It should cost you nothing.", "It costs you nothing.")
    assert load(folder).published == ["scan-note"]
    assert not translation().is_current_translation
    file = folder / "procedures/a-nota.yaml"
    change(file, text_hash(note_page()), hash_of(folder, "scan-note"))
    assert load(folder).published == ["a-nota"]
    assert translation().is_current_translation
    assert translation().current_edition.number == 2


def test_an_old_hash_loads_and_is_out_of_date_whatever_the_numbers(folder):
    change(folder / "procedures/a-nota.yaml", text_hash(note_page()), "f" * 64)
    change(folder / "procedures/scan-note.yaml", "It should cost you nothing.", "It takes 20 minutes [@cms].")
    assert load(folder).published == ["scan-note", "a-nota"]
    assert not translation().is_current_translation
    assert not load(folder).anything


def test_what_staff_changed_is_kept(folder):
    load(folder)
    rewrite(translation(), "bill", "No le cuesta nada.")
    change(folder / "procedures/a-nota.yaml", "Llame a la clínica", "Hable con la clínica")
    assert "procedures/a-nota.yaml (changed here" in load(folder).kept[0]
    assert translation().sections.get(kind="bill").body == "No le cuesta nada."


def test_a_translation_of_what_is_withdrawn_here_waits(folder):
    load(folder)
    retract(procedure=Procedure.objects.get(slug="scan-note"), reason="Wrong.")
    Procedure.objects.filter(slug="a-nota").update(retracted_on=None, retraction_reason="")
    summary = load(folder)
    assert summary.published == []
    assert [line for line in summary.kept if "of which it is a translation" in line]


def test_an_export_names_the_original_as_it_is_called_today(folder):
    load(folder)
    Procedure.objects.filter(slug="scan-note").update(slug="note-of-a-scan")
    publish(procedure=Procedure.objects.get(slug="note-of-a-scan"), note="Another address.")
    export(folder)
    assert "translation_of: [note-of-a-scan]" in (folder / "procedures/a-nota.yaml").read_text()


BROKEN = [
    ("language: es", "language: fr", "no language of translations"),
    ("language: es", "language: en", "no language of translations"),
    ("    language: es\n", "", "Half of a translation's head"),
    ("translation_of: [scan-note]", "translation_of: scan-note", "not list of words"),
    ("translation_of: [scan-note]", "translation_of: [scan, note]", "names nothing"),
    ("translation_of: [scan-note]", "translation_of: [other]", "no English file procedures/other.yaml"),
    ("translation_of: [scan-note]", "translation_of: [a-nota]", "no English file procedures/a-nota.yaml"),
    ("translated_hash: ", "translated_hash: x", "is no hash"),
    ("Llame a la clínica", "Llame 20 veces a la clínica [@cms]", "figures that the English page has not: 20"),
    ("[hcpcs, G9999]", "[hcpcs, G9998]", "The English page has this code"),
]


@pytest.mark.parametrize(("old", "new", "what"), BROKEN)
def test_a_broken_file_is_refused_with_place_and_remedy(folder, old, new, what):
    change(folder / "procedures/a-nota.yaml", old, new)
    assert what in said(folder)
    with pytest.raises(ContentRefused):
        load(folder)
    assert not Procedure.objects.exists()


def test_two_translations_of_one_page_are_refused(folder):
    (folder / "procedures/b-nota.yaml").write_text(dump(rows_from_page(nota(slug="b-nota"))))
    assert "translates scan-note into this language too" in said(folder)
    assert "The code G9999 is explained in procedures/a-nota.yaml too" in said(folder)
