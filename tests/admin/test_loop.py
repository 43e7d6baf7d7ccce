"""The loop to git: an edit in the admin, its files, and the same site made from them elsewhere."""

from difflib import unified_diff
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse

from procedures.intake.fixtures import export, load
from procedures.models import Code, Edition, Procedure
from tests.admin.staff import body_field, client, form_of
from tests.library import published

pytestmark = pytest.mark.django_db
FILE = "procedures/scan-note.yaml"


def texts(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*.yaml"))}


def what_readers_see() -> str:
    """Return the text of the page, between the number of its edition and its history: those are of this site alone."""
    page = client("reader").get("/code/hcpcs/G9999-scan-note/").content.decode()
    return page[page.index('id="summary"') : page.index('id="changes"')]


def test_an_edit_in_the_admin_is_a_clean_diff_and_makes_the_same_site_elsewhere(tmp_path: Path):
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    with transaction.atomic():
        procedure, _first = published()
        export(here)
        before = texts(here)
        ana, pat = client("ana"), client("pat")
        change = reverse("admin:procedures_procedure_change", args=[procedure.pk])
        values = form_of(ana.get(change))
        edit = {body_field(values, "bill"): "It should cost you nothing.\r\nAsk the office if it does.", "_save": "1"}
        assert ana.post(change, {**values, **edit}).status_code == 302
        assert export(here) == []
        step = reverse("admin:procedures_procedure_step", args=["publish"]) + f"?ids={procedure.pk}"
        pat.post(step, {**form_of(pat.get(step)), "note": "Says whom to ask."})
        assert export(here) == [FILE]
        after = texts(here)
        shown, page = what_readers_see(), Procedure.objects.get().current_edition.page
        transaction.set_rollback(True)

    lines = unified_diff(before[FILE].splitlines(), after[FILE].splitlines(), lineterm="", n=0)
    assert [line for line in lines if not line.startswith(("---", "+++", "@@"))] == [
        "-      It should cost you nothing. Call the office if it does.",
        "+      It should cost you nothing.",
        "+      Ask the office if it does.",
    ]
    assert {name for name in after if after[name] != before.get(name)} == {FILE}

    assert not Code.objects.exists()
    assert not Edition.objects.exists()
    load(here)
    assert Procedure.objects.get().current_edition.page == page
    assert what_readers_see() == shown
    export(elsewhere)
    assert texts(elsewhere) == after
