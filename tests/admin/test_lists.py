"""Lists at the size of the whole code system: few queries, search, filters, bulk actions and files."""

import csv
import io
import json
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procedures.models import (
    BrandName,
    Code,
    CodeGroup,
    Feedback,
    GlossaryTerm,
    HealthPlan,
    MissedSearch,
    Policy,
    Procedure,
    SearchEntry,
    SearchPhrase,
    SimilarCode,
    Synonym,
    Topic,
)
from procedures.models.stored import ContentVersion
from procedures.search import index
from tests.admin.staff import client, form_of
from tests.library import code, hcpcs, note_page, published

pytestmark = pytest.mark.django_db
MODELS: list[Any] = [model for model in admin.site._registry if model._meta.app_label in ("procedures", "admin")]
BUDGET = 12


def changelist(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def version() -> int:
    return ContentVersion.objects.get().number


@pytest.fixture
def a_full_library() -> None:
    """10,000 codes, and some of everything else."""
    system = hcpcs()
    group = CodeGroup.objects.create(
        system=system, slug="A", range_start="A0000", range_end="Z9999", name="All", title="All"
    )
    Code.objects.bulk_create(
        Code(
            system=system,
            value=f"{chr(65 + n // 1000)}{n % 1000:04}",
            long_description=f"Thing {n}",
            slug="thing",
            group=group,
        )
        for n in range(10_000)
    )
    codes = list(Code.objects.order_by("value")[:300])
    SimilarCode.objects.bulk_create(
        SimilarCode(from_code=codes[n], to_code=codes[n + 1], score=0.5, reason="Both are things") for n in range(290)
    )
    plan = HealthPlan.objects.create(slug="plan", name="Plan", url="https://plan.example.org/")
    for n in range(60):
        policy = Policy.objects.create(
            plan=plan, slug=f"p{n}", title=f"Policy {n}", url="https://plan.example.org/p", evidence="code"
        )
        policy.codes.set(codes[n : n + 3])
        Topic.objects.create(slug=f"t{n}", name=f"Topic {n}", kind="specialty")
        GlossaryTerm.objects.create(slug=f"g{n}", term=f"term {n}", meaning="A word.")
        Synonym.objects.create(slug=f"s{n}", term=f"word {n}", means=["other"])
        Feedback.objects.create(kind="error", path="/x/", message=f"Wrong {n}")
        MissedSearch.objects.create(text=f"miss {n}")
    for n in range(12):
        on_page = note_page().codes[0].__class__("hcpcs", f"Y{n:04}", "Other", True)
        published(note_page(slug=f"note-{n}", plain_name=f"Note {n}", codes=(on_page,)))


@pytest.mark.usefixtures("a_full_library")
def test_no_list_asks_more_than_its_share():
    sue = client("sue")
    too_many = {}
    for model in MODELS:
        where = changelist(model)
        sue.get(where)  # content types are read once
        for query in ("", "?q=1"):
            with CaptureQueriesContext(connection) as asked:
                assert sue.get(where + query, follow=True).status_code == 200
            if len(asked) > BUDGET:
                too_many[where + query] = [one["sql"][:200] for one in asked]
    assert too_many == {}


@pytest.mark.usefixtures("a_full_library")
def test_the_first_page_asks_little():
    sue = client("sue")
    sue.get(reverse("admin:index"))
    with CaptureQueriesContext(connection) as asked:
        page = sue.get(reverse("admin:index")).content.decode()
    assert "Feedback to read" in page
    assert len(asked) <= 30, len(asked)


def test_explanations_are_found_by_name_and_code():
    published()
    ana = client("ana")
    where = reverse("admin:procedures_procedure_changelist")
    for query in (
        "q=scan",
        "q=G9999",
        "readers=published",
        "due=never",
        "state__exact=draft",
        "family__exact=reporting",
    ):
        assert "Scan note" in ana.get(f"{where}?{query}").content.decode(), query
    for query in ("q=wheelchair", "readers=withdrawn", "readers=never", "due=due"):
        assert "Scan note</a>" not in ana.get(f"{where}?{query}").content.decode(), query


def test_what_is_listed_comes_as_csv_and_json_without_formulas():
    code("A0001", '=HYPERLINK("http://x")')
    code("A0002")
    ana = client("ana")
    where = reverse("admin:procedures_code_changelist")
    chosen = {"index": "0", "_selected_action": list(Code.objects.values_list("pk", flat=True))}
    table = ana.post(where, {**chosen, "action": "export_csv"})
    assert table["Content-Disposition"] == 'attachment; filename="code.csv"'
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row["Value"] for row in rows] == ["A0001", "A0002"]
    assert rows[0]["Long description"].startswith("'=HYPERLINK")
    found = json.loads(ana.post(where, {**chosen, "action": "export_json"}).content)
    assert found[0]["Long description"].startswith("=HYPERLINK")
    assert found[1]["Explained"] is False


