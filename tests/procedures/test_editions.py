"""Every edition has its own address, for ever: wherever its codes go, it shows the same text to people and programs."""

import json
from dataclasses import replace
from importlib import import_module
from typing import Any
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client

from procedures.content.page import CodeOnPage
from procedures.models import Code, Edition, EditionCode, Procedure, ProcedureCode
from procedures.publishing import publish, retract
from tests.library import draft, note_page, published, rewrite
from tests.reading import only, read_html, words
from tests.spanish import nota, translated

pytestmark = pytest.mark.django_db
BOTH = (
    CodeOnPage("hcpcs", "G9999", "Note about a scan", True, "The newer"),
    CodeOnPage("hcpcs", "G9998", "Another note", False, "The older"),
)
FIRST, SECOND = "/code/hcpcs/G9999/editions/1/", "/code/hcpcs/G9998/editions/1/"


def of_two_codes() -> Procedure:
    return published(note_page(codes=BOTH))[0]


def drop(procedure: Procedure, value: str = "G9998") -> Edition:
    """Publish the explanation without one of its codes."""
    procedure.procedure_codes.get(code__value=value).delete()
    return publish(procedure=procedure, note="One code less.")


def move(procedure: Procedure) -> tuple[Procedure, Edition]:
    """Let another explanation take the second code."""
    drop(procedure)
    other = note_page(slug="other", plain_name="Other note", codes=(replace(BOTH[1], is_primary=True),))
    return published(other)


def as_json(client: Client, path: str) -> bytes:
    answer = client.get(path.rstrip("/") + ".json")
    assert answer.status_code == 200, path
    return answer.content


