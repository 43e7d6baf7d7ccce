"""Is everything that may be indexed found, and nothing else? The sitemap, the feed, the JSON and the heads of pages."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procedures import sitemaps
from procedures.models import Code, CodeGroup, Edition, GlossaryTerm, HealthPlan, Policy, StoredPage, Topic
from procedures.publishing import publish, retract
from tests.library import code, hcpcs, note_page, published, rewrite

pytestmark = pytest.mark.django_db
EVERY_DOCUMENT = {
    "format",
    "address",
    "language",
    "code",
    "edition",
    "review",
    "topics",
    "codes",
    "sections",
    "sources",
}
EVERY_DOCUMENT |= {"glossary", "rights"}
SHOWN = {"plain_name", "medical_name", "pronunciation", "family", "ingredient", "route", "brands", "also_known_as"}
SHOWN |= {"setting", "setting_note", "anesthesia", "minutes_from", "minutes_to", "duration_note", "people_note"}
SHOWN |= {"how_often", "time_off"}
NAMESPACE = {"s": sitemaps.NAMESPACE}


@pytest.fixture
def library() -> Edition:
    """One page of every kind that may be indexed, and one of most that may not."""
    GlossaryTerm.objects.create(slug="scan", term="scan", meaning="A picture of the inside of the body.")
    topic = Topic.objects.create(slug="bones", kind="body_area", name="Bones")
    Topic.objects.create(slug="empty", kind="body_area", name="Empty")
    plan = HealthPlan.objects.create(slug="plan", name="A plan", url="https://plan.example/")
    policy = Policy.objects.create(
        plan=plan, slug="scans", title="Scans", url="https://plan.example/scans", evidence="code"
    )
    procedure, edition = published()
    group = CodeGroup.objects.create(
        system=hcpcs(), slug="G", range_start="G0000", range_end="G9999", name="G", title="Procedures"
    )
    Code.objects.filter(value="G9999").update(group=group)
    edition.topics.add(topic)
    policy.codes.add(code("G9999"))
    code("G0001", "Not explained")
    assert procedure.current_edition_id == edition.pk
    return edition


def locations(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    return [str(one.text) for one in ElementTree.fromstring(answer.content).iterfind(".//s:loc", NAMESPACE)]


def addresses(client: Client) -> list[str]:
    files = [file.removeprefix(settings.SITE_URL) for file in locations(client, "/sitemap.xml")]
    return [address for file in files for address in locations(client, file)]


def canonical(html: str) -> str:
    found = re.search(r'<link rel="canonical" href="([^"]+)">', html)
    return found[1] if found else ""


def crawl(client: Client) -> dict[str, str]:
    """Follow every link of the site from its home page; return the pages by path."""
    pages: dict[str, str] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        answer = client.get(path)
        assert answer.status_code == 200, path
        kind = answer["Content-Type"]
        pages[path] = answer.content.decode() if kind.startswith("text/html") else ""
        links = re.findall(r'<a [^>]*href="(/[^"#]*)', pages[path])
        waiting += [
            link.replace("&amp;", "&") for link in links if not link.startswith(("/admin/", "/compare/", "/feedback/"))
        ]
    return {path: html for path, html in pages.items() if html}


class TestSitemap:
    def test_every_address_is_canonical_to_itself_and_may_be_indexed(self, client: Client, library: Edition) -> None:
        found = addresses(client)
        assert len(found) == len(set(found)) > 10
        for address in found:
            assert address.startswith(f"{settings.SITE_URL}/")
            answer = client.get(address.removeprefix(settings.SITE_URL))
            html = answer.content.decode()
            assert answer.status_code == 200, address
            assert canonical(html) == address
            assert 'content="noindex"' not in html

    def test_every_page_that_may_be_indexed_is_there(self, client: Client, library: Edition) -> None:
        pages = crawl(client)
        indexed = {canonical(html) for html in pages.values() if 'content="noindex"' not in html}
        assert indexed == set(addresses(client))

    def test_what_is_not_explained_or_withdrawn_is_not_there(self, client: Client, library: Edition) -> None:
        listed = "\n".join(addresses(client))
        assert "G9999-scan-note" in listed
        assert "G0001" not in listed
        retract(procedure=library.procedure, reason="A mistake")
        assert "G9999" not in "\n".join(addresses(client))

    def test_the_date_is_that_of_the_edition(self, client: Client, library: Edition) -> None:
        text = client.get("/sitemaps/hcpcs-explanations-1.xml").content.decode()
        assert f"<lastmod>{library.published_at:%Y-%m-%dT%H:%M:%SZ}</lastmod>" in text

    @pytest.mark.parametrize("name", ["hcpcs-explanations-2", "hcpcs-explanations-0", "nothing-1"])
    def test_there_are_no_other_files(self, client: Client, library: Edition, name: str) -> None:
        assert client.get(f"/sitemaps/{name}.xml").status_code == 404

    def test_codes_without_an_explanation_cost_it_nothing(self, client: Client, library: Edition) -> None:
        rows = [
            Code(system=hcpcs(), value=f"{n:07}", long_description="Made up", slug="made-up") for n in range(10_000)
        ]
        Code.objects.bulk_create(rows, batch_size=5000)
        for file in ["/sitemap.xml", "/sitemaps/hcpcs-explanations-1.xml", "/sitemaps/hcpcs-groups-1.xml"]:
            answer = client.get(file)
            assert answer.status_code == 200
            assert b"made-up" not in answer.content

    def test_25_000_addresses_are_written_in_one_query(self, library: Edition) -> None:
        with CaptureQueriesContext(connection) as asked:
            list(sitemaps.kinds()["hcpcs-explanations"](1))
        assert len(asked) == 2

    def test_robots_are_led_to_it(self, client: Client) -> None:
        text = client.get("/robots.txt").content.decode()
        assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text
        assert "Disallow: /admin/" in text


class TestHeads:
    def test_titles_and_descriptions_are_unique_and_short(self, client: Client, library: Edition) -> None:
        every = crawl(client)
        pages = {path: html for path, html in every.items() if 'content="noindex"' not in html}
        titles = [re.findall(r"<title>(.*?)</title>", html)[0] for html in pages.values()]
        said = [re.findall(r'<meta name="description" content="(.*?)">', html) for html in pages.values()]
        assert len(titles) == len(set(titles))
        assert max(map(len, titles)) <= 60
        descriptions = [one[0] for one in said if one and one[0]]
        assert len(descriptions) == len(set(descriptions))
        assert max(map(len, descriptions)) <= 160
        assert all(html.count("<h1") == 1 for html in every.values())

    def test_the_plain_name_comes_first_and_the_code_is_in_it(self, client: Client, library: Edition) -> None:
        html = client.get("/code/hcpcs/G9999-scan-note/").content.decode()
        assert "<title>Scan note (G9999)" in html

    def test_editions_and_unexplained_codes_are_not_indexed(self, client: Client, library: Edition) -> None:
        paths = ["/code/hcpcs/G0001-not-explained/", "/code/hcpcs/G9999/editions/", "/code/hcpcs/G9999/editions/1/"]
        for path in [*paths, "/search/?q=scan"]:
            assert b'content="noindex"' in client.get(path).content, path


class TestAddresses:
    def test_an_old_slug_leads_on_in_one_step(self, client: Client, library: Edition) -> None:
        answer = client.get("/code/HCPCS/g9999-an-older-name")
        assert (answer.status_code, answer["Location"]) == (301, "/code/hcpcs/G9999-scan-note/")

    def test_what_was_withdrawn_is_gone_with_a_reason(self, client: Client, library: Edition) -> None:
        retract(procedure=library.procedure, reason="The source was withdrawn.")
        answer = client.get("/code/hcpcs/G9999-note-about-a-scan/")
        assert answer.status_code == 410
        assert b"The source was withdrawn." in answer.content


class TestFeed:
    def test_every_edition_is_an_entry_newest_first(self, client: Client, library: Edition) -> None:
        rewrite(library.procedure, "purpose", "The note says why a scan was made. It helps a plan to check.")
        publish(procedure=library.procedure, note="Clearer words")
        answer = client.get("/feeds/updates/")
        atom = {"a": "http://www.w3.org/2005/Atom"}
        feed = ElementTree.fromstring(answer.content)
        assert answer["Content-Type"].startswith("application/atom+xml")
        assert [one.text for one in feed.iterfind("a:entry/a:summary", atom)] == ["Clearer words", "First published."]
        assert len({one.text for one in feed.iterfind("a:entry/a:id", atom)}) == 2

    def test_an_empty_feed_is_the_same_every_time(self, client: Client) -> None:
        assert client.get("/feeds/updates/").content == client.get("/feeds/updates/").content


class TestJson:
    def test_a_page_is_to_be_had_as_json(self, client: Client, library: Edition) -> None:
        data = json.loads(client.get("/code/hcpcs/G9999-scan-note.json").content)
        assert data["format"] == 1
        assert data["address"] == f"{settings.SITE_URL}/code/hcpcs/G9999-scan-note/"
        assert data["code"]["value"] == "G9999"
        assert data["edition"]["number"] == 1
        assert data["sections"][0]["kind"] == "summary"
        assert data["review"] is None
        assert "US government" in data["rights"]["codes"]

    def test_its_shape_stays(self, client: Client, library: Edition) -> None:
        data = json.loads(client.get("/code/hcpcs/G9999-scan-note.json").content)
        # A name that goes away, or changes its meaning, needs another FORMAT and a line in docs/integrate.md.
        assert set(data) == {*SHOWN, *EVERY_DOCUMENT}

    def test_each_edition_stays_to_be_had(self, client: Client, library: Edition) -> None:
        rewrite(library.procedure, "purpose", "The note says why a scan was made. It helps a plan to check.")
        publish(procedure=library.procedure, note="Clearer words")
        data = json.loads(client.get("/code/hcpcs/G9999/editions/1.json").content)
        assert data["edition"]["note"] == "First published."

    @pytest.mark.parametrize("path", ["/code/hcpcs/g9999.json", "/code/hcpcs/G9999-old-name.json"])
    def test_other_forms_of_its_address_lead_there(self, client: Client, library: Edition, path: str) -> None:
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (301, "/code/hcpcs/G9999-scan-note.json")

    def test_a_code_without_an_explanation_has_none(self, client: Client, library: Edition) -> None:
        assert client.get("/code/hcpcs/G0001.json").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_every_page_can_be_stored_ahead(library: Edition) -> None:
    from django.db import transaction

    from procedures import stored_pages

    with transaction.atomic():
        stored_pages.forget_all()
    call_command("warm_pages", "--all", "--processes", "1")
    stored = set(StoredPage.objects.values_list("path", flat=True))
    assert stored == set(sitemaps.every_path(unexplained=True))
    assert {
        reverse("home"),
        "/code/hcpcs/G9999-scan-note/",
        "/code/hcpcs/G0001-not-explained/",
        "/sitemap.xml",
    } <= stored
    assert note_page().slug in "".join(stored)
