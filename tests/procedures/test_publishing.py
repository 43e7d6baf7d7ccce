"""Publishing is the one door: each exit of publish, retract, restore and record_review, and what readers see after."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, IntegrityError, connection, transaction

from procedures.content import readability
from procedures.content.page import CodeOnPage
from procedures.models import Code, Edition, Procedure
from procedures.pages.working import page_of
from procedures.publishing import (
    NothingPublished,
    NotPublishable,
    WouldLoseDraft,
    publish,
    record_review,
    restore,
    retract,
)
from tests.library import code, draft, note_page, published, rewrite, with_section

pytestmark = pytest.mark.django_db
CHECK: dict[str, Any] = {"checked_on": date(2026, 1, 2), "next_check_on": date(2027, 1, 2)}


def test_publishing_makes_edition_1_and_points_the_code_at_it():
    procedure, edition = published()
    assert (edition.number, edition.slug, edition.note) == (1, "scan-note", "First published.")
    assert procedure.current_edition == edition
    shown = Code.objects.get(value="G9999")
    assert shown.edition == edition
    assert shown.is_canonical
    assert shown.get_absolute_url() == "/code/hcpcs/G9999-scan-note/"


def test_an_edition_gives_back_what_was_written():
    procedure, edition = published()
    page = edition.page
    assert page.section("bill").body == page_of(procedure).section("bill").body
    assert page.section("bill").html == "<p>It should cost you nothing. Call the office if it does.</p>"
    assert page.review is None
    assert edition.description.startswith("This code is a note about your scan.")


def test_publishing_the_same_text_makes_no_new_edition():
    procedure, edition = published()
    assert publish(procedure=procedure, note="Again.") == edition
    assert Edition.objects.count() == 1


def test_a_changed_text_is_a_new_edition_and_the_old_one_stays():
    procedure, first = published()
    rewrite(procedure, "bill", "It costs you nothing.")
    second = publish(procedure=procedure, note="Shorter.")
    assert second.number == 2
    assert "nothing. Call" in Edition.objects.get(number=1).page.section("bill").body
    assert Code.objects.get(value="G9999").edition == second
    first.refresh_from_db()


def test_a_text_that_breaks_a_rule_is_refused_with_the_place_and_nothing_is_written():
    procedure = draft(with_section(note_page(), "bill", "It costs 20 dollars."))
    with pytest.raises(NotPublishable) as refused:
        publish(procedure=procedure, note="Try.")
    assert [problem.where for problem in refused.value.problems] == ["section bill"]
    assert not Edition.objects.exists()


def test_two_pages_cannot_give_one_brand_to_two_medicines():
    published(note_page(brands=("Besponsa",), ingredient="inotuzumab ozogamicin"))
    other = draft(
        note_page(
            slug="other",
            plain_name="Other note",
            brands=("Besponsa",),
            ingredient="gemtuzumab ozogamicin",
            codes=(CodeOnPage("hcpcs", "G9998", "Another note", True),),
        )
    )
    with pytest.raises(NotPublishable, match="Besponsa"):
        publish(procedure=other, note="Try.")


def test_a_code_moves_only_after_its_old_page_let_it_go():
    procedure, _ = published()
    procedure.procedure_codes.all().delete()
    other = draft(note_page(slug="other", plain_name="Other note"))
    with pytest.raises(NotPublishable, match="Publish that page without the code first"):
        publish(procedure=other, note="Try.")


def test_a_code_taken_from_the_page_goes_back_to_none():
    both = (
        CodeOnPage("hcpcs", "G9999", "Note about a scan", True, "The newer"),
        CodeOnPage("hcpcs", "G9998", "Another note", False, "The older"),
    )
    procedure, _ = published(note_page(codes=both))
    assert Code.objects.explained().count() == 2
    procedure.procedure_codes.get(code__value="G9998").delete()
    publish(procedure=procedure, note="One code less.")
    assert list(Code.objects.explained().values_list("value", flat=True)) == ["G9999"]


def test_retracting_takes_it_from_readers_and_keeps_the_editions():
    procedure, _ = published()
    retract(procedure=procedure, reason="The source was withdrawn.")
    procedure.refresh_from_db()
    assert procedure.current_edition is None
    assert procedure.retraction_reason == "The source was withdrawn."
    assert not Code.objects.explained().exists()
    assert Edition.objects.count() == 1


def test_retracting_needs_a_reason_and_something_published():
    procedure, _ = published()
    with pytest.raises(ValueError, match="Say why"):
        retract(procedure=procedure, reason=" ")
    retract(procedure=procedure, reason="Wrong.")
    with pytest.raises(NothingPublished):
        retract(procedure=procedure, reason="Again.")


def test_publishing_after_a_retraction_brings_it_back():
    procedure, _ = published()
    retract(procedure=procedure, reason="Wrong.")
    rewrite(procedure, "bill", "It costs you nothing.")
    second = publish(procedure=procedure, note="Mended.")
    procedure.refresh_from_db()
    assert (second.number, procedure.retracted_on, procedure.retraction_reason) == (2, None, "")


def test_restoring_makes_a_new_edition_of_an_old_text():
    procedure, first = published()
    rewrite(procedure, "bill", "It costs you nothing.")
    publish(procedure=procedure, note="Shorter.")
    third = restore(edition=first, note="The longer text was better.")
    assert third.number == 3
    assert third.page.section("bill").body == first.page.section("bill").body
    assert procedure.sections.get(kind="bill").body == first.page.section("bill").body


def test_restoring_does_not_lose_a_draft():
    procedure, first = published()
    rewrite(procedure, "bill", "It costs you nothing.")
    with pytest.raises(WouldLoseDraft):
        restore(edition=first, note="Back.")
    assert procedure.sections.get(kind="bill").body == "It costs you nothing."
    assert restore(edition=first, note="Back.", discard_draft=True) == first


def test_restoring_a_text_that_breaks_todays_rules_changes_nothing(monkeypatch):
    procedure, first = published()
    rewrite(procedure, "bill", "It costs you nothing.")
    second = publish(procedure=procedure, note="Shorter.")
    monkeypatch.setitem(readability.HIGHEST_GRADE, "page", -20)
    with pytest.raises(NotPublishable):
        restore(edition=first, note="Back.")
    procedure.refresh_from_db()
    assert procedure.current_edition == second
    assert procedure.sections.get(kind="bill").body == "It costs you nothing."


def test_a_review_shows_with_the_next_edition():
    procedure, _ = published()
    record_review(procedure=procedure, name="Ann Lee", credentials="RN", **CHECK)
    edition = publish(procedure=procedure, note="Checked.")
    assert edition.number == 2
    assert (edition.page.review.name, edition.page.review.next_check_on) == ("Ann Lee", "2027-01-02")


def test_a_review_ends_with_the_text_it_was_of():
    procedure, _ = published()
    record_review(procedure=procedure, name="Ann Lee", credentials="RN", **CHECK)
    rewrite(procedure, "bill", "It costs you nothing.")
    assert page_of(Procedure.objects.get()).review is None
    assert publish(procedure=procedure, note="Changed.").page.review is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"credentials": ""},
        {"checked_on": date(2999, 1, 1), "next_check_on": date(3000, 1, 1)},
        {"next_check_on": date(2026, 1, 2)},
    ],
)
def test_a_review_is_whole(wrong):
    procedure = draft()
    with pytest.raises(ValueError, match=r"\."):
        record_review(procedure=procedure, **{"name": "Ann Lee", "credentials": "RN", **CHECK, **wrong})
    procedure.refresh_from_db()
    assert procedure.checked_on is None


def test_a_new_descriptor_is_no_edit_but_can_be_published():
    procedure, _ = published()
    Code.objects.filter(value="G9999").update(long_description="Note about a scan, reworded")
    edition = publish(procedure=procedure, note="New official words.")
    assert edition.number == 2
    assert edition.page.primary.long_description == "Note about a scan, reworded"


def test_the_database_refuses_to_change_an_edition():
    _, edition = published()
    with pytest.raises((IntegrityError, DatabaseError), match="never changes"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(note="Other.")
    refused = pytest.raises((IntegrityError, DatabaseError), match="never changes")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE procedures_edition SET content = '{}'")
    edition.refresh_from_db()
    assert edition.note == "First published."


def test_who_published_is_kept():
    nurse = get_user_model().objects.create_user("nurse", password="a-long-password")
    edition = publish(procedure=draft(), note="First.", by=nurse)
    assert edition.published_by == nurse


def test_a_code_has_one_explanation():
    published()
    with pytest.raises(Exception, match="has an explanation already"):
        draft(note_page(slug="other", plain_name="Other note"))


def test_a_refused_row_writes_nothing():
    long = replace(note_page(), medical_name="x" * 300)
    with pytest.raises(Exception, match="200"), transaction.atomic():
        draft(long)
    assert not Procedure.objects.exists()


def test_a_code_in_two_systems_is_two_codes():
    assert code("G9999").pk == code("G9999").pk
