"""Rows from a file: shown first, saved on a word, and never anything removed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from procedures.models import HealthPlan, Policy, Synonym
from tests.admin.staff import client, form_of
from tests.library import code

pytestmark = pytest.mark.django_db
SYNONYM = """- model: procedures.synonym
  fields: {slug: %s, term: %s, means: [%s]}
"""
POLICY = """- model: procedures.policy
  fields:
    plan: [plan]
    slug: p1
    number: '7'
    title: <b>Policy</b> of a plan
    url: https://plan.example.org/7
    in_force_from: '2026'
    last_reviewed: ''
    last_seen: ''
    asks: A letter.
    evidence: code
    third_party_copy: false
    codes: [[hcpcs, A0001]]
"""


def send(text: str, kind: str = "synonym", name: str = "pat"):
    browser = client(name)
    where = reverse(f"admin:procedures_{kind}_upload")
    return browser, where, browser.post(where, {"file": SimpleUploadedFile("rows.yaml", text.encode())})


def test_what_would_change_is_shown_before_it_is_saved():
    Synonym.objects.create(slug="drip", term="drip", means=["infusion"])
    Synonym.objects.create(slug="pee", term="pee", means=["urine"])
    text = SYNONYM % ("drip", "drip", "infusion, tube") + SYNONYM % ("poo", "poo", "stool")
    pat, where, shown = send(text)
    page = shown.content.decode()
    assert "would change 2 rows and leave 0" in page
    assert "<del>infusion</del>" in page
    assert "poo (new)" in page
    assert Synonym.objects.get(slug="drip").means == ["infusion"]
    pat.post(where, {**form_of(shown), "apply": "1"})
    assert Synonym.objects.get(slug="drip").means == ["infusion", "tube"]
    assert Synonym.objects.count() == 3
    assert "There is nothing to save" in send(text)[2].content.decode()


def test_policies_come_with_their_codes():
    HealthPlan.objects.create(slug="plan", name="Plan", url="https://plan.example.org/")
    code("A0001")
    pat, where, shown = send(POLICY, "policy")
    assert "&lt;b&gt;Policy&lt;/b&gt;" in shown.content.decode()
    assert not Policy.objects.exists()
    pat.post(where, {**form_of(shown), "apply": "1"})
    assert [str(one) for one in Policy.objects.get().codes.all()] == ["A0001"]
    history = pat.get(reverse("admin:procedures_policy_history", args=[Policy.objects.get().pk])).content.decode()
    assert "taken from a file" in history


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The submitted file is empty."),
        ("[", "This is not YAML"),
        ("- model: procedures.topic\n  fields: {}\n", "does not belong here"),
        (SYNONYM % ("a", "a", "b") * 2, "stands twice"),
        (SYNONYM % ("A b", "a", "b"), "Use lower-case letters"),
        ("!!python/object/apply:os.system ['true']", "This is not YAML"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(text: str, said: str):
    assert said in send(text)[2].content.decode()
    assert not Synonym.objects.exists()


def test_a_policy_of_a_code_that_is_not_there_is_refused_whole():
    HealthPlan.objects.create(slug="plan", name="Plan", url="https://plan.example.org/")
    assert "names a row that is not there" in send(POLICY, "policy")[2].content.decode()
    assert not Policy.objects.exists()


def test_others_upload_nothing():
    assert send(SYNONYM % ("a", "a", "b"), name="ana")[2].status_code == 403


def test_a_file_that_is_no_text_is_refused():
    pat = client("pat")
    where = reverse("admin:procedures_synonym_upload")
    answer = pat.post(where, {"file": SimpleUploadedFile("rows.yaml", b"\xff\xfe\x00")})
    assert "not UTF-8" in answer.content.decode()
    assert "Choose a file" in pat.post(where, {}).content.decode()
