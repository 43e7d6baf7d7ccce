"""Forms that readers send."""

import time
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from procedures.models import Feedback

LONGEST_SEARCH = 2000


class SearchField(forms.CharField):
    """A line of any text: what cannot be text (NUL, lone surrogates) counts as a blank."""

    def to_python(self, value: object) -> str:
        """Return the text without what no database takes."""
        text = "" if value is None else str(value)
        return super().to_python(text.replace("\x00", " ").encode("utf-8", "replace").decode()) or ""


class SearchForm(forms.Form):
    """What is looked for. A text that no reader would type is refused; the search reads its first 300 characters."""

    q = SearchField(label=_("Search all medical codes"), required=False, max_length=LONGEST_SEARCH)
    page = SearchField(required=False, max_length=20)


class MessageField(SearchField):
    """Some lines of text, with the line ends that a reader's browser counts: one character each."""

    def to_python(self, value: object) -> str:
        """Return the text with Unix line ends."""
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


LONGEST_MESSAGE = 2000
QUICKEST, OLDEST = 3, 24 * 60 * 60  # seconds between opening the form and sending it
STAMP = "procedures.feedback"
KINDS = {
    Feedback.Kind.HELPFUL: _("Yes, this page helped me"),
    Feedback.Kind.NOT_HELPFUL: _("No, it did not help me"),
    Feedback.Kind.ERROR: _("I found an error"),
    Feedback.Kind.WANTED: _("Please explain this code"),
}
ABOUT_A_PAGE = (Feedback.Kind.HELPFUL, Feedback.Kind.NOT_HELPFUL, Feedback.Kind.ERROR)
ABOUT_A_GAP = (Feedback.Kind.WANTED, Feedback.Kind.ERROR)


class FeedbackForm(forms.Form):
    """What a reader wants to say of a page. It asks for nothing about the reader."""

    kind = forms.ChoiceField(
        label=_("What do you want to say?"), error_messages={"required": _("Choose what you want to say.")}
    )
    message = MessageField(
        label=_("Your words"),
        required=False,
        max_length=LONGEST_MESSAGE,
        error_messages={
            "max_length": _("That is more than we can take. Please cut your words to %(limit_value)d letters.")
        },
    )
    homepage = SearchField(required=False)
    stamp = SearchField(required=False)

    def __init__(self, *args: Any, unexplained: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = ABOUT_A_GAP if unexplained else ABOUT_A_PAGE
        choice = self.fields["kind"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above
        choice.choices = [(kind.value, KINDS[kind]) for kind in kinds]
        self.stamp_to_send = signing.dumps(int(time.time()), salt=STAMP)

    def clean_message(self) -> str:
        """Ask for words where an error is told: without them nobody can find it."""
        message: str = self.cleaned_data["message"]
        if not message and self.cleaned_data.get("kind") == Feedback.Kind.ERROR:
            raise forms.ValidationError(_("Say what is wrong, and where on the page. A few words are enough."))
        return message

    def clean_homepage(self) -> str:
        """Ask again where the field was filled that no reader sees."""
        if self.cleaned_data["homepage"]:
            raise forms.ValidationError(
                _("A field was filled that is there for robots only. We have emptied it. Please send again.")
            )
        return ""

    def clean_stamp(self) -> str:
        """Ask again where the form was sent as only robots send it, or was opened before yesterday."""
        try:
            opened = signing.loads(self.cleaned_data["stamp"], salt=STAMP, max_age=OLDEST)
        except signing.BadSignature as error:
            raise forms.ValidationError(
                _("This form lay open too long. Your words are still here. Please send again.")
            ) from error
        if time.time() - opened < QUICKEST:
            self.stamp_to_send = self.cleaned_data["stamp"]  # so that the same moment counts the next time
            raise forms.ValidationError(
                _("That was faster than we expected, as robots are. Your words are still here. Please send again.")
            )
        return ""
