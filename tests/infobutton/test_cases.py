"""Are requests from other systems answered as HL7's Infobutton guides say? The numbers are those of our own list."""

import json
import logging
import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone
from django.utils.html import escape

from procedures import infobutton
from procedures.infobutton import limit
from procedures.infobutton.request import OF_A_PERSON, Criterion, read
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

#: What the guides let a system say of the patient, of who asks and of who may, one name of each kind.
PERSONAL = [
    "patientPerson.administrativeGenderCode.c",
    "age.v.v",
    "age.v.u",
    "ageGroup.v.c",
    "severityObservation.interpretationCode.c",
    "Observation.c.c",
    "observation.v.v1",
    "observation.valueNegationInd",
    "encounter.c.c",
    "serviceDeliveryLocation.id.root",
    "locationOfInterest.addr.ZIP",
    "performer",
    "performer.languageCode.c",
    "performer.healthCareProvider.c.c",
    "knowledgeRequestNotification.effectiveTime.v",
    "knowledgeRequestNotification.id.root",
    "holder.assignedEntity.n",
    "holder.assignedEntity.certificateText",
    "assignedAuthorizedPerson.id.root",
    "representedOrganization.id.root",
    "assignedEntity.representedOrganization.n",
]

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


def asked_again(root: ElementTree.Element) -> list[tuple[str, str]]:
    """Return what an answer's link to itself would ask, and make sure that its id asks no more."""
    link = root.find(f"{ATOM}link[@rel='self']")
    assert link is not None
    pairs = parse_qsl(urlsplit(link.attrib["href"]).query)
    assert parse_qsl(urlsplit(root.findtext(f"{ATOM}id", "")).query) == pairs[:-1]
    return pairs


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

    @pytest.mark.parametrize(
        ("text", "repeated"),
        [
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("a]]>b", "a]]>b"),
            ("\"'&", "\"'&"),
            ("a\x00b\x0bc\ud800", "abc\ufffd\ufffd\ufffd"),
        ],
    )
    def test_19_hostile_words_stay_words(self, client: Client, explained: Procedure, text: str, repeated: str) -> None:
        # The words that were searched for are repeated, as words; the other two were not used, so they are not.
        sent = {V_OT: text, "mainSearchCriteria.v.dn": f"unused{text}", "taskContext.c.dn": f"unused{text}"}
        query = urlencode(sent, errors="surrogatepass")
        as_xml, as_json, as_html = (
            client.get(f"/infobutton?{query}&knowledgeResponseType={kind}")
            for kind in ("text/xml", "application/json", "text/html")
        )
        root = feed(as_xml)
        assert categories(root) == [(V_OT, repeated)]
        assert root.findtext(f"{ATOM}subtitle") == repeated
        assert asked_again(root) == [(V_OT, repeated), ("knowledgeResponseType", "text/xml")]
        assert [part for part in root.iter() if part.tag in ("script", f"{ATOM}script")] == []
        assert as_json.status_code == 200
        assert not set(b"<>=") & set(as_json.content)
        found = json.loads(as_json.content)["feed"]
        assert found["category"] == [{"scheme": V_OT, "term": repeated}]
        assert found["subtitle"]["_value"] == repeated
        assert as_html.status_code == 200
        html = as_html.content.decode()
        assert [form for form in (text, repeated, escape(repeated)) if form in html] == []
        assert [one for one in (as_xml, as_json, as_html) if b"unused" in one.content] == []

    @pytest.mark.parametrize("kind", ["text/xml", "application/json", "text/html", "", "<b>csv</b>"])
    @pytest.mark.parametrize(
        "sent",
        [
            {V_OT: "\u2028"},
            {V_OT: "\x00"},
            {V_C: "<b>G9999</b>"},
            {V_OT: "<b>scan</b>", "informationRecipient": "<b>PAT</b>"},
        ],
    )
    def test_19_what_is_refused_is_not_repeated(self, client: Client, kind: str, sent: dict[str, str]) -> None:
        answer = client.get(f"/infobutton?{urlencode(sent | {'knowledgeResponseType': kind})}")
        assert answer.status_code == 400
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert [value for value in (*sent.values(), "<", "G9999", "scan") if value in answer.content.decode()] == []

    @pytest.mark.parametrize("name", [*OF_A_PERSON, "performer1"])
    def test_20_what_is_about_a_person_is_kept_by_nobody(self, client: Client, explained: Procedure, name: str) -> None:
        for rest in ("", ".v.c", ".languageCode.c1"):
            for kind in ("text/xml", "application/json", "text/html", ""):
                sent = {name.upper() + rest: "x", "knowledgeResponseType": kind}
                assert ask(client, **sent)["Cache-Control"] == "no-store", (rest, kind)

    def test_20_every_name_that_the_guides_give_a_person_is_known(self, client: Client, explained: Procedure) -> None:
        for name in PERSONAL:
            assert ask(client, **{name: "x"})["Cache-Control"] == "no-store", name

    def test_20_what_is_about_nobody_is_kept_for_minutes(self, client: Client, explained: Procedure) -> None:
        nobody = {"taskContext.c.dn": "age", "subTopic.v.c": "Q000744", "ages": "performer"}
        nobody |= {"informationRecipient": "PAT"}
        for kind in ("text/xml", "application/json", "text/html", ""):
            assert ask(client, **nobody, knowledgeResponseType=kind)["Cache-Control"] == "public, max-age=300"

    def test_20_no_person_is_repeated(self, client: Client, explained: Procedure) -> None:
        answer = ask(client, **dict.fromkeys(PERSONAL, "zqx"))
        assert asked_again(feed(answer)) == [
            (V_C, "G9999"),
            (V_CS, HCPCS),
            ("informationRecipient.languageCode.c", "en"),
            ("knowledgeResponseType", "text/xml"),
        ]
        for kind in ("text/xml", "application/json", "text/html", ""):
            answer = ask(client, **dict.fromkeys(PERSONAL, "zqx"), knowledgeResponseType=kind)
            assert "zqx" not in f"{answer.content.decode()} {answer.headers}"

    def test_20_no_person_is_in_the_log(
        self, client: Client, explained: Procedure, caplog: pytest.LogCaptureFixture
    ) -> None:
        for name in ("", "django", "procedures"):
            caplog.set_level(logging.DEBUG, name)
        person = dict.fromkeys(PERSONAL, "zqx")
        ask(client, **person)
        assert ask(client, **person, informationRecipient="XYZ").status_code == 400
        client.post("/infobutton", ASKED | person | {V_CS: ""})
        client.post("/infobutton", urlencode(ASKED | person), content_type="application/x-www-form-urlencoded")
        with override_settings(INFOBUTTON_A_MINUTE=1):
            assert ask(client, **person).status_code == 429
        assert "/infobutton" in caplog.text  # what was refused is in the log
        written = f"{caplog.text} {[(record.getMessage(), record.args) for record in caplog.records]}".lower()
        assert [name for name in ("zqx", "age.", "gender", "holder", "performer") if name in written] == []

    def test_20_any_sites_page_may_read_this_address_and_no_other(self, client: Client, explained: Procedure) -> None:
        allowed = "Access-Control-Allow-Origin"
        assert ask(client)[allowed] == "*"
        assert ask(client, **{V_CS: ""})[allowed] == "*"  # so that a page can read why
        preflight = client.options("/infobutton")
        assert (preflight.status_code, preflight[allowed]) == (204, "*")
        others = ["", "code/hcpcs/G9999-scan-note/", "code/hcpcs/G9999-scan-note.json", "feeds/updates/"]
        for path in (*others, "code/hcpcs/G9999/editions/1.json", "sitemap.xml", "search/?q=scan", "suggest/?q=scan"):
            answer = client.get(f"/{path}", headers={"Origin": "https://portal.example"})
            assert answer.status_code == 200, path
            assert allowed not in answer, path

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

    @pytest.mark.parametrize(("days", "said"), [(-1, "ended"), (0, "will end"), (1, "will end"), (400, "will end")])
    def test_20_a_last_day_to_come_is_told_as_to_come(
        self, client: Client, explained: Procedure, days: int, said: str
    ) -> None:
        Code.objects.filter(value="G9999").update(ended=timezone.localdate() + timedelta(days))
        answer = ask(client)
        assert entries(answer)[0].startswith(f"G9999: Scan note (this code {said} on ")
        # The calendar makes it untrue: no cache may keep it beyond a few minutes, and we keep nothing.
        assert answer["Cache-Control"] == "public, max-age=300"
        Code.objects.filter(value="G9999").update(ended=timezone.localdate() - timedelta(1))
        assert entries(ask(client))[0].startswith("G9999: Scan note (this code ended on ")

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


