"""What readers see of search, whatever they type."""

import re

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.models import MissedSearch
from procedures.search import results as pages

HOSTILE = [
    '"',
    "'",
    '"""',
    "a AND",
    "NEAR(",
    "c++",
    "x:y",
    "-1",
    "*",
    "a*",
    "^a",
    "(",
    "%",
    "%s",
    "\\",
    "\x00",
    "a\x00b",
    "NULL",
    "'; DROP TABLE procedures_code; --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "😀",
    "مرحبا",
    "\u202eabc",
    "漢字",
    "ﬀ",
    "\ud800",
    "walker\x00",
    "e\u0301" * 200,
    "a " * 150,
    "J" * 300,
    "1" * 400,
    "&|!<->:*",
    "words:a",
    "{a b}: c",
    "ß",
    "İ",
    "ı",
]


def get(client: Client, **query: str) -> str:
    return client.get("/search/", query).content.decode()


@pytest.mark.parametrize("typed", ["J9229", "j9229", "J-9229", "hcpcs j9229", "code J9229."])
def test_a_whole_code_goes_straight_to_its_page(shelf, client, typed):
    answer = client.get("/search/", {"q": typed})
    assert (answer.status_code, answer["Location"][:18]) == (302, "/code/hcpcs/J9229-")


def test_results_link_to_pages_with_the_words_marked(shelf, client):
    page = get(client, q="quad cane")
    assert re.search(r'<a href="/code/hcpcs/E0105-[^"]+"><mark>Cane</mark>, <mark>quad</mark>', page)


def test_the_search_box_keeps_what_was_typed(shelf, client):
    assert 'value="quad &#34;cane"' in get(client, q='quad "cane')


def test_a_correction_says_so(shelf, client):
    assert "These are the results for <strong>oxygen</strong>" in get(client, q="oxigen")


def test_filters_narrow_and_count(shelf, client):
    page = get(client, q="wheelchair")
    assert re.search(r'href="\?q=wheelchair&amp;explained=yes">Explained</a> <small>1</small>', page)
    narrowed = get(client, q="wheelchair", explained="yes")
    assert re.findall(r'href="/code/hcpcs/([A-Z]\d{4})-', narrowed) == ["K0001"]
    assert 'aria-current="true"' in narrowed


def test_filters_work_without_words(shelf, client):
    assert re.findall(r'href="/code/hcpcs/([A-Z]\d{4})-', get(client, use="ended")) == ["C9028"]
    assert re.findall(r'href="/code/hcpcs/([A-Z]\d{4})-', get(client, plan="aetna")) == ["E1390"]
    assert re.findall(r'href="/code/hcpcs/([A-Z]\d{4})-', get(client, family="reporting")) == ["K0001", "E0601"]


def test_choices_that_do_not_exist_are_passed_over(shelf, client):
    assert client.get("/search/", {"q": "cane", "family": "'; DROP", "plan": "none"}).status_code == 200


@pytest.mark.parametrize("page", ["1", "2", "99999999999999999999", "-3", "x", "1e9"])
def test_any_page_number_is_answered(shelf, client, page, monkeypatch):
    monkeypatch.setattr(pages, "PER_PAGE", 2)
    assert client.get("/search/", {"q": "blood", "page": page}).status_code == 200


def test_nothing_found_offers_ways_on_and_is_counted(shelf, client):
    page = get(client, q="qqqqqqqqqqqq")
    assert "We found nothing for “qqqqqqqqqqqq”" in page
    assert MissedSearch.objects.get().text == "qqqqqqqqqqqq"


def test_a_code_that_does_not_exist_offers_its_neighbours(shelf, client):
    page = get(client, q="J9228")
    assert "There is no code J9228" in page
    assert "/code/hcpcs/J9229-" in page


def test_a_cpt_code_is_explained(shelf, client):
    assert "99213 looks like a CPT code" in get(client, q="99213")


def test_results_are_kept_out_of_search_engines(shelf, client):
    assert '<meta name="robots" content="noindex">' in get(client, q="cane")


def test_the_empty_search_shows_the_filters(shelf, client):
    assert "Explained or not" in get(client)


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_text_is_answered(shelf, client, typed):
    address = typed.encode("utf-8", "surrogatepass")
    query = "".join(f"%{byte:02x}" for byte in address)
    for path in ("/search/", "/suggest/"):
        answer = client.get(path, query_string=f"q={query}")
        assert answer.status_code in (200, 302, 400)
        assert b"<script>alert" not in answer.content


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.binary(max_size=80), family=st.text(max_size=10))
def test_any_bytes_are_answered(shelf, client, sent, family):
    query = "".join(f"%{byte:02x}" for byte in sent)
    assert client.get("/search/", query_string=f"q={query}").status_code in (200, 302, 400)
    assert client.get("/search/", {"q": "cane", "family": family, "page": family}).status_code in (200, 400)
    assert client.get("/suggest/", query_string=f"q={query}").status_code == 200


def test_ten_thousand_characters_are_refused(shelf, client):
    assert client.get("/search/", {"q": "walker " * 1500}).status_code == 400
    assert client.get("/suggest/", {"q": "walker " * 1500}).json()["suggestions"] == []


def test_the_search_box_gets_suggestions(shelf, client):
    answer = client.get("/suggest/", {"q": "hosp"}).json()
    assert answer["said"] == "1 suggestion"
    assert answer["suggestions"][0]["code"] == "E0260"


def test_a_search_costs_few_queries(shelf, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        get(client, q="blood sugar meter for my oxigen")


def test_search_sets_no_cookie(shelf, client):
    assert not client.get("/search/", {"q": "cane"}).cookies
