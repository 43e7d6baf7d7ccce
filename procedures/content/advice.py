"""What helps the writer of one section: how it reads, its hard words, and what the rules say of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .page import ProcedurePage, SectionOnPage, SourceOnPage
from .readability import SECTION, Readability, hard_words, measure
from .rendering import blocks
from .rules import SENTENCE_WORDS, Problem, find_problems

HARD_WORDS_SHOWN = 8


@dataclass(frozen=True)
class Advice:
    """How hard a section's sentences are to read, its hardest words, and its problems."""

    figures: Readability
    hard_words: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def grade(self) -> float:
        """The reading grade; in Spanish the ease."""
        return self.figures.grade if self.figures.ease is None else self.figures.ease

    @property
    def reads_at(self) -> str:
        """How hard it is, in words: "grade 5.2"."""
        return self.figures.reads_at

    @property
    def words(self) -> int:
        """How many words the section has."""
        return self.figures.words

    @property
    def sentences(self) -> int:
        """How many sentences the section has."""
        return self.figures.sentences

    @property
    def too_hard(self) -> bool:
        """Whether the section reads harder than any section may."""
        return self.figures.harder_than(SECTION)


def advise(page: ProcedurePage, kind: str, body: str, more_sources: Iterable[str] = ()) -> Advice:
    """Return advice on one section as it is being written; `more_sources` are keys that are not saved yet."""
    known = {source.key for source in page.sources}
    extra = tuple(SourceOnPage(key, key, key, "", "", "") for key in more_sources if key not in known)
    alone = replace(page, sections=(SectionOnPage(kind, body),), sources=(*page.sources, *extra), outcomes=())
    text = [block.text for block in blocks(body) if block.form in ("paragraph", "item")]
    figures = measure(text, page.names, SENTENCE_WORDS, page.language)
    here = f"section {kind}"
    problems = tuple(problem for problem in find_problems(alone) if problem.where == here) if body.strip() else ()
    hard = hard_words(" ".join(text), page.names, language=page.language)[:HARD_WORDS_SHOWN]
    return Advice(figures, hard, problems)
