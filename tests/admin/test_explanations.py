"""Explanations on their change form: what it shows, what it saves, and what it refuses without losing a word."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from procedures.models import Code, Procedure, ProcedureCode
from procedures.models.procedures import State
from procedures.pages.working import page_of, text_hash
from procedures.publishing import publish, restore
from tests.admin.staff import body_field, client, form_of, user
from tests.library import BODIES, code, draft, note_page, published, with_section

pytestmark = pytest.mark.django_db


def address(procedure: Procedure) -> str:
    return reverse("admin:procedures_procedure_change", args=[procedure.pk])


def test_saving_the_form_untouched_changes_nothing_and_leaves_no_trace():
    procedure, _edition = published()
    before = text_hash(page_of(procedure))
    ana = client("ana")
    page = ana.get(address(procedure))
    response = ana.post(address(procedure), {**form_of(page), "_save": "1"})
    assert response.status_code == 302
    procedure = Procedure.objects.get()
    assert text_hash(page_of(procedure)) == before
    assert not procedure.unpublished_text
    assert not procedure.edited_by.exists()
    assert not LogEntry.objects.exists()


def test_an_edit_stays_a_draft_and_readers_see_the_old_text():
    procedure, edition = published()
    ana = client("ana")
    values = form_of(ana.get(address(procedure)))
    name = body_field(values, "purpose")
    ana.post(address(procedure), {**values, name: "The note says why.  \r\n\r\nIt helps a plan.\r\n", "_save": "1"})
    procedure.refresh_from_db()
    assert procedure.sections.get(kind="purpose").body == "The note says why.\n\nIt helps a plan."
    assert procedure.unpublished_text
    assert list(procedure.edited_by.all()) == [user("ana")]
    assert Code.objects.get(value="G9999").edition == edition
    assert "The note says why a scan" in client("ana").get("/code/hcpcs/G9999-scan-note/").content.decode()
    assert "Text" in LogEntry.objects.get().get_change_message()


def test_an_edit_of_a_checked_text_needs_a_new_check():
    procedure, _edition = published()
    Procedure.objects.filter(pk=procedure.pk).update(
        state=State.CHECKED,
        reviewer_name="R",
        reviewer_credentials="MD",
        checked_on="2026-01-01",
        next_check_on="2027-01-01",
        reviewed_hash=text_hash(page_of(procedure)),
    )
    ana = client("ana")
    values = form_of(ana.get(address(procedure)))
    ana.post(address(procedure), {**values, body_field(values, "purpose"): "Another text.", "_save": "1"})
    procedure.refresh_from_db()
    assert procedure.state == State.DRAFT
    assert page_of(procedure).review is None


def test_a_new_explanation_begins_with_its_names_and_then_offers_its_sections():
    code("K0001", "Standard wheelchair")
    code("K0002", "Other wheelchair")
    ana = client("ana")
    add = reverse("admin:procedures_procedure_add")
    values = {**form_of(ana.get(add)), "plain_name": "Wheelchair", "medical_name": "Wheelchair", "slug": "wheelchair"}
    response = ana.post(add, {**values, "family": "device", "add_codes": "K0001-K0002", "_save": "1"})
    procedure = Procedure.objects.get()
    assert response["Location"] == address(procedure)
    links = [(str(link.code), link.is_primary) for link in procedure.procedure_codes.all()]
    assert links == [("K0001", True), ("K0002", False)]
    page = ana.get(address(procedure)).content.decode()
    assert 'id="section-use"' in page
    assert 'id="section-schedule"' not in page
    assert page.index('id="section-summary"') < page.index('id="section-use"') < page.index('id="section-bill"')
    assert "Fitting and using it" in page
    assert 'href="#section-summary"' in page
    assert "It is missing." in page


def test_a_missing_section_is_written_where_it_is_offered():
    page = note_page(sections=tuple(section for section in note_page().sections if section.kind != "bill"))
    procedure = draft(page)
    ana = client("ana")
    shown = ana.get(address(procedure))
    values = form_of(shown)
    assert "missing: the page needs it" in shown.content.decode()
    ana.post(address(procedure), {**values, body_field(values, "bill"): BODIES["bill"], "_save": "1"})
    assert sorted(section.kind for section in procedure.sections.all()) == sorted(BODIES)


def test_a_section_that_the_family_must_not_have_is_refused():
    procedure = draft()
    ana = client("ana")
    values = form_of(ana.get(address(procedure)))
    number = values["sections-TOTAL_FORMS"][0]
    more = {
        f"sections-{number}-kind": "anesthesia",
        f"sections-{number}-body": "Awake.",
        f"sections-{number}-picture": "",
    }
    response = ana.post(
        address(procedure), {**values, **more, "sections-TOTAL_FORMS": str(int(number) + 1), "_save": "1"}
    )
    assert "must not have this section" in response.content.decode()
    assert not procedure.sections.filter(kind="anesthesia").exists()


def test_the_primary_code_changes_in_one_save():
    procedure = draft()
    other = ProcedureCode.objects.create(procedure=procedure, code=code("G9998"), difference="Another scan")
    ana = client("ana")
    values = form_of(ana.get(address(procedure)))
    del values["procedure_codes-0-is_primary"]
    ana.post(address(procedure), {**values, "procedure_codes-1-is_primary": "on", "_save": "1"})
    other.refresh_from_db()
    assert other.is_primary
    assert procedure.procedure_codes.filter(is_primary=True).count() == 1


def test_a_range_adds_the_codes_that_are_missing():
    procedure = draft()
    for value in ("G9997", "G9998", "K0001", "K0002"):
        code(value)
    ana = client("ana")
    values = form_of(ana.get(address(procedure)))
    ana.post(address(procedure), {**values, "add_codes": "g9997–G9999, K0002", "_save": "1"})
    links = {str(link.code): link.is_primary for link in procedure.procedure_codes.all()}
    assert links == {"G9999": True, "G9997": False, "G9998": False, "K0002": False}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Q1", "There is no code Q1"),
        ("G9999-", "no code and no range"),
        ("J1-A1", "no range"),
        ("G9998", "explained in"),
    ],
)
def test_codes_that_cannot_be_added_are_refused_in_words(typed: str, said: str):
    procedure = draft()
    draft(note_page(slug="other", codes=(note_page().codes[0].__class__("hcpcs", "G9998", "Other", True),)))
    ana = client("ana")
    values = form_of(ana.get(address(procedure)))
    response = ana.post(address(procedure), {**values, "add_codes": typed, "_save": "1"})
    assert said in response.content.decode()


def test_a_text_that_is_too_long_comes_back_whole():
    procedure = draft()
    ana = client("ana")
    values = form_of(ana.get(address(procedure)))
    long = "A long text. " * 1700
    response = ana.post(address(procedure), {**values, body_field(values, "purpose"): long, "_save": "1"})
    page = response.content.decode()
    assert "at most 20000 characters" in page
    assert long.strip() in page
    assert 'maxlength="20000"' not in page
    assert procedure.sections.get(kind="purpose").body == BODIES["purpose"]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "See [this](javascript:alert(1)).", '<img src=x onerror="alert(1)">']
)
def test_a_script_is_shown_as_typed_and_stands_in_the_way(text: str):
    procedure = draft(with_section(note_page(), "purpose", text))
    ana = client("ana")
    form = ana.get(address(procedure)).content.decode()
    assert "HTML or a link in the text" in form
    preview = ana.get(reverse("admin:procedures_procedure_preview", args=[procedure.pk])).content.decode()
    assert text.split("<")[-1][:6] in preview
    for harm in ("<script>alert", "<img src=x", 'href="javascript'):
        assert harm not in form
        assert harm not in preview


def test_a_javascript_address_of_a_source_is_refused():
    procedure = draft()
    ana = client("ana")
    values = form_of(ana.get(address(procedure)))
    response = ana.post(address(procedure), {**values, "sources-0-url": "javascript:alert(1)", "_save": "1"})
    assert "Write a web address" in response.content.decode()
    assert procedure.sources.get().url == "https://www.cms.gov/measures"


class TestStaleSave:
    def test_it_is_refused_and_shows_both_texts(self):
        procedure = draft()
        ana, sue = client("ana"), client("sue")
        values = form_of(ana.get(address(procedure)))
        others = form_of(sue.get(address(procedure)))
        name = body_field(values, "purpose")
        sue.post(address(procedure), {**others, name: "Text of Sue.", "_save": "1"})
        response = ana.post(address(procedure), {**values, name: "Text of Ana.", "_save": "1"})
        page = response.content.decode()
        assert response.status_code == 200
        assert "your save was refused" in page
        assert "<del>Sue.</del><ins>Ana.</ins>" in page
        assert "<pre>Text of Sue.</pre>" in page
        assert "sue," in page
        assert procedure.sections.get(kind="purpose").body == "Text of Sue."
        again = form_of(response)
        assert again[name] == ["Text of Ana."]
        assert ana.post(address(procedure), {**again, "_save": "1"}).status_code == 302
        assert procedure.sections.get(kind="purpose").body == "Text of Ana."

    def test_nothing_is_lost_when_every_row_was_made_anew(self):
        procedure, edition = published()
        ana = client("ana")
        values = form_of(ana.get(address(procedure)))
        restore(edition=edition, note="Back.", discard_draft=True)
        procedure.sections.filter(kind="bill").update(body="Another bill.")
        name = body_field(values, "purpose")
        response = ana.post(address(procedure), {**values, name: "Text of Ana.", "_save": "1"})
        page = response.content.decode()
        assert "your save was refused" in page
        assert "Select a valid choice" not in page
        assert "Another bill." in page
        assert ana.post(address(procedure), {**form_of(response), "_save": "1"}).status_code == 302
        assert procedure.sections.get(kind="purpose").body == "Text of Ana."
        assert procedure.sections.count() == 4

    def test_a_row_that_somebody_removed_is_kept_as_a_new_one(self):
        procedure = draft()
        ana = client("ana")
        values = form_of(ana.get(address(procedure)))
        procedure.sections.get(kind="bill").delete()
        response = ana.post(address(procedure), {**values, "_save": "1"})
        assert "your save was refused" in response.content.decode()
        assert ana.post(address(procedure), {**form_of(response), "_save": "1"}).status_code == 302
        assert procedure.sections.get(kind="bill").body == BODIES["bill"]

    def test_a_save_that_does_not_say_what_it_saw_is_refused(self):
        procedure = draft()
        ana = client("ana")
        values = form_of(ana.get(address(procedure)))
        del values["seen"]
        assert "your save was refused" in ana.post(address(procedure), {**values, "_save": "1"}).content.decode()


def test_help_says_what_the_form_says():
    procedure = draft()
    ana = client("ana")
    where = reverse("admin:procedures_procedure_help", args=[procedure.pk])
    body = "Utilization of hospitalization occurred in 14 of the people.\n\nIt cites 2 [@new]."
    answer = ana.post(where, {"kind": "purpose", "body": body, "key": ["new"]}).content.decode()
    assert "Reads at <strong>grade" in answer
    assert "hospitalization" in answer
    assert "A figure without a source" in answer
    assert "cites no source" not in answer
    assert ana.post(where, {"kind": "none", "body": ""}).status_code == 400
    assert "cannot be saved" in ana.post(where, {"kind": "purpose", "body": "a" * 20_001}).content.decode()


def test_the_preview_is_the_public_page_with_a_line_that_says_draft():
    procedure, _edition = published()
    procedure.sections.filter(kind="purpose").update(body="A new purpose.")
    ana = client("ana")
    page = ana.get(reverse("admin:procedures_procedure_preview", args=[procedure.pk]))
    assert "Draft, for staff only." in page.content.decode()
    assert "A new purpose." in page.content.decode()
    assert "noindex" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    change = ana.get(reverse("admin:procedures_procedure_difference", args=[procedure.pk])).content.decode()
    assert "<ins>A new" in change or "<ins>A</ins>" in change


def test_a_draft_without_a_code_has_no_page_to_show():
    procedure = draft()
    procedure.procedure_codes.all().delete()
    page = client("ana").get(reverse("admin:procedures_procedure_preview", args=[procedure.pk])).content.decode()
    assert "covers no code yet" in page


@pytest.mark.parametrize("name", ["preview", "difference"])
def test_nobody_else_sees_a_draft(name: str, client):
    procedure = draft()
    where = reverse(f"admin:procedures_procedure_{name}", args=[procedure.pk])
    assert client.get(where).status_code == 302
    stranger = user("stranger")
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(where).status_code == 403


def test_publishing_from_files_clears_who_edited():
    procedure, _edition = published()
    procedure.edited_by.add(user("ana"))
    procedure.sections.filter(kind="purpose").update(body="The note says why. It helps a plan to check care.")
    publish(procedure=procedure, note="Shorter.")
    assert not procedure.edited_by.exists()
