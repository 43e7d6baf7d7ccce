"""Form fields for what staff type: text without stray line ends, and lists of names, one on a line."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from procedures.content.page import tidy_body
from procedures.models.fields import validate_words


class TidyText(forms.CharField):
    """Text of several lines as fixture files keep it. Too long a text is refused with a message, never cut off."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Return the text with Unix line ends and without blanks at line ends."""
        return tidy_body(super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave out `maxlength`: a browser would cut what is pasted without a word."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class Words(forms.Field):
    """A list of names, typed one on a line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 40})

    def prepare_value(self, value: Any) -> Any:
        """Return the list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        """Return the lines as a list."""
        lines = value.splitlines() if isinstance(value, str) else value or []
        return [" ".join(line.split()) for line in lines if line.strip()]

    def validate(self, value: Any) -> None:
        """Refuse a name that stands twice."""
        super().validate(value)
        if value:
            validate_words(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether the names are others than before."""
        return (initial or []) != self.to_python(data)


def code_range(text: str) -> list[tuple[str, str]]:
    """Return the ranges in "J9000-J9005, K0001" as first and last values; raise ValidationError for anything else."""
    ranges = []
    for part in text.upper().replace("–", "-").replace(",", " ").split():
        first, dash, last = part.partition("-")
        if not first.isalnum() or (dash and (not last.isalnum() or last < first)):
            raise ValidationError(f"“{part}” is no code and no range. Write it as J9000-J9005 or J9229.")
        ranges.append((first, last or first))
    return ranges
