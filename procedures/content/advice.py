"""What helps the writer of one section: how it reads, its hard words, and what the rules say of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .page import ProcedurePage, SectionOnPage, SourceOnPage
from .readability import hard_words, measure
from .rendering import blocks
from .rules import SECTION_GRADE, SENTENCE_WORDS, Problem, find_problems

HARD_WORDS_SHOWN = 8


@dataclass(frozen=True)
class Advice:
    """The reading grade of a section's sentences, its hardest words, and its problems."""

    grade: float
    words: int
    sentences: int
    hard_words: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def too_hard(self) -> bool:
        """Whether the section reads harder than any section may."""
        return self.grade > SECTION_GRADE


def advise(page: ProcedurePage, kind: str, body: str, more_sources: Iterable[str] = ()) -> Advice:
    """Return advice on one section as it is being written; `more_sources` are keys that are not saved yet."""
    known = {source.key for source in page.sources}
    extra = tuple(SourceOnPage(key, key, key, "", "", "") for key in more_sources if key not in known)
    alone = replace(page, sections=(SectionOnPage(kind, body),), sources=(*page.sources, *extra), outcomes=())
    text = [block.text for block in blocks(body) if block.form in ("paragraph", "item")]
    figures = measure(text, page.names, SENTENCE_WORDS)
    here = f"section {kind}"
    problems = tuple(problem for problem in find_problems(alone) if problem.where == here) if body.strip() else ()
    hard = hard_words(" ".join(text), page.names)[:HARD_WORDS_SHOWN]
    return Advice(figures.grade, figures.words, figures.sentences, hard, problems)
