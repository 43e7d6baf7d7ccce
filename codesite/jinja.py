"""The engine of the public templates: Jinja2, one environment for each language.

What is the same on every page in a language (our own words, the addresses of views and static files) becomes part of
the compiled template and costs nothing when a page is printed. Why: `docs/adr/0032-jinja-for-public-pages.md`.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial
from typing import Any, override

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template import defaulttags
from django.template.context import Context as DjangoContext
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined, Template, nodes, pass_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escaped  # type: ignore[attr-defined]  # not public; a test holds it to `escape`

from procedures.models.addresses import code_address, edition_address, full_address
from procedures.pages.head import site_name
from procedures.pages.words import ours
from procedures.templatetags.pictures import pictures
from procedures.templatetags.site import in_words
from procedures.templatetags.structured import structured_data

#: Names in our templates of what is the same on every page in a language, if nothing but texts stand in its brackets.
CONSTANT = frozenset({"_", "get_language", "site_name", "static", "url", "written_in"})
#: More than there are dates, plans, policies, terms, topics and groups.
REMEMBERED = 8192
GAP = re.compile(r"%\((\w+)\)s")
WHOLE = re.compile(r'{% (?:include "([^"]+)"|from "([^"]+)" import [\w, ]+) %}')
INDENT = re.compile(r"\n[ \t]+")
#: Blanks before these tags show nowhere.
BLOCKS = (
    "article|body|d[dlt]|div|fieldset|fig[a-z]+|foot[a-z]*|form|h[1-6]|head[a-z]*|html|li|link|main|meta|nav|ol|p"
    "|script|section|table|tbody|t[dhr]|thead|title|ul"
)
BEFORE_BLOCK = re.compile(rf"\n+(?=</?(?:{BLOCKS})[ >])")


def environments(**options: Any) -> "Environments":
    """Return the engine for Django's backend."""
    return Environments(options)


class Environments:
    """What Django's backend asks for a template: it comes compiled for the reader's language."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        # A site may stand under a prefix of its server, which is part of its addresses.
        self.of = cache(lambda language, prefix: _environment(options, language))

    def get_template(self, name: str) -> Template:
        """Return the template of this name."""
        return self.of(get_language(), get_script_prefix()).get_template(name)

    def from_string(self, source: str) -> Template:
        """Return a template made of this text."""
        return self.of(get_language(), get_script_prefix()).from_string(source)


def _environment(options: Mapping[str, Any], language: str | None) -> Environment:
    """Return what knows every word of our templates; a word that it does not know is an error."""
    made = ForReaders(
        **{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True},
        extensions=["jinja2.ext.i18n", OnePiece],
    )
    made.policies["ext.i18n.trimmed"] = True
    always = partial(_remembered, language)
    made.install_gettext_callables(always(gettext), ngettext, newstyle=True)  # type: ignore[attr-defined]  # i18n's
    made.globals |= {
        "_": always(said),
        "code_address": code_address,
        "edition_address": edition_address,
        "full_address": full_address,
        "get_language": always(get_language),
        "ngettext": partial(counted, always(ngettext)),
        "pictures": pictures,
        "querystring": querystring,
        "site_name": always(site_name),
        "static": always(static),
        "structured_data": structured_data,
        "url": always(url),
        "written_in": always(written_in),
    }
    made.filters |= {
        "capfirst": capfirst,
        "in_words": always(in_words),
        "intcomma": always(intcomma),
        "ours": always(ours),
    }
    made.words = always(gettext)
    return made


def _remembered[**P, T](language: str | None, function: Callable[P, T]) -> Callable[P, T]:
    """Return a function that answers in one language, whichever is spoken when it is asked, and does so once."""

    def answer(*args: P.args, **kwargs: P.kwargs) -> T:
        with translation.override(language):
            return function(*args, **kwargs)

    return lru_cache(maxsize=REMEMBERED)(answer)  # type: ignore[return-value]  # the cache forgets the arguments' types


def said(message: str) -> Markup:
    """Return a text of ours, without gaps, in the reader's language."""
    return Markup(gettext(message)) % {}  # noqa: S704 - a text of our templates, or its translation


