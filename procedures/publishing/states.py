"""Every change of state of an explanation: edit, send to review, record a review, publish, retract, restore, follow.

Each is one transaction that also renews what is made from editions (the public fields of codes, the search index), so
readers see either all of a change or nothing of it.
"""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from procedures import stored_pages
from procedures.content.page import ProcedurePage, as_json, content_hash
from procedures.content.rendering import render
from procedures.content.rules import Problem
from procedures.models import Code, Edition, Procedure
from procedures.models.procedures import State
from procedures.pages.working import description_of, glossary, page_of, text_hash
from procedures.search import index

from .problems import problems_of
from .rows import keep_addresses, write_rows
from .translations import edition_with, let_translations_follow

logger = logging.getLogger(__name__)


class NotPublishable(Exception):
    """The working text breaks rules; `problems` lists each with its remedy."""

    def __init__(self, procedure: Procedure, problems: Iterable[Problem]) -> None:
        self.procedure = procedure
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{procedure.slug}: {problem}" for problem in self.problems))


class WouldLoseDraft(Exception):
    """Restoring would overwrite working text that was never published."""


class NothingPublished(Exception):
    """There is no published edition to withdraw."""


class OwnWork(ValueError):
    """Somebody would sign a text that nobody else has worked on."""


class NotInReview(ValueError):
    """The text does not wait for a clinician."""


@transaction.atomic
def record_edit(*, procedure: Procedure, by: AbstractBaseUser | None = None) -> Procedure:
    """Note that the working text was changed: a check of another text no longer counts; readers do not see it yet."""
    procedure = Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
    page = page_of(procedure)
    current = procedure.current_edition
    procedure.unpublished_text = current is None or text_hash(current.page) != text_hash(page)
    if procedure.state == State.CHECKED and procedure.reviewed_hash != text_hash(page):
        procedure.state = State.DRAFT
    procedure.save(update_fields=["unpublished_text", "state", "changed_at"])
    if by is not None:
        procedure.edited_by.add(by.pk)
    return procedure


@transaction.atomic
def send_to_review(*, procedure: Procedure, by: AbstractBaseUser | None = None) -> Procedure:
    """Let the working text wait for a clinician. Raises ValueError where it waits already."""
    procedure = Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
    if procedure.state == State.IN_REVIEW:
        raise ValueError(f"“{procedure}” waits for a reviewer already.")
    procedure.state = State.IN_REVIEW
    procedure.save(update_fields=["state", "changed_at"])
    logger.info("%s sent to review by %s", procedure.slug, by)
    return procedure


@transaction.atomic
def send_back(*, procedure: Procedure, by: AbstractBaseUser | None = None) -> Procedure:
    """Give a text in review back to its authors. Raises NotInReview for any other."""
    procedure = Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
    if procedure.state != State.IN_REVIEW:
        raise NotInReview(f"“{procedure}” is not in review, so there is nothing to send back.")
    procedure.state = State.DRAFT
    procedure.save(update_fields=["state", "changed_at"])
    logger.info("%s sent back by %s", procedure.slug, by)
    return procedure


@transaction.atomic
def publish(
    *, procedure: Procedure, note: str, by: AbstractBaseUser | None = None, at: datetime | None = None
) -> Edition:
    """Make an edition of the working text and show it to readers from now on.

    Returns the current edition, unchanged, when nothing differs from it. Raises NotPublishable, with every problem.
    """
    procedure = _locked_with_original(procedure.pk)
    page = page_of(procedure)
    current = procedure.current_edition
    if current and same_text(current.page, page):
        _nothing_unpublished(procedure)
        return current
    if problems := problems_of(procedure):
        raise NotPublishable(procedure, problems)
    rendered = render(page, glossary(page.language))
    content = as_json(rendered)
    edition = Edition.objects.create(
        procedure=procedure,
        number=Edition.objects.next_number(procedure),
        content=content,
        content_hash=content_hash(content),
        slug=page.slug,
        plain_name=page.plain_name,
        medical_name=page.medical_name,
        family=page.family,
        description=description_of(page),
        published_at=at or timezone.now(),
        published_by_id=by.pk if by else None,
        note=note,
    )
    keep_addresses(procedure, edition)
    procedure.current_edition = edition
    procedure.retracted_on, procedure.retraction_reason = None, ""
    if procedure.translation_of:
        procedure.follows = edition_with(procedure.translation_of, page.translated_hash)
    else:
        edition.topics.set(procedure.topics.all())  # lists count originals only
        let_translations_follow(procedure, edition)
    procedure.save(update_fields=["current_edition", "follows", "retracted_on", "retraction_reason", "changed_at"])
    _nothing_unpublished(procedure)
    _show(procedure, edition)
    logger.info("published %s edition %s", procedure.slug, edition.number)
    return edition


@transaction.atomic
def retract(*, procedure: Procedure, reason: str, by: AbstractBaseUser | None = None) -> None:
    """Take the explanation from readers; its codes go back to pages without an explanation. Editions are kept.

    Its translations go with it: they say in other words what should no longer be read. Raises
    ValueError without a reason, NothingPublished where readers see nothing of it.
    """
    if not reason.strip():
        raise ValueError("Say why it is withdrawn: readers of the old address are told.")
    procedure = Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
    if procedure.current_edition is None:
        raise NothingPublished(f"“{procedure}” is not published, so there is nothing to withdraw.")
    for translation in procedure.translations.published():
        retract(procedure=translation, reason=reason, by=by)
    procedure.current_edition = procedure.follows = None
    procedure.retracted_on, procedure.retraction_reason = timezone.localdate(), reason.strip()
    procedure.unpublished_text = True
    procedure.save(
        update_fields=[
            "current_edition",
            "follows",
            "retracted_on",
            "retraction_reason",
            "unpublished_text",
            "changed_at",
        ]
    )
    _show(procedure, None)
    logger.info("retracted %s by %s", procedure.slug, by)