def texts(client: Client, path: str) -> list[str]:
    """Return what a page says in its own words, without what is around it."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    page = read_html(answer.text)
    return [words(only(page, "h1"))] + [words(only(page, f"section[@id='{kind}']")) for kind in ("purpose", "bill")]


def ids(client: Client) -> list[str]:
    atom = ElementTree.fromstring(client.get("/feeds/updates/").content)
    return [str(one.findtext("{*}id")) for one in atom.findall("{*}entry")]


class TestACodeThatLeaves:
    def test_both_addresses_show_the_same_text_when_a_code_is_dropped(self, client: Client) -> None:
        procedure = of_two_codes()
        before = [(texts(client, path), as_json(client, path)) for path in (FIRST, SECOND)]
        rewrite(procedure, "bill", "It costs you nothing.")
        drop(procedure)
        assert [(texts(client, path), as_json(client, path)) for path in (FIRST, SECOND)] == before
        assert client.get("/code/hcpcs/G9998/editions/2/").status_code == 404
        assert client.get("/code/hcpcs/G9998/editions/2.json").status_code == 404

    def test_both_addresses_show_the_same_text_when_a_code_moves(self, client: Client) -> None:
        procedure = of_two_codes()
        before = [(texts(client, path), as_json(client, path)) for path in (FIRST, SECOND)]
        _other, edition = move(procedure)
        assert edition.number == 2
        assert [(texts(client, path), as_json(client, path)) for path in (FIRST, SECOND)] == before
        assert texts(client, "/code/hcpcs/G9998/editions/2/")[0] == "Other note"
        assert json.loads(as_json(client, "/code/hcpcs/G9998/editions/2/"))["plain_name"] == "Other note"

    def test_its_list_shows_what_it_ever_showed(self, client: Client) -> None:
        def listed() -> list[str]:
            page = read_html(client.get("/code/hcpcs/G9998/editions/").text)
            return [link.attrib["href"] for link in only(page, "ol[@class='rows']").iter("a")]

        procedure = of_two_codes()
        drop(procedure)
        assert listed() == [SECOND]
        other = note_page(slug="other", plain_name="Other note", codes=(replace(BOTH[1], is_primary=True),))
        published(other)
        assert listed() == ["/code/hcpcs/G9998/editions/2/", SECOND]
        changes = only(read_html(client.get("/G9998", follow=True).text), "section[@id='changes']")
        assert [link.attrib["href"] for link in changes.iter("a")] == listed()

    def test_numbers_go_on_from_the_highest_that_explanation_or_code_ever_showed(self) -> None:
        procedure = of_two_codes()
        for text in ("It costs you nothing.", "It should cost you nothing."):
            rewrite(procedure, "bill", text)
            publish(procedure=procedure, note="Another text.")
        other, edition = move(procedure)
        assert edition.number == 4  # the first explanation has a 4 too, which the moved code never showed
        retract(procedure=other, reason="Back to where it was.")
        other.procedure_codes.all().delete()
        ProcedureCode.objects.create(procedure=procedure, code=Code.objects.get(value="G9998"), difference="The older")
        assert publish(procedure=procedure, note="One code more.").number == 5
        numbers = EditionCode.objects.filter(code__value="G9998").values_list("number", "edition__procedure__slug")
        assert list(numbers) == [(5, "scan-note"), (4, "other"), *((one, "scan-note") for one in (3, 2, 1))]

    def test_the_feed_names_an_edition_by_its_own_primary_code_for_ever(self, client: Client) -> None:
        procedure = of_two_codes()
        (first,) = ids(client)
        assert first.endswith(FIRST)
        procedure.procedure_codes.get(code__value="G9999").delete()
        procedure.procedure_codes.update(is_primary=True)
        publish(procedure=procedure, note="The newer code left.")
        assert ids(client) == [first.replace(FIRST, "/code/hcpcs/G9998/editions/2/"), first]


class TestWithdrawn:
    def test_what_was_withdrawn_is_gone_wherever_its_codes_went(self, client: Client) -> None:
        procedure = of_two_codes()
        move(procedure)
        retract(procedure=procedure, reason="A number was wrong.")
        for path in (FIRST, SECOND):
            page, machine = client.get(path), client.get(path.rstrip("/") + ".json")
            assert (page.status_code, machine.status_code) == (410, 410)
            assert "A number was wrong." in words(only(read_html(page.text), "div[@class='notice']"))
            assert json.loads(machine.content)["withdrawn"]["reason"] == "A number was wrong."
        assert texts(client, "/code/hcpcs/G9998/editions/2/")[0] == "Other note"
        assert SECOND not in client.get("/code/hcpcs/G9998/editions/").text
        assert client.get("/code/hcpcs/G9999/editions/").status_code == 410
        changes = only(read_html(client.get("/G9998", follow=True).text), "section[@id='changes']")
        assert [link.attrib["href"] for link in changes.iter("a")] == ["/code/hcpcs/G9998/editions/2/"]

    def test_what_is_published_again_is_there_again(self, client: Client) -> None:
        procedure = of_two_codes()
        before = texts(client, SECOND)
        drop(procedure)
        retract(procedure=procedure, reason="A number was wrong.")
        assert client.get(SECOND).status_code == 410
        assert client.get("/code/hcpcs/G9998/editions/").status_code == 404  # the code itself was not withdrawn
        assert publish(procedure=procedure, note="Right all the same.").number == 3
        assert texts(client, SECOND) == before

    def test_other_editions_of_a_code_whose_explanation_was_withdrawn_stay(self, client: Client) -> None:
        procedure = of_two_codes()
        before = texts(client, SECOND)
        other, _edition = move(procedure)
        retract(procedure=other, reason="A number was wrong.")
        assert texts(client, SECOND) == before
        assert client.get("/code/hcpcs/G9998/editions/2/").status_code == 410
        assert client.get("/code/hcpcs/G9998/editions/7/").status_code == 410


class TestInAnotherLanguage:
    def test_an_address_in_spanish_never_names_an_english_edition(self, client: Client) -> None:
        procedure = published()[0]
        for path in (FIRST, FIRST.rstrip("/") + ".json"):
            answer = client.get(f"/es{path}")
            assert (answer.status_code, answer.headers["Location"]) == (302, path)
        for other in ("HCPCS/g9999/editions/01", "hcpcs/G9999-any-words/editions/1/"):
            answer = client.get(f"/es/code/{other}")
            assert (answer.status_code, answer.headers["Location"]) == (302, FIRST)
        translation = draft(nota())
        publish(procedure=translation, note="Publicado.")
        assert texts(client, f"/es{FIRST}")[0] == "Nota sobre un examen"
        for ending in ("/", ".json"):
            assert client.get(f"/es/code/hcpcs/G9999/editions/2{ending}").status_code == 404
        retract(procedure=translation, reason="Mal traducido.")
        gone = client.get(f"/es{FIRST}")
        assert gone.status_code == 410
        assert "Mal traducido." in gone.text
        assert client.get(FIRST).status_code == 200
        retract(procedure=procedure, reason="Wrong.")
        assert client.get(f"/es{FIRST}", follow=True).status_code == 410

    def test_json_names_an_edition_by_the_address_in_its_own_language(self, client: Client) -> None:
        published()
        page = "code/hcpcs/G9999-scan-note.json"
        kept = [json.loads(client.get(f"{start}{page}").content)["edition"]["address"] for start in ("/", "/es/")]
        assert kept == [f"http://127.0.0.1:8000{FIRST}"] * 2
        publish(procedure=draft(nota()), note="Publicado.")
        said = json.loads(client.get(f"/es/{page}").content)
        assert said["edition"]["address"] == f"http://127.0.0.1:8000/es{FIRST}"
        kept = json.loads(client.get(f"/es{FIRST.rstrip('/')}.json").content)
        assert kept["address"] == "http://127.0.0.1:8000/es/code/hcpcs/G9999-scan-note/"

    def test_a_list_without_a_translation_shows_the_english_editions(self, client: Client) -> None:
        def listed() -> list[str]:
            page = read_html(client.get("/es/code/hcpcs/G9999/editions/").text)
            return [link.attrib["href"] for link in only(page, "ol[@class='rows']").iter("a")]

        published()
        assert listed() == [FIRST]
        translation = draft(nota())
        publish(procedure=translation, note="Publicado.")
        assert listed() == [f"/es{FIRST}"]
        retract(procedure=translation, reason="Mal traducido.")
        assert listed() == [FIRST]

    def test_the_way_to_another_language_leads_to_the_page_itself(self, client: Client) -> None:
        published()
        page = read_html(client.get(FIRST).text)
        assert only(page, "a[@class='language']").attrib["href"] == "/es/code/hcpcs/G9999-scan-note/"

    def test_a_translation_has_its_own_numbers(self) -> None:
        _original, translation = translated()
        assert translation.current_edition
        assert translation.current_edition.number == 1
        assert EditionCode.objects.filter(number=1).count() == 2


class TestTheDatabase:
    def test_it_refuses_to_give_an_address_twice(self) -> None:
        of_two_codes()
        row = EditionCode.objects.get(code__value="G9998")
        for changes in ({"pk": None}, {"pk": None, "number": 2, "is_primary": True}):
            other = EditionCode(**{**fields_of(row), **changes})
            with pytest.raises(IntegrityError), transaction.atomic():
                other.save(force_insert=True)

    def test_what_was_published_before_addresses_were_kept_is_given_them(self) -> None:
        move(of_two_codes())
        kept = sorted(EditionCode.objects.values_list("edition", "code", "language", "number", "is_primary"))
        assert len(kept) == 4
        EditionCode.objects.all().delete()
        fill = import_module("procedures.migrations.0010_addresses_of_editions").fill
        fill(apps, None)
        again = EditionCode.objects.values_list("edition", "code", "language", "number", "is_primary")
        assert sorted(again) == kept


def fields_of(row: EditionCode) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
