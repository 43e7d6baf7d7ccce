"""Are requests from other systems answered as HL7's Infobutton guides say? The numbers are those of our own list."""

import json
import re
from datetime import date
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from procedures import infobutton
from procedures.infobutton import limit
from procedures.infobutton.request import Criterion, read
from procedures.models import Code, CodeSystem, Procedure
from procedures.search import index
from tests.library import note_page, published

HCPCS = "2.16.840.1.113883.6.285"
ALL_LEVELS = "2.16.840.1.113883.6.14"
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
V_C, V_CS, V_OT = (f"mainSearchCriteria.v.{name}" for name in ("c", "cs", "ot"))
ASKED = {
    V_C: "G9999",
    V_CS: HCPCS,
    "taskContext.c.c": "OREV",
    "informationRecipient": "PROV",
    "informationRecipient.languageCode.c": "en",
    "knowledgeResponseType": "text/xml",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    limit._asked.clear()
    cache.clear()


@pytest.fixture
def explained() -> Procedure:
    procedure = published(note_page())[0]
    CodeSystem.objects.filter(slug="hcpcs").update(
        oid=HCPCS, uri="http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
    )
    index.rebuild()
    return procedure


def ask(client: Client, asked: dict[str, str] | None = None, /, **changes: str) -> Any:
    """Send a GET with the usual request, changed; an empty value leaves a name out."""
    pairs = {**(ASKED if asked is None else asked), **changes}
    return client.get(f"/infobutton?{urlencode({name: value for name, value in pairs.items() if value})}")


def feed(answer: Any) -> ElementTree.Element:
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.content)


def entries(answer: Any) -> list[str]:
    return [entry.findtext(f"{ATOM}title", "") for entry in feed(answer).findall(f"{ATOM}entry")]


def categories(element: ElementTree.Element) -> list[tuple[str | None, str | None]]:
    return [(one.get("scheme"), one.get("term")) for one in element.findall(f"{ATOM}category")]


