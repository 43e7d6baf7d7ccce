"""Is everything that may be indexed found, and nothing else? The sitemap, the feed and the heads of pages."""

import re
from datetime import timedelta
from unittest.mock import patch
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from procedures import sitemaps, stored_pages
from procedures.models import Code, CodeGroup, Edition, GlossaryTerm, HealthPlan, Policy, Procedure, StoredPage, Topic
from procedures.publishing import publish, retract
from tests.library import code, hcpcs, published, rewrite

pytestmark = pytest.mark.django_db
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


def path_of(address: str) -> str:
    return address.removeprefix(settings.SITE_URL)


def lastmods(client: Client, path: str) -> dict[str, str]:
    """Return what a sitemap says of the addresses that have a date."""
    rows = ElementTree.fromstring(client.get(path).content)
    dated = [[child.text or "" for child in row] for row in rows]
    return {row[0]: row[1] for row in dated if len(row) == 2}


def asked_for(client: Client, path: str) -> list[str]:
    """Return the statements that an answer takes."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    # Without numbers: they are keys of systems and, as many as there are files, of their newest editions.
    return [re.sub(r"\d+", "0", query["sql"]) for query in asked]


def explain_many(letter: str, count: int) -> None:
    """Add so many explained codes, each with a current translation, each published a minute after the one before."""
    values = [f"{letter}{number:04}" for number in range(count)]
    codes = Code.objects.bulk_create(
        Code(system=hcpcs(), value=value, long_description="Made up", slug="made-up") for value in values
    )
    first = Edition.objects.latest("published_at").published_at
    model = Edition.objects.latest("pk")
    for language in ("en", "es"):
        originals = {one.slug: one for one in Procedure.objects.filter(language="en")}
        slugs = [f"{value.lower()}{'-es' if language == 'es' else ''}" for value in values]
        rows = Procedure.objects.bulk_create(
            Procedure(
                slug=slug, plain_name=slug, medical_name=slug, family=model.family, language=language,
                translation_of=originals[slug.removesuffix("-es")] if language == "es" else None,
            )
            for slug in slugs
        )  # fmt: skip
        editions = Edition.objects.bulk_create(
            Edition(
                procedure=row, number=1, content=model.content, content_hash="", slug=row.slug, plain_name=row.slug,
                medical_name=row.slug, family=row.family, published_at=first + timedelta(minutes=place),
            )
            for place, row in enumerate(rows, start=1)
        )  # fmt: skip
        for row, edition, its_code in zip(rows, editions, codes, strict=True):
            row.current_edition = edition
            row.follows = row.translation_of.current_edition if row.translation_of else None
            if language == "en":
                its_code.edition, its_code.is_canonical = edition, True
        Procedure.objects.bulk_update(rows, ["current_edition", "follows"])
    Code.objects.bulk_update(codes, ["edition", "is_canonical"])


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

    def test_more_pages_are_no_more_questions(self, client: Client, library: Edition) -> None:
        files = ["/sitemap.xml", "/sitemaps/hcpcs-explanations-1.xml", "/sitemaps/hcpcs-explanations-in-es-1.xml"]
        explain_many("A", 1)
        few = [asked_for(client, file) for file in files]
        explain_many("B", 300)
        assert [asked_for(client, file) for file in files] == few
        assert [len(locations(client, file)) for file in files[1:]] == [302, 301]

    def test_a_kind_of_many_pages_stands_in_many_files(self, client: Client, library: Edition) -> None:
        explain_many("A", 4)
        with patch.object(sitemaps, "PER_FILE", 2):
            files = locations(client, "/sitemap.xml")
            listed = [[f"{file}: {one}" for one in locations(client, path_of(file))] for file in files]
            dates = lastmods(client, "/sitemap.xml")
            for name, count in (("explanations", 3), ("explanations-in-es", 2)):
                mine = [f"{settings.SITE_URL}/sitemaps/hcpcs-{name}-{number}.xml" for number in range(1, count + 1)]
                assert [file for file in files if re.search(rf"/hcpcs-{name}-\d+\.xml$", file)] == mine
                # The index says of each file what the newest of its rows says.
                assert [dates[file] for file in mine] == [max(lastmods(client, path_of(f)).values()) for f in mine]
        found = [one.partition(": ")[2] for file in listed for one in file]
        assert len(found) == len(set(found))
        assert set(found) == set(addresses(client))
        assert max(len(file) for file in listed if "explanations" in file[0]) == 2


class TestRobots:
    def test_they_are_kept_from_what_has_no_end_and_from_what_is_no_page(self, client: Client) -> None:
        assert client.get("/robots.txt").content.decode().splitlines() == [
            "User-agent: *",
            "Disallow: /admin/",
            "Disallow: /infobutton",
            "Disallow: /suggest/",
            "Disallow: /feedback/",
            "Disallow: /search/?",
            "Disallow: /compare/?",
            "Disallow: /es/suggest/",
            "Disallow: /es/feedback/",
            "Disallow: /es/search/?",
            "Disallow: /es/compare/?",
            "",
            f"Sitemap: {settings.SITE_URL}/sitemap.xml",
        ]

    @pytest.mark.parametrize("path", ["/search/", "/compare/", "/es/search/", "/es/compare/"])
    def test_what_they_may_fetch_tells_them_not_to_list_it(self, client: Client, library: Edition, path: str) -> None:
        assert b'content="noindex"' in client.get(path).content

    def test_nothing_in_the_sitemap_is_closed_to_them(self, client: Client, library: Edition) -> None:
        lines = client.get("/robots.txt").content.decode().splitlines()
        closed = tuple(line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: "))
        assert [one for one in addresses(client) if path_of(one).startswith(closed)] == []


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


#: What the small library has for those who ask ahead of nobody: written out, so that what is forgotten is missed.
FOR_MACHINES = {
    "/robots.txt",
    "/sitemap.xml",
    "/sitemaps/hcpcs-explanations-1.xml",
    "/sitemaps/hcpcs-groups-1.xml",
    "/sitemaps/words-1.xml",
    "/sitemaps/topics-1.xml",
    "/sitemaps/plans-1.xml",
    "/sitemaps/site-1.xml",
    "/sitemaps/in-es-1.xml",
    "/feeds/updates/",
    "/feeds/changes/hcpcs/",
    "/code/hcpcs/G9999-scan-note.json",
}
#: Few ask for these, so the first of them waits.
LEFT_COLD = ("/code/hcpcs/G9999/editions/", "/es/", "/search/")


@pytest.mark.django_db(transaction=True)
class TestWarming:
    @pytest.fixture(autouse=True)
    def _number(self, library: Edition) -> None:
        """Have the row that counts changes, which the flush between tests took."""
        with transaction.atomic():
            stored_pages.forget_all()

    def stored(self) -> set[str]:
        return set(StoredPage.objects.values_list("path", flat=True))

    def test_what_readers_and_machines_ask_for_is_stored_ahead(self, client: Client) -> None:
        call_command("warm_pages", "--all", "--processes", "1", verbosity=0)
        pages = {path for path in crawl(client) if "?" not in path and not path.startswith(LEFT_COLD)}
        assert "/code/hcpcs/G0001-not-explained/" in pages
        translated = {path_of(one) for one in addresses(client) if "/es/" in one}
        assert self.stored() == pages | translated | FOR_MACHINES

    def test_codes_that_nothing_explains_are_left_out_unless_asked_for(self) -> None:
        call_command("warm_pages", "--processes", "1", verbosity=0)
        assert self.stored() >= FOR_MACHINES
        assert not [path for path in self.stored() if "G0001" in path]

    def test_a_translation_is_stored_as_json_too(self) -> None:
        explain_many("A", 1)
        warmed = list(sitemaps.every_path())
        assert {f"{start}/code/hcpcs/A0000-a0000{end}" for start in ("", "/es") for end in ("/", ".json")} <= {*warmed}
        assert len(warmed) == len(set(warmed))

    def test_what_was_withdrawn_is_no_failure(self, library: Edition) -> None:
        retract(procedure=library.procedure, reason="A mistake")
        call_command("warm_pages", "--all", "--processes", "1", verbosity=0)
        assert not [path for path in self.stored() if "G9999" in path]
