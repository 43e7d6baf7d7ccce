"""What an Atom feed must look like (RFC 4287), and what Infobutton asks beyond that; in our own words.

A grammar as data, and a reader that says what is wrong. It is stricter than the RFC: it knows no extensions, because we
send none.
"""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"

MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
TAG = r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*"
ADDRESS = r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+"
MEDIA_TYPE = r"[\w.+-]+/[\w.+-]+"
WORDS = r"(?s).*\S.*"
EMPTY = r"\s*"
ANY = (0, 10_000)
ONE, PERHAPS = (1, 1), (0, 1)


@dataclass(frozen=True)
class Shape:
    """What one element may hold: its text, its attributes (True where one is needed), how often each child."""

    text: str = EMPTY
    attributes: dict[str, tuple[bool, str]] = field(default_factory=dict)
    children: dict[str, tuple[int, int]] = field(default_factory=dict)


PLAIN = Shape(WORDS, {"type": (False, "text|html")})
PERSON = Shape(children={"name": ONE, "uri": PERHAPS, "email": PERHAPS})
OF_ALL = {f"{XML}lang": (False, TAG), f"{XML}base": (False, ADDRESS)}
OF_BOTH = {"author": ANY, "category": ANY, "contributor": ANY, "id": ONE, "link": ANY, "rights": PERHAPS, "title": ONE}
OF_BOTH |= {"updated": ONE}
OF_FEED = dict.fromkeys(("generator", "icon", "logo", "subtitle"), PERHAPS) | {"entry": ANY}
OF_ENTRY = dict.fromkeys(("content", "published", "source", "summary"), PERHAPS)

RFC_4287 = {
    "feed": Shape(
        children=OF_BOTH | dict.fromkeys(("generator", "icon", "logo", "subtitle"), PERHAPS) | {"entry": ANY}
    ),
    "entry": Shape(children=OF_BOTH | OF_ENTRY),
    "title": PLAIN,
    "subtitle": PLAIN,
    "summary": PLAIN,
    "rights": PLAIN,
    "author": PERSON,
    "contributor": PERSON,
    "name": Shape(WORDS),
    "uri": Shape(ADDRESS),
    "email": Shape(r".+@.+"),
    "id": Shape(ADDRESS),
    "updated": Shape(MOMENT),
    "published": Shape(MOMENT),
    "category": Shape(attributes={"term": (True, WORDS), "scheme": (False, r"\S+"), "label": (False, WORDS)}),
    "link": Shape(
        attributes={
            "href": (True, ADDRESS),
            "rel": (False, r"alternate|related|self|enclosure|via"),
            "type": (False, MEDIA_TYPE),
            "hreflang": (False, TAG),
            "title": (False, WORDS),
            "length": (False, r"\d+"),
        }
    ),
}

#: In which order HL7's schema has them.
IN_FEED = "title subtitle author updated category id link rights generator entry contributor icon logo"
IN_ENTRY = "title link id updated author contributor summary content category published rights source"
ORDER = {"feed": IN_FEED.split(), "entry": IN_ENTRY.split()}
SCHEMES = re.compile(r"mainSearchCriteria\.v\.(c|cs|ot)|informationRecipient\.languageCode\.c|relevanceScore")
#: At these places, and at no others, a language stands.
SPOKEN = {"feed": {f"{XML}lang"}, "entry": {f"{XML}lang"}, "link": {"hreflang"}}


def wrong(feed: Element) -> list[str]:
    """Return what is wrong with a feed as Atom; empty where nothing is."""
    found = _wrong(feed, "feed") if feed.tag == f"{ATOM}feed" else [f"{feed.tag} is no feed"]
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(ids) != len(set(ids)):
        found.append("two entries have the same id")
    for part in (feed, *entries):
        links = part.findall(f"{ATOM}link")
        alternates = [one for one in links if one.get("rel", "alternate") == "alternate"]
        if len({(one.get("type"), one.get("hreflang")) for one in alternates}) != len(alternates):
            found.append("two alternate links have the same type and language")
        if part is not feed:
            if not alternates and part.find(f"{ATOM}content") is None:
                found.append("an entry has neither content nor an alternate link")
            if part.find(f"{ATOM}author") is None and feed.find(f"{ATOM}author") is None:
                found.append("an entry has no author, and the feed has none")
    return found


def wrong_for_infobutton(feed: Element) -> list[str]:
    """Return what is wrong with a feed as an answer to an Infobutton request; empty where nothing is."""
    found = wrong(feed)
    for part in feed.iter():
        name = part.tag.removeprefix(ATOM)
        children = [child.tag.removeprefix(ATOM) for child in part]
        places = [ORDER[name].index(child) for child in children if child in ORDER[name]] if name in ORDER else []
        if places != sorted(places):
            found.append(f"{name} is out of order: {children}")
        if name == "category" and not SCHEMES.fullmatch(part.get("scheme", "")):
            found.append(f"category has the scheme {part.get('scheme')}")
        if name in ("title", "subtitle", "summary", "rights") and "type" not in part.attrib:
            found.append(f"{name} has no type")
        if name == "link" and not {"href", "type", "rel", "title", "hreflang"} <= set(part.attrib):
            found.append("a link lacks one of href, type, rel, title and hreflang")
        if {f"{XML}lang", "hreflang"} & set(part.attrib) != SPOKEN.get(name, set()):
            found.append(f"{name} says its language where none belongs, or not where one does")
    if any(not entry.findall(f"{ATOM}link") for entry in feed.iter(f"{ATOM}entry")):
        found.append("an entry has no link")
    return found


def _wrong(part: Element, name: str) -> list[str]:
    shape = RFC_4287.get(name)
    if shape is None:
        return [f"{name} is not known"]
    found = []
    if not re.fullmatch(shape.text, part.text or ""):
        found.append(f"{name} says {part.text!r}")
    if any((child.tail or "").strip() for child in part):
        found.append(f"{name} has text between its elements")
    allowed = OF_ALL | shape.attributes
    for attribute, value in part.attrib.items():
        if attribute not in allowed or not re.fullmatch(allowed[attribute][1], value):
            found.append(f"{name} has {attribute}={value!r}")
    found += [f"{name} lacks {one}" for one, (needed, _) in allowed.items() if needed and one not in part.attrib]
    names = [child.tag.removeprefix(ATOM) for child in part]
    for one in sorted({*names, *shape.children}):
        least, most = shape.children.get(one, (0, 0))
        if not least <= names.count(one) <= most:
            found.append(f"{name} has {names.count(one)} {one}")
    for child in part:
        found += _wrong(child, child.tag.removeprefix(ATOM))
    return found