def test_every_list_can_be_exported():
    published()
    sue = client("sue")
    for model in MODELS:
        chosen = {"index": "0", "_selected_action": list(model.objects.values_list("pk", flat=True)) or ["1"]}
        for action in ("export_csv", "export_json"):
            assert sue.post(changelist(model), {**chosen, "action": action}).status_code == 200, model


@pytest.mark.parametrize("name", ["ana", "rey"])
def test_what_is_public_at_once_is_for_publishers(name: str):
    topic = Topic.objects.create(slug="t", name="T", kind="specialty")
    where = reverse("admin:procedures_topic_change", args=[topic.pk])
    assert client(name).post(where, {"name": "Other", "_save": "1"}).status_code == 403
    assert client(name).get(where).status_code == 200


def test_a_saved_topic_makes_readers_pages_new():
    topic = Topic.objects.create(slug="t", name="T", kind="specialty")
    pat = client("pat")
    where = reverse("admin:procedures_topic_change", args=[topic.pk])
    before = version()
    answer = pat.post(where, {**form_of(pat.get(where)), "name": "Other", "_save": "1"})
    assert answer.status_code == 302
    assert version() > before
    before = version()
    pat.post(reverse("admin:procedures_topic_delete", args=[topic.pk]), {"post": "yes"})
    assert version() > before
    assert not Topic.objects.exists()


def test_a_stale_save_of_any_row_is_refused_with_both_texts():
    term = GlossaryTerm.objects.create(slug="drip", term="drip", meaning="A bag.", variants=["drips"])
    pat, sue = client("pat"), client("sue")
    where = reverse("admin:procedures_glossaryterm_change", args=[term.pk])
    values = form_of(pat.get(where))
    sue.post(where, {**form_of(sue.get(where)), "meaning": "A bag with a tube.", "_save": "1"})
    page = pat.post(where, {**values, "meaning": "A bag of water.", "_save": "1"}).content.decode()
    assert "your save was refused" in page
    assert "A bag with a tube." in page
    term.refresh_from_db()
    assert (term.meaning, term.variants) == ("A bag with a tube.", ["drips"])


def test_names_are_typed_one_on_a_line():
    synonym = Synonym.objects.create(slug="drip", term="drip", means=["infusion"])
    pat = client("pat")
    where = reverse("admin:procedures_synonym_change", args=[synonym.pk])
    pat.post(where, {**form_of(pat.get(where)), "means": "infusion\r\n  intravenous  line \r\n\r\n", "_save": "1"})
    synonym.refresh_from_db()
    assert synonym.means == ["infusion", "intravenous line"]
    twice = pat.post(where, {**form_of(pat.get(where)), "means": "a\nA", "_save": "1"}).content.decode()
    assert "stands twice" in twice


def test_official_facts_stay_as_they_are():
    one = code("A0001")
    pat = client("pat")
    where = reverse("admin:procedures_code_change", args=[one.pk])
    group = CodeGroup.objects.create(
        system=hcpcs(), slug="A", range_start="A0000", range_end="A9999", name="A", title="A"
    )
    values = form_of(pat.get(where))
    assert "long_description" not in values
    pat.post(where, {**values, "group": str(group.pk), "long_description": "Mine", "value": "X0000", "_save": "1"})
    one.refresh_from_db()
    assert (one.value, one.long_description, one.group) == ("A0001", "Note about a scan", group)
    assert client("ana").post(where, values).status_code == 403


def test_pairs_are_hidden_many_at_once():
    pair = SimilarCode.objects.create(from_code=code("A0001"), to_code=code("A0002"), score=1, reason="Same")
    before = version()
    chosen = {"index": "0", "_selected_action": [pair.pk]}
    client("pat").post(reverse("admin:procedures_similarcode_changelist"), {**chosen, "action": "hide"})
    pair.refresh_from_db()
    assert pair.hidden
    assert version() > before
    client("pat").post(reverse("admin:procedures_similarcode_changelist"), {**chosen, "action": "show"})
    pair.refresh_from_db()
    assert not pair.hidden


