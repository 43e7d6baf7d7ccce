"""Is every answer Atom as RFC 4287 and HL7's schema want it, and does its JSON say the same in HL7's shape?"""

import json
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from procedures.infobutton import limit
from procedures.intake.releases import import_release
from procedures.models import Code, CodeSystem
from procedures.search import index
from tests.infobutton.atom import ATOM, XML, wrong, wrong_for_infobutton
from tests.intake.releases_for_tests import CODES, write
from tests.spanish import translated

pytestmark = pytest.mark.django_db

V_C, V_CS, V_OT = (f"mainSearchCriteria.v.{name}" for name in ("c", "cs", "ot"))
LANGUAGE = "informationRecipient.languageCode.c"
HCPCS = "2.16.840.1.113883.6.285"
A_CODE = {V_C: "G9999", V_CS: HCPCS}
REQUESTS = [
    A_CODE,
    A_CODE | {LANGUAGE: "es-US"},
    A_CODE | {f"{V_C}1": "G9998", f"{V_CS}1": HCPCS, LANGUAGE: "en", f"{LANGUAGE}1": "es"},
    {V_OT: "scan"},
    {V_OT: "scan", f"{V_C}1": "G9999", f"{V_CS}1": HCPCS, LANGUAGE: "es"},
    {V_OT: "<b>]]>&\"'\u2028"},
    {V_C: "J0000", V_CS: HCPCS},
    {V_C: "G9999", V_CS: "1.2.3", LANGUAGE: "es"},
]


@pytest.fixture(autouse=True)
def _library() -> None:
    limit._asked.clear()
    translated()
    CodeSystem.objects.filter(slug="hcpcs").update(oid=HCPCS)
    index.rebuild()


def as_atom(client: Client, asked: dict[str, str]) -> Element:
    answer = client.get(f"/infobutton?{urlencode(asked | {'knowledgeResponseType': 'text/xml'})}")
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.content)


def as_json(client: Client, asked: dict[str, str]) -> dict[str, Any]:
    answer = client.get(f"/infobutton?{urlencode(asked | {'knowledgeResponseType': 'application/json'})}")
    assert answer.status_code == 200
    return dict(json.loads(answer.content))


@pytest.mark.parametrize("asked", REQUESTS)
@pytest.mark.parametrize("ended", [False, True])
def test_every_answer_is_valid(client: Client, asked: dict[str, str], ended: bool) -> None:
    if ended:
        Code.objects.update(ended=date(2025, 12, 31))
    assert wrong_for_infobutton(as_atom(client, asked)) == []


@pytest.mark.parametrize("path", ["/feeds/updates/", "/feeds/changes/hcpcs/"])
@pytest.mark.parametrize("taken_in", [False, True])
def test_the_other_feeds_are_atom_too(client: Client, tmp_path: Path, path: str, taken_in: bool) -> None:
    if taken_in:  # the first release reports nothing; the second adds a code
        held = {**CODES, "G9999": {"text": "Note about a scan", "added": "20200101"}}
        import_release(write(tmp_path, held, "HCPC2025_JAN_ANWEB.txt"))
        import_release(write(tmp_path, {**held, "K0002": {"text": "A <b>chair</b> & more", "added": "20251001"}}))
    answer = client.get(path)
    assert answer.status_code == 200
    feed = ElementTree.fromstring(answer.content)
    assert wrong(feed) == []
    has_entries = path == "/feeds/updates/" or taken_in
    assert bool(feed.findall(f"{ATOM}entry")) == has_entries


TEXT = {"type": str, "_value": str}
VALUE = {"_value": str}
AUTHOR = {"name": VALUE, "uri": VALUE}
LINK = {"rel": str, "type": str, "hreflang": str, "title": str, "href": str}
CATEGORY = {"scheme": str, "term": str}
ENTRY = {
    "lang": str,
    "title": TEXT,
    "link": [LINK],
    "id": VALUE,
    "updated": VALUE,
    "author": AUTHOR,
    "summary": TEXT,
    "category": [CATEGORY],
    "rights": TEXT,
}
FEED = {
    "base": str,
    "lang": str,
    "title": TEXT,
    "subtitle": TEXT,
    "author": AUTHOR,
    "updated": VALUE,
    "category": [CATEGORY],
    "id": VALUE,
    "link": [LINK],
    "entry": [ENTRY],
}


