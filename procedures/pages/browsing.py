"""Narrowing the codes of a group: explained or not, in use or ended."""

from urllib.parse import urlencode

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from procedures.models import Code

ALL = _("All codes")
EXPLAINED = [("yes", _("Explained")), ("no", _("Not explained yet"))]
USE = [("current", _("In use")), ("ended", _("Ended"))]


class CodeFilter(django_filters.FilterSet):  # type: ignore[misc]  # comes without types
    """What can be asked of the codes of a group; unknown choices in an address are passed over."""

    explained = django_filters.ChoiceFilter(
        label=_("Explained or not"), choices=EXPLAINED, method="by_explained", empty_label=ALL
    )
    use = django_filters.ChoiceFilter(label=_("In use or ended"), choices=USE, method="by_use", empty_label=ALL)

    class Meta:
        model = Code
        fields: list[str] = []

    def by_explained(self, codes: QuerySet[Code], name: str, value: str) -> QuerySet[Code]:
        """Keep the codes with an explanation, or those without."""
        return codes.filter(edition__isnull=value == "no")

    def by_use(self, codes: QuerySet[Code], name: str, value: str) -> QuerySet[Code]:
        """Keep the codes whose last day is not over, or those whose last day is."""
        today = timezone.localdate()
        if value == "ended":
            return codes.filter(ended__lt=today)
        return codes.filter(Q(ended__isnull=True) | Q(ended__gte=today))

    @property
    def is_used(self) -> bool:
        """Whether the reader made a choice."""
        return bool(self.query)

    @property
    def query(self) -> str:
        """The reader's choices as the end of an address, with its question mark; nothing without a choice."""
        made = {name: value for name, value in self.form.cleaned_data.items() if value} if self.form.is_valid() else {}
        return f"?{urlencode(made)}" if made else ""


def narrowed(codes: QuerySet[Code], asked: QueryDict) -> tuple[QuerySet[Code], CodeFilter]:
    """Return the codes that a reader's choices leave, and the choices as a form to show."""
    choices = CodeFilter(asked, queryset=codes)
    return (choices.qs if choices.form.is_valid() else codes), choices
