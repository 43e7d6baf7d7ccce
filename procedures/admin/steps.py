"""The steps of an explanation's life as staff take them: each asks first, says what it does, and stands in the history.

A step is chosen on the form or in the list and asks on a page of its own. What it changes is decided there once more:
by right, and by whether the text is still the one that was read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.utils import timezone

from procedures import publishing
from procedures.models import Edition, Procedure
from procedures.models.procedures import State
from procedures.pages.working import text_hash


class Note(forms.Form):
    """What changed, for readers."""

    note = forms.CharField(
        max_length=500,
        label="What changed",
        help_text="One plain sentence. Readers see it under “What changed on this page”.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )


class Reason(forms.Form):
    """Why the page is taken away, for readers."""

    note = forms.CharField(
        max_length=500,
        label="Why",
        help_text="Readers of the old address are told this.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )


class ForColleagues(forms.Form):
    """A word to colleagues, kept in the history."""

    note = forms.CharField(
        max_length=500,
        required=False,
        label="Note for your colleagues",
        help_text="It stands in the history of the explanation; readers do not see it.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )


class WhatToMend(ForColleagues):
    """What the authors should mend."""

    field_order = ["note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True
        self.fields["note"].label = "What the authors should mend"


class ReviewForm(forms.Form):
    """Who checked the text, and when it is to be checked again."""

    name = forms.CharField(max_length=200, label="Name of the clinician who checked it", help_text="Readers see it.")
    credentials = forms.CharField(max_length=200, help_text="Such as “MD, hematology”. Readers see them.")
    checked_on = forms.DateField(label="Checked on", widget=AdminDateWidget, initial=timezone.localdate)
    next_check_on = forms.DateField(label="To be checked again on", widget=AdminDateWidget)


def in_a_year() -> date:
    """Return the usual day of the next check."""
    today = timezone.localdate()
    return today.replace(year=today.year + 1, day=min(today.day, 28))


def may_follow(procedure: Procedure) -> bool:
    """Return whether a translation can be said to render a newer text of its original than it does."""
    original = procedure.translation_of
    edition = original.current_edition if original else None
    return edition is not None and text_hash(edition.page) != procedure.translated_hash


def _follow(procedure: Procedure, said: dict[str, Any], by: Any) -> str:
    edition = publishing.follow_original(procedure=procedure, by=by)
    return f"It follows edition {edition.number} of the English page. Readers are told with its next edition."


def _send(procedure: Procedure, said: dict[str, Any], by: Any) -> str:
    publishing.send_to_review(procedure=procedure, by=by)
    return "Sent to review."


def _send_back(procedure: Procedure, said: dict[str, Any], by: Any) -> str:
    publishing.send_back(procedure=procedure, by=by)
    return "Sent back to the authors."


def _review(procedure: Procedure, said: dict[str, Any], by: Any) -> str:
    publishing.record_review(procedure=procedure, by=by, **said)
    return f"Checked by {said['name']}, {said['credentials']}; next check {said['next_check_on']:%Y-%m-%d}."


def _publish(procedure: Procedure, said: dict[str, Any], by: Any) -> str:
    before = procedure.current_edition_id
    edition = publishing.publish(procedure=procedure, note=said["note"], by=by)
    if edition.pk == before:
        return "Nothing to publish: readers see this text already."
    checked = "" if edition.page.review else " Not yet checked by a clinician: the page says so."
    return f"Published as edition {edition.number}.{checked}"


def _retract(procedure: Procedure, said: dict[str, Any], by: Any) -> str:
    gone = [str(one) for one in procedure.translations.published()]
    publishing.retract(procedure=procedure, reason=said["note"], by=by)
    return f"Taken from readers, with its translation: {', '.join(gone)}." if gone else "Taken from readers."


@dataclass(frozen=True)
class Step:
    """One step: the right it needs, what it asks, whether it may be taken now, and what it does."""

    name: str
    label: str
    question: str
    needs: str
    form: type[forms.Form]
    possible: Callable[[Procedure], bool]
    take: Callable[[Procedure, dict[str, Any], Any], str]


STEPS = {
    step.name: step
    for step in (
        Step(
            "follow_original",
            "Follows the English page",
            "Does this translation now say, word for word, what the English page says today?",
            "change",
            ForColleagues,
            may_follow,
            _follow,
        ),
        Step(
            "send_to_review",
            "Send to review",
            "Let a clinician check this text?",
            "change",
            ForColleagues,
            lambda procedure: procedure.state != State.IN_REVIEW,
            _send,
        ),
        Step(
            "send_back",
            "Send back to the authors",
            "Give this text back to its authors?",
            "review",
            WhatToMend,
            lambda procedure: procedure.state == State.IN_REVIEW,
            _send_back,
        ),
        Step(
            "record_review",
            "Record a check",
            "Has a clinician read this text, word for word, and found it right?",
            "review",
            ReviewForm,
            lambda procedure: True,
            _review,
        ),
        Step(
            "publish",
            "Publish",
            "Show this text to readers from now on?",
            "publish",
            Note,
            lambda procedure: procedure.unpublished_text,
            _publish,
        ),
        Step(
            "retract",
            "Withdraw",
            "Take this explanation from readers? Its translations go with it. Editions are kept, and it can be"
            " published again.",
            "publish",
            Reason,
            lambda procedure: procedure.current_edition_id is not None,
            _retract,
        ),
    )
}

#: What a step may answer instead of being taken; each is said to staff in its own words.
REFUSALS = (ValueError, publishing.NotPublishable, publishing.NothingPublished, publishing.WouldLoseDraft)


def refusal(error: Exception) -> str:
    """Return why a step was refused, in words for staff."""
    if isinstance(error, publishing.NotPublishable):
        first = "; ".join(str(problem) for problem in error.problems[:3])
        more = len(error.problems) - 3
        return f"{len(error.problems)} problems stand in the way: {first}{f'; and {more} more' if more > 0 else ''}"
    return str(error)


def restore(edition: Edition, note: str, by: Any, discard_draft: bool) -> str:
    """Publish an earlier edition's text again."""
    published = publishing.restore(edition=edition, note=note, by=by, discard_draft=discard_draft)
    return f"Edition {edition.number} is restored: readers see it as edition {published.number}."