G = {V_C: "G9999", V_CS: HCPCS}
#: Requests with the names that the guides' own examples have, misspelt as there, in words of ours.
LIKE_THE_GUIDES = {
    "a nurse looks at an order": [*G.items(), ("task.c.c", "OREV"), ("task.c.dn", "Order review")],
    "an age group": [*G.items(), ("ageGroup.v.c", "D000368"), ("ageGroup.v.cs", "2.16.840.1.113883.6.177")],
    "a display name beside the code": [*G.items(), ("mainSearchCriteria.v.dn", "Note about a scan")],
    "letters changed": [("mainSearchCritieria.v.c", "G9999"), ("mainSearchCritieria.v.cs", HCPCS)],
    "a measured value": [
        *G.items(),
        ("Observation.c.c", "48642-3"),
        ("Observation.c.cs", "2.16.840.1.113883.6.1"),
        ("Observation.v.v", "55"),
        ("Observation.v.u", "mL/min"),
    ],
    "a question about a code": [*G.items(), ("subTopic.v.c", "Q000744"), ("subtopic.v.cs", "2.16.840.1.113883.6.177")],
    "words twice": [(V_OT, "scan note"), (V_OT, "something else"), ("informationRecipient", "PAT")],
}


@pytest.mark.parametrize("pairs", LIKE_THE_GUIDES.values(), ids=LIKE_THE_GUIDES.keys())
def test_requests_like_the_guides_own_are_answered_in_every_format(
    client: Client, explained: Procedure, pairs: list[tuple[str, str]]
) -> None:
    def answered(kind: str) -> Any:
        return client.get(f"/infobutton?{urlencode([*pairs, ('knowledgeResponseType', kind)])}")

    assert entries(answered("text/xml")) == ["G9999: Scan note"]
    found = json.loads(answered("application/json").content)["feed"]
    assert [entry["title"]["_value"] for entry in found["entry"]] == ["G9999: Scan note"]
    page = answered("text/html")
    if (V_OT, "scan note") in pairs:
        assert (page.status_code, page["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert b'href="http://127.0.0.1:8000/code/hcpcs/G9999-scan-note/"' in page.content
    else:
        assert (page.status_code, page["Location"]) == (302, "/code/hcpcs/G9999-scan-note/")


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
