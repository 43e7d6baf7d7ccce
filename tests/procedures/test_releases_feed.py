"""The feed of what releases changed: nothing that a release did goes untold, however much of it there was."""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from django.conf import settings
from django.test import Client

from procedures.models import CodeChange, CodeRelease
from tests.library import code, hcpcs

pytestmark = pytest.mark.django_db
OTHERS = [kind for kind in CodeChange.Kind.values if kind not in ("added", "missing")]


def release(name: str, **counts: int) -> CodeRelease:
    """Return a release that did each of these to so many codes."""
    made = CodeRelease.objects.create(system=hcpcs(), name=name, source="a file", sha256="", codes=sum(counts.values()))
    for kind, count in counts.items():
        for number in range(count):
            CodeChange.objects.create(
                release=made, code=code(f"{kind[:2].upper()}{number:03}"), kind=kind, after=f"Words {number}"
            )
    return made


def entries(client: Client) -> list[Element]:
    return ElementTree.fromstring(client.get("/feeds/changes/hcpcs/").content).findall("{*}entry")


def said(client: Client, part: str = "title") -> list[str]:
    return [entry.findtext(f"{{*}}{part}") or "" for entry in entries(client)]


def test_many_new_codes_leave_room_for_the_one_that_ended(client: Client) -> None:
    made = release("October 2026", added=101, ended=1)
    assert said(client) == ["October 2026: New codes (101)", "EN000: Ended"]
    links = [next(entry.iterfind("{*}link")).attrib["href"] for entry in entries(client)]
    assert links[0] == f"{settings.SITE_URL}{made.get_absolute_url()}"
    assert client.get(made.get_absolute_url()).status_code == 200
    assert said(client, "summary")[0].startswith("AD000, AD001, ")


def test_every_kind_is_told_and_many_of_it_lead_to_their_list(client: Client) -> None:
    made = release("October 2026", added=200, **dict.fromkeys(OTHERS, 11))
    release("July 2026", missing=3)
    found = entries(client)
    assert len(found) == 1 + len(OTHERS)
    for entry, kind in zip(found, ["added", *sorted(OTHERS)], strict=True):
        assert entry.findtext("{*}id") == f"{settings.SITE_URL}{made.get_absolute_url()}#{kind}"
        path = next(entry.iterfind("{*}link")).attrib["href"].removeprefix(settings.SITE_URL)
        assert f"{kind[:2].upper()}000" in client.get(path).text


def test_few_are_told_one_by_one_and_newer_releases_come_first(client: Client) -> None:
    older = release("July 2026", ended=2)
    kept = said(client, "id")
    assert kept == [f"{settings.SITE_URL}{older.get_absolute_url()}#ended-EN00{number}" for number in (0, 1)]
    release("October 2026", added=101)
    assert said(client, "id")[1:] == kept
    assert said(client)[0] == "October 2026: New codes (101)"
    assert said(client, "summary")[1] == "Words 0"