def test_feedback_is_marked_as_done_and_cannot_be_rewritten():
    said = Feedback.objects.create(kind="error", path="/code/hcpcs/G9999/", message="The dose is wrong.")
    ana = client("ana")
    where = reverse("admin:procedures_feedback_changelist")
    ana.post(where, {"index": "0", "action": "mark_done", "_selected_action": [said.pk]})
    said.refresh_from_db()
    assert said.done
    change = reverse("admin:procedures_feedback_change", args=[said.pk])
    ana.post(change, {**form_of(ana.get(change)), "message": "All is well.", "_save": "1"})
    said.refresh_from_db()
    assert said.message == "The dose is wrong."


def test_the_history_names_who_changed_what():
    topic = Topic.objects.create(slug="t", name="T", kind="specialty")
    pat = client("pat")
    where = reverse("admin:procedures_topic_change", args=[topic.pk])
    pat.post(where, {**form_of(pat.get(where)), "name": "Other", "_save": "1"})
    history = pat.get(reverse("admin:procedures_topic_history", args=[topic.pk])).content.decode()
    assert "pat" in history
    assert "Changed Name." in history
    everything = client("sue").get(reverse("admin:admin_logentry_changelist")).content.decode()
    assert "Changed Name." in everything
    assert client("pat").get(reverse("admin:admin_logentry_changelist")).status_code == 403


def test_an_explanation_with_editions_is_not_removed():
    procedure, _edition = published()
    where = reverse("admin:procedures_procedure_delete", args=[procedure.pk])
    assert client("ana").post(where, {"post": "yes"}).status_code == 403
    client("sue").post(where, {"post": "yes"})
    assert Procedure.objects.filter(pk=procedure.pk).exists()
    assert get_user_model().objects.filter(username="sue").exists()


def in_search(value: str) -> SearchEntry:
    return SearchEntry.objects.get(value=value)


def test_search_follows_a_policy_and_its_plan():
    first, other = code("A0001"), code("A0002")
    index.rebuild()
    plan = HealthPlan.objects.create(slug="plan", name="Plan", url="https://plan.example.org/")
    pat = client("pat")
    add = reverse("admin:procedures_policy_add")
    facts = {"plan": str(plan.pk), "slug": "p", "title": "P", "url": "https://plan.example.org/p", "evidence": "code"}
    pat.post(add, {**form_of(pat.get(add)), **facts, "codes": [str(first.pk)], "_save": "1"})
    policy = Policy.objects.get()
    assert " plan:plan " in in_search("A0001").facets
    change = reverse("admin:procedures_policy_change", args=[policy.pk])
    pat.post(change, {**form_of(pat.get(change)), "codes": [str(other.pk)], "_save": "1"})
    assert " plan:plan " not in in_search("A0001").facets
    assert " plan:plan " in in_search("A0002").facets
    chosen = {"index": "0", "action": "delete_selected", "_selected_action": [policy.pk], "post": "yes"}
    pat.post(reverse("admin:procedures_policy_changelist"), chosen)
    assert not Policy.objects.exists()
    assert "plan:" not in in_search("A0002").facets


def test_search_follows_a_brand():
    code("A0001")
    code("A0002")
    index.rebuild()
    pat = client("pat")
    add = reverse("admin:procedures_brandname_add")
    facts = {"slug": "zappo", "name": "Zappo", "generic": "zapumab", "codes": "A0001", "source": "A label"}
    pat.post(add, {**form_of(pat.get(add)), **facts, "checked": "on", "_save": "1"})
    brand = BrandName.objects.get()
    assert in_search("A0001").shown["also"] == ["Zappo"]
    assert SearchPhrase.objects.filter(term="Zappo").exists()
    change = reverse("admin:procedures_brandname_change", args=[brand.pk])
    pat.post(change, {**form_of(pat.get(change)), "codes": "A0002", "_save": "1"})
    assert in_search("A0001").shown["also"] == []
    assert in_search("A0002").shown["also"] == ["Zappo"]
    pat.post(reverse("admin:procedures_brandname_delete", args=[brand.pk]), {"post": "yes"})
    assert in_search("A0002").shown["also"] == []
    assert not SearchPhrase.objects.exists()
    assert client("ana").post(add, facts).status_code == 403


def test_search_follows_a_synonym():
    pat = client("pat")
    add = reverse("admin:procedures_synonym_add")
    pat.post(add, {**form_of(pat.get(add)), "slug": "drip", "term": "drip", "means": "infusion", "_save": "1"})
    assert SearchPhrase.objects.get().term == "drip"
    pat.post(reverse("admin:procedures_synonym_delete", args=[Synonym.objects.get().pk]), {"post": "yes"})
    assert not SearchPhrase.objects.exists()
