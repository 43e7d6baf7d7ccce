"""The public site in Spanish: the same addresses under /es/, and translations that say whether they still hold."""

import json

import pytest
from django.test import Client

from procedures import sitemaps
from procedures.models import Code, GlossaryTerm, GlossaryTranslation, Procedure
from procedures.pages.surroundings import EXPLAINED, around
from procedures.pages.words import ours
from procedures.publishing import publish, retract
from tests.library import code, published, rewrite
from tests.reading import only, read_html, words
from tests.spanish import translated

pytestmark = pytest.mark.django_db
ENGLISH, SPANISH = "/code/hcpcs/G9999-scan-note/", "/es/code/hcpcs/G9999-scan-note/"


def alternates(html: str) -> dict[str, str]:
    links = read_html(html).findall(".//link[@rel='alternate'][@hreflang]")
    return {link.attrib["hreflang"]: link.attrib["href"].removeprefix("http://127.0.0.1:8000") for link in links}


def robots(html: str) -> list[str]:
    return [meta.attrib["content"] for meta in read_html(html).findall(".//meta[@name='robots']")]


class TestATranslation:
    def test_each_page_names_the_other_and_itself(self, client: Client) -> None:
        translated()
        for path in (ENGLISH, SPANISH):
            html = client.get(path).text
            assert alternates(html) == {"en": ENGLISH, "es": SPANISH}
            assert only(read_html(html), "link[@rel='canonical']").attrib["href"].endswith(path)
            assert robots(html) == []

    def test_the_page_is_spanish_from_its_title_to_its_sections(self, client: Client) -> None:
        _original, translation = translated()
        page = read_html(client.get(SPANISH).text)
        assert page.attrib["lang"] == "es"
        assert words(only(page, "h1")) == translation.plain_name
        assert "lang" not in only(page, "section[@id='summary']").attrib
        assert words(only(page, "section[@id='summary']/h2")) == "En pocas palabras"

    def test_nobody_has_checked_it_and_it_says_so(self, client: Client) -> None:
        translated()
        said = only(read_html(client.get(SPANISH).text), "p[@class='facts']")
        assert "Traducción aún sin revisar por un profesional" in words(said)

    def test_one_that_is_out_of_date_says_against_which_edition_and_is_for_readers_only(self, client: Client) -> None:
        original, _translation = translated()
        rewrite(original, "bill", "It costs you nothing.")
        publish(procedure=original, note="Another text.")
        html = client.get(SPANISH).text
        notice = only(read_html(html), "div[@class='notice']")
        assert "edición 2" in words(notice)
        assert [link.attrib["href"] for link in notice.iter("a")] == [ENGLISH]
        assert robots(html) == ["noindex"]
        assert alternates(html) == alternates(client.get(ENGLISH).text) == {}
        assert only(read_html(html), "link[@rel='canonical']").attrib["href"].endswith(f"8000{ENGLISH}")

    def test_without_its_original_there_is_none(self, client: Client) -> None:
        original, _translation = translated()
        retract(procedure=original, reason="A number was wrong.")
        for path in (ENGLISH, SPANISH):
            assert client.get(path, follow=True).status_code == 410

    def test_its_json_is_spanish(self, client: Client) -> None:
        _original, translation = translated()
        said = json.loads(client.get(SPANISH.rstrip("/") + ".json").content)
        assert (said["language"], said["plain_name"]) == ("es", translation.plain_name)
        assert json.loads(client.get(ENGLISH.rstrip("/") + ".json").content)["language"] == "en"

    def test_its_editions_are_its_own(self, client: Client) -> None:
        _original, translation = translated()
        page = client.get("/es/code/hcpcs/G9999/editions/1/")
        assert page.status_code == 200
        assert translation.plain_name in page.text

    def test_machines_are_told_what_translates_what(self, client: Client) -> None:
        translated()
        for path, relation, other in ((ENGLISH, "workTranslation", SPANISH), (SPANISH, "translationOfWork", ENGLISH)):
            script = only(read_html(client.get(path).text), "script[@type='application/ld+json']").text
            described = json.loads(script or "")["@graph"][0]
            assert described["inLanguage"] == ("en" if path == ENGLISH else "es")
            assert described[relation] == [{"@id": f"http://127.0.0.1:8000{other}#page"}]

    def test_sql_and_model_agree_on_what_is_current(self) -> None:
        original, translation = translated()
        shown = Code.objects.get(value="G9999")
        assert around(shown, EXPLAINED, values=["G9999"]).languages == {"es": True}
        assert translation.is_current_translation
        rewrite(original, "bill", "It costs you nothing.")
        publish(procedure=original, note="Another text.")
        shown.refresh_from_db()
        assert around(shown, EXPLAINED, values=["G9999"]).languages == {"es": False}
        assert not Procedure.objects.get(pk=translation.pk).is_current_translation

    def test_the_sitemap_holds_it_while_it_is_current(self) -> None:
        original, _translation = translated()
        assert SPANISH in list(sitemaps.every_path())
        rewrite(original, "bill", "It costs you nothing.")
        publish(procedure=original, note="Another text.")
        assert SPANISH not in list(sitemaps.every_path())


