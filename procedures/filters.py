"""The filters beside search results, with how many results each choice would leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from procedures.models import HealthPlan, SearchEntry, Topic
from procedures.models.procedures import Anesthesia, Setting
from procedures.pages.lists import kinds_of_care

TIMES = [("short", _("Up to 30 minutes")), ("medium", _("30 minutes to 2 hours")), ("long", _("Over 2 hours"))]
EXPLAINED = [("yes", _("Explained")), ("no", _("Not explained yet"))]
USE = [("current", _("In use")), ("ended", _("Ended"))]


def _topics() -> list[tuple[str, str]]:
    return list(Topic.objects.values_list("slug", "name"))


def _plans() -> list[tuple[str, str]]:
    return list(HealthPlan.objects.filter(policies__codes__isnull=False).distinct().values_list("slug", "name"))


class FacetFilter(django_filters.ChoiceFilter):  # type: ignore[misc]  # the package comes without types
    """A choice that entries of the index bear as “name:value”."""

    def filter(self, qs: QuerySet[SearchEntry], value: str) -> QuerySet[SearchEntry]:
        """Keep the entries that bear the value; all of them without one."""
        return qs.filter(facets__contains=f" {self.field_name}:{value} ") if value else qs


class SearchFilter(django_filters.FilterSet):  # type: ignore[misc]  # as above
    """What can be asked of results beside words."""

    explained = FacetFilter(label=_("Explained or not"), choices=EXPLAINED)
    family = FacetFilter(label=_("Kind of care"), choices=kinds_of_care)
    topic = FacetFilter(label=_("Topic"), choices=_topics)
    setting = FacetFilter(label=_("Where"), choices=Setting.choices)
    anesthesia = FacetFilter(label=_("Awake or asleep"), choices=Anesthesia.choices)
    time = FacetFilter(label=_("How long"), choices=TIMES)
    use = FacetFilter(label=_("In use or ended"), choices=USE)
    plan = FacetFilter(label=_("Health plan with a policy"), choices=_plans)

    class Meta:
        model = SearchEntry
        fields: list[str] = []

    @property
    def chosen(self) -> dict[str, str]:
        """The choices that were made and exist; anything else in the address is passed over."""
        self.form.is_valid()
        cleaned: dict[str, Any] = getattr(self.form, "cleaned_data", {})
        return {name: cleaned[name] for name in self.filters if cleaned.get(name)}


@dataclass(frozen=True)
class Choice:
    """One choice of a filter: what it changes in the address, its words, and how many results it leaves."""

    on: dict[str, str]
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """One filter with the choices that lead somewhere."""

    name: str
    label: str
    choices: tuple[Choice, ...]

    @property
    def off(self) -> dict[str, None]:
        """What taking the choice back changes in the address."""
        return {self.name: None}

    @property
    def is_chosen(self) -> bool:
        """Whether the reader made a choice here."""
        return any(choice.is_chosen for choice in self.choices)


def facets(filters: SearchFilter, counted: Iterable[tuple[frozenset[str], int]]) -> list[Facet]:
    """Return the filters that can still divide the results, each choice counted under the other filters' choices."""
    rows = list(counted)
    chosen = filters.chosen
    found = []
    for name, one in filters.filters.items():
        others = {f"{other}:{value}" for other, value in chosen.items() if other != name}
        here = [(marks, count) for marks, count in rows if marks.issuperset(others)]
        choices = []
        for value, label in one.field.choices:
            count = sum(count for marks, count in here if f"{name}:{value}" in marks)
            if value and (count or chosen.get(name) == value):
                choices.append(Choice({name: str(value)}, str(label), count, chosen.get(name) == value))
        if len(choices) > 1 or any(choice.is_chosen for choice in choices):
            found.append(Facet(name, str(one.label), tuple(choices)))
    return found