def shaped(value: Any, shape: Any) -> Any:
    """Return a value, after making sure that it has the names and kinds of a shape and no others."""
    if isinstance(shape, dict):
        assert isinstance(value, dict)
        assert list(value) == list(shape)
        return {name: shaped(value[name], shape[name]) for name in shape}
    if isinstance(shape, list):
        assert isinstance(value, list), "what may repeat is an array, even with one item or none"
        return [shaped(one, shape[0]) for one in value]
    assert type(value) is shape
    return value


def same_in_json(element: Element, shape: dict[str, Any]) -> dict[str, Any]:
    """Return what an element would be in JSON."""
    found: dict[str, Any] = {}
    for name, inner in shape.items():
        children = element.findall(f"{ATOM}{name}")
        if isinstance(inner, list):
            found[name] = [same_in_json(child, inner[0]) for child in children]
        elif isinstance(inner, dict):
            found[name] = same_in_json(children[0], inner)
        elif name == "_value":
            found[name] = element.text
        else:
            found[name] = element.get(name) or element.get(f"{XML}{name}")
    return found


@pytest.mark.parametrize("asked", REQUESTS)
def test_json_has_hl7s_shape_and_says_what_atom_says(client: Client, asked: dict[str, str]) -> None:
    found = shaped(as_json(client, asked), {"feed": FEED})["feed"]
    expected = same_in_json(as_atom(client, asked), FEED)
    for link in (found["link"][0], expected["link"][0]):  # they name themselves
        link["href"] = link["type"] = ""
    assert found == expected


NEEDED = ["id", "title", "updated", "entry/id", "entry/title", "entry/updated", "entry/link", "author/name"]
ONCE = ["id", "title", "subtitle", "updated", "entry", "entry/id", "entry/summary", "entry/link"]
SPOILED = [
    *(f"without {path}" for path in NEEDED),
    *(f"twice {path}" for path in ONCE),
    "text updated 2026-01-01",
    "text updated yesterday",
    "text id words",
    "text entry/title ",
    "text entry stray",
    "attribute entry/link href ",
    "attribute entry/link href /relative/",
    "attribute entry/link hreflang ",
    "attribute entry/link hreflang en_US",
    "attribute entry/link type html",
    f"attribute entry/link {XML}lang en",
    f"attribute entry {XML}lang ",
    f"attribute entry/title {XML}lang en",
    "attribute entry/title type ",
    "attribute entry/summary type markdown",
    "attribute category term ",
    "attribute category scheme mainSearchCriteria.v.c1",
    "first entry",
    "new keywords",
]


def spoil(feed: Element, how: str) -> None:
    """Make one mistake in a feed."""
    verb, path, *values = how.split(" ")
    if verb == "new":
        ElementTree.SubElement(feed, ATOM + path)
        return
    *above, _name = parts = [ATOM + name for name in path.split("/")]
    parent = feed.find("/".join(above)) if above else feed
    part = feed.find("/".join(parts))
    assert parent is not None
    assert part is not None
    if verb == "without":
        parent.remove(part)
    elif verb == "twice":
        parent.insert(list(parent).index(part), deepcopy(part))
    elif verb == "first":
        parent.insert(0, part)
    elif verb == "text":
        part.text = values[0]
    elif values[1]:
        part.set(*values)
    else:
        del part.attrib[values[0]]


@pytest.mark.parametrize("how", SPOILED)
def test_what_is_wrong_is_seen(client: Client, how: str) -> None:
    feed = as_atom(client, A_CODE)
    spoil(feed, how)
    assert wrong_for_infobutton(feed)
