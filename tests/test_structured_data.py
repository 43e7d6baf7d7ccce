"""Is what pages say to machines true, whole, and in words that schema.org has?"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from procedures import structured_data
from procedures.content.families import Family
from procedures.content.page import CodeOnPage, ProcedurePage, Review, SectionOnPage, SourceOnPage
from procedures.pages.head import Head
from procedures.pages.words import Word
from procedures.publishing import publish, record_review
from tests.library import note_page, published

VOCABULARY: dict[str, Any] = json.loads((Path(__file__).parent / "data/schema-org.json").read_text())["types"]
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def properties(kind: str) -> dict[str, list[str]]:
    """Return the properties of a type and of all types above it."""
    found: dict[str, list[str]] = {}
    for parent in VOCABULARY[kind]["parents"]:
        found |= properties(parent) if parent in VOCABULARY else {}
    own: dict[str, list[str]] = VOCABULARY[kind]["properties"]
    return found | own


def above(kind: str) -> set[str]:
    """Return a type and all types above it."""
    return {kind}.union(*(above(parent) for parent in VOCABULARY[kind]["parents"] if parent in VOCABULARY))


def mistakes(thing: Any, allowed: list[str] | None = None) -> Iterator[str]:
    """Yield what schema.org has no words for."""
    if isinstance(thing, list):
        for one in thing:
            yield from mistakes(one, allowed)
    if not isinstance(thing, dict):
        return
    kind = thing.get("@type")
    if kind is None:
        if set(thing) - {"@id"}:
            yield f"no type: {sorted(thing)}"
        return
    if kind not in VOCABULARY:
        yield f"unknown type {kind}"
        return
    if allowed is not None and not above(kind) & set(allowed):
        yield f"{kind} stands where only {allowed} may"
    known = properties(kind)
    for name, value in thing.items():
        if name.startswith("@") or name == "query-input":
            continue
        if name not in known:
            yield f"{kind} has no {name}"
        else:
            yield from mistakes(value, known[name])


def check(thing: dict[str, Any]) -> None:
    assert [mistake for one in thing["@graph"] for mistake in mistakes(one)] == []


def page_of(family: Family) -> ProcedurePage:
    return note_page(
        family=family.value,
        ingredient="inotuzumab ozogamicin",
        route="into a vein",
        brands=("Besponsa",),
        sections=(
            SectionOnPage("boxed_warning", "…", html="<p>It can harm the liver.<sup>1</sup> Call &amp; ask.</p>"),
        ),
        sources=(SourceOnPage("label", "Label", "FDA", "https://www.fda.gov/label", "2024-03", "2026-11-22", 1),),
        codes=(CodeOnPage("hcpcs", "J9229", "Injection", True), CodeOnPage("hcpcs", "C9028", "Injection", False)),
    )


def described(page: ProcedurePage) -> dict[str, Any]:
    code = SimpleNamespace(value="J9229", system=SimpleNamespace(name="HCPCS Level II"))
    edition = SimpleNamespace(number=3, published_at=datetime(2026, 11, 22, tzinfo=UTC))
    shown = {
        "head": Head("Scan note (J9229)", "What it is.", "/code/hcpcs/J9229-scan-note/"),
        "code": code,
        "edition": edition,
        "page": page,
        "crumbs": [("/code/hcpcs/", "HCPCS Level II")],
    }
    thing = structured_data.for_page(shown)
    assert thing
    return thing


class TestVocabulary:
    @pytest.mark.parametrize("family", Family)
    def test_every_family_is_said_in_schema_orgs_words(self, family: Family) -> None:
        check(described(page_of(family)))

    def test_the_check_finds_mistakes(self) -> None:
        assert list(mistakes({"@type": "Drug", "wheels": 4})) == ["Drug has no wheels"]
        assert list(mistakes({"@type": "Pill"})) == ["unknown type Pill"]
        assert list(mistakes({"@type": "MedicalWebPage", "reviewedBy": {"@type": "MedicalCode"}}))

    def test_a_medicine_has_its_names_warning_and_label(self) -> None:
        drug = described(page_of(Family.DRUG))["@graph"][0]["mainEntity"]
        assert drug["@type"] == "Drug"
        assert drug["nonProprietaryName"] == "inotuzumab ozogamicin"
        assert drug["proprietaryName"] == "Besponsa"
        assert drug["administrationRoute"] == "into a vein"
        assert drug["warning"] == "It can harm the liver. Call & ask."
        assert drug["prescribingInfo"] == "https://www.fda.gov/label"
        assert [code["codeValue"] for code in drug["code"]] == ["J9229", "C9028"]

    def test_the_way_ends_at_the_page(self) -> None:
        way = described(page_of(Family.DRUG))["@graph"][1]
        assert [step["position"] for step in way["itemListElement"]] == [1, 2]
        assert way["itemListElement"][1]["item"].endswith("/code/hcpcs/J9229-scan-note/")

    def test_a_word_is_a_defined_term(self) -> None:
        term = Word("vod", "VOD", "Blocked liver veins", ("SOS",), "en", ("en",))
        thing = structured_data.for_page({"head": Head("VOD", "…", "/glossary/vod/"), "term": term})
        assert thing
        check(thing)
        assert thing["@graph"][0]["@type"] == "DefinedTerm"

    def test_the_site_can_be_searched(self) -> None:
        thing = structured_data.for_page({"head": Head("Home", "…", "/")})
        assert thing
        check(thing)
        assert thing["@graph"][0]["potentialAction"]["target"]["urlTemplate"].endswith(
            "/search/?q={search_term_string}"
        )


class TestTruth:
    def test_a_page_nobody_checked_names_no_reviewer(self) -> None:
        page = described(page_of(Family.TEST))["@graph"][0]
        assert not {"reviewedBy", "lastReviewed"} & set(page)

    def test_a_checked_page_names_who_and_when(self) -> None:
        review = Review("Ada Blum", "MD", "2026-10-01", "2027-10-01")
        page = described(note_page(review=review))["@graph"][0]
        assert page["lastReviewed"] == "2026-10-01"
        assert page["reviewedBy"]["name"] == "Ada Blum"

    def test_what_is_not_to_be_indexed_says_nothing(self) -> None:
        assert structured_data.for_page({"head": Head("x", "y", "/z/", index=False)}) is None
        assert structured_data.for_page({"head": Head("x", "y")}) is None
        assert structured_data.for_page({}) is None

    def test_no_text_can_end_the_block(self) -> None:
        block = structured_data.script({"name": "</script><script>alert(1)</script> & <!--"})
        assert block.count("<") == 2
        assert json.loads(BLOCK.findall(block)[0])["name"] == "</script><script>alert(1)</script> & <!--"


@pytest.mark.django_db
class TestPages:
    def test_a_published_page_carries_its_edition(self, client: Client) -> None:
        procedure, edition = published()
        record_review(
            procedure=procedure,
            name="Ada Blum",
            credentials="MD",
            checked_on=date(2026, 1, 2),
            next_check_on=date(2028, 1, 2),
        )
        publish(procedure=procedure, note="Checked")
        html = client.get("/code/hcpcs/G9999-scan-note/").content.decode()
        (block,) = BLOCK.findall(html)
        thing = json.loads(block)
        check(thing)
        page = thing["@graph"][0]
        assert page["version"] == edition.number + 1
        assert page["reviewedBy"]["name"] == "Ada Blum"
        assert page["mainEntity"]["@type"] == "MedicalCode"
        assert f'<link rel="canonical" href="{page["url"]}">' in html
