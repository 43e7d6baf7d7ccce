"""From a section's Markdown to safe HTML, with citation marks as numbered links and glossary terms linked once.

A citation mark is `[@key]` or `[@key; @other]`. Raw HTML, links and pictures in Markdown are shown as typed, never
obeyed; what comes out is cleaned once more against a list of allowed tags.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from .languages import ENGLISH, MARKS, Marks
from .page import GlossaryEntry, ProcedurePage, SourceOnPage, heading_of, in_page_order

CITATION = re.compile(r"\[@([^\]\s;@]+(?:;\s*@[^\]\s;@]+)*)\]")
TAGS = {
    "p",
    "ul",
    "ol",
    "li",
    "h3",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "strong",
    "em",
    "br",
    "div",
    "a",
    "sup",
}
ATTRIBUTES = {
    "a": {"href", "class", "id", "aria-label"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "ol": {"start"},
    "th": {"scope"},
    "td": {"data-label"},
    "sup": {"class"},
}


@dataclass(frozen=True)
class Block:
    """One paragraph, list item, table row or heading of a body, as plain text with and without citation marks."""

    form: str  # paragraph, item, row, heading
    text: str
    cited: tuple[str, ...]
    level: int = 0  # which list the item stands in, counted from 1; 0 outside lists


@dataclass
class Linker:
    """Gives each glossary term its link at first use on a page, and remembers which terms were used."""

    entries: Iterable[GlossaryEntry] = ()
    used: list[GlossaryEntry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.waiting: dict[str, GlossaryEntry] = {}
        for entry in self.entries:
            for form in (entry.term, *entry.variants):
                self.waiting[form.lower()] = entry
        self._compile()

    def _compile(self) -> None:
        forms = sorted(self.waiting, key=len, reverse=True)
        self.pattern = (
            re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, forms)) + r")(?![\w-])", re.I) if forms else None
        )

    def split(self, text: str) -> Iterator[tuple[str, GlossaryEntry | None]]:
        """Yield pieces of the text; a piece with an entry is that term's first use on the page."""
        while self.pattern and (match := self.pattern.search(text)):
            entry = self.waiting[match[1].lower()]
            yield text[: match.start()], None
            yield match[1], entry
            text = text[match.end() :]
            self.used.append(entry)
            self.waiting = {form: other for form, other in self.waiting.items() if other.slug != entry.slug}
            self._compile()
        yield text, None


def _citation_rule(state: StateInline, silent: bool) -> bool:
    match = CITATION.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.meta = {"keys": [key.strip().lstrip("@") for key in match[1].split(";")]}
    state.pos = match.end()
    return True


def _parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    markdown.disable(
        ["link", "image", "autolink", "html_inline", "html_block", "reference", "code", "fence", "backticks"]
    )
    markdown.inline.ruler.before("emphasis", "citation", _citation_rule)
    return markdown


_MARKDOWN = _parser()


def _plain(inline: Token) -> str:
    parts = [
        child.content if child.type == "text" else " " for child in inline.children or [] if child.type != "citation"
    ]
    return re.sub(r"\s+([.,;:])", r"\1", " ".join("".join(parts).split()))


def _cited(inline: Token) -> list[str]:
    return [key for child in inline.children or [] if child.type == "citation" for key in child.meta["keys"]]


@lru_cache(maxsize=1024)
def blocks(body: str) -> tuple[Block, ...]:
    """Split a Markdown body into its paragraphs, list items, table rows and headings."""
    found: list[Block] = []
    lists = items = 0
    row: list[str] | None = None
    row_cited: list[str] = []
    heading = header = False
    for token in _MARKDOWN.parse(body):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists += 1
        elif token.type == "list_item_open":
            items += 1
        elif token.type == "list_item_close":
            items -= 1
        elif token.type in ("thead_open", "thead_close"):
            header = token.type == "thead_open"
        elif token.type == "tr_open":
            row, row_cited = [], []
        elif token.type == "tr_close" and row is not None:
            found.append(Block("header" if header else "row", " | ".join(row), tuple(row_cited)))
            row = None
        elif token.type in ("heading_open", "heading_close"):
            heading = token.type == "heading_open"
        elif token.type == "inline":
            if row is not None:
                row.append(_plain(token))
                row_cited += _cited(token)
            else:
                form = "heading" if heading else "item" if items else "paragraph"
                found.append(Block(form, _plain(token), tuple(_cited(token)), lists if items else 0))
    return tuple(found)


def citation_order(page: ProcedurePage) -> tuple[str, ...]:
    """Return the source keys in the order in which a reader meets them."""
    order: dict[str, None] = {}
    for section in in_page_order(page.sections):
        for outcome in page.outcomes_of(section.kind):
            order.setdefault(outcome.source)
        for block in blocks(section.body):
            order.update(dict.fromkeys(block.cited))
    return tuple(order)


