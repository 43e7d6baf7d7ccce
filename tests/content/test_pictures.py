"""Does every drawing hold the house style, say what it shows, and keep to what is safe to set into a page?"""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.template import engines
from django.utils import translation

from procedures.content.pictures import PICTURES
from procedures.content.rules import find_problems
from procedures.templatetags import pictures as words
from tests.library import note_page

FOLDER = Path(settings.BASE_DIR) / "static" / "pictures"
EXPLANATIONS = sorted((Path(settings.BASE_DIR) / "fixtures" / "procedures").glob("*.yaml"))
SVG = "{http://www.w3.org/2000/svg}"
MOST_BYTES = 3_500
#: Drawn 285 px wide on a phone of 320 px, this is 13 px high.
SMALLEST_LETTERS = 15

SHAPE = {"class", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "transform"}
ALLOWED = {
    "svg": {
        "viewBox",
        "role",
        "aria-labelledby",
        "fill",
        "stroke",
        "stroke-width",
        "stroke-linecap",
        "stroke-linejoin",
    },
    "title": {"id"},
    "desc": {"id"},
    "g": SHAPE | {"font-size", "text-anchor"},
    "path": SHAPE | {"d", "stroke-linecap"},
    "circle": SHAPE | {"cx", "cy", "r"},
    "ellipse": SHAPE | {"cx", "cy", "rx", "ry"},
    "rect": SHAPE | {"x", "y", "width", "height", "rx"},
    "text": {"x", "y", "text-anchor"},
}


@pytest.fixture(params=sorted(PICTURES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def drawing(name: str) -> ET.Element:
    return ET.parse(FOLDER / f"{name}.svg").getroot()


def draw(*names: str) -> str:
    page = engines["jinja2"].from_string(
        "{% set picture = pictures() %}{% for name in names %}{{ picture(name) }}{% endfor %}"
    )
    return page.render({"names": names})


def test_each_picture_has_a_file_and_each_file_a_name():
    assert {path.stem for path in FOLDER.iterdir()} == set(PICTURES)
    assert all(path.suffix == ".svg" for path in FOLDER.iterdir())
    assert len(PICTURES) >= 34


def test_it_is_small(name: str):
    assert (FOLDER / f"{name}.svg").stat().st_size <= MOST_BYTES


def test_it_holds_only_shapes_and_words(drawing: ET.Element):
    for element in drawing.iter():
        tag_name = element.tag.removeprefix(SVG)
        assert tag_name in ALLOWED
        assert set(element.attrib) <= ALLOWED[tag_name], tag_name
        assert element.get("class", "accent") == "accent"
        for paint in ("fill", "stroke"):
            assert element.get(paint, "none") in ("none", "currentColor")


def test_it_has_one_line_style_and_no_fixed_size(drawing: ET.Element):
    assert re.fullmatch(r"0 0 320 \d+", drawing.get("viewBox", ""))
    style = {key: drawing.get(key) for key in ("fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin")}
    assert style == {
        "fill": "none",
        "stroke": "currentColor",
        "stroke-width": "2.5",
        "stroke-linecap": "round",
        "stroke-linejoin": "round",
    }


def test_coordinates_are_short(drawing: ET.Element):
    for element in drawing.iter():
        for key in ("d", "x", "y", "cx", "cy", "r", "rx", "ry", "width", "height"):
            assert not re.search(r"\.\d\d", element.get(key, "")), element.attrib


def test_it_says_what_it_shows(name: str, drawing: ET.Element):
    picture = PICTURES[name]
    assert drawing.get("role") == "img"
    assert drawing.get("aria-labelledby") == f"{name}-t {name}-d"
    title, description = drawing[0], drawing[1]
    assert (title.tag, title.get("id"), title.text) == (f"{SVG}title", f"{name}-t", picture.title)
    assert (description.tag, description.get("id"), description.text) == (
        f"{SVG}desc",
        f"{name}-d",
        picture.description,
    )


def test_its_words_are_short_and_large(drawing: ET.Element):
    words = list(drawing.iter(f"{SVG}text"))
    assert all(word.text and len(word.text) <= 26 for word in words)
    groups = [group for group in drawing.iter(f"{SVG}g") if group.find(f"{SVG}text") is not None]
    assert all(float(group.get("font-size", 0)) >= SMALLEST_LETTERS for group in groups)
    assert sum(len(group.findall(f"{SVG}text")) for group in groups) == len(words)


def test_the_registry_speaks_plainly(name: str):
    picture = PICTURES[name]
    assert picture.name == name
    assert picture.title
    assert not picture.title.endswith(".")
    assert len(picture.title) <= 60
    assert 40 <= len(picture.description) <= 250
    assert picture.description.endswith(".")


@pytest.mark.parametrize("path", EXPLANATIONS, ids=lambda path: path.stem)
def test_each_explanation_has_one_to_four(path: Path):
    rows = [row["fields"] for row in yaml.safe_load(path.read_text()) if row["model"] == "procedures.section"]
    pictured = {row["kind"]: row["picture"] for row in rows if row["picture"]}
    assert "purpose" in pictured
    assert 1 <= len(pictured) <= 4
    assert set(pictured.values()) <= set(PICTURES)
    assert len(set(pictured.values())) == len(pictured)


def test_a_page_with_an_unknown_picture_is_not_published():
    page = note_page()
    first, *others = page.sections

    def problems(picture: str) -> list[str]:
        sections = (replace(first, picture=picture), *others)
        return [problem.what for problem in find_problems(replace(page, sections=sections))]

    assert problems("drip-day") == problems("") == []
    assert problems("unicorn") == ["There is no picture “unicorn”."]


class TestDrawing:
    def test_it_draws_a_figure_with_its_title(self):
        html = draw("drip-day")
        assert html.startswith('<figure class="picture"><svg viewBox=')
        assert "xmlns" not in html
        assert html.endswith("<figcaption>The day of a drip, step by step</figcaption></figure>")

    def test_ids_are_unique_when_it_stands_twice(self):
        html = draw("drip-day", "drip-day", "cane-height")
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(ids) == len(set(ids)) == 6
        assert [one for pair in re.findall(r'aria-labelledby="([^"]+)"', html) for one in pair.split()] == ids

    def test_each_page_counts_for_itself(self):
        assert draw("drip-day") == draw("drip-day")

    def test_no_name_draws_nothing(self):
        assert draw("") == ""

    def test_an_unknown_name_draws_nothing_and_is_told_of(self):
        with pytest.warns(UserWarning, match="no picture “unicorn”"):
            assert draw("unicorn") == ""

    def test_on_a_page_in_another_language_it_is_marked_as_english(self):
        with translation.override("es"):
            assert '<figure class="picture" lang="en">' in draw("drip-day")

    def test_a_file_is_read_once(self):
        words._figure.cache_clear()
        words._drawing.cache_clear()
        draw("drip-day", "drip-day")
        assert words._drawing.cache_info().misses == 1
