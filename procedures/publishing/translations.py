"""Translations: begun from an original, following it, held against it. `docs/adr/0041-translations.md` says why."""

from collections.abc import Iterable

from django.db import transaction

from procedures.content.page import ProcedurePage
from procedures.content.rules import Problem
from procedures.content.translation import SAME_FACTS, translation_problems
from procedures.models import Edition, Procedure, ProcedureCode, Source, Topic
from procedures.pages.working import page_of, text_hash

from .rows import SOURCE_FIELDS, with_rows


@transaction.atomic
def begin_translation(*, procedure: Procedure) -> None:
    """Give a new translation what is the same in each language: facts, topics, codes and sources of the original.

    It starts from what readers of the original see now, or from the working text of one that was never published.
    """
    original = procedure.translation_of
    if original is None:
        return
    page = original.current_edition.page if original.current_edition else page_of(original)
    for name in SAME_FACTS:
        setattr(procedure, name, getattr(page, name))
    procedure.brands = list(page.brands)
    procedure.translated_hash = text_hash(page)
    procedure.save()
    procedure.topics.set(Topic.objects.filter(slug__in=[slug for slug, _ in page.topics]))
    for on_page, code in with_rows(page):
        ProcedureCode.objects.create(procedure=procedure, code=code, is_primary=on_page.is_primary)
    for source in page.sources:
        Source.objects.create(procedure=procedure, **{name: getattr(source, name) for name in SOURCE_FIELDS})


def edition_with(original: Procedure, digest: str) -> Edition | None:
    """Return the newest edition of an original with this text, or None."""
    return next((edition for edition in original.editions.iterator() if text_hash(edition.page) == digest), None)


def let_translations_follow(original: Procedure, edition: Edition) -> None:
    """Let published translations of the same text follow a new edition; the others are out of date from now on."""
    digest = text_hash(edition.page)
    for translation in original.translations.published().select_related("current_edition"):
        if translation.current_edition and translation.current_edition.page.translated_hash == digest:
            Procedure.objects.filter(pk=translation.pk).update(follows=edition)


def against_original(original: Procedure, page: ProcedurePage) -> Iterable[Problem]:
    """Yield what a translation says otherwise than the edition that it renders; of a text that we have not, nothing."""
    if original.current_edition_id is None:
        remedy = "Publish the English page first."
        yield Problem("translation_of", f"Readers cannot read “{original}”, of which this is a translation.", remedy)
    if edition := edition_with(original, page.translated_hash):
        yield from translation_problems(page, edition.page)
