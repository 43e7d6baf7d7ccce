"""What stands in a public address is chosen once: a saved row keeps it, and its form says why."""

import pytest
from django.test import Client

from procedures.models import GlossaryTerm, HealthPlan, Policy, Topic
from tests.admin.staff import client, form_of
from tests.library import code

pytestmark = pytest.mark.django_db


@pytest.fixture
def pat() -> Client:
    return client("pat")


type Row = Topic | GlossaryTerm | HealthPlan | Policy


def rows() -> list[tuple[Row, str]]:
    """Return a row of each kind that has a page, and a field of it that may be changed."""
    plan = HealthPlan.objects.create(slug="kept", name="Plan", url="https://plan.example.org/")
    policy = Policy.objects.create(plan=plan, slug="kept", title="P", url="https://plan.example.org/p", evidence="code")
    policy.codes.add(code("G9999"))
    topic = Topic.objects.create(slug="kept", name="Topic", kind="specialty")
    term = GlossaryTerm.objects.create(slug="kept", term="drip", meaning="Before.")
    return [(plan, "name"), (policy, "title"), (topic, "description"), (term, "meaning")]


def test_a_saved_address_stays_and_the_form_says_why(pat: Client) -> None:
    other = HealthPlan.objects.create(slug="other", name="Other", url="https://plan.example.org/")
    for row, field in rows():
        form = f"/admin/procedures/{row._meta.model_name}/{row.pk}/change/"
        shown = pat.get(form)
        assert "cannot be changed once it is saved" in shown.text, form
        sent = {**form_of(shown), "slug": "moved", "plan": str(other.pk), field: "After", "_save": "1"}
        assert pat.post(form, sent).status_code == 302, form
        fresh = type(row).objects.get(pk=row.pk)
        assert getattr(fresh, field) == "After"
        assert fresh.get_absolute_url() == row.get_absolute_url()


def test_a_new_address_is_chosen_with_the_row(pat: Client) -> None:
    add = "/admin/procedures/topic/add/"
    assert "cannot be changed once it is saved" in pat.get(add).text
    pat.post(add, {**form_of(pat.get(add)), "name": "Blood", "slug": "blood", "kind": "specialty", "_save": "1"})
    assert Topic.objects.get().slug == "blood"
