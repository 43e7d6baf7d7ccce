"""Which codes are alike, and why: on a small list where the answers are known."""

from datetime import date

import pytest

from procedures.models import Code, CodeGroup, CodeSystem, SimilarCode
from procedures.similarity import rebuild
from procedures.similarity.facts import Facts, Listed, facts_of
from procedures.similarity.kinds import all_kinds, fits, read_kinds
from procedures.similarity.reasons import reason

KNOWN = {
    "J9229": "Injection, inotuzumab ozogamicin, 0.1 mg",
    "C9028": "Injection, inotuzumab ozogamicin, 0.1 mg",
    "J9203": "Injection, gemtuzumab ozogamicin, 0.1 mg",
    "J2506": "Injection, pegfilgrastim, excludes biosimilar, 0.5 mg",
    "Q5108": "Injection, pegfilgrastim-jmdb (fulphila), biosimilar, 0.5 mg",
    "Q5111": "Injection, pegfilgrastim-cbqv (udenyca), biosimilar, 0.5 mg",
    "L1940": "Ankle foot orthosis, plastic or other material, custom fabricated",
    "L1930": "Ankle foot orthosis, plastic or other material, prefabricated, includes fitting and adjustment",
    "E0143": "Walker, folding, wheeled, adjustable or fixed height",
    "E0130": "Walker, rigid (pickup), adjustable or fixed height",
    "G8432": "Depression screening not documented, reason not given",
    "G8510": "Screening for depression is documented as negative, a follow-up plan is not required",
}


def facts(value: str, **more: object) -> Facts:
    fields = {"pk": 1, "added": None, "ended": None, "unit_measure": "", "groups": (), "is_explained": False, **more}
    return facts_of(Listed(value=value, description=KNOWN[value], **fields), all_kinds())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("own", "other", "replaced", "said"),
    [
        ("C9028", "J9229", "newer", "Same medicine, newer code: it replaced this one"),
        ("J9229", "C9028", "older", "Same medicine, older code"),
        ("J2506", "Q5108", "", "Biosimilar of the same medicine"),
        ("Q5108", "Q5111", "", "Another biosimilar of the same medicine"),
        ("Q5108", "J2506", "", "The medicine that this biosimilar was modeled on"),
        ("J9229", "J9203", "", "Another antibody that carries a cancer drug"),
        ("L1930", "L1940", "", "Another ankle-foot brace, made to measure"),
        ("L1940", "L1930", "", "Another ankle-foot brace, ready-made"),
        ("E0143", "E0130", "", "Another walker: rigid, pickup"),
        ("G8432", "G8510", "", "Another quality report"),
        ("E0143", "G8432", "", "Quality report about such care"),
    ],
)
def test_the_reason_says_what_is_shared(own: str, other: str, replaced: str, said: str) -> None:
    assert reason(facts(own), facts(other), {"antibody that carries a cancer drug": 1.0}, {}, replaced) == said


def test_an_ended_code_is_called_so() -> None:
    ended = facts("E0130", ended=date(2020, 1, 1))
    assert reason(facts("E0143"), ended, {}, {}).endswith("; this code has ended")


@pytest.mark.parametrize(
    ("word", "pattern", "does"),
    [("walkers", "walk*", True), ("tube", "tub", False), ("cisplatin", "*platin", True), ("anything", "*", True)],
)
def test_patterns(word: str, pattern: str, does: bool) -> None:
    assert fits(word, pattern) is does


@pytest.mark.parametrize("line", ["walker walkers", "walker = ", "walker = | cane", "any = * vaccine"])
def test_a_mistake_in_the_list_of_kinds_is_named(line: str) -> None:
    with pytest.raises(ValueError, match=r"line 1|begins with any word"):
        read_kinds(line)


def test_every_kind_can_be_told_to_a_reader() -> None:
    for kinds in (all_kinds().whole, all_kinds().beginnings, all_kinds().endings):
        for entries in kinds.values():
            assert all(len(f"Has to do with the same thing: {kind}") < 200 for kind, _rest in entries)


@pytest.fixture
def system(db: None) -> CodeSystem:
    system = CodeSystem.objects.create(slug="hcpcs", name="HCPCS Level II")
    group = CodeGroup.objects.create(
        system=system, slug="all", range_start="A0000", range_end="Z9999", name="All", title="All"
    )
    for value, words in KNOWN.items():
        measure = {"unit_amount": 1, "unit_measure": "mg"} if words.startswith("Injection") else {}
        Code.objects.create(system=system, value=value, long_description=words, group=group, **measure)
    Code.objects.filter(value="C9028").update(ended=date(2018, 12, 31))
    Code.objects.get(value="C9028").replaced_by.add(Code.objects.get(value="J9229"))
    return system


def similar(value: str) -> list[str]:
    rows = SimilarCode.objects.filter(from_code__value=value, hidden=False).order_by("-origin", "-score")
    return list(rows.values_list("to_code__value", flat=True))


class TestRebuilding:
    def test_the_likest_come_first(self, system: CodeSystem) -> None:
        assert rebuild(system) == SimilarCode.objects.count()
        assert similar("J9229")[:2] == ["C9028", "J9203"]
        assert set(similar("J2506")[:2]) == {"Q5108", "Q5111"}
        assert similar("E0143")[0] == "E0130"

    def test_twice_is_the_same(self, system: CodeSystem) -> None:
        rebuild()
        before = list(
            SimilarCode.objects.order_by("from_code", "to_code").values("from_code", "to_code", "score", "reason")
        )
        rebuild()
        again = SimilarCode.objects.order_by("from_code", "to_code").values("from_code", "to_code", "score", "reason")
        assert list(again) == before

    def test_what_staff_chose_and_hid_stays(self, system: CodeSystem) -> None:
        rebuild()
        codes = {code.value: code for code in Code.objects.all()}
        SimilarCode.objects.filter(from_code=codes["J9229"], to_code=codes["J9203"]).update(hidden=True)
        chosen = SimilarCode.objects.update_or_create(
            from_code=codes["J9229"],
            to_code=codes["E0143"],
            defaults={"score": 0.1, "reason": "Chosen", "origin": SimilarCode.Origin.CURATED, "hidden": False},
        )[0]
        rebuild()
        assert "J9203" not in similar("J9229")
        chosen.refresh_from_db()
        assert chosen.reason == "Chosen"

    def test_scores_are_between_0_and_1(self, system: CodeSystem) -> None:
        rebuild()
        assert all(0 < score < 1 for score in SimilarCode.objects.values_list("score", flat=True))

    def test_one_code_or_none_is_no_trouble(self, db: None) -> None:
        system = CodeSystem.objects.create(slug="hcpcs", name="HCPCS Level II")
        assert rebuild(system) == 0
        Code.objects.create(system=system, value="J9229", long_description="Injection")
        assert rebuild(system) == 0


def test_a_web_process_does_not_load_the_libraries() -> None:
    import subprocess
    import sys

    program = "import django; django.setup(); import procedures.similarity, sys; assert 'sklearn' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
