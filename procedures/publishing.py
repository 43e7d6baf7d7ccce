"""Every change of state of an explanation: edit, send to review, record a review, publish, retract, restore.

Each is one transaction that also renews what is made from editions (the public fields of codes, the search index), so
readers see either all of a change or nothing of it.
"""

import logging
from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from procedures import stored_pages
from procedures.content.page import ProcedurePage, as_json, content_hash
from procedures.content.rendering import render
from procedures.content.rules import Problem, brand_conflicts, find_problems
from procedures.models import Code, Edition, OutcomeNumber, Procedure, ProcedureCode, Section, Source, Topic
from procedures.models.procedures import State
from procedures.pages.working import description_of, glossary, page_of, text_hash
from procedures.search import index

logger = logging.getLogger(__name__)

PAGE_FIELDS = (
    "plain_name",
    "medical_name",
    "pronunciation",
    "family",
    "ingredient",
    "route",
    "setting",
    "setting_note",
    "anesthesia",
    "minutes_from",
    "minutes_to",
    "duration_note",
    "people_note",
    "how_often",
    "time_off",
)


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


def problems_of(procedure: Procedure) -> tuple[Problem, ...]:
    """Return what stands between the working text and publishing it."""
    page = page_of(procedure)
    return (*find_problems(page), *_brands_elsewhere(procedure, page), *_codes_elsewhere(procedure))


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
    procedure = Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
    page = page_of(procedure)
    current = procedure.current_edition
    if current and same_text(current.page, page):
        _nothing_unpublished(procedure)
        return current
    if problems := problems_of(procedure):
        raise NotPublishable(procedure, problems)
    rendered = render(page, glossary())
    content = as_json(rendered)
    last = procedure.editions.order_by("-number").first()
    edition = Edition.objects.create(
        procedure=procedure,
        number=last.number + 1 if last else 1,
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
    edition.topics.set(procedure.topics.all())
    procedure.current_edition = edition
    procedure.retracted_on, procedure.retraction_reason = None, ""
    procedure.save(update_fields=["current_edition", "retracted_on", "retraction_reason", "changed_at"])
    _nothing_unpublished(procedure)
    _show(procedure, edition)
    logger.info("published %s edition %s", procedure.slug, edition.number)
    return edition


@transaction.atomic
def retract(*, procedure: Procedure, reason: str, by: AbstractBaseUser | None = None) -> None:
    """Take the explanation from readers; its codes go back to pages without an explanation. Editions are kept.

    Raises ValueError without a reason, NothingPublished where readers see nothing of it.
    """
    if not reason.strip():
        raise ValueError("Say why it is withdrawn: readers of the old address are told.")
    procedure = Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
    if procedure.current_edition is None:
        raise NothingPublished(f"“{procedure}” is not published, so there is nothing to withdraw.")
    procedure.current_edition = None
    procedure.retracted_on, procedure.retraction_reason = timezone.localdate(), reason.strip()
    procedure.unpublished_text = True
    procedure.save(
        update_fields=["current_edition", "retracted_on", "retraction_reason", "unpublished_text", "changed_at"]
    )
    _show(procedure, None)
    logger.info("retracted %s by %s", procedure.slug, by)


@transaction.atomic
def restore(*, edition: Edition, note: str, by: AbstractBaseUser | None = None, discard_draft: bool = False) -> Edition:
    """Make the working text that of an earlier edition, and publish it as a new one.

    Raises WouldLoseDraft where working text differs from what is published and `discard_draft` is not set, and
    NotPublishable where the earlier text breaks today's rules.
    """
    procedure = Procedure.objects.select_for_update(of=("self",)).get(pk=edition.procedure_id)
    current = procedure.current_edition
    if current and not discard_draft and not same_text(current.page, page_of(procedure)):
        raise WouldLoseDraft(f"“{procedure}” has changes that were never published. Publish or discard them first.")
    write_rows(procedure, edition.page)
    record_edit(procedure=procedure)
    return publish(procedure=procedure, note=note, by=by)


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


def write_rows(procedure: Procedure, page: ProcedurePage) -> None:
    """Make the working rows say what the page says; call it inside a transaction.

    Raises ValidationError where a field refuses its value; the error's `where` names the row.
    """
    for name in PAGE_FIELDS:
        setattr(procedure, name, getattr(page, name))
    procedure.slug = page.slug
    procedure.brands, procedure.also_known_as = list(page.brands), list(page.also_known_as)
    procedure.reading_names = list(page.reading_names)
    _save(procedure, "explanation")
    procedure.topics.set(Topic.objects.filter(slug__in=[slug for slug, _ in page.topics]))
    for rows in (procedure.outcomes, procedure.sources, procedure.sections, procedure.procedure_codes):
        rows.all().delete()
    codes = {(code.system.slug, code.value): code for code in _codes_of(page)}
    for on_page in page.codes:
        code = codes[on_page.system, on_page.value]
        link = ProcedureCode(
            procedure=procedure, code=code, is_primary=on_page.is_primary, difference=on_page.difference
        )
        _save(link, f"code {on_page.value}")
    for section in page.sections:
        row = Section(procedure=procedure, kind=section.kind, body=section.body, picture=section.picture)
        _save(row, f"section {section.kind}")
    sources: dict[str, Source] = {}
    for source in page.sources:
        fields = {
            name: getattr(source, name) for name in ("key", "title", "publisher", "url", "published", "last_read")
        }
        sources[source.key] = Source(procedure=procedure, **fields)
        _save(sources[source.key], f"source {source.key}")
    for outcome in page.outcomes:
        fields = {**outcome.__dict__, "source": sources[outcome.source]}
        _save(OutcomeNumber(procedure=procedure, **fields), f"number {outcome.key}")


def write_review(procedure: Procedure, review: dict[str, str]) -> None:
    """Take over a review that a fixture carries; it counts only while its hash is that of the text."""
    procedure.reviewer_name, procedure.reviewer_credentials = review["reviewer_name"], review["reviewer_credentials"]
    procedure.checked_on = parse_date(review["checked_on"])
    procedure.next_check_on = parse_date(review["next_check_on"])
    procedure.reviewed_hash = review["reviewed_hash"]
    procedure.state = State.CHECKED
    _save(procedure, "review")


def _nothing_unpublished(procedure: Procedure) -> None:
    procedure.unpublished_text = False
    procedure.save(update_fields=["unpublished_text"])
    procedure.edited_by.clear()


def _save(row: Model, where: str) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        error.where = where  # type: ignore[attr-defined]  # tells the loader which row it was
        raise
    row.save()


def _codes_of(page: ProcedurePage) -> QuerySet[Code]:
    values = [code.value for code in page.codes]
    systems = {code.system for code in page.codes}
    return Code.objects.filter(system__slug__in=systems, value__in=values).select_related("system")


def _show(procedure: Procedure, edition: Edition | None) -> None:
    """Point the codes of an explanation at its edition (or at none), and renew what is made from them."""
    before = list(Code.objects.filter(edition__procedure=procedure).values_list("pk", flat=True))
    Code.objects.filter(pk__in=before).update(edition=None, is_canonical=False)
    links = procedure.procedure_codes.all() if edition else []
    for link in links:
        Code.objects.filter(pk=link.code_id).update(edition=edition, is_canonical=link.is_primary)
    index.refresh({*before, *(link.code_id for link in links)})
    stored_pages.forget_all()


def _brands_elsewhere(procedure: Procedure, page: ProcedurePage) -> tuple[Problem, ...]:
    others = Edition.objects.filter(current_of__isnull=False).exclude(procedure=procedure)
    return brand_conflicts(
        [*(edition.page for edition in others if edition.content["brands"]), page] if page.brands else []
    )


def _codes_elsewhere(procedure: Procedure) -> Iterable[Problem]:
    held = Code.objects.filter(procedure_code__procedure=procedure, edition__isnull=False).exclude(
        edition__procedure=procedure
    )
    for code in held.select_related("edition"):
        what = f"Readers find this code on the page “{code.edition}”."
        yield Problem(f"codes {code.value}", what, "Publish that page without the code first.")
