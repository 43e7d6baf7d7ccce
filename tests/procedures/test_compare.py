"""Explanations side by side: what stands in the table, and the kind answer to every other address."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from procedures.content.page import CodeOnPage, OutcomeOnPage, ProcedurePage
from procedures.models import Code, GlossaryTerm, SimilarCode
from procedures.pages.comparing import MOST_READ
from tests.library import code, note_page, published, with_section
from tests.reading import only, read_html, words

pytestmark = pytest.mark.django_db
BOTH = "/compare/?code=G9991&code=G9992"


def visit_page(number: int, **changes: object) -> ProcedurePage:
    """Return a page of a visit with a chance, an unknown and another choice."""
    page = note_page(
        slug=f"visit-{number}",
        plain_name=f"Visit {number}",
        family="visit",
        codes=(CodeOnPage("hcpcs", f"G999{number}", f"Visit of kind {number}", True),),
        setting="clinic",
        anesthesia="none",
        minutes_from=30,
        minutes_to=60,
        time_off="One day",
        outcomes=(
            OutcomeOnPage("well", "benefits", "felt better", "people", 14 * number, 100, "", None, "benefit", "cms"),
        ),
    )
    for kind, body in {
        "indications": "- You want it.",
        "preparation": "- Bring your list, so that nothing is forgotten.",
        "steps": "1. You sit down.\n2. You talk.",
        "duration": "It takes some time.",
        "setting": "It is at a clinic.",
        "personnel": "A nurse is there.",
        "recovery": "- You go home.",
        "benefits": f"It helped {14 * number} in 100 people [@cms]. We do not know how long it lasts.",
        "alternatives": "| Choice | How it is given or used | How long | For | Against |\n|---|---|---|---|---|\n"
        "| A phone call | You talk | A while | No way to go | No one sees you |",
    }.items():
        page = with_section(page, kind, body)
    return replace(page, **changes)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _library() -> None:
    for number in (1, 2):
        published(visit_page(number))
    code("G9001", "Coordinated care fee")


def chosen(response: object) -> list[str]:
    return [one.attrib["value"] for one in read_html(response.text).iter("input") if "checked" in one.attrib]  # type: ignore[attr-defined]


def test_it_is_a_table_with_headers_whose_cells_lead_to_the_whole(client: Client) -> None:
    response = client.get(BOTH)
    page = read_html(response.text)
    assert [words(one) for one in page.findall(".//tbody/tr/th[@scope='row']")] == [
        "What it is",
        "How it is given or done",
        "How long it takes",
        "Where",
        "Awake or asleep",
        "How well it works",
        "Side effects and problems",
        "Afterwards",
        "What is not known",
        "Other choices",
    ]
    assert len(page.findall(".//thead//th[@scope='col']")) == 3
    rows = {words(row[0]): row for row in page.findall(".//tbody/tr")}
    assert "30 minutes to 1 hour" in words(rows["How long it takes"])
    assert "28 in 100 people" in words(rows["How well it works"][2])
    assert "We do not know how long it lasts." in words(rows["What is not known"])
    assert "Time off: one day" in words(rows["Afterwards"])
    assert "A phone call" in words(rows["Other choices"])
    assert "The page says nothing of this." in words(rows["Side effects and problems"])
    assert [one.attrib["href"] for one in rows["How well it works"].iter("a")] == [
        "/code/hcpcs/G9991-visit-1/#benefits",
        "/code/hcpcs/G9992-visit-2/#benefits",
    ]
    assert {one.attrib["viewbox"] for one in rows["How well it works"].iter("svg")} == {"0 0 120 120"}
    for row in rows.values():
        for cell in row[1:]:
            address, _, anchor = only(cell, "p[@class='more']/a").attrib["href"].partition("#")
            only(read_html(client.get(address).text), f"section[@id='{anchor}']")


def test_it_has_one_address_and_is_not_for_search_engines(client: Client) -> None:
    for asked in ("?code=G9992&code=G9991", "?code=g9991&code=HCPCS G-9992", "?code=G9991&code=G9992&code=G9991&x=1"):
        response = client.get(f"/compare/{asked}")
        assert (response.status_code, response.headers["Location"]) == (302, BOTH)
    response = client.get(BOTH)
    assert only(read_html(response.text), "meta[@name='robots']").attrib["content"] == "noindex"
    assert response.cookies == {}
    assert chosen(client.get(f"{BOTH}&change=1")) == ["G9991", "G9992"]


@pytest.mark.parametrize(
    ("query", "said", "kept"),
    [
        ("", "", []),
        ("code=G9991", "", ["G9991"]),
        ("code=G9991&code=G9991", "", ["G9991"]),
        ("code=&code=", "", []),
        ("code=G9991&code=Z0000", "We know of no code Z0000.", ["G9991"]),
        ("code=G9991&code=G9992&code=Z0000", "We know of no code Z0000.", ["G9991", "G9992"]),
        ("code=G9991&code=G9001", "Code G9001 has no plain explanation yet", ["G9991"]),
        ("code=%3Cscript%3E", "We know of no code SCRIPT.", []),
        ("code=%00%F0%9F%92%A9", "", []),
        ("code=%ED%A0%80", "", []),
        ("code=" + "x" * 3000, "We know of no code XXXXXXXXXX.", []),
        ("change=1", "", []),
    ],
)
def test_every_other_address_gets_the_form(client: Client, query: str, said: str, kept: list[str]) -> None:
    response = client.get(f"/compare/?{query}")
    assert response.status_code == 200
    page = read_html(response.text)
    alert = page.find(".//div[@role='alert']")
    assert (words(alert) if alert is not None else "").startswith(said)
    assert bool(said) == (alert is not None)
    assert chosen(response) == kept
    assert only(page, "meta[@name='robots']").attrib["content"] == "noindex"


def test_more_than_four_are_too_many(client: Client) -> None:
    for number in (3, 4, 5):
        published(visit_page(number))
    four = "&".join(f"code=G999{number}" for number in (1, 2, 3, 4))
    assert len(read_html(client.get(f"/compare/?{four}").text).findall(".//thead//th")) == 5
    response = client.get(f"/compare/?{four}&code=G9995")
    assert "More than 4 do not fit" in response.text
    assert len(chosen(response)) == 5
    assert client.get("/compare/?" + "&".join(f"code=A{n:04}" for n in range(200))).text.count("no code") == MOST_READ


def test_two_codes_of_one_explanation_are_one(client: Client) -> None:
    codes = (CodeOnPage("hcpcs", "G9996", "A", True, "One"), CodeOnPage("hcpcs", "G9997", "B", False, "Other"))
    published(visit_page(6, codes=codes))
    response = client.get("/compare/?code=G9996&code=G9997")
    assert "share one explanation" in response.text
    assert chosen(response) == ["G9996"]
    response = client.get("/compare/?code=G9997&code=G9991")
    assert response.headers["Location"] == "/compare/?code=G9991&code=G9996"


def test_the_other_choices_of_a_page_lead_here(client: Client) -> None:
    first, second = Code.objects.get(value="G9991"), Code.objects.get(value="G9992")
    SimilarCode.objects.create(from_code=first, to_code=second, score=1, reason="Also a visit")
    section = only(read_html(client.get(first.get_absolute_url()).text), "section[@id='alternatives']")
    links = {words(one): one.attrib["href"] for one in section.iter("a") if one.attrib["href"].startswith("/compare/")}
    assert links == {
        "Compare with Visit 2": BOTH,
        "Compare with a page you choose": f"{reverse('compare')}?code=G9991",
    }


def test_a_word_is_explained_on_its_page_and_leads_back(client: Client) -> None:
    GlossaryTerm.objects.create(slug="nurse", term="nurse", meaning="Somebody who looks after you.")
    published(visit_page(7))
    page = read_html(client.get("/code/hcpcs/G9997-visit-7/").text)
    term = only(page, "a[@class='term']")
    assert (term.attrib["id"], term.attrib["href"]) == ("use-nurse", "#word-nurse")
    meaning = only(page, "section[@id='words']/dl/div[@id='word-nurse']")
    assert "Somebody who looks after you." in words(meaning)
    assert [one.attrib["href"] for one in meaning.iter("a")] == ["/glossary/nurse/", "#use-nurse"]
    assert "#words" in [one.attrib["href"] for one in only(page, "nav[@class='contents']").iter("a")]
