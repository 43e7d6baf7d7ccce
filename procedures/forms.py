"""Forms that readers send."""

from django import forms
from django.utils.translation import gettext_lazy as _

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
