"""Reads a page of the site as a tree, so that tests can ask for elements by the paths of `xml.etree`."""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


class Builder(HTMLParser):
    """Builds a tree; fails on an element that is closed where it was not opened."""

    def __init__(self) -> None:
        super().__init__()
        self.tree = TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attributes})
        if tag in VOID:
            self.tree.end(tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attributes})
        self.tree.end(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        opened = self.open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.tree.data(data)


def read_html(html: str) -> Element:
    """Return the root of a page."""
    builder = Builder()
    builder.feed(html)
    builder.close()
    assert builder.open == []
    return builder.tree.close()


def only(root: Element, path: str) -> Element:
    """Return the one element at a path below the root."""
    found = root.findall(f".//{path}")
    assert len(found) == 1, f"{len(found)} of {path}"
    return found[0]


def words(element: Element) -> str:
    """Return the text of an element in one line."""
    return " ".join("".join(element.itertext()).split())
