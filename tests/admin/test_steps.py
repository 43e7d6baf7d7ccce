"""The workflow by button, by action on the list and by direct POST: what each person may do, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from procedures.models import Edition, Procedure
from procedures.models.procedures import State
from tests.admin.staff import body_field, client, form_of, user
from tests.library import draft, note_page, published, rewrite

pytestmark = pytest.mark.django_db
LIST = "admin:procedures_procedure_changelist"
CHECK = {"name": "Rey Ortiz", "credentials": "MD", "checked_on": "2026-01-02", "next_check_on": "2099-01-02"}
NEEDS = {
    "send_to_review": {"ana", "sue"},
    "send_back": {"rey", "sue"},
    "record_review": {"rey", "sue"},
    "publish": {"pat", "sue"},
    "retract": {"pat", "sue"},
}


def step_address(step: str, *procedures: Procedure) -> str:
    numbers = ",".join(str(procedure.pk) for procedure in procedures)
    return f"{reverse('admin:procedures_procedure_step', args=[step])}?ids={numbers}"


def take(who: str, step: str, procedure: Procedure, /, **said: Any) -> Any:
    """Take a step as somebody does: look at its page, fill it in, send it."""
    browser = client(who)
    where = step_address(step, procedure)
    return browser.post(where, {**form_of(browser.get(where)), **said})


@pytest.mark.parametrize("name", ["ana", "rey", "pat", "sue"])
@pytest.mark.parametrize("step", NEEDS)
def test_each_step_is_for_those_with_its_right(name: str, step: str):
    procedure, _edition = published()
    rewrite(procedure, "purpose", "The note says why. It helps a plan.")
    Procedure.objects.update(unpublished_text=True, state=State.IN_REVIEW if step == "send_back" else State.DRAFT)
    browser = client(name)
    allowed = name in NEEDS[step]
    form = browser.get(reverse("admin:procedures_procedure_change", args=[procedure.pk]))
    assert (f'value="{step}"' in form.content.decode()) == allowed
    listed = browser.get(reverse(LIST)).content.decode()
    assert (f'<option value="{step}">' in listed) == allowed
    assert browser.get(step_address(step, procedure)).status_code == (200 if allowed else 403)


@pytest.mark.parametrize("name", ["ana", "rey"])
def test_who_may_not_publish_cannot_by_any_way(name: str):
    procedure = draft()
    browser = client(name)
    change = reverse("admin:procedures_procedure_change", args=[procedure.pk])
    pressed = {"CHANGE_FORM-action": "publish", "_selected_action": [procedure.pk]}
    browser.post(change, pressed)
    browser.post(change, {**form_of(browser.get(change)), **pressed})
    browser.post(reverse(LIST), {"action": "publish", "index": "0", "_selected_action": [procedure.pk]})
    answer = browser.post(step_address("publish", procedure), {"note": "Mine now."})
    assert answer.status_code == 403
    assert not Edition.objects.exists()


def test_nobody_signed_in_gets_to_no_step(client):
    procedure = draft()
    answer = client.post(step_address("publish", procedure), {"note": "Hello"})
    assert answer.status_code == 302
    assert "/admin/login/" in answer["Location"]
    assert not Edition.objects.exists()


def test_the_whole_way():
    procedure = draft()
    procedure.edited_by.add(user("ana"))
    take("ana", "send_to_review", procedure, note="Please look at the numbers.")
    procedure.refresh_from_db()
    assert procedure.state == State.IN_REVIEW
    take("rey", "record_review", procedure, **CHECK)
    procedure.refresh_from_db()
    assert procedure.state == State.CHECKED
    take("pat", "publish", procedure, note="A new page.")
    edition = Edition.objects.get()
    assert edition.page.review
    assert edition.page.review.name == "Rey Ortiz"
    assert (edition.note, edition.published_by) == ("A new page.", user("pat"))
    procedure.refresh_from_db()
    assert not procedure.unpublished_text
    messages = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
    assert [message.split(".")[0] for message in messages] == ["Send to review", "Record a check", "Publish"]
    assert "Please look at the numbers." in messages[0]


def test_a_reviewer_sends_a_text_back_with_a_reason():
    procedure = draft()
    take("ana", "send_to_review", procedure)
    refused = take("rey", "send_back", procedure, note="")
    assert "This field is required." in refused.content.decode()
    take("rey", "send_back", procedure, note="The dose is wrong.")
    procedure.refresh_from_db()
    assert procedure.state == State.DRAFT
    assert "The dose is wrong." in LogEntry.objects.latest("pk").get_change_message()


def test_nobody_signs_what_only_they_have_written():
    procedure = draft()
    procedure.edited_by.add(user("sue"))
    refused = take("sue", "record_review", procedure, **CHECK)
    assert "You are the only one who has worked on" in refused.content.decode()
    procedure.edited_by.add(user("ana"))
    take("sue", "record_review", procedure, **CHECK)
    procedure.refresh_from_db()
    assert procedure.state == State.CHECKED


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"checked_on": (timezone.localdate() + timedelta(days=2)).isoformat()}, "cannot be in the future"),
        ({"next_check_on": "2026-01-01"}, "must be later"),
    ],
)
def test_half_a_check_is_refused(wrong: dict[str, str], said: str):
    procedure = draft()
    assert said in take("rey", "record_review", procedure, **{**CHECK, **wrong}).content.decode()
    procedure.refresh_from_db()
    assert procedure.checked_on is None


def test_publishing_an_unchecked_text_says_so():
    procedure = draft()
    asked = client("pat").get(step_address("publish", procedure)).content.decode()
    assert "Not yet checked by a clinician" in asked
    take("pat", "publish", procedure, note="First.")
    assert "Not yet checked by a clinician" in client("pat").get("/code/hcpcs/G9999-scan-note/").content.decode()


def test_publishing_without_a_note_is_refused():
    procedure = draft()
    assert "This field is required." in take("pat", "publish", procedure, note=" ").content.decode()
    assert not Edition.objects.exists()


def test_publishing_an_unfinished_text_says_what_is_missing():
    page = note_page(sections=tuple(section for section in note_page().sections if section.kind != "bill"))
    procedure = draft(page)
    refused = take("pat", "publish", procedure, note="First.").content.decode()
    assert "1 problems stand in the way" in refused
    assert "It is missing." in refused
    assert not Edition.objects.exists()


@pytest.mark.parametrize(
    ("name", "step", "said"), [("pat", "publish", {"note": "Mine."}), ("rey", "record_review", CHECK)]
)
def test_a_text_that_changed_since_it_was_read_is_neither_published_nor_signed(
    name: str, step: str, said: dict[str, str]
):
    procedure = draft()
    browser = client(name)
    values = form_of(browser.get(step_address(step, procedure)))
    rewrite(procedure, "purpose", "Something else.")
    answer = browser.post(step_address(step, procedure), {**values, **said}).content.decode()
    assert "Somebody changed the text after you opened this page." in answer
    assert not Edition.objects.exists()
    procedure.refresh_from_db()
    assert procedure.checked_on is None


def test_withdrawing_takes_the_page_away_and_says_why():
    procedure, _edition = published()
    take("pat", "retract", procedure, note="The label changed.")
    assert "The label changed." in client("pat").get("/code/hcpcs/G9999/", follow=True).content.decode()
    assert "so there is nothing to withdraw" in take("pat", "retract", procedure, note="Again.").content.decode()


def test_pressing_a_button_saves_the_form_first():
    procedure = draft()
    ana = client("ana")
    change = reverse("admin:procedures_procedure_change", args=[procedure.pk])
    values = form_of(ana.get(change))
    name = body_field(values, "purpose")
    pressed = {**values, name: "Typed and not saved.", "CHANGE_FORM-action": "send_to_review"}
    answer = ana.post(change, pressed)
    assert "/step/send_to_review/" in answer["Location"]
    assert procedure.sections.get(kind="purpose").body == "Typed and not saved."
    refused = ana.post(change, {**pressed, name: "", "seen": form_of(ana.get(change))["seen"]})
    assert "tick “Remove”" in refused.content.decode()


def test_several_at_once_are_published_each_for_itself():
    one = draft()
    other = draft(
        note_page(slug="other", codes=(note_page().codes[0].__class__("hcpcs", "G9998", "Other", True),), sections=())
    )
    pat = client("pat")
    chosen = {"action": "publish", "index": "0", "_selected_action": [one.pk, other.pk]}
    where = pat.post(reverse(LIST), chosen)["Location"]
    answer = pat.post(where, {**form_of(pat.get(where)), "note": "Both."}, follow=True).content.decode()
    assert [edition.procedure for edition in Edition.objects.all()] == [one]
    assert "Published as edition 1" in answer
    assert "problems stand in the way" in answer


class TestEditions:
    def test_an_earlier_edition_is_restored(self):
        procedure, first = published()
        rewrite(procedure, "purpose", "The note says why. It helps a plan.")
        take("pat", "publish", procedure, note="Shorter.")
        pat = client("pat")
        change = reverse("admin:procedures_edition_change", args=[first.pk])
        assert 'value="restore"' in pat.get(change).content.decode()
        where = pat.post(change, {"CHANGE_FORM-action": "restore", "_selected_action": [first.pk]})["Location"]
        pat.post(where, {**form_of(pat.get(where)), "note": "The old text was better."})
        third = Edition.objects.get(number=3)
        assert third.page.sections == first.page.sections
        assert procedure.sections.get(kind="purpose").body.startswith("The note says why a scan")

    def test_restoring_over_a_draft_is_refused_unless_it_is_thrown_away(self):
        procedure, first = published()
        rewrite(procedure, "purpose", "The note says why. It helps a plan.")
        take("pat", "publish", procedure, note="Shorter.")
        rewrite(procedure, "purpose", "A draft.")
        pat = client("pat")
        where = reverse("admin:procedures_edition_restore", args=[first.pk])
        assert "changes that were never published" in pat.post(where, {"note": "Back."}).content.decode()
        assert procedure.sections.get(kind="purpose").body == "A draft."
        pat.post(where, {"note": "Back.", "discard_draft": "on"})
        assert Edition.objects.get(number=3).page.sections == first.page.sections

    @pytest.mark.parametrize("name", ["ana", "rey"])
    def test_others_restore_nothing(self, name: str):
        _procedure, first = published()
        browser = client(name)
        change = reverse("admin:procedures_edition_change", args=[first.pk])
        assert 'value="restore"' not in browser.get(change).content.decode()
        assert (
            browser.post(reverse("admin:procedures_edition_restore", args=[first.pk]), {"note": "x"}).status_code == 403
        )

    def test_each_can_be_read_as_it_was_and_compared(self):
        procedure, first = published()
        rewrite(procedure, "purpose", "The note says why. It helps a plan.")
        take("pat", "publish", procedure, note="Shorter.")
        take("pat", "retract", procedure, note="Wrong.")
        ana = client("ana")
        was = ana.get(reverse("admin:procedures_edition_former", args=[first.pk])).content.decode()
        assert "The note says why a scan was made" in was
        second = Edition.objects.get(number=2)
        changed = ana.get(reverse("admin:procedures_edition_compared", args=[second.pk])).content.decode()
        assert "<del>" in changed
        back = ana.get(reverse("admin:procedures_edition_compared", args=[first.pk]) + "?with=2").content.decode()
        assert "<ins>" in back

    def test_nobody_changes_or_removes_one(self):
        _procedure, first = published()
        sue = client("sue")
        change = reverse("admin:procedures_edition_change", args=[first.pk])
        assert sue.post(change, {"note": "Other", "_save": "1"}).status_code == 403
        assert sue.post(reverse("admin:procedures_edition_delete", args=[first.pk]), {"post": "yes"}).status_code == 403