def _citation_html(keys: Iterable[str], numbers: dict[str, int], said: Marks) -> str:
    marks = [
        f'<a href="#source-{numbers[key]}" aria-label="{said.source} {numbers[key]}">{numbers[key]}</a>'
        for key in keys
        if key in numbers
    ]
    return f'<sup class="cite">{" ".join(marks)}</sup>' if marks else ""


def _set_close(children: list[Token]) -> None:
    """Set each mark close to its word and behind the stop, as printers do: "so [@a]." becomes "so.¹"."""
    for place, child in enumerate(children):
        if child.type != "citation" or place == 0:
            continue
        before = children[place - 1]
        if before.type == "softbreak":  # the mark stands first on its line
            children[place - 1] = before = Token("text", "", 0, content="")
            if place > 1 and children[place - 2].type == "text":
                before = children[place - 2]
        if before.type != "text":
            continue
        before.content = before.content.rstrip()
        after = children[place + 1] if place + 1 < len(children) else None
        if after and after.type == "text" and (stop := re.match(r"[.,;:]+", after.content)):
            before.content += stop[0]
            after.content = after.content[stop.end() :]


def _inline(token: Token, numbers: dict[str, int], linker: Linker | None, said: Marks) -> Token:
    children: list[Token] = []
    _set_close(token.children or [])
    for child in token.children or []:
        if child.type == "citation":
            children.append(Token("html_inline", "", 0, content=_citation_html(child.meta["keys"], numbers, said)))
        elif child.type == "text" and linker:
            for piece, entry in linker.split(child.content):
                text = Token("text", "", 0, content=piece)
                if entry is None:
                    children.append(text)
                    continue
                # To the words explained on the same page; the id is the way back.
                here: dict[str, str | int | float] = {
                    "class": "term",
                    "id": f"use-{entry.slug}",
                    "href": f"#word-{entry.slug}",
                }
                opening = Token("link_open", "a", 1, attrs=here)
                children += [opening, text, Token("link_close", "a", -1)]
        elif child.type == "softbreak":
            children.append(Token("text", "", 0, content=" "))
        else:
            children.append(child)
    token.children = children
    return token


def _shaped(tokens: list[Token], said: Marks) -> Iterator[Token]:
    """Wrap what follows each sub-heading in a numbered part, and label table cells for narrow screens."""
    parts = column = 0
    header: list[str] = []
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.tag = "h3"
            parts += 1
            closing = "</div>" if parts > 1 else ""
            yield Token("html_block", "", 0, content=f'{closing}<div class="part part-{parts}">')
        elif token.type == "heading_close":
            token.tag = "h3"
        elif token.type == "table_open":
            header = []
            yield Token(
                "html_block",
                "",
                0,
                content=f'<div class="table" role="group" tabindex="0" aria-label="{said.table}">',
            )
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            header.append(_plain(tokens[place + 1]))
            token.attrs["scope"] = "col"
        elif token.type in ("td_open", "td_close"):
            token.attrs.pop("style", None)
            if token.type == "td_open":
                column += 1
                token.attrs["data-label"] = header[column - 1] if column <= len(header) else ""
            if column == 1:
                token.tag = "th"
                if token.type == "td_open":
                    token.attrs = {"scope": "row"}
        yield token
        if token.type == "table_close":
            yield Token("html_block", "", 0, content="</div>")
    if parts:
        yield Token("html_block", "", 0, content="</div>")


def to_html(body: str, numbers: dict[str, int], linker: Linker | None = None, language: str = ENGLISH) -> str:
    """Render one Markdown body as safe HTML; `numbers` gives each source key its place in the source list."""
    said = MARKS[language]
    tokens = list(_shaped(_MARKDOWN.parse(body), said))
    in_heading = False
    for token in tokens:
        if token.type in ("heading_open", "th_open"):
            in_heading = True
        elif token.type in ("heading_close", "th_close"):
            in_heading = False
        elif token.type == "inline":
            _inline(token, numbers, None if in_heading else linker, said)
    raw = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    clean = nh3.clean(raw, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"https"}, link_rel=None)
    return clean.replace("\n", "")  # only behind tags: lines of text were joined before


def render(page: ProcedurePage, glossary: Iterable[GlossaryEntry] = ()) -> ProcedurePage:
    """Return the page with headings, HTML, numbered sources and the glossary terms it uses."""
    numbers = {key: place for place, key in enumerate(citation_order(page), start=1)}
    linker = Linker(sorted(glossary, key=lambda entry: entry.slug))
    sections = tuple(
        replace(
            section,
            heading=heading_of(section.kind, page.family, page.language),
            html=to_html(section.body, numbers, linker, page.language),
        )
        for section in in_page_order(page.sections)
    )
    sources = tuple(
        sorted(
            (replace(source, number=numbers[source.key]) for source in page.sources if source.key in numbers),
            key=_number,
        )
    )
    used = tuple(sorted(linker.used, key=lambda entry: entry.term.lower()))
    return replace(page, sections=sections, sources=sources, glossary=used)


def _number(source: SourceOnPage) -> int:
    return source.number
