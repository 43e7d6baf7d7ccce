"""A translation is an explanation of its own that follows an edition of its original, or is out of date."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from procedures import stored_pages
from procedures.models import Code, Edition, GlossaryTerm, GlossaryTranslation, Procedure, ProcedureCode
from procedures.pages.working import glossary, page_of, text_hash
from procedures.publishing import (
    NotPublishable,
    begin_translation,
    follow_original,
    problems_of,
    publish,
    record_edit,
    record_review,
    restore,
    retract,
)
from procedures.search import find, index
from tests.library import code, draft, note_page, published, rewrite, ride_page
from tests.search.test_index import state
from tests.spanish import nota, translated

pytestmark = pytest.mark.django_db


def fresh(procedure: Procedure) -> Procedure:
    return Procedure.objects.select_related("translation_of", "current_edition").get(pk=procedure.pk)


def current(procedure: Procedure) -> Edition:
    """Return what readers saw when the row was read."""
    assert procedure.current_edition
    return procedure.current_edition


def renewed(original: Procedure, body: str = "It costs you nothing.") -> Edition:
    """Publish another text of the original."""
    rewrite(original, "bill", body)
    return publish(procedure=original, note="Another text.")


class TestPublishing:
    def test_a_translation_is_current_and_codes_stay_with_the_english_page(self):
        original, translation = translated()
        assert translation.is_current_translation
        assert translation.follows == original.current_edition
        shown = Code.objects.get(value="G9999")
        assert shown.edition == original.current_edition
        assert shown.is_canonical
        page = translation.current_edition.page
        assert (page.language, page.translation_of) == ("es", "scan-note")
        assert page.section("bill").heading == "Este código en su factura"
        assert not original.is_current_translation
        assert list(Procedure.objects.up_to_date()) == [translation]

    def test_a_new_text_of_the_original_leaves_it_out_of_date(self):
        original, translation = translated()
        edition = renewed(original)
        translation = fresh(translation)
        assert not translation.is_current_translation
        assert translation.follows == original.current_edition
        assert translation.translation_of.current_edition.number == edition.number == 2
        assert list(Procedure.objects.out_of_date()) == [translation]

    def test_the_same_text_in_a_new_edition_is_followed(self):
        original, translation = translated()
        record_review(
            procedure=original,
            name="R",
            credentials="MD",
            checked_on=date(2026, 1, 1),
            next_check_on=date(2099, 1, 1),
        )
        edition = publish(procedure=original, note="Checked.")
        assert edition.number == 2
        assert fresh(translation).follows == edition
        assert fresh(translation).is_current_translation
        assert not Procedure.objects.out_of_date().exists()

    def test_a_restored_text_of_the_original_makes_it_current_again(self):
        original, translation = translated()
        renewed(original)
        edition = restore(edition=current(original), note="Back.")
        assert fresh(translation).follows == edition
        assert fresh(translation).is_current_translation

    def test_saying_that_it_follows_reaches_readers_with_its_next_edition(self):
        original, translation = translated()
        edition = renewed(original)
        assert follow_original(procedure=translation) == edition
        waiting = fresh(translation)
        assert waiting.unpublished_text
        assert not waiting.is_current_translation
        publish(procedure=waiting, note="Al día.")
        assert fresh(translation).follows == edition
        assert fresh(translation).is_current_translation

    def test_a_draft_that_follows_moves_no_published_text(self):
        original, translation = translated()
        renewed(original)
        follow_original(procedure=translation)
        record_review(
            procedure=original, name="R", credentials="MD", checked_on=date(2026, 1, 1), next_check_on=date(2099, 1, 1)
        )
        publish(procedure=original, note="Checked.")
        assert not fresh(translation).is_current_translation

    def test_following_needs_something_new_to_follow(self):
        original, translation = translated()
        with pytest.raises(ValueError, match="follows edition 1 of the English page already"):
            follow_original(procedure=translation)
        with pytest.raises(ValueError, match="is no translation"):
            follow_original(procedure=original)
        retract(procedure=original, reason="Wrong.")
        with pytest.raises(ValueError, match="nothing to follow"):
            follow_original(procedure=translation)

    def test_a_check_ends_when_it_follows_another_text(self):
        original, translation = translated()
        days: dict[str, Any] = {"checked_on": date(2026, 1, 1), "next_check_on": date(2099, 1, 1)}
        record_review(procedure=translation, name="T", credentials="Translator", **days)
        assert page_of(fresh(translation)).review
        renewed(original)
        follow_original(procedure=translation)
        assert page_of(fresh(translation)).review is None

    def test_without_a_published_original_it_is_refused(self):
        draft()
        translation = draft(nota())
        with pytest.raises(NotPublishable, match="Publish the English page first"):
            publish(procedure=translation, note="Antes de tiempo.")

    def test_withdrawing_the_original_withdraws_its_translations(self):
        original, translation = translated()
        retract(procedure=original, reason="A number was wrong.")
        gone = fresh(translation)
        assert gone.current_edition is None
        assert gone.retraction_reason == "A number was wrong."
        assert not gone.is_current_translation
        assert Code.objects.get(value="G9999").edition is None
        publish(procedure=original, note="Right again.")
        assert fresh(translation).current_edition is None
        publish(procedure=translation, note="De nuevo.")
        assert fresh(translation).is_current_translation

    def test_withdrawing_the_translation_leaves_the_original(self):
        original, translation = translated()
        retract(procedure=translation, reason="Mal traducido.")
        assert not fresh(translation).is_current_translation
        assert not Procedure.objects.up_to_date().exists()
        assert not Procedure.objects.out_of_date().exists()
        assert Code.objects.get(value="G9999").edition == original.current_edition
        assert fresh(original).current_edition == original.current_edition

    def test_an_earlier_edition_of_it_follows_what_it_rendered(self):
        original, translation = translated()
        first = current(translation)
        second = renewed(original)
        follow_original(procedure=translation)
        rewrite(translation, "bill", "No le cuesta nada.")
        publish(procedure=translation, note="Al día.")
        assert fresh(translation).follows == second
        restore(edition=first, note="Otra vez.")
        assert fresh(translation).follows == original.current_edition
        assert not fresh(translation).is_current_translation

    def test_it_can_be_restored_after_its_original_got_another_address(self):
        original, translation = translated()
        first = current(translation)
        rewrite(translation, "bill", "No le cuesta nada.")
        publish(procedure=translation, note="Más corto.")
        Procedure.objects.filter(pk=original.pk).update(slug="note-of-a-scan")
        restore(edition=first, note="Otra vez.")
        assert fresh(translation).translation_of == original

    def test_one_of_an_unknown_text_is_published_and_out_of_date(self):
        published()
        translation = draft(nota(translated_hash="0" * 64))
        publish(procedure=translation, note="Vieja.")
        assert fresh(translation).follows is None
        assert not fresh(translation).is_current_translation
        assert list(Procedure.objects.out_of_date()) == [translation]

    def test_another_number_than_the_originals_is_refused(self):
        published()
        translation = draft(nota())
        rewrite(translation, "purpose", "Toma 20 minutos. [@cms]")
        assert [problem.where for problem in problems_of(fresh(translation))] == ["section purpose"]

    def test_it_is_held_against_the_edition_that_it_renders(self):
        original, translation = translated()
        renewed(original, "It takes 20 minutes. [@cms]")
        assert problems_of(fresh(translation)) == ()
        follow_original(procedure=translation)
        assert [problem.where for problem in problems_of(fresh(translation))] == ["section bill"]

    def test_lists_count_originals_only(self):
        _original, translation = translated()
        assert translation.current_edition.topics.count() == 0
        assert not translation.current_edition.codes.exists()

    def test_stored_pages_are_forgotten(self, monkeypatch):
        _original, translation = translated()
        forgotten: list[bool] = []
        monkeypatch.setattr(stored_pages, "forget_all", lambda: forgotten.append(True))
        retract(procedure=translation, reason="Mal.")
        assert forgotten


class TestHash:
    def test_texts_of_before_have_the_hash_of_before(self):
        # Computed before pages had a language; checks in databases count on it.
        assert text_hash(note_page()) == "6964fd0dc36c6bdf41a12d62a06ad3a72abc4493d052302575b576b69590abbf"

    @pytest.mark.parametrize(
        "changes",
        [
            {"language": "es"},
            {"translated_hash": "0" * 64},
            {"calendar": "Day 1: x"},
            {"day_plan": "1 minute: x"},
        ],
    )
    def test_what_the_new_fields_say_counts(self, changes):
        assert text_hash(replace(note_page(), **changes)) != text_hash(note_page())


def test_what_is_drawn_goes_through_rows_and_editions():
    lines = "5 minutes: The crew comes\nAbout 1 hour: The ride"
    procedure, edition = published(ride_page(day_plan=lines))
    assert edition.page.day_plan == lines
    Procedure.objects.filter(pk=procedure.pk).update(day_plan=f"{lines}\r\n")
    assert not record_edit(procedure=procedure).unpublished_text


class TestSearch:
    def test_spanish_words_find_the_code_while_it_is_published(self):
        original, translation = translated()
        assert [one.candidate.value for one in find.search("nota de imagen").ranked] == ["G9999"]
        assert [one.candidate.value for one in find.search("cobran").ranked] == ["G9999"]
        after = state()
        index.rebuild()
        assert state() == after
        retract(procedure=translation, reason="Mal.")
        assert not find.search("cobran").ranked
        assert [one.candidate.value for one in find.search("imaging note").ranked] == ["G9999"]
        publish(procedure=translation, note="De nuevo.")
        retract(procedure=original, reason="Wrong.")
        assert not find.search("cobran").ranked


class TestRows:
    def test_a_code_has_one_explanation_in_each_language(self):
        _original, translation = translated()
        other = draft(note_page(slug="other", codes=()))
        for change in ({}, {"language": "es"}):
            row = ProcedureCode(procedure=other, code=code("G9999"), **change)
            with pytest.raises(ValidationError, match="only one in each language"):
                row.full_clean()
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save()
        assert {row.language for row in translation.procedure_codes.all()} == {"es"}

    @pytest.mark.parametrize(
        "changes",
        [
            {"language": "es"},
            {"language": "fr"},
            {"translated_hash": "0" * 64},
        ],
    )
    def test_an_english_page_translates_nothing(self, changes):
        procedure = draft()
        with pytest.raises(IntegrityError), transaction.atomic():
            Procedure.objects.filter(pk=procedure.pk).update(**changes)

    def test_a_translation_has_an_original_and_is_the_only_one(self):
        _original, translation = translated()
        for changes in ({"language": "en"}, {"translation_of": None}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Procedure.objects.filter(pk=translation.pk).update(**changes)
        twice = Procedure(
            slug="otra",
            plain_name="Otra",
            medical_name="Otra",
            family="reporting",
            language="es",
            translation_of=translation.translation_of,
        )
        with pytest.raises(ValidationError, match="a translation into this language already"):
            twice.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            twice.save()

    def test_an_original_with_translations_stays(self):
        draft()
        draft(nota())
        with pytest.raises(ProtectedError):
            Procedure.objects.get(slug="scan-note").delete()

    def test_it_begins_with_what_is_the_same_in_each_language(self):
        original, edition = published()
        row = Procedure.objects.create(
            slug="nota",
            plain_name="Nota",
            medical_name="Nota",
            family="drug",
            language="es",
            translation_of=original,
        )
        begin_translation(procedure=row)
        page = page_of(fresh(row))
        assert (page.family, page.setting) == ("reporting", "not_applicable")
        assert page.codes == edition.page.codes
        assert [source.key for source in page.sources] == ["cms"]
        assert page.translated_hash == text_hash(edition.page)
        assert {problem.where for problem in problems_of(fresh(row))} == {
            "section summary",
            "section purpose",
            "section questions",
            "section bill",
            "source cms",
        }

    def test_beginning_an_original_does_nothing(self):
        procedure = draft()
        before = text_hash(page_of(procedure))
        begin_translation(procedure=procedure)
        assert text_hash(page_of(fresh(procedure))) == before


class TestGlossary:
    def test_spanish_pages_get_spanish_words(self):
        term = GlossaryTerm.objects.create(slug="scan", term="scan", meaning="A picture of the inside.")
        GlossaryTerm.objects.create(slug="plan", term="plan", meaning="Who pays.")
        GlossaryTranslation.objects.create(
            term=term, language="es", word="examen", variants=["exámenes"], meaning="Una foto por dentro."
        )
        assert [(entry.slug, entry.term) for entry in glossary("es")] == [("scan", "examen")]
        assert [entry.term for entry in glossary()] == ["plan", "scan"]
        _original, translation = translated()
        page = translation.current_edition.page
        assert [entry.meaning for entry in page.glossary] == ["Una foto por dentro."]
        assert ">examen</a>" in "".join(section.html for section in page.sections)

    def test_a_word_is_translated_once_into_languages_that_we_have(self):
        scan = GlossaryTerm.objects.create(slug="scan", term="scan", meaning="x")
        plan = GlossaryTerm.objects.create(slug="plan", term="plan", meaning="x")
        GlossaryTranslation.objects.create(term=scan, language="es", word="examen", meaning="x")
        for row in ((scan, "es", "otra"), (plan, "es", "examen"), (plan, "en", "plan"), (plan, "fr", "plan")):
            term, language, word = row
            with pytest.raises(IntegrityError), transaction.atomic():
                GlossaryTranslation.objects.create(term=term, language=language, word=word, meaning="x")

    def test_staff_may_do_with_it_what_they_may_with_words(self):
        rights = {
            group.name: {right.codename for right in group.permissions.filter(codename__endswith="glossarytranslation")}
            for group in Group.objects.all()
        }
        view = {"view_glossarytranslation"}
        assert rights["Author"] == rights["Clinical reviewer"] == view
        assert rights["Publisher"] == view | {f"{verb}_glossarytranslation" for verb in ("add", "change", "delete")}
