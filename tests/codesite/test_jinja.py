"""Do the public templates know what they should, in each language, and print everything safely?"""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from codesite.jinja import printed

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STAFF_SIDE = TEMPLATES / "staff_side"


def shown(source: str, **values: object) -> str:
    return str(engines["jinja2"].from_string(source).render(values, RequestFactory().get("/search/?q=a%26b&page=3")))


@pytest.mark.parametrize(
    "name",
    sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html") if STAFF_SIDE not in path.parents),
)
def test_each_public_template_can_be_read(name: str):
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            engines["jinja2"].get_template(name)


@pytest.mark.parametrize("name", sorted(str(path.relative_to(STAFF_SIDE)) for path in STAFF_SIDE.rglob("*.html")))
def test_each_template_of_the_staff_side_can_be_read(name: str):
    engines["django"].get_template(name)


@pytest.mark.parametrize("value", ["<a href='x'>&\"", "", mark_safe("<b>"), Markup("<i>"), 7, None, 1.5])
def test_what_is_printed_is_escaped_as_everywhere(value: object):
    assert printed(value) == escape(value)
    assert shown("{{ value }}", value=value) == str(escape(value))


def test_variables_in_our_sentences_are_escaped():
    assert shown("{% trans name=value %}Compare with {{ name }}{% endtrans %}", value="<b>") == "Compare with &lt;b&gt;"
    assert shown("{{ one }}{% set two %}{{ one }}{% endset %}{{ two }}", one="<") == "&lt;&lt;"


def test_a_word_that_nobody_gave_is_a_mistake():
    for source in ("{{ nothing }}", "{% if nothing %}{% endif %}", "{{ nothing.at_all }}", "{{ nothing() }}"):
        with pytest.raises(UndefinedError):
            shown(source)
    for source in ("{{ page.nothing }}", "{% if page.nothing %}{% endif %}", "{{ page.nothing() }}"):
        with pytest.raises(AttributeError, match="nothing"):
            shown(source, page=object())


def test_a_key_stands_in_square_brackets():
    assert shown('{{ link["href"] }}', link={"href": "/"}) == "/"
    with pytest.raises(AttributeError, match="href"):
        shown("{{ link.href }}", link={"href": "/"})


def test_functions_methods_and_macros_are_called_with_what_they_ask_for():
    source = """{% macro row(name, mark="-") %}[{{ name }}{{ mark }}{% if caller is defined %}{{ caller() }}{% endif %}]
{% endmacro %}
{{ row("a") }}{{ row("b", mark="!") }}{{ row(*names) }}{{ "A".lower() }}{% call row("c") %}<b>{% endcall %}"""
    assert shown(source, names=["d", "?"]) == "[a-]\n[b!]\n[d?]\na[c-<b>]\n"


def test_what_is_included_stands_in_the_template_itself():
    source = '<p>{% include "components/_state.html" %} · {{ code }}</p>'
    assert shown(source, code="J9229", state="ended") == "<p>Ended · J9229</p>"


def test_our_words_are_in_the_language_of_the_moment():
    source = '{{ _("Search") }} {% trans %}Search{% endtrans %} {% set word = _("Search") %}{{ word }}'
    assert shown(source) == "Search Search Search"
    with translation.override("es"):
        assert shown(source) == "Buscar Buscar Buscar"
    assert shown(source) == "Search Search Search"


def test_a_percent_sign_is_doubled_in_the_source_as_in_the_catalog():
    assert shown('{{ _("zoom to 400%%") }}') == "zoom to 400%"


def test_addresses_are_in_the_language_of_the_moment():
    source = '{{ url("topics") }} {{ url("topic", slug) }}'
    assert shown(source, slug="heart") == "/topics/ /topics/heart/"
    with translation.override("es"):
        assert shown(source, slug="heart") == "/es/topics/ /es/topics/heart/"


def test_a_query_is_changed_in_place():
    assert shown("{{ querystring(page=4) }}") == "?q=a%26b&amp;page=4"
    assert shown("{{ querystring(page=none) }}") == "?q=a%26b"
    assert shown("{{ querystring(request.GET, {'family': 'drug'}, page=none) }}") == "?q=a%26b&amp;family=drug"


def test_indents_are_not_sent_but_words_stay_apart():
    source = (
        "<ul>\n    {% if true %}\n      <li>a\n      <b>c</b>\n      <time>d</time></li>\n      {% endif %}\n  </ul>"
    )
    assert shown(source) == "<ul>\n<li>a\n<b>c</b>\n<time>d</time></li>\n</ul>"
