"""Is everything that the public site says in the Spanish catalog, translated, and in the form that programs read?"""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from jinja2 import nodes

from procedures.pages.lists import kinds_of_care
from scripts import messages

#: Placeholders, doubled percent signs, and tags: what a translation may move but not change.
FIXED = re.compile(r"%\(\w+\)[sd]|%%|</?\w[^>]*>")
WORD = re.compile(r"[^\W\d_]{2,}")
#: Attributes whose values readers see or hear.
SAID = {"alt", "aria-label", "aria-description", "data-label", "data-suggestions", "placeholder", "title"}
#: Words for machines, in blocks that stand in an attribute.
FOR_MACHINES = {"article"}
LANGUAGES = [language for language, _name in settings.LANGUAGES if language != "en"]


@pytest.fixture(scope="module")
def said() -> Catalog:
    """Everything that the public site says now."""
    return messages.said()


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def translated(language: str) -> list[Message]:
    return [message for message in messages.read_catalog(language) if message.id]


def test_the_site_has_a_language_beside_english() -> None:
    assert "es" in LANGUAGES


def test_everything_said_is_translated(said: Catalog, language: str) -> None:
    kept = messages.read_catalog(language)
    wanted = [(message.id, kept.get(message.id, message.context)) for message in said if message.id]
    missing = [words for words, found in wanted if not found or not messages.is_translated(found)]
    assert missing == [], "Run `make messages`, and translate what is new."


def test_the_catalog_finds_templates_code_and_pure_code(said: Catalog) -> None:
    places = {place.split("/")[0] for message in said for place, _line in message.locations}
    assert places >= {"procedures", "templates"}
    assert said.get("Search all medical codes")
    assert said.get("Not yet checked by a clinician")
    assert said.get("Medicare does not cover this.")
    assert said.get("minutes", context=messages.UNIT)


def test_placeholders_and_tags_are_those_of_the_english_words(language: str) -> None:
    changed = [
        (english, text)
        for message in translated(language)
        for english, text in messages.forms(message)
        if sorted(FIXED.findall(english)) != sorted(FIXED.findall(text))
    ]
    assert changed == []


def test_the_compiled_catalog_is_the_one_that_people_edit(language: str) -> None:
    compiled = messages.compiled(messages.read_catalog(language))
    assert messages.catalog_path(language, "mo").read_bytes() == compiled, "Run `make messages`."


def test_blanks_and_colons_at_the_ends_stay(language: str) -> None:
    def ends(text: str) -> tuple[bool, bool, bool]:
        return text[:1].isspace(), text[-1:].isspace(), text.endswith(":")

    assert [
        (english, text)
        for message in translated(language)
        for english, text in messages.forms(message)
        if ends(english) != ends(text)
    ] == []


def test_dates_and_kinds_of_care_are_in_the_readers_language() -> None:
    with override("es"):
        assert date_format(date(2026, 3, 27), gettext("F j, Y")) == "27 de marzo de 2026"
        assert dict(kinds_of_care())["drug"] == "Medicina"
    with override("en"):
        assert date_format(date(2026, 3, 27), gettext("F j, Y")) == "March 27, 2026"
        assert dict(kinds_of_care())["drug"] == "Medicine"


class Bare(HTMLParser):
    """Collects the words that a template says by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words += WORD.findall(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words += [word for name, value in attrs if name in SAID for word in WORD.findall(value or "")]


def test_templates_say_nothing_past_the_catalog() -> None:
    bare = {}
    for name, source, environment in messages.public_templates():
        parser = Bare()
        for piece in environment.parse(source).find_all(nodes.TemplateData):
            parser.feed(piece.data)
        parser.close()
        if words := set(parser.words) - FOR_MACHINES:
            bare[name] = words
    assert bare == {}
