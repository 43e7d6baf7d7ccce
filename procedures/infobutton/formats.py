"""One feed, written as Atom or as JSON."""

import json
from io import StringIO
from typing import Any
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from .answer import Feed

ATOM = "http://www.w3.org/2005/Atom"
#: Elements that have attributes only.
EMPTY = {"category", "link"}
OF_XML = {"lang": "xml:lang", "base": "xml:base"}
# A page that puts a text of the answer into HTML as it is cannot be made to run it.
DIGITS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>=&\u2028\u2029"}


def as_json(feed: Feed) -> str:
    """Return the feed as JSON: an element's text is `_value`, what may repeat is always an array."""
    return json.dumps({"feed": feed}, ensure_ascii=False).translate(DIGITS)


def as_xml(feed: Feed) -> str:
    """Return the feed as Atom, its elements in the order that the standard's schema asks for."""
    text = StringIO()
    writer = XMLGenerator(text, "utf-8", short_empty_elements=True)
    writer.startDocument()
    _write(writer, "feed", feed, {"xmlns": ATOM})
    return text.getvalue()


def _write(writer: XMLGenerator, name: str, part: dict[str, Any], attributes: dict[str, str]) -> None:
    children: list[tuple[str, dict[str, Any]]] = []
    for key, value in part.items():
        if isinstance(value, list):
            children += [(key, one) for one in value]
        elif isinstance(value, dict):
            children.append((key, value))
        elif key != "_value":
            attributes[OF_XML.get(key, key) if name not in EMPTY else key] = str(value)
    writer.startElement(name, AttributesImpl(attributes))
    writer.characters(str(part.get("_value", "")))
    for key, child in children:
        _write(writer, key, child, {})
    writer.endElement(name)