@transaction.atomic
def restore(*, edition: Edition, note: str, by: AbstractBaseUser | None = None, discard_draft: bool = False) -> Edition:
    """Make the working text that of an earlier edition, and publish it as a new one.

    Raises WouldLoseDraft where working text differs from what is published and `discard_draft` is not set, and
    NotPublishable where the earlier text breaks today's rules.
    """
    procedure = _locked_with_original(edition.procedure_id)
    current = procedure.current_edition
    if current and not discard_draft and not same_text(current.page, page_of(procedure)):
        raise WouldLoseDraft(f"“{procedure}” has changes that were never published. Publish or discard them first.")
    page = edition.page
    if procedure.translation_of:  # which may have another address today
        page = replace(page, translation_of=procedure.translation_of.slug)
    write_rows(procedure, page)
    record_edit(procedure=procedure)
    return publish(procedure=procedure, note=note, by=by)


@transaction.atomic
def follow_original(*, procedure: Procedure, by: AbstractBaseUser | None = None) -> Edition:
    """Note that the working text of a translation now renders what readers of its original see; return that edition.

    Readers are told with the next edition of the translation. Raises ValueError for an explanation that translates
    none, for an original that is not published, and where the text renders that edition already.
    """
    procedure = Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
    if procedure.translation_of is None:
        raise ValueError(f"“{procedure}” is no translation.")
    edition = procedure.translation_of.current_edition
    if edition is None:
        raise ValueError(f"“{procedure.translation_of}” is not published, so there is nothing to follow.")
    now = text_hash(edition.page)
    if procedure.translated_hash == now:
        raise ValueError(f"“{procedure}” follows edition {edition.number} of the English page already.")
    procedure.translated_hash = now
    procedure.save(update_fields=["translated_hash"])
    record_edit(procedure=procedure, by=by)
    logger.info("%s follows edition %s of %s", procedure.slug, edition.number, procedure.translation_of.slug)
    return edition


@transaction.atomic
def record_review(
    *,
    procedure: Procedure,
    name: str,
    credentials: str,
    checked_on: date,
    next_check_on: date,
    by: AbstractBaseUser | None = None,
) -> Procedure:
    """Record that a clinician checked the working text as it stands now. Readers see it with the next edition.

    Raises ValueError for a missing name or credentials, a check in the future, or a next check that is not later, and
    OwnWork where whoever records it is the only one who has worked on the text since it was last published.
    """
    if not name.strip() or not credentials.strip():
        raise ValueError("Give the name and the credentials of the person who checked the text.")
    if checked_on > timezone.localdate():
        raise ValueError("The check cannot be in the future.")
    if next_check_on <= checked_on:
        raise ValueError("The next check must be later than this one.")
    procedure = Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
    if by is not None and set(procedure.edited_by.values_list("pk", flat=True)) == {by.pk}:
        what = f"You are the only one who has worked on “{procedure}”."
        raise OwnWork(f"{what} Let somebody else check it, or edit it first.")
    procedure.reviewer_name, procedure.reviewer_credentials = name.strip(), credentials.strip()
    procedure.checked_on, procedure.next_check_on = checked_on, next_check_on
    procedure.reviewed_hash = text_hash(page_of(procedure))
    procedure.state = State.CHECKED
    procedure.unpublished_text = True  # readers see the check with the next edition
    procedure.save()
    logger.info("review of %s recorded by %s", procedure.slug, by)
    return procedure


def same_text(one: ProcedurePage, other: ProcedurePage) -> bool:
    """Return whether two pages say the same, of codes with the same official facts, checked by the same person."""
    return one.review == other.review and one.codes == other.codes and text_hash(one) == text_hash(other)


def _locked_with_original(pk: int) -> Procedure:
    """Return an explanation that nobody else can change now, nor take its original away."""
    Procedure.objects.select_for_update(of=("self",)).filter(translations=pk).first()
    return Procedure.objects.select_for_update(of=("self",)).get(pk=pk)


def _nothing_unpublished(procedure: Procedure) -> None:
    procedure.unpublished_text = False
    procedure.save(update_fields=["unpublished_text"])
    procedure.edited_by.clear()


def _show(procedure: Procedure, edition: Edition | None) -> None:
    """Point the codes of an explanation at its edition (or at none), and renew what is made from them.

    Codes point at the English explanation always; a translation only renews what search finds of them.
    """
    # Asked so because PostgreSQL may plan an UPDATE that joins its own table as a loop within a loop.
    editions = Edition.objects.filter(procedure=procedure.translation_of_id or procedure.pk)
    shown = Code.objects.filter(edition__in=editions)
    touched = set(shown.values_list("pk", flat=True))
    if procedure.translation_of_id is None:
        shown.update(edition=None, is_canonical=False)
        for link in procedure.procedure_codes.all() if edition else ():
            Code.objects.filter(pk=link.code_id).update(edition=edition, is_canonical=link.is_primary)
            touched.add(link.code_id)
    index.refresh(touched)
    stored_pages.forget_all()
