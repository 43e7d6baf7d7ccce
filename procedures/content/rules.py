"""Is this page good enough to publish? Each rule looks at a page and returns problems: where, what, how to mend.

The rules are those of `docs/explanations.md`. Nothing here knows a database, so preview, admin, fixtures and publishing
ask the same questions.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from .families import KINDS, MUST, PAGE_ORDER, TIMED, Family, allowed
from .languages import LANGUAGES
from .page import ProcedurePage, SectionOnPage
from .pictures import PICTURES
from .readability import PAGE, SECTION, measure
from .rendering import Block, blocks
from .timeline import CALENDAR_IN, DAY_IN, TimelineError, read_calendar, read_day
from .wording import WORDINGS

SENTENCE_WORDS = 20
LIST_ITEMS = 7
SUMMARY_ITEMS = 5
SMALL_DENOMINATORS = {1000, 10_000, 100_000, 1_000_000}

_CODE = r"\b[A-Z]\d{4}\b"
_NOT_A_FIGURE = re.compile(rf"{_CODE}|\b911\b|\bCD\d+\b|\b988\b")
_LICENSED = re.compile(r"\b(?:CPT|CDT)\b(?:\s+code)?\s*\d{4,5}|\b\d{5}\b(?=\s*\((?:CPT|AMA))|\bD\d{4}\b|\b\d{4}[FTU]\b")
_URL = re.compile(r"https?://[^\s/]+\.[^\s/]+")
_DATE = re.compile(r"(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?")
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Problem:
    """One reason not to publish: the place on the page, what is wrong, and how to mend it."""

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.remedy}"


def find_problems(page: ProcedurePage) -> tuple[Problem, ...]:
    """Return every problem of the page; an empty answer means that it may be published."""
    if page.family not in set(Family):
        families = ", ".join(Family)
        return (Problem("family", f"“{page.family}” is no family.", f"Use one of: {families}."),)
    if page.language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        return (Problem("language", f"“{page.language}” is no language of ours.", f"Use one of: {known}."),)
    return tuple(problem for rule in RULES for problem in rule(page))


def _identity(page: ProcedurePage) -> Iterator[Problem]:
    if not page.plain_name.strip():
        yield Problem("plain_name", "The page has no plain name.", "Say in everyday words what it is.")
    if len(page.plain_name) > 60:
        yield Problem("plain_name", "The plain name is longer than 60 characters.", "Shorten it.")
    if not page.medical_name.strip():
        yield Problem("medical_name", "The page has no medical name.", "Give the name that clinicians use.")
    primaries = sum(code.is_primary for code in page.codes)
    if primaries != 1:
        yield Problem("codes", f"{primaries} codes are marked primary.", "Mark exactly one code as the primary code.")
    if len(page.codes) > 1:
        for code in page.codes:
            if not code.difference.strip():
                yield Problem(
                    f"codes {code.value}",
                    "It does not say what differs.",
                    "Write one short line for this code.",
                )
    if page.primary and page.family == Family.DRUG:
        yield from _ingredient(page, page.primary.long_description)
    if (page.minutes_from is None) != (page.minutes_to is None):
        yield Problem("minutes", "Only one end of the time is given.", "Give both, or neither.")
    if page.minutes_from is not None and page.minutes_to is not None and page.minutes_from > page.minutes_to:
        yield Problem("minutes", "The time ends before it starts.", "Put the shorter time first.")
    if page.family in TIMED and page.minutes_from is None and not page.duration_note.strip():
        yield Problem("minutes", "At a glance has no time.", "Give minutes from and to, or say it in words.")


def _timelines(page: ProcedurePage) -> Iterator[Problem]:
    reads = {"calendar": (read_calendar, CALENDAR_IN), "day_plan": (read_day, DAY_IN)}
    for name, (read, kinds) in reads.items():
        text = getattr(page, name)
        try:
            read(text)
        except TimelineError as error:
            for mistake in error.mistakes:
                what, _dot, remedy = mistake.partition(". ")
                yield Problem(name, f"{what}.", remedy or "Mend the line.")
        if text.strip() and not page.first_of(kinds):
            yield Problem(name, "No section shows it.", f"Write the section {' or '.join(kinds)}, or leave this empty.")


def _ingredient(page: ProcedurePage, descriptor: str) -> Iterator[Problem]:
    if not page.ingredient.strip():
        yield Problem(
            "ingredient", "A medicine needs its generic name.", "Copy it from the code's official descriptor."
        )
    elif page.ingredient.lower() not in descriptor.lower():
        yield Problem(
            "ingredient",
            f"The official descriptor “{descriptor}” does not name “{page.ingredient}”.",
            "Check the code and the generic name; one of them is wrong.",
        )


def _kinds(page: ProcedurePage) -> Iterator[Problem]:
    family = Family(page.family)
    have = [section.kind for section in page.sections]
    for kind in have:
        if kind not in KINDS:
            yield Problem(
                f"section {kind}",
                "There is no such kind of section.",
                f"Use one of: {', '.join(PAGE_ORDER)}.",
            )
        elif kind not in allowed(family):
            yield Problem(
                f"section {kind}", f"A page of the family “{family}” must not have it.", "Remove the section."
            )
    for kind in sorted({kind for kind in have if have.count(kind) > 1}):
        yield Problem(f"section {kind}", "It stands twice.", "Join the two.")
    for kind in PAGE_ORDER:
        if kind in MUST[family] and kind not in have:
            yield Problem(f"section {kind}", "It is missing.", f"Write it: {KINDS[kind].help}")
    for section in page.sections:
        if not section.body.strip():
            yield Problem(f"section {section.kind}", "It is empty.", "Write it, or remove it.")


def _citations(page: ProcedurePage) -> Iterator[Problem]:
    known = [source.key for source in page.sources]
    cited = {outcome.source for outcome in page.outcomes}
    for section in page.sections:
        for block in blocks(section.body):
            cited.update(block.cited)
            for key in block.cited:
                if key not in known:
                    remedy = f"Add a source with this key, or cite one of: {', '.join(known) or 'none yet'}."
                    yield Problem(f"section {section.kind}", f"[@{key}] cites no source of this page.", remedy)
    for outcome in page.outcomes:
        if outcome.source not in known:
            yield Problem(
                f"number {outcome.key}",
                f"Its source “{outcome.source}” is not on this page.",
                "Add the source.",
            )
    for key in known:
        if key not in cited:
            yield Problem(f"source {key}", "Nothing cites it.", f"Cite it as [@{key}] where it is used, or remove it.")


def _sources(page: ProcedurePage) -> Iterator[Problem]:
    for source in page.sources:
        where = f"source {source.key}"
        if not _KEY.fullmatch(source.key):
            yield Problem(where, "The key has other signs than a-z, 0-9 and “-”.", "Rename it.")
        if not (source.title.strip() and source.publisher.strip()):
            yield Problem(where, "Title or publisher is missing.", "Give both.")
        if not _URL.match(source.url):
            yield Problem(where, f"“{source.url}” is no web address.", "Give the address that you read, with https://.")
        if not _DATE.fullmatch(source.published):
            yield Problem(
                where,
                f"“{source.published}” is no date.",
                "Write YYYY, YYYY-MM or YYYY-MM-DD, or leave it empty.",
            )
        if not source.last_read:
            yield Problem(where, "It does not say when it was last read.", "Read it, and write the date.")


def _figures(page: ProcedurePage) -> Iterator[Problem]:
    for section, block in _running_text(page):
        if section.kind == "questions" or block.form in ("heading", "header") or block.cited:
            continue
        if re.search(r"\d", _NOT_A_FIGURE.sub("", block.text)):
            yield Problem(
                f"section {section.kind}",
                f"A figure without a source: “{_short(block.text)}”.",
                "Cite its source as [@key].",
            )


def _chances(page: ProcedurePage) -> Iterator[Problem]:
    said = WORDINGS[page.language]
    denominators: set[int] = {outcome.out_of for outcome in page.outcomes}
    for section, block in _running_text(page):
        found = said.chance.findall(block.text)
        denominators |= {int(out_of.replace(",", "")) for _, out_of in found}
        if said.percent.search(block.text):
            what = f"A percentage: “{_short(block.text)}”."
            yield Problem(f"section {section.kind}", what, f"Write “{said.example}”.")
        if not found and (match := said.vague.search(block.text)):
            yield Problem(
                f"section {section.kind}",
                f"A bare “{match[0]}”: “{_short(block.text)}”.",
                "Say how many in 100, or leave the word out.",
            )
    others = denominators - {100}
    if len(others) > 1 or others - SMALL_DENOMINATORS:
        shown = ", ".join(f"{number:,}" for number in sorted(denominators))
        remedy = f"Say chances as “{said.form}”; only what is under 1 in 100 may use one other (1,000 or 10,000)."
        yield Problem("numbers", f"Chances are out of {shown}.", remedy)


def _outcomes(page: ProcedurePage) -> Iterator[Problem]:
    have = {section.kind for section in page.sections}
    for outcome in page.outcomes:
        where = f"number {outcome.key}"
        if outcome.section not in have:
            yield Problem(
                where,
                f"It is drawn in “{outcome.section}”, which the page does not have.",
                "Name another section.",
            )
        counts = [outcome.affected] + ([] if outcome.compared_affected is None else [outcome.compared_affected])
        if any(not 0 <= count <= outcome.out_of for count in counts):
            yield Problem(where, "More people than there are in the group.", "Check the two numbers.")
        if (outcome.compared_affected is None) == bool(outcome.compared_group.strip()):
            yield Problem(where, "Half of a comparison.", "Give the compared group and its number, or neither.")


def _reading(page: ProcedurePage) -> Iterator[Problem]:
    whole: list[str] = []
    for section in page.sections:
        text = [block.text for block in blocks(section.body) if block.form in ("paragraph", "item")]
        whole += text
        figures = measure(text, page.names, SENTENCE_WORDS, page.language)
        if figures.harder_than(SECTION):
            remedy = f"Use shorter words and sentences, {figures.aim(SECTION)}."
            yield Problem(f"section {section.kind}", f"It reads at {figures.reads_at}.", remedy)
        for sentence in figures.long_sentences:
            yield Problem(
                f"section {section.kind}",
                f"A sentence of more than {SENTENCE_WORDS} words: “{_short(sentence)}”.",
                "Cut it in two.",
            )
    figures = measure(whole, page.names, SENTENCE_WORDS, page.language)
    if figures.harder_than(PAGE):
        what = f"The page reads at {figures.reads_at}."
        yield Problem("page", what, f"Use shorter words, {figures.aim(PAGE)}.")


def _lists(page: ProcedurePage) -> Iterator[Problem]:
    for section in page.sections:
        runs = [0]
        for block in blocks(section.body):
            runs = [*runs[:-1], runs[-1] + 1] if block.form == "item" and block.level == 1 else [*runs, 0]
        if max(runs) > LIST_ITEMS:
            what = f"A list of {max(runs)} items."
            yield Problem(f"section {section.kind}", what, f"Split it under ### headings; {LIST_ITEMS} at most.")
        if section.kind == "summary" and len(blocks(section.body)) > SUMMARY_ITEMS:
            yield Problem(
                "section summary",
                "The short version is too long.",
                f"Keep the {SUMMARY_ITEMS} lines that matter most.",
            )


def _words(page: ProcedurePage) -> Iterator[Problem]:
    said = WORDINGS[page.language]
    looked_for = (
        (said.hype, "words that promise or soothe", "Say what is known, with its number."),
        (said.elsewhere, said.elsewhere_is, said.elsewhere_remedy),
        (_LICENSED, "a licensed code", "Say it in plain words of our own; CPT and CDT codes are licensed."),
    )
    for section, block in _running_text(page):
        for pattern, name, remedy in looked_for:
            if match := pattern.search(block.text):
                yield Problem(f"section {section.kind}", f"“{match[0]}” is {name}.", remedy)
        if "!" in block.text:
            yield Problem(
                f"section {section.kind}",
                f"An exclamation mark: “{_short(block.text)}”.",
                "End with a full stop.",
            )
        if re.search(r"<[a-z/!]|\]\(|javascript:", block.text, re.I):
            what = f"HTML or a link in the text: “{_short(block.text)}”."
            yield Problem(f"section {section.kind}", what, "Remove it; links belong to the sources.")


def _urgent(page: ProcedurePage) -> Iterator[Problem]:
    section = page.section("urgent")
    if section and sum(block.form == "heading" for block in blocks(section.body)) != 2:
        remedy = "Give one list for 911 and one for the same day, each under a ### heading."
        yield Problem("section urgent", "It needs two lists.", remedy)
    warning = page.section("boxed_warning")
    if warning and not any(block.cited for block in blocks(warning.body)):
        yield Problem("section boxed_warning", "The warning names no source.", "Cite the label.")


def _pictures(page: ProcedurePage) -> Iterator[Problem]:
    for section in page.sections:
        if section.picture and section.picture not in PICTURES:
            what = f"There is no picture “{section.picture}”."
            yield Problem(f"section {section.kind}", what, "Name one of procedures/content/pictures.py, or none.")


def _running_text(page: ProcedurePage) -> Iterator[tuple[SectionOnPage, Block]]:
    return ((section, block) for section in page.sections for block in blocks(section.body))


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:87] + "…"


RULES: tuple[Callable[[ProcedurePage], Iterable[Problem]], ...] = (
    _identity,
    _kinds,
    _citations,
    _sources,
    _figures,
    _chances,
    _outcomes,
    _reading,
    _lists,
    _words,
    _urgent,
    _pictures,
    _timelines,
)


def brand_conflicts(pages: Iterable[ProcedurePage]) -> tuple[Problem, ...]:
    """Return a problem for every brand that two pages give to different ingredients."""
    owners: dict[str, tuple[str, str]] = {}
    problems = []
    for page in pages:
        for brand in page.brands:
            ingredient, slug = owners.setdefault(brand.lower(), (page.ingredient.lower(), page.slug))
            if ingredient != page.ingredient.lower():
                what = f"“{brand}” belongs to {ingredient} on the page “{slug}”."
                problems.append(Problem(f"{page.slug} brands", what, "A brand has one ingredient: check both pages."))
    return tuple(problems)
