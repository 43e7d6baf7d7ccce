"""What the database itself refuses, whoever writes: one test for each constraint, in SQL, past every form."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from procedures.models import (
    Code,
    CodeGroup,
    Edition,
    Feedback,
    GlossaryTerm,
    HealthPlan,
    OutcomeNumber,
    Policy,
    Procedure,
    ProcedureCode,
    Section,
    SimilarCode,
)
from tests.library import code, draft, hcpcs, published

pytestmark = pytest.mark.django_db

PAIRED = [
    (Procedure, {"minutes_from": 5}),
    (Procedure, {"minutes_from": 5, "minutes_to": 4}),
    (Procedure, {"family": "magic"}),
    (Procedure, {"state": "magic"}),
    (Procedure, {"state": "checked"}),
    (Procedure, {"checked_on": date(2026, 1, 1)}),
    (Procedure, {"reviewer_name": "Ann Lee"}),
    (
        Procedure,
        {
            "reviewer_name": "Ann Lee",
            "reviewer_credentials": "RN",
            "reviewed_hash": "x",
            "checked_on": date(2026, 1, 1),
        },
    ),
    (Procedure, {"retraction_reason": "Wrong."}),
    (Procedure, {"retracted_on": date(2026, 1, 1), "retraction_reason": "Wrong."}),
    (Section, {"kind": "magic"}),
    (Code, {"unit_measure": "mg"}),
    (Code, {"unit_amount": 1}),
    (Code, {"unit_amount": 0, "unit_measure": "mg"}),
    (Code, {"added": date(2020, 1, 1), "ended": date(2019, 1, 1)}),
    (Code, {"edition": None}),
]


@pytest.mark.parametrize(("model", "values"), PAIRED)
def test_half_facts_and_unknown_words_are_refused(model, values):
    published()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**values)


def outcome(**changes):
    procedure = Procedure.objects.first() or draft()
    values = {
        "procedure": procedure,
        "key": "harm",
        "section": "summary",
        "label": "were harmed",
        "group": "people",
        "affected": 14,
        "severity": "serious",
        "source": procedure.sources.get(),
    }
    return OutcomeNumber(**{**values, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"affected": 101},
        {"compared_group": "others"},
        {"compared_affected": 3},
        {"compared_group": "others", "compared_affected": 101},
        {"severity": "magic"},
    ],
)
def test_a_number_is_possible(changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        outcome(**changes).save()


def test_names_stand_once():
    procedure = draft()
    outcome().save()
    twice = [
        outcome(),
        Section(procedure=procedure, kind="bill", body="Again."),
        ProcedureCode(procedure=procedure, code=code("G9999")),
        ProcedureCode(procedure=procedure, code=code("G9998"), is_primary=True),
        Code(system=hcpcs(), value="G9999", long_description="Again"),
    ]
    for row in twice:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_an_edition_number_stands_once():
    _, edition = published()
    edition.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        edition.save(force_insert=True)
    assert Edition.objects.count() == 1


def test_a_group_has_its_range_in_order():
    with pytest.raises(IntegrityError), transaction.atomic():
        CodeGroup.objects.create(system=hcpcs(), slug="X", range_start="B", range_end="A", name="x", title="x")


def test_a_code_is_like_another_code_only():
    one = code("G9999")
    for changes in ({"to_code": one, "score": 1}, {"to_code": code("G9998"), "score": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SimilarCode.objects.create(from_code=one, reason="Alike", **changes)


def test_a_policy_number_stands_once_in_a_plan_and_may_be_missing():
    plan = HealthPlan.objects.create(slug="aetna", name="Aetna", url="https://www.aetna.com")
    for slug in ("one", "two"):
        Policy.objects.create(plan=plan, slug=slug, title=slug, url="https://www.aetna.com/x", evidence="code")
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.update(number="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.update(evidence="topic")


def test_half_a_glossary_source_and_unknown_feedback_are_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        GlossaryTerm.objects.create(slug="drip", term="drip", meaning="x", source_url="https://www.cancer.gov/x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.create(kind="magic", path="/")


def test_staff_read_what_to_do():
    procedure = draft()
    procedure.minutes_from = 5
    with pytest.raises(ValidationError, match="Give both ends of the time"):
        procedure.full_clean()
    with pytest.raises(ValidationError, match="A comparison needs a group"):
        outcome(compared_group="others").full_clean()