def counted(words: Callable[[str, str, int], str], one: str, many: str, number: int, /, **gaps: object) -> Markup:
    """Return a sentence of ours in the form for this number, with its gaps filled."""
    filled = {name: printed(value) for name, value in gaps.items()}
    return Markup(words(one, many, number) % filled)  # noqa: S704 - our text, and `printed` escapes


def url(name: str, *args: object) -> Markup:
    """Return the address of a view, as `{% url %}` does."""
    return Markup.escape(reverse(name, args=args))


def written_in(language: str) -> Markup:
    """Return the attribute of a part that is written in another language than the page around it."""
    spoken = language == get_language()
    return Markup("") if spoken else Markup(' lang="{}"').format(language)


@pass_context
def querystring(context: Context, *given: Mapping[str, Any], **changed: Any) -> str:
    """Return the reader's query string with changes, as `{% querystring %}` does."""
    made: str = defaulttags.querystring(DjangoContext(), *(given or (context["request"].GET,)), **changed)
    return made


def printed(value: Any) -> str:
    """Return a value as it stands in HTML: as `escape` does, without making an object of what is printed at once."""
    kind = type(value)
    if kind is str:
        return escaped(value)
    if kind is Markup or kind is SafeString:
        return value  # type: ignore[no-any-return]
    return str(value) if kind is int else escape(value)


class OnePiece(Extension):
    """Makes a template whole before it is compiled: includes and macros stand in it, blanks that nobody sees do not."""

    @override
    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        while WHOLE.search(source):
            source = WHOLE.sub(self._other, source)
        return BEFORE_BLOCK.sub("", INDENT.sub("\n", source))

    def _other(self, found: re.Match[str]) -> str:
        loader = self.environment.loader
        assert loader is not None  # noqa: S101 - Django's backend gives one
        return loader.get_source(self.environment, found[1] or found[2])[0].strip()


class Printer(CodeGenerator):
    """Writes what a template prints: what never changes as text, and the rest through `printed`."""

    environment: "ForReaders"

    @override
    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:
        parts = [part for child in node.nodes for part in self._parts(child)]
        super().visit_Output(nodes.Output(parts, lineno=node.lineno), frame)

    def _parts(self, node: nodes.Expr) -> list[nodes.Expr]:
        """Return a sentence with gaps (`{% trans name=value %}`) as its words and values, anything else as it is."""
        match node:
            case nodes.Call(node=nodes.Name(name="gettext"), args=[nodes.Const(value=str(message))], kwargs=gaps):
                values = {gap.key: gap.value for gap in gaps}
                first, *rest = GAP.split(self.environment.words(message))
                parts: list[nodes.Expr] = [_text(first)]
                for name, words in zip(rest[::2], rest[1::2], strict=True):
                    parts += [values[name], _text(words)]
                return parts
        return [node]

    @override
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """Write `page.name` as Python would: what templates print are objects, and no dictionary by its keys."""
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    @override
    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Write a call as Python would, if what is called does not ask for the context."""
        called = self.environment.globals.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        if forward_caller or node.dyn_args or node.dyn_kwargs or hasattr(called, "jinja_pass_arg"):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    @override
    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        match node:
            case nodes.Call(node=nodes.Name(name=name), args=arguments) if name in CONSTANT:
                call: Any = self.environment.globals[name]
                return str(escape(call(*(argument.as_const() for argument in arguments))))
        return super()._output_child_to_const(node, frame, finalize)

    @override
    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("environment.printed(")


def _text(words: str) -> nodes.TemplateData:
    return nodes.TemplateData(words.replace("%%", "%"))


class ForReaders(Environment):
    """Jinja2's environment with our printer, and `words` to translate what it prints."""

    code_generator_class = Printer
    printed = staticmethod(printed)
    words: Callable[[str], str]
