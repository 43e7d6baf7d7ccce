"""Rows from a file: shown first, saved on a word, and never anything removed."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from procedures.intake.policies import import_policies
from procedures.models import HealthPlan, Policy, SearchEntry, SearchPhrase, Synonym
from procedures.search import index
from tests.admin.staff import client, form_of
from tests.library import code

pytestmark = pytest.mark.django_db
SYNONYM = """- model: procedures.synonym
  fields: {slug: %s, term: %s, means: [%s]}
"""
HEADINGS = "payer,policy_number,title,url,codes,evidence,asks\n"
POLICY = 'Plan,7,<b>Policy</b> of a plan,https://plan.example.org/7,A0001,code,"A letter.\nA test."\n'


@pytest.fixture
def plan() -> HealthPlan:
    code("A0001")
    return HealthPlan.objects.create(slug="plan", name="Plan", url="https://plan.example.org/")


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
    assert SearchPhrase.objects.filter(term="poo").exists()
    assert "There is nothing to save" in send(text)[2].content.decode()


@pytest.mark.usefixtures("plan")
def test_policies_come_as_the_command_takes_them(tmp_path: Path):
    pat, where, shown = send(HEADINGS + POLICY, "policy")
    page = shown.content.decode()
    assert "would change 1 row and leave 0" in page
    assert "&lt;b&gt;Policy&lt;/b&gt;" in page
    assert "codes: +A0001" in page
    assert not Policy.objects.exists()
    # A browser sends other line ends than the file had.
    text = form_of(shown)["text"][0].replace("\n", "\r\n")
    pat.post(where, {"text": text, "apply": "1"})
    assert [str(one) for one in Policy.objects.get().codes.all()] == ["A0001"]
    history = pat.get(reverse("admin:procedures_policy_history", args=[Policy.objects.get().pk])).content.decode()
    assert "taken from a file" in history
    file = tmp_path / "policies.csv"
    file.write_text(HEADINGS + POLICY, encoding="utf-8")
    assert import_policies(file).unchanged == 1
    assert "There is nothing to save" in send(HEADINGS + POLICY, "policy")[2].content.decode()


def test_the_examples_for_editors_are_taken():
    HealthPlan.objects.create(slug="aetna", name="Aetna", url="https://www.aetna.com/")
    code("E1390")
    code("E1392")
    guide = (settings.BASE_DIR / "docs/editors.md").read_text(encoding="utf-8")
    for kind, language in (("policy", "csv"), ("synonym", "yaml")):
        example = guide.split(f"```{language}\n")[1].split("```")[0]
        assert "would change 1 row and leave 0" in send(example, kind)[2].content.decode()


@pytest.mark.usefixtures("plan")
def test_readers_can_narrow_a_search_by_a_plan_at_once():
    index.rebuild()
    pat, where, shown = send(HEADINGS + POLICY, "policy")
    pat.post(where, {**form_of(shown), "apply": "1"})
    assert " plan:plan " in SearchEntry.objects.get(value="A0001").facets


@pytest.mark.usefixtures("plan")
def test_a_plan_that_is_not_known_is_added_only_when_asked():
    text = HEADINGS + POLICY.replace("Plan", "New plan")
    pat, where, refused = send(text, "policy")
    assert "line 3: the plan “New plan” is not known" in refused.content.decode()
    shown = pat.post(where, {"file": SimpleUploadedFile("rows.csv", text.encode()), "add_plans": "on"})
    assert "new plan" in shown.content.decode()
    assert not HealthPlan.objects.filter(name="New plan").exists()
    pat.post(where, {**form_of(shown), "apply": "1"})
    assert Policy.objects.get().plan.name == "New plan"


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


@pytest.mark.usefixtures("plan")
def test_bad_policies_are_refused_whole_with_their_lines():
    bad = "Plan,8,Other,https://plan.example.org/8,A0009,code,\nPlan,9,Third,nowhere,A0001,code,\n"
    page = send(HEADINGS + POLICY + bad, "policy")[2].content.decode()
    assert "rows.yaml, line 4: there is no code A0009" in page
    assert "rows.yaml, line 5: url: Write a web address" in page
    assert "2 bad rows. Nothing was changed." in page
    assert not Policy.objects.exists()
    assert "the column “payer” is missing" in send("a,b\n", "policy")[2].content.decode()


def test_others_upload_nothing():
    assert send(SYNONYM % ("a", "a", "b"), name="ana")[2].status_code == 403


def test_a_file_that_is_no_text_is_refused():
    pat = client("pat")
    where = reverse("admin:procedures_synonym_upload")
    answer = pat.post(where, {"file": SimpleUploadedFile("rows.yaml", b"\xff\xfe\x00")})
    assert "not UTF-8" in answer.content.decode()
    assert "Choose a file" in pat.post(where, {}).content.decode()
