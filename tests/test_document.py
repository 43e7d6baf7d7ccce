"""Is the JSON of a page what docs/integrate.md says, field by field, and that of an edition the same for ever?"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from procedures.content.families import KINDS, Family
from procedures.content.page import CodeOnPage, OutcomeOnPage, ProcedurePage
from procedures.infobutton.request import OF_A_PERSON
from procedures.models import Code, CodeSystem, GlossaryTerm, Procedure, Topic
from procedures.models.evidence import Severity
from procedures.models.procedures import Anesthesia, Setting
from procedures.pages.working import page_of, text_hash
from procedures.publishing import publish, write_review
from tests.library import code, draft, note_page, published, rewrite, with_section
from tests.spanish import translated

pytestmark = pytest.mark.django_db

PAGE, EDITION = "/code/hcpcs/G9999-scan-note.json", "/code/hcpcs/G9999/editions/1.json"
GUIDE = (Path(settings.BASE_DIR) / "docs" / "integrate.md").read_text(encoding="utf-8")
#: Names, the type behind them, and the rest.
ROW = re.compile(r"^\| ((?:`[\w.\[\]]+`(?:, )?)+) \| ([a-z ]+) \| (.*)\|$", re.M)
KIND_OF = {str: "string", bool: "boolean", int: "number", dict: "object", type(None): "null"}


def documented() -> dict[str, set[str]]:
    """Return the types that the guide gives each name of a document."""
    rows = [(name, row[2]) for row in ROW.finditer(GUIDE) for name in re.findall(r"`([^`]+)`", row[1])]
    assert len(rows) == len(dict(rows)), "a name stands in the guide twice"
    return {name: set(kinds.split(" or ")) for name, kinds in rows}


def fields(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield each name in a document, the names inside it included, with the type of its value."""
    if isinstance(value, dict):
        if name:
            yield name, "object"
        for key, inner in value.items():
            yield from fields(inner, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for one in value:
            yield name, f"array of {KIND_OF[type(one)]}s"
            if isinstance(one, dict):
                yield from (field for field in fields(one, f"{name}[]") if field[0] != f"{name}[]")
    else:
        yield name, KIND_OF[type(value)]


def full_page() -> ProcedurePage:
    """Return a page that has something to say in every field."""
    outcome = OutcomeOnPage("noted", "purpose", "were noted", "people", 14, 100, "others", 2, "common", "cms")
    page = note_page(
        pronunciation="skan NOTE",
        brands=("Notewell",),
        topics=(("bones", "Bones"),),
        minutes_from=5,
        minutes_to=10,
        codes=(
            CodeOnPage("hcpcs", "G9999", "Note about a scan", True, "The usual one"),
            CodeOnPage("hcpcs", "G9998", "Note about another scan", False, "For a second scan"),
        ),
        outcomes=(outcome, replace(outcome, key="seen", compared_group="", compared_affected=None)),
    )
    return with_section(page, "purpose", "The note says why a scan was made. It went to 14 in 100 people. [@cms]")


@pytest.fixture
def full() -> Procedure:
    """A published page with something in every field, checked by somebody."""
    GlossaryTerm.objects.create(slug="scan", term="scan", meaning="A picture of the inside.", variants=["scans"])
    Topic.objects.create(slug="bones", kind="body_area", name="Bones")
    code("G9999", unit_amount=1, unit_measure="note", added=date(2020, 1, 1), ended=date(2035, 12, 31))
    procedure = draft(full_page())
    review = {"reviewer_name": "A. Nurse", "reviewer_credentials": "RN", "checked_on": "2026-01-01"}
    review |= {"next_check_on": "2027-01-01", "reviewed_hash": text_hash(page_of(procedure))}
    write_review(procedure, review)
    publish(procedure=procedure, note="First published.")
    return Procedure.objects.get(pk=procedure.pk)


def read(client: Client, path: str) -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return dict(json.loads(answer.content))


class TestShape:
    def test_it_is_what_the_guide_says_in_every_nested_name_and_type(self, client: Client, full: Procedure) -> None:
        bare = draft(
            note_page(slug="bare", plain_name="Bare note", codes=(CodeOnPage("hcpcs", "G0001", "Bare", True),))
        )
        publish(procedure=bare, note="First published.")
        documents = [read(client, path) for path in (PAGE, EDITION, "/code/hcpcs/G0001-bare.json")]
        found: dict[str, set[str]] = {}
        for name, kind in (field for document in documents for field in fields(document)):
            found.setdefault(name, set()).add(kind)
        # A name that goes away, or changes its meaning, needs another FORMAT and a line in the guide; a new one a row.
        assert found == documented()
        assert [list(document) for document in documents] == [list(documents[0])] * 3
        assert [document["format"] for document in documents] == [1, 1, 1]

    def test_what_says_nothing_is_there_all_the_same(self, client: Client) -> None:
        published()
        data = read(client, PAGE)
        assert data["review"] is data["minutes_from"] is None
        assert data["brands"] == data["topics"] == data["glossary"] == data["sections"][0]["outcomes"] == []
        assert data["pronunciation"] == data["codes"][0]["ended"] == ""

    @pytest.mark.parametrize(
        "values",
        [Family, Setting, Anesthesia, Severity, KINDS],
        ids=["family", "setting", "anesthesia", "severity", "kind"],
    )
    def test_the_guide_names_every_value_there_is(self, values: Any) -> None:
        assert f"`{' '.join(values)}`" in " ".join(GUIDE.split())

    def test_the_guide_names_everything_that_is_about_a_person(self) -> None:
        assert [name for name in OF_A_PERSON if f"`{name}`" not in GUIDE.lower()] == []


class TestWhatItSays:
    def test_the_parts_fit_together(self, client: Client, full: Procedure) -> None:
        data = read(client, PAGE)
        assert data["address"] == f"{settings.SITE_URL}/code/hcpcs/G9999-scan-note/"
        assert (data["code"]["value"], data["edition"]["number"]) == ("G9999", 1)
        assert data["review"]["checked_on"] == "2026-01-01"
        assert [(one["value"], one["is_primary"], one["unit"]) for one in data["codes"]] == [
            ("G9999", True, "1 note"),
            ("G9998", False, ""),
        ]
        sections = {section["kind"]: section for section in data["sections"]}
        assert next(iter(sections)) == "summary"
        assert [one["key"] for one in sections["purpose"]["outcomes"]] == ["noted", "seen"]
        assert [one["section"] for section in data["sections"] for one in section["outcomes"]] == ["purpose"] * 2
        assert {one["source"] for one in sections["purpose"]["outcomes"]} == {one["key"] for one in data["sources"]}
        html = "".join(section["html"] for section in data["sections"])
        assert {f"#source-{one['number']}" for one in data["sources"]} <= set(re.findall(r'href="([^"]+)"', html))
        assert {f"#word-{one['slug']}" for one in data["glossary"]} <= set(re.findall(r'href="([^"]+)"', html))

    @pytest.mark.parametrize("path", [PAGE, EDITION])
    def test_it_names_no_release_beside_the_words_of_another_day(
        self, client: Client, full: Procedure, path: str
    ) -> None:
        CodeSystem.objects.update(release="January 2031")
        Code.objects.update(long_description="Other words")
        data = read(client, path)
        assert data["codes"][0]["long_description"] == "Note about a scan"
        assert "January 2031" not in json.dumps(data)
        assert data["rights"]["codes"] == "HCPCS Level II: CMS. A work of the US government."

    @pytest.mark.parametrize("path", ["/code/hcpcs/g9999.json", "/code/hcpcs/G9999-old-name.json"])
    def test_other_forms_of_its_address_lead_there(self, client: Client, full: Procedure, path: str) -> None:
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (301, PAGE)

    def test_a_code_without_an_explanation_has_none(self, client: Client) -> None:
        code("G0001", "Not explained")
        assert client.get("/code/hcpcs/G0001.json").status_code == 404


class TestEditions:
    def test_the_document_of_an_edition_is_the_same_for_ever(self, client: Client, full: Procedure) -> None:
        first = client.get(EDITION).content
        CodeSystem.objects.update(release="January 2031")
        Code.objects.update(long_description="Other words", ended=date(2030, 1, 1))
        GlossaryTerm.objects.update(meaning="Another meaning.")
        Topic.objects.update(name="Bones and joints")
        full.slug, full.plain_name = "another-name", "Another name"
        full.save()
        rewrite(full, "bill", "It should cost you nothing at all. Call the office if it does.")
        publish(procedure=full, note="Another name")
        assert client.get(EDITION).content == first
        second = client.get("/code/hcpcs/G9999/editions/2.json").content
        rewrite(full, "bill", "It should cost you nothing. Call the office if it does.")
        publish(procedure=full, note="Clearer words")
        assert client.get("/code/hcpcs/G9999/editions/2.json").content == second
        assert json.loads(second)["edition"]["note"] == "Another name"

    def test_its_address_leads_to_the_page_of_today(self, client: Client, full: Procedure) -> None:
        full.slug = "another-name"
        full.save()
        publish(procedure=full, note="Another address")
        then = read(client, EDITION)["address"]
        assert then == f"{settings.SITE_URL}/code/hcpcs/G9999-scan-note/"
        assert client.get(then.removeprefix(settings.SITE_URL))["Location"] == "/code/hcpcs/G9999-another-name/"
        assert read(client, "/code/hcpcs/G9999-another-name.json")["address"].endswith("/G9999-another-name/")

    def test_a_translation_has_its_own(self, client: Client) -> None:
        translated()
        data = read(client, f"/es{EDITION}")
        assert data["language"] == "es"
        assert data["edition"]["address"] == f"{settings.SITE_URL}/es/code/hcpcs/G9999/editions/1/"
        answer = client.get(data["address"].removeprefix(settings.SITE_URL), follow=True)
        assert (answer.status_code, answer.request["PATH_INFO"]) == (200, "/es/code/hcpcs/G9999-scan-note/")

    def test_search_engines_are_led_to_what_holds_now(self, client: Client, full: Procedure) -> None:
        assert client.get(EDITION)["X-Robots-Tag"] == "noindex"
        assert "X-Robots-Tag" not in client.get(PAGE)
