"""Is a code answered in the language that was asked for, where there is a text as new as the English one?"""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from procedures.infobutton import limit
from procedures.infobutton.request import read
from procedures.models import CodeSystem, Procedure
from procedures.publishing import publish, retract
from procedures.search import index
from tests.library import rewrite
from tests.spanish import translated

pytestmark = pytest.mark.django_db

HCPCS = "2.16.840.1.113883.6.285"
LANGUAGE = "informationRecipient.languageCode.c"
ASKED = {"mainSearchCriteria.v.c": "G9999", "mainSearchCriteria.v.cs": HCPCS}
ENGLISH = ("en", "G9999: Scan note", "/code/hcpcs/G9999-scan-note/")


@pytest.fixture
def original() -> Procedure:
    limit._asked.clear()
    original, _translation = translated()
    CodeSystem.objects.filter(slug="hcpcs").update(oid=HCPCS)
    index.rebuild()
    return original


def answered(client: Client, **asked: str) -> dict[str, Any]:
    query = urlencode(ASKED | asked | {"knowledgeResponseType": "application/json"})
    return dict(json.loads(client.get(f"/infobutton?{query}").content)["feed"])


def entry(feed: dict[str, Any]) -> tuple[str, str, str]:
    (found,) = feed["entry"]
    assert found["lang"] == found["link"][0]["hreflang"] == feed["lang"] == feed["link"][0]["hreflang"]
    assert found["title"]["_value"] == found["link"][0]["title"]
    address = found["link"][0]["href"]
    assert address.startswith(feed["base"])
    return found["lang"], found["title"]["_value"], address.removeprefix(feed["base"].rstrip("/"))


@pytest.mark.parametrize("tag", ["es", "ES", "es-US", "es_MX", "spa", "sp"])
def test_spanish_is_answered_in_spanish(client: Client, original: Procedure, tag: str) -> None:
    language, title, path = entry(
        feed := answered(client, **{LANGUAGE: tag, f"{LANGUAGE}s": "2.16.840.1.113883.6.121"})
    )
    assert (language, title) == ("es", "G9999: Nota sobre un examen")
    assert path.startswith("/es/code/hcpcs/G9999")
    assert "examen" in feed["entry"][0]["summary"]["_value"]
    assert {"scheme": LANGUAGE, "term": tag} in feed["category"]


@pytest.mark.parametrize("tag", ["", "en", "en-US", "fr", "esperanto", "-", "e s"])
def test_everything_else_is_answered_in_english(client: Client, original: Procedure, tag: str) -> None:
    assert entry(answered(client, **{LANGUAGE: tag})) == ENGLISH


@pytest.mark.parametrize(("tags", "language"), [(("fr", "es"), "es"), (("en", "es"), "en"), (("es", "en"), "es")])
def test_the_first_language_that_we_have_wins(
    client: Client, original: Procedure, tags: tuple[str, str], language: str
) -> None:
    feed = answered(client, **{f"{LANGUAGE}{number or ''}": tag for number, tag in enumerate(tags)})
    assert entry(feed)[0] == language


def test_each_language_has_an_id_of_its_own(client: Client, original: Procedure) -> None:
    ids = [answered(client, **{LANGUAGE: tag})["entry"][0]["id"]["_value"] for tag in ("en", "es")]
    assert ids[1] == f"{ids[0]}/es"


def test_an_old_translation_is_not_answered(client: Client, original: Procedure) -> None:
    rewrite(original, "bill", "It costs you nothing at all.")
    publish(procedure=original, note="Another text.")
    assert entry(answered(client, **{LANGUAGE: "es"})) == ENGLISH


def test_a_withdrawn_translation_is_not_answered(client: Client, original: Procedure) -> None:
    retract(procedure=original.translations.get(), reason="A mistake")
    assert entry(answered(client, **{LANGUAGE: "es"})) == ENGLISH


def test_words_are_answered_in_spanish_too(client: Client, original: Procedure) -> None:
    words = {"mainSearchCriteria.v.c": "", "mainSearchCriteria.v.cs": "", "mainSearchCriteria.v.ot": "scan note"}
    assert entry(answered(client, **words, **{LANGUAGE: "es"}))[:2] == ("es", "G9999: Nota sobre un examen")


def test_a_person_is_led_to_the_page_in_the_language(client: Client, original: Procedure) -> None:
    for tag, start in (("es", "/es/code/hcpcs/G9999"), ("en", "/code/hcpcs/G9999"), ("fr", "/code/hcpcs/G9999")):
        answer = client.get(f"/infobutton?{urlencode(ASKED | {LANGUAGE: tag})}")
        assert answer.status_code == 302
        assert answer["Location"].startswith(start)
        assert client.get(answer["Location"]).status_code == 200


def test_one_english_request_asks_for_no_translation(original: Procedure, django_assert_num_queries: Any) -> None:
    from procedures.infobutton.languages import Spoken

    with django_assert_num_queries(0):
        assert Spoken([], ["en", "es"]).languages == []
        assert Spoken([], ["fr"]).languages == []


def test_at_most_five_languages_are_read() -> None:
    asked = read([("mainSearchCriteria.v.ot", "x"), *((f"{LANGUAGE}{number}", f"x{number}") for number in range(1, 9))])
    assert asked.languages == ("x1", "x2", "x3", "x4", "x5")