class TestWhatIsNotTranslated:
    def test_an_english_explanation_stands_in_spanish_surroundings_and_leads_to_the_english_page(
        self, client: Client
    ) -> None:
        published()
        html = client.get(SPANISH).text
        page = read_html(html)
        assert only(page, "section[@id='summary']").attrib["lang"] == "en"
        assert only(page, "h1").attrib["lang"] == "en"
        assert "solo en inglés" in words(only(page, "p[@class='notice']"))
        assert robots(html) == ["noindex"]
        assert only(page, "link[@rel='canonical']").attrib["href"].endswith(f"8000{ENGLISH}")

    def test_official_words_are_marked_as_english(self, client: Client) -> None:
        code("J9999", "Injection, thing, 1 mg")
        page = read_html(client.get("/es/code/hcpcs/J9999-injection-thing-1-mg/").text)
        assert only(page, "p[@class='official']").attrib["lang"] == "en"

    def test_every_page_leads_to_the_same_page_in_the_other_language(self, client: Client) -> None:
        published()
        for here, there in (("/", "/es/"), ("/es/plans/", "/plans/"), (ENGLISH, SPANISH), (SPANISH, ENGLISH)):
            switch = only(read_html(client.get(here).text), "a[@class='language']")
            assert switch.attrib["href"] == there
            assert client.get(there).status_code == 200

    @pytest.mark.parametrize("path", ["/", "/about/", "/about/editorial-policy/", "/accessibility/", "/plans/"])
    def test_the_sites_own_pages_are_for_search_engines_in_both(self, client: Client, path: str) -> None:
        for here in (path, f"/es{path}"):
            html = client.get(here).text
            assert alternates(html) == {"en": path, "es": f"/es{path}"}
            assert robots(html) == []
            assert f"/es{path}" in list(sitemaps.every_path())

    def test_an_address_decides_and_never_the_browser(self, client: Client) -> None:
        published()
        assert client.get(ENGLISH).content == client.get(ENGLISH, headers={"Accept-Language": "es"}).content
        assert client.get(SPANISH).content == client.get(SPANISH, headers={"Accept-Language": "en"}).content

    @pytest.mark.parametrize("path", ["/es/robots.txt", "/es/sitemap.xml", "/es/infobutton", "/en/", "/fr/"])
    def test_what_has_one_address_has_no_other(self, client: Client, path: str) -> None:
        assert client.get(path).status_code == 404


class TestWords:
    def test_a_word_is_explained_in_spanish_at_the_same_address(self, client: Client) -> None:
        term = GlossaryTerm.objects.create(slug="drip", term="drip", meaning="A tube.", variants=[])
        GlossaryTranslation.objects.create(term=term, language="es", word="ósea", meaning="Un tubo.", variants=[])
        html = client.get("/es/glossary/drip/").text
        assert words(only(read_html(html), "h1")) == "Ósea"
        assert alternates(html) == {"en": "/glossary/drip/", "es": "/es/glossary/drip/"}
        assert "Un tubo." in client.get("/es/glossary/").text
        assert only(read_html(client.get("/es/glossary/").text), "section/h2").text == "O"
        assert {"/es/glossary/", "/es/glossary/drip/"} <= set(sitemaps.every_path())

    def test_the_list_of_words_is_for_search_engines_once_all_of_it_is_spanish(self, client: Client) -> None:
        term = GlossaryTerm.objects.create(slug="drip", term="drip", meaning="A tube.", variants=[])
        GlossaryTranslation.objects.create(term=term, language="es", word="goteo", meaning="Un tubo.", variants=[])
        GlossaryTerm.objects.create(slug="nurse", term="nurse", meaning="Somebody.", variants=[])
        assert robots(client.get("/es/glossary/").text) == ["noindex"]
        assert "/es/glossary/" not in set(sitemaps.every_path())

    def test_one_without_a_translation_is_shown_in_english_and_not_to_search_engines(self, client: Client) -> None:
        GlossaryTerm.objects.create(slug="drip", term="drip", meaning="A tube.", variants=[])
        html = client.get("/es/glossary/drip/").text
        assert only(read_html(html), "h1").attrib["lang"] == "en"
        assert robots(html) == ["noindex"]

    def test_names_of_ours_are_known_in_spanish_and_others_stay(self) -> None:
        from django.utils.translation import override

        with override("es"):
            assert ours("Cancer medicines") != "Cancer medicines"
            assert ours("A name that staff chose yesterday") == "A name that staff chose yesterday"
            assert ours("") == ""