class TestAnswers:
    def test_1_a_code_as_atom_in_the_schemas_order(self, client: Client, explained: Procedure) -> None:
        answer = ask(client)
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        root = feed(answer)
        names = [child.tag.removeprefix(ATOM) for child in root]
        order = ["title", "subtitle", "author", "updated", "category", "id", "link", "entry"]
        assert names == sorted(names, key=order.index)
        assert names.count("entry") == 1
        entry = root.find(f"{ATOM}entry")
        assert entry is not None
        names = [child.tag.removeprefix(ATOM) for child in entry]
        assert names == ["title", "link", "id", "updated", "author", "summary", "category", "category", "rights"]
        assert {"type", "title", "hreflang", "href", "rel"} <= set(entry.find(f"{ATOM}link").attrib)
        assert re.fullmatch(r"tag:[\w.]+,\d{4}-\d\d-\d\d:hcpcs/G9999", entry.findtext(f"{ATOM}id", ""))

    def test_2_post_is_answered_like_get_without_a_token(self, explained: Procedure) -> None:
        client = Client(enforce_csrf_checks=True)
        posted = client.post("/infobutton", urlencode(ASKED), content_type="application/x-www-form-urlencoded")
        assert posted.content == ask(client).content

    def test_3_json_keeps_arrays_and_texts(self, client: Client, explained: Procedure) -> None:
        answer = ask(client, knowledgeResponseType="application/json")
        found = json.loads(answer.content)["feed"]
        assert found["title"]["_value"]
        assert [type(found[name]) for name in ("entry", "category", "link")] == [list] * 3
        assert len(found["entry"]) == len(found["entry"][0]["link"]) == 1
        assert isinstance(found["author"], dict)
        assert b"<p>" not in answer.content

    @pytest.mark.parametrize(
        ("kind", "status"),
        [("text/XML", 200), ("Application/JSON", 200), ("text/xml; charset=utf-8", 200), ("text/csv", 400)],
    )
    def test_4_formats_are_taken_in_any_case(
        self, client: Client, explained: Procedure, kind: str, status: int
    ) -> None:
        assert ask(client, knowledgeResponseType=kind).status_code == status

    def test_5_without_a_format_a_reader_is_led_to_the_page(self, client: Client, explained: Procedure) -> None:
        answer = ask(client, knowledgeResponseType="")
        assert (answer.status_code, answer["Location"]) == (302, "/code/hcpcs/G9999-scan-note/")
        listed = ask(client, **{V_C: "", V_CS: "", V_OT: "scan note", "knowledgeResponseType": ""})
        assert (listed.status_code, listed["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert b"/code/hcpcs/G9999-scan-note/" in listed.content
        assert b'content="noindex"' in listed.content

    @pytest.mark.parametrize("changes", [{V_C: "J0000"}, {V_CS: "1.2.3"}, {V_C: "70551", V_CS: ALL_LEVELS}])
    def test_6_7_9_nothing_fits(self, client: Client, explained: Procedure, changes: dict[str, str]) -> None:
        assert entries(ask(client, **changes)) == []
        found = json.loads(ask(client, **changes, knowledgeResponseType="application/json").content)
        assert found["feed"]["entry"] == []

    @pytest.mark.parametrize("changes", [{V_CS: ""}, {V_C: "", V_CS: ""}, {V_C: "", V_CS: HCPCS}])
    def test_8_half_a_criterion_is_refused_in_words(self, client: Client, changes: dict[str, str]) -> None:
        answer = ask(client, **changes)
        assert answer.status_code == 400
        assert answer["Content-Type"].startswith("text/plain")
        assert 20 < len(answer.content) < 200

    def test_9_the_retired_number_is_an_alias(self, client: Client, explained: Procedure) -> None:
        root = feed(ask(client, **{V_CS: ALL_LEVELS}))
        assert (V_CS, HCPCS) in categories(root)
        assert ALL_LEVELS not in ElementTree.tostring(root, "unicode")

    @pytest.mark.parametrize(
        "changes",
        [
            {V_CS: f"urn:oid:{HCPCS}"},
            {V_CS: f" {HCPCS} "},
            {V_C: " g9999 "},
            {V_CS: "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"},
        ],
    )
    def test_10_other_ways_to_write_the_same(
        self, client: Client, explained: Procedure, changes: dict[str, str]
    ) -> None:
        assert entries(ask(client, **changes)) == ["G9999: Scan note"]

    def test_11_several_criteria(self, client: Client, explained: Procedure) -> None:
        other = published(_another_page())[0]
        assert other.current_edition
        both = {V_C: "G9998", f"{V_C}1": "G9999", f"{V_CS}1": HCPCS}
        assert entries(ask(client, **both)) == ["G9998: Other note", "G9999: Scan note"]
        gap = {V_C: "G9998", f"{V_C}4": "G9999", f"{V_CS}4": HCPCS, f"{V_C}7": "G9998", f"{V_CS}7": HCPCS}
        answer = ask(client, **gap)
        assert entries(answer) == ["G9998: Other note", "G9999: Scan note"]
        assert [term for scheme, term in categories(feed(answer)) if scheme == V_C] == ["G9998", "G9999"]
        from_0 = {V_C: "", V_CS: "", f"{V_C}0": "G9998", f"{V_CS}0": HCPCS, f"{V_C}1": "G9999", f"{V_CS}1": HCPCS}
        assert entries(ask(client, **from_0)) == ["G9998: Other note", "G9999: Scan note"]

    def test_12_too_much_is_refused(self, client: Client) -> None:
        many = {f"{name}{n}": value for n in range(21) for name, value in ((V_C, f"J{n:04}"), (V_CS, HCPCS))}
        assert ask(client, many).status_code == 400
        long = client.post("/infobutton", "x" * 20_001, content_type="application/x-www-form-urlencoded")
        assert long.status_code == 413

    def test_13_words_alone_are_searched(self, client: Client, explained: Procedure) -> None:
        root = feed(ask(client, **{V_C: "", V_CS: "", V_OT: "scan"}))
        assert (V_OT, "scan") in categories(root)
        entry = root.find(f"{ATOM}entry")
        assert entry is not None
        score = dict(categories(entry))["relevanceScore"]
        assert score is not None
        assert 0 <= float(score) <= 1

    def test_14_old_and_misspelt_names_are_known(self, client: Client, explained: Procedure) -> None:
        old = {
            "mainSearchCriteria.c.c": "G9999",
            "MAINSEARCHCRITERIA.C.CS": HCPCS,
            "task.c.c": "OREV",
            "subtopic.v.c": "Q000744",
            "knowledgeResponseType": "text/xml",
        }
        assert entries(ask(client, old)) == ["G9999: Scan note"]

    def test_15_what_is_not_used_is_not_repeated(self, client: Client, explained: Procedure) -> None:
        answer = ask(client, utm_x="tracked", executionMode="tracked", **{"mainSearchCriteria.v.dn": "tracked"})
        assert b"tracked" not in answer.content
        assert categories(feed(answer)) == [
            (V_C, "G9999"),
            (V_CS, HCPCS),
            ("informationRecipient.languageCode.c", "en"),
        ]

    @pytest.mark.parametrize(("who", "status"), [("XYZ", 400), ("PAT", 200), ("prov", 200), ("PAYOR", 200)])
    def test_16_the_recipient_is_one_of_three(
        self, client: Client, explained: Procedure, who: str, status: int
    ) -> None:
        assert ask(client, informationRecipient=who).status_code == status

    def test_17_the_language_is_told_truly(self, client: Client, explained: Procedure) -> None:
        root = feed(ask(client, **{"informationRecipient.languageCode.c": "es"}))
        assert root.get(LANG) == "en"
        assert {entry.get(LANG) for entry in root.findall(f"{ATOM}entry")} == {"en"}
        assert {link.get("hreflang") for link in root.iter(f"{ATOM}link")} == {"en"}
        assert len([one for one in root.iter() if one.get(LANG)]) == 2

    def test_18_no_program_is_sent(self, client: Client, explained: Procedure) -> None:
        answer = ask(client, callback="alert(1)//", knowledgeResponseType="application/javascript")
        assert answer.status_code == 400
        assert b"alert" not in answer.content

    @pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a]]>b", "\"'&", "a\x00b\x0bc\ud800", "\u2028"])
    def test_19_hostile_words_stay_words(self, client: Client, explained: Procedure, text: str) -> None:
        sent = {V_OT: text}
        query = urlencode(sent, errors="surrogatepass")
        for kind in ("text/xml", "application/json", ""):
            answer = client.get(f"/infobutton?{query}&knowledgeResponseType={kind}")
            assert answer.status_code in (200, 400)
            assert b"<script>alert" not in answer.content
            if answer.status_code == 200 and kind == "text/xml":
                ElementTree.fromstring(answer.content)
            if answer.status_code == 200 and kind == "application/json":
                assert not set(b"<>=") & set(answer.content)
                json.loads(answer.content)

    def test_20_what_is_about_a_person_is_kept_by_nobody(self, client: Client, explained: Procedure) -> None:
        person = {"patientPerson.administrativeGenderCode.c": "F", "age.v.v": "44", "holder.assignedEntity.n": "secret"}
        answer = ask(client, **person)
        assert answer["Cache-Control"] == "no-store"
        assert b"secret" not in answer.content
        assert b"44" not in re.sub(rb"<updated>.*?</updated>", b"", answer.content)
        assert ask(client)["Cache-Control"] == "public, max-age=300"
        assert ask(client)["Access-Control-Allow-Origin"] == "*"
        allowed = client.options("/infobutton")
        assert (allowed.status_code, allowed["Access-Control-Allow-Origin"]) == (204, "*")

    def test_20_too_many_are_asked_to_wait(self, client: Client, explained: Procedure) -> None:
        with override_settings(INFOBUTTON_A_MINUTE=2):
            statuses = [ask(client).status_code for _ in range(2)]
            refused = ask(client)
        assert statuses == [200, 200]
        assert refused.status_code == 429
        assert 0 < int(refused["Retry-After"]) <= 61

    def test_20_an_ended_code_says_so(self, client: Client, explained: Procedure) -> None:
        Code.objects.filter(value="G9999").update(ended=date(2025, 12, 31))
        assert entries(ask(client)) == ["G9999: Scan note (this code ended on Dec. 31, 2025)"]

    def test_the_same_request_has_the_same_answer(self, client: Client, explained: Procedure) -> None:
        first = ask(client)
        assert first.content == ask(client).content
        query = urlencode(ASKED)
        again = client.get(f"/infobutton?{query}", headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304

    def test_nothing_unpublished_is_found(self, client: Client, explained: Procedure) -> None:
        explained.plain_name = "Secret draft"
        explained.save()
        assert entries(ask(client)) == ["G9999: Scan note"]


def _another_page() -> Any:
    page = note_page(slug="other-note", plain_name="Other note", also_known_as=())
    code = page.codes[0].__class__("hcpcs", "G9998", "Note about another scan", True)
    return note_page(slug="other-note", plain_name="Other note", also_known_as=(), codes=(code,))


class TestReading:
    def test_numbers_order_the_criteria(self) -> None:
        asked = read([(f"{V_OT}2", "c"), (V_OT, "a"), (f"{V_OT}1", "b")])
        assert asked.criteria == (Criterion(text="a"), Criterion(text="b"), Criterion(text="c"))

    def test_the_first_of_two_values_counts(self) -> None:
        assert read([(V_OT, "a"), (V_OT, "b")]).criteria == (Criterion(text="a"),)

    @pytest.mark.parametrize("pairs", [[], [("mainSearchCriteria.v.dn", "only a name")], [(V_C, "J9229")]])
    def test_what_cannot_be_answered_is_malformed(self, pairs: list[tuple[str, str]]) -> None:
        with pytest.raises(infobutton.Malformed):
            read(pairs)
