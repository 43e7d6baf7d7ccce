"""What waits to be done: short lists on the first page of the admin, each leading to the whole."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db.models import Count, F, Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from procedures.models import CheckedLink, CodeChange, Feedback, MissedSearch, Procedure, Source
from procedures.models.procedures import State

from .translations import translation_standing

SHOWN = 5
SOON = timedelta(days=30)
A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Item:
    """One thing to do, and where."""

    text: str
    address: str


@dataclass(frozen=True)
class Worklist:
    """One kind of work: how much there is, the first of it, and where the whole list is."""

    title: str
    count: int
    items: tuple[Item, ...]
    address: str = ""


def worklists(user: AbstractBaseUser | AnonymousUser) -> list[Worklist]:
    """Return the lists with work in them, for somebody who may see it."""
    if not isinstance(user, PermissionsMixin):
        return []
    return [made for right, make in LISTS if user.has_perm(f"procedures.{right}") and (made := make()).count]


def _in_review() -> Worklist:
    rows = Procedure.objects.filter(state=State.IN_REVIEW)
    return _explanations("Waiting for a reviewer", rows, "state__exact=in_review")


def _checked() -> Worklist:
    rows = Procedure.objects.filter(state=State.CHECKED, unpublished_text=True)
    return _explanations("Checked, waiting for a publisher", rows, "state__exact=checked&unpublished_text__exact=1")


def _drafts() -> Worklist:
    rows = Procedure.objects.filter(state=State.DRAFT, unpublished_text=True)
    return _explanations("Drafts", rows.order_by("-changed_at"), "state__exact=draft&unpublished_text__exact=1")


def _due() -> Worklist:
    until = timezone.localdate() + SOON
    rows = Procedure.objects.published().filter(next_check_on__lte=until).order_by("next_check_on")

    def say(row: Procedure) -> str:
        return f"{row} ({date_format(row.next_check_on)})" if row.next_check_on else str(row)

    return _explanations("Due for a new check within a month", rows, "due=due", say)


def _out_of_date() -> Worklist:
    rows = Procedure.objects.out_of_date().select_related("translation_of__current_edition")
    rows = rows.defer("translation_of__current_edition__content")

    def say(row: Procedure) -> str:
        return f"{row} ({row.get_language_display()}; {translation_standing(row)})"

    return _explanations("Translations that are out of date", rows, "translation=out_of_date", say)


def _unread() -> Worklist:
    rows = (
        Source.objects.filter(last_read__lt=timezone.localdate() - A_YEAR)
        .select_related("procedure")
        .order_by("last_read")
    )
    items = tuple(
        Item(f"{row.procedure}: {row.title} ({date_format(row.last_read)})", f"{_form(row.procedure)}#sources-group")
        for row in rows[:SHOWN]
    )
    return Worklist("Sources not read for a year", rows.count(), items)


def _reworded() -> Worklist:
    rows = (
        CodeChange.objects.for_staff()
        .select_related("code", "release")
        .order_by("-release__released_on", "code__value")
    )
    return _rows(
        "Explained codes that a release changed", rows, "settled=no", lambda row: f"{row} ({row.release.name})"
    )


def _wanted() -> Worklist:
    rows = (
        Feedback.objects.filter(kind=Feedback.Kind.WANTED, done=False).order_by().values("path").annotate(n=Count("pk"))
    )
    address = f"{reverse('admin:procedures_feedback_changelist')}?kind__exact=wanted&done__exact=0"
    items = tuple(Item(f"{row['path']} ({row['n']})", row["path"]) for row in rows.order_by("-n", "path")[:SHOWN])
    return Worklist("Codes that readers want explained", rows.count(), items, address)


def _feedback() -> Worklist:
    rows = Feedback.objects.filter(Q(kind=Feedback.Kind.ERROR) | ~Q(message=""), done=False).exclude(
        kind=Feedback.Kind.WANTED
    )
    return _rows(
        "Feedback to read",
        rows.order_by("-received_on", "-pk"),
        "done__exact=0",
        lambda row: f"{row}: {row.message[:60]}",
    )


def _missed() -> Worklist:
    rows = MissedSearch.objects.order_by("-times", "text")
    return _rows("Searches that found nothing", rows, "", lambda row: f"{row.text} ({row.times})")


def _silent() -> Worklist:
    rows = CheckedLink.objects.filter(answers=False).order_by(F("silent_since").asc(nulls_last=True))
    return _rows("Links that no longer answer", rows, "answers__exact=0", lambda row: f"{row.url}: {row.said}")


def _form(procedure: Procedure) -> str:
    return reverse("admin:procedures_procedure_change", args=[procedure.pk])


def _explanations(title: str, rows: QuerySet[Procedure], query: str, say: Callable[[Procedure], str] = str) -> Worklist:
    return _rows(title, rows, query, say)


def _rows[M: Model](title: str, rows: QuerySet[M], query: str, say: Callable[[Any], str]) -> Worklist:
    model = rows.model._meta.model_name
    items: Iterator[Item] = (
        Item(say(row), reverse(f"admin:procedures_{model}_change", args=[row.pk])) for row in rows[:SHOWN]
    )
    address = reverse(f"admin:procedures_{model}_changelist")
    return Worklist(title, rows.count(), tuple(items), f"{address}?{query}" if query else address)


#: Whoever has the right sees the list.
LISTS: tuple[tuple[str, Callable[[], Worklist]], ...] = (
    ("view_procedure", _in_review),
    ("view_procedure", _checked),
    ("view_procedure", _drafts),
    ("view_procedure", _due),
    ("view_procedure", _out_of_date),
    ("view_codechange", _reworded),
    ("view_source", _unread),
    ("view_checkedlink", _silent),
    ("view_feedback", _wanted),
    ("view_feedback", _feedback),
    ("view_missedsearch", _missed),
)
