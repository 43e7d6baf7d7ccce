"""Does a translation say what its original says? Compared is what is no prose: facts, sections, sources, numbers."""

import re
from collections.abc import Callable, Iterable, Iterator

from .page import OutcomeOnPage, ProcedurePage
from .rules import Problem

#: Facts that are the same in each language; brands are too, but a list.
SAME_FACTS = ("family", "ingredient", "setting", "anesthesia", "minutes_from", "minutes_to")
#: Short texts, of which only the figures are compared.
SHORT_TEXTS = ("setting_note", "duration_note", "people_note", "how_often", "time_off", "calendar", "day_plan")
OF_A_NUMBER = ("section", "affected", "out_of", "compared_affected", "severity", "source")
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
CITATION = re.compile(r"\[@[^\]]*\]")


def translation_problems(page: ProcedurePage, original: ProcedurePage) -> tuple[Problem, ...]:
    """Return what a translation says otherwise than the original that it renders."""
    return tuple(problem for rule in RULES for problem in rule(page, original))


def figures(text: str) -> frozenset[str]:
    """Return the figures of a text as written; keys of sources are none."""
    return frozenset(FIGURE.findall(CITATION.sub("", text)))


def _facts(page: ProcedurePage, original: ProcedurePage) -> Iterator[Problem]:
    for name in SAME_FACTS:
        yield from _same(_field(name), getattr(page, name), getattr(original, name))
    yield from _same("brands", ", ".join(sorted(page.brands)), ", ".join(sorted(original.brands)))
    yield from _same("topics", _words(slug for slug, _ in page.topics), _words(slug for slug, _ in original.topics))


def _codes(page: ProcedurePage, original: ProcedurePage) -> Iterator[Problem]:
    yield from _same_set("codes", "code", _values(page), _values(original))
    if page.primary and original.primary and page.primary.value != original.primary.value:
        what = f"The primary code is {page.primary.value}; that of the English page is {original.primary.value}."
        yield Problem("codes", what, f"Mark {original.primary.value} as the primary code.")


def _sections(page: ProcedurePage, original: ProcedurePage) -> Iterator[Problem]:
    kinds = {section.kind for section in page.sections}
    for section in original.sections:
        if section.kind not in kinds:
            where = f"section {section.kind}"
            yield Problem(where, "The English page has this section; the translation has not.", "Translate it.")
    for section in page.sections:
        other = original.section(section.kind)
        where = f"section {section.kind}"
        if other is None:
            yield Problem(where, "The English page does not have this section.", "Remove it.")
        else:
            yield from _same_figures(where, section.body, other.body)


def _sources(page: ProcedurePage, original: ProcedurePage) -> Iterator[Problem]:
    keys, others = ({source.key for source in one.sources} for one in (page, original))
    yield from _same_set("source", "source", keys, others)


def _outcomes(page: ProcedurePage, original: ProcedurePage) -> Iterator[Problem]:
    numbers, others = ({outcome.key: outcome for outcome in one.outcomes} for one in (page, original))
    yield from _same_set("number", "number", set(numbers), set(others))
    for key in sorted(set(numbers) & set(others)):
        yield from _same_number(numbers[key], others[key])


def _same_number(outcome: OutcomeOnPage, other: OutcomeOnPage) -> Iterator[Problem]:
    for name in OF_A_NUMBER:
        ours, theirs = getattr(outcome, name), getattr(other, name)
        if ours != theirs:
            what = f"“{name}” is {_shown(ours)}; on the English page it is {_shown(theirs)}."
            yield Problem(f"number {outcome.key}", what, "Take over the number of the English page.")


def _short_texts(page: ProcedurePage, original: ProcedurePage) -> Iterator[Problem]:
    for name in SHORT_TEXTS:
        ours, theirs = getattr(page, name), getattr(original, name)
        if bool(ours) != bool(theirs):
            what = "The English page says something here." if theirs else "The English page says nothing here."
            yield Problem(name, what, "Translate it." if theirs else "Remove it.")
        else:
            yield from _same_figures(name, ours, theirs)
    for name in ("calendar", "day_plan"):
        ours, theirs = (len(getattr(one, name).splitlines()) for one in (page, original))
        if ours and theirs:
            yield from _same(name, f"lines: {ours}", f"lines: {theirs}")


def _same_figures(where: str, text: str, other: str) -> Iterator[Problem]:
    ours, theirs = figures(text), figures(other)
    if missing := sorted(theirs - ours):
        what = f"It lacks figures of the English page: {', '.join(missing)}."
        yield Problem(where, what, "Write each number as the English page does.")
    if more := sorted(ours - theirs):
        what = f"It has figures that the English page has not: {', '.join(more)}."
        yield Problem(where, what, "Check the number; write as a word what is a word there.")


def _same_set(where: str, thing: str, ours: set[str], theirs: set[str]) -> Iterator[Problem]:
    for name in sorted(theirs - ours):
        yield Problem(f"{where} {name}", f"The English page has this {thing}; the translation has not.", "Add it.")
    for name in sorted(ours - theirs):
        yield Problem(f"{where} {name}", f"The English page does not have this {thing}.", "Remove it.")


def _same(where: str, ours: object, theirs: object) -> Iterator[Problem]:
    if ours != theirs:
        what = f"It is {_shown(ours)}; on the English page it is {_shown(theirs)}."
        yield Problem(where, what, "Take over what the English page has.")


def _field(name: str) -> str:
    return "minutes" if name.startswith("minutes") else name


def _values(page: ProcedurePage) -> set[str]:
    return {code.value if code.system == "hcpcs" else f"{code.system} {code.value}" for code in page.codes}


def _words(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def _shown(value: object) -> str:
    return f"“{value}”" if value not in (None, "") else "empty"


RULES: tuple[Callable[[ProcedurePage, ProcedurePage], Iterable[Problem]], ...] = (
    _facts,
    _codes,
    _sections,
    _sources,
    _outcomes,
    _short_texts,
)
