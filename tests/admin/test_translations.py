"""Translators at work: begin a translation, see where it stands, say that it follows, translate words."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from procedures.admin.worklists import worklists
from procedures.models import GlossaryTerm, GlossaryTranslation, Procedure
from procedures.publishing import publish
from tests.admin.staff import client, form_of, user
from tests.admin.test_steps import LIST, step_address, take
from tests.library import code, draft, note_page, published, rewrite
from tests.spanish import translated

pytestmark = pytest.mark.django_db
ADD = "admin:procedures_procedure_add"


def address(procedure: Procedure) -> str:
    return reverse("admin:procedures_procedure_change", args=[procedure.pk])


def shown(who: str, at: str) -> str:
    return str(client(who).get(at).content.decode())


def add(**said: object):
    ana = client("ana")
    names = {"plain_name": "Nota", "medical_name": "Nota", "slug": "nota", "family": "reporting"}
    return ana.post(reverse(ADD), {**form_of(ana.get(reverse(ADD))), **names, **said, "_save": "1"})


def test_a_translation_begins_with_the_facts_of_its_original():
    original, _edition = published()
    response = add(language="es", translation_of=original.pk, add_codes="G9999")
    row = Procedure.objects.get(slug="nota")
    assert response["Location"] == address(row)
    assert [str(link.code) for link in row.procedure_codes.all()] == ["G9999"]
    assert row.sources.get().key == "cms"
    page = shown("ana", address(row))
    assert "Este código en su factura" in page
    assert "the English page is at edition 1" in page
    assert "Scan note" in page
    assert 'name="translation_of"' not in page
    assert "The English page today" in page


@pytest.mark.parametrize("said", [{"language": "es"}, {"language": "en", "translation_of": True}])
def test_half_a_translation_is_refused(said):
    original, _edition = published()
    if "translation_of" in said:
        said = {**said, "translation_of": original.pk}
    page = add(**said).content.decode()
    assert "An English explanation translates none; one in any other language does." in page
    assert Procedure.objects.count() == 1


def test_a_second_translation_is_refused():
    original, _translation = translated()
    page = add(language="es", translation_of=original.pk).content.decode()
    assert "This explanation has a translation into this language already." in page


def test_a_code_of_another_page_is_refused_by_the_form_of_codes():
    _original, translation = translated()
    other = draft(note_page(slug="other", codes=()))
    ana = client("ana")
    for procedure in (other, translation):
        values = form_of(ana.get(address(procedure)))
        number = values["procedure_codes-TOTAL_FORMS"][0]
        row = {
            f"procedure_codes-{number}-code": code("G9999").pk,
            f"procedure_codes-{number}-difference": "",
            "procedure_codes-TOTAL_FORMS": str(int(number) + 1),
        }
        page = ana.post(address(procedure), {**values, **row, "_save": "1"}).content.decode()
        assert "a code has only one in each language." in page
    assert not other.procedure_codes.exists()
    assert translation.procedure_codes.count() == 1


def test_what_is_out_of_date_waits_and_follows_by_a_step():
    original, translation = translated()
    assert [one.title for one in worklists(user("ana"))] == []
    rewrite(original, "bill", "It costs you nothing.")
    publish(procedure=original, note="Shorter.")
    (waits,) = worklists(user("ana"))
    assert waits.title == "Translations that are out of date"
    assert "out of date against edition 2 of the English page" in waits.items[0].text
    assert waits.items[0].address == address(translation)
    listed = shown("ana", waits.address)
    assert "1 explanation" in listed
    page = shown("ana", address(translation))
    assert "What changed in it since edition 1" in page
    assert 'value="follow_original"' in page
    assert 'value="follow_original"' not in shown("ana", address(original))
    take("ana", "follow_original", translation)
    assert "It follows edition 2" in LogEntry.objects.get().change_message
    assert 'value="follow_original"' not in shown("ana", address(translation))
    assert take("ana", "follow_original", original).status_code == 200
    take("pat", "publish", translation, note="Al día.")
    assert worklists(user("ana")) == []
    assert "says what edition 2 of the English page says" in shown("ana", reverse(LIST))


def test_withdrawing_says_what_goes_with_it():
    original, _translation = translated()
    take("pat", "retract", original, note="Wrong.")
    assert "with its translation: Nota sobre un examen" in LogEntry.objects.get().change_message


def test_the_list_narrows_to_a_language_and_to_what_is_current():
    original, translation = translated()
    for query, found in (
        ("language__exact=es", translation),
        ("language__exact=en", original),
        ("translation=current", translation),
    ):
        page = shown("ana", f"{reverse(LIST)}?{query}")
        assert "1 explanation" in page
        assert address(found).split("?")[0] in page
    assert "0 explanations" in shown("ana", f"{reverse(LIST)}?translation=out_of_date")


def test_who_may_not_change_cannot_say_that_it_follows():
    _original, translation = translated()
    assert client("rey").get(step_address("follow_original", translation)).status_code == 403


def test_words_are_translated_beside_the_word_and_a_stale_save_is_refused():
    term = GlossaryTerm.objects.create(slug="scan", term="scan", meaning="A picture of the inside.")
    at = reverse("admin:procedures_glossaryterm_change", args=[term.pk])
    pat = client("pat")
    values = form_of(pat.get(at))
    row = {
        "translations-TOTAL_FORMS": "1",
        "translations-0-language": "es",
        "translations-0-word": "examen",
        "translations-0-variants": "exámenes",
        "translations-0-meaning": "Una foto por dentro.",
        "translations-0-term": str(term.pk),
        "translations-0-id": "",
    }
    assert pat.post(at, {**values, **row, "_save": "1"}).status_code == 302
    assert GlossaryTranslation.objects.get().variants == ["exámenes"]
    again = pat.post(at, {**values, "_save": "1"})
    assert "Somebody else saved this" in again.content.decode()
