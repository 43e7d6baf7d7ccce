"""Field pieces that several models share: partial dates, lists of words, natural keys."""

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

partial_date = RegexValidator(
    r"^(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?\Z",
    "Write a date as YYYY, YYYY-MM or YYYY-MM-DD, or leave it empty.",
)
web_address = RegexValidator(
    r"^https?://[^\s/]+\.[^\s]+\Z", "Write a web address that starts with https:// (or http://)."
)
slug_key = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", "Use lower-case letters, digits and single “-” only.")


def validate_words(value: Any) -> None:
    """Accept a list of non-empty strings without repeats; raise ValidationError otherwise."""
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise ValidationError("Write a list of words or names, none of them empty.")
    if len({item.lower() for item in value}) != len(value):
        raise ValidationError("One of the words stands twice in the list.")


def word_list(help_text: str) -> models.JSONField:
    """Return a field for a short list of names, kept in the order in which they were written."""
    return models.JSONField(default=list, blank=True, validators=[validate_words], help_text=help_text)


class NaturalQuerySet[M: models.Model](models.QuerySet[M]):
    """A queryset that finds a row by the natural key its model names in `NATURAL_KEY`."""

    def get_by_natural_key(self, *values: Any) -> M:
        """Return the row with these natural-key values; raise DoesNotExist if there is none."""
        names: tuple[str, ...] = self.model.NATURAL_KEY  # type: ignore[attr-defined]  # set by NaturalKeyed
        return self.get(**dict(zip(names, values, strict=True)))


class NaturalManager[M: models.Model](models.Manager[M]):
    """The manager of a model that needs no adjectives of its own, only its natural key."""

    def get_by_natural_key(self, *values: Any) -> M:
        """Return the row with these natural-key values; raise DoesNotExist if there is none."""
        return NaturalQuerySet(self.model, using=self._db).get_by_natural_key(*values)


class NaturalKeyed(models.Model):
    """A model that fixtures refer to by its natural key instead of a number."""

    NATURAL_KEY: tuple[str, ...] = ("slug",)

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[Any, ...]:
        """Return the values of the natural key, parents' keys included as their columns."""
        values = []
        for name in self.NATURAL_KEY:
            value: Any = self
            for part in name.split("__"):
                value = getattr(value, part)
            values.append(value)
        return tuple(values)


class NaturalRow(NaturalKeyed):
    """A model with a natural key whose queryset has no adjectives of its own."""

    objects: ClassVar[NaturalManager[Self]] = NaturalManager()

    class Meta:
        abstract = True
