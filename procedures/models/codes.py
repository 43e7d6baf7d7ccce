"""Code systems, the tree of code groups, and codes: official facts only, as their publisher states them."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.utils.text import slugify
from django.utils.translation import get_language

from procedures.content.languages import ENGLISH

from .addresses import code_address, path_to
from .fields import NaturalKeyed, NaturalQuerySet, NaturalRow, slug_key


class CodeSystem(NaturalRow):
    """A published list of codes, such as HCPCS Level II."""

    slug = models.CharField(max_length=40, unique=True, validators=[slug_key])
    name = models.CharField(max_length=100)
    publisher = models.CharField(max_length=200)
    release = models.CharField(
        max_length=100, blank=True, help_text="Which edition of the list is loaded, in its publisher's words."
    )
    released_on = models.DateField(null=True, blank=True)
    oid = models.CharField("OID", max_length=64, blank=True)
    uri = models.CharField("URI", max_length=200, blank=True)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_to("code-system", self.slug)


class CodeGroup(NaturalRow):
    """A letter or range of codes; groups nest, and a code belongs to the narrowest that holds it."""

    NATURAL_KEY = ("system__slug", "slug")

    system = models.ForeignKey(CodeSystem, on_delete=models.PROTECT, related_name="groups")
    slug = models.CharField(max_length=40)
    range_start = models.CharField(max_length=10)
    range_end = models.CharField(max_length=10)
    name = models.CharField(max_length=200, help_text="The name in common use.")
    title = models.CharField(max_length=60, help_text="The name in plain words, for patients.")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        ordering = ["system_id", "range_start", "-range_end"]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "slug"],
                name="codegroup_slug_once",
                violation_error_message="This group exists already.",
            ),
            models.CheckConstraint(
                condition=Q(range_start__lte=F("range_end")),
                name="codegroup_range_in_order",
                violation_error_message="The range ends before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.title}"

    def get_absolute_url(self) -> str:
        return path_to("code-group", self.system.slug, self.slug)


class CodeQuerySet(NaturalQuerySet["Code"]):
    """Codes, narrowed by adjectives that chain."""

    def explained(self) -> Self:
        """Codes that a published explanation covers."""
        return self.filter(edition__isnull=False)

    def unexplained(self) -> Self:
        """Codes for which nothing is published yet."""
        return self.filter(edition__isnull=True)

    def for_listing(self) -> Self:
        """Codes with what a card or list row shows, and without the weight of whole editions.

        Where another language is spoken, `spoken_name` is the name of the published translation, or None.
        """
        rows = self.select_related("system", "edition").defer("edition__content")
        language = get_language() or ENGLISH
        if language == ENGLISH:
            return rows
        translation = FilteredRelation(
            "edition__current_of__translations", condition=Q(edition__current_of__translations__language=language)
        )
        return rows.annotate(spoken=translation, spoken_name=F("spoken__current_edition__plain_name"))


class Code(NaturalKeyed):
    """One code of a system with its official words and dates.

    `edition` is what publishing sets: the published explanation of this code. Everything else is official.
    """

    NATURAL_KEY = ("system__slug", "value")

    system = models.ForeignKey(CodeSystem, on_delete=models.PROTECT, related_name="codes")
    value = models.CharField(max_length=10)
    long_description = models.TextField(help_text="The official descriptor, word for word.")
    short_description = models.CharField(max_length=100, blank=True)
    slug = models.CharField(max_length=80, editable=False)
    group = models.ForeignKey(CodeGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="codes")
    added = models.DateField(null=True, blank=True)
    effective = models.DateField(null=True, blank=True, help_text="When the latest change of this code took effect.")
    ended = models.DateField(null=True, blank=True, help_text="The last day on which the code could be used.")
    replaced_by = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="replaces")
    unit_amount = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    unit_measure = models.CharField(max_length=60, blank=True)
    action_code = models.CharField(max_length=4, blank=True)
    coverage = models.CharField(max_length=4, blank=True)
    betos = models.CharField("BETOS", max_length=8, blank=True)
    type_of_service = models.CharField(max_length=20, blank=True)
    pricing = models.CharField(max_length=20, blank=True)
    edition = models.ForeignKey(
        "procedures.Edition",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="codes",
    )
    is_canonical = models.BooleanField(
        default=False, editable=False, help_text="The primary code of its published explanation."
    )

    #: Set by `for_listing`.
    spoken_name: str | None = None

    objects = CodeQuerySet.as_manager()

    class Meta:
        ordering = ["system_id", "value"]
        indexes = [
            models.Index(fields=["group", "value"], name="code_in_group"),
            # The few explained codes of a range are found among 80,000 others without looking at those.
            models.Index(fields=["system", "value"], condition=Q(is_canonical=True), name="code_canonical_in_range"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "value"],
                name="code_value_once",
                violation_error_message="This code exists already.",
            ),
            models.CheckConstraint(
                condition=Q(ended__isnull=True) | Q(added__isnull=True) | Q(ended__gte=F("added")),
                name="code_dates_in_order",
                violation_error_message="The code ends before it was added.",
            ),
            models.CheckConstraint(
                condition=Q(unit_amount__isnull=True, unit_measure="")
                | (Q(unit_amount__isnull=False, unit_amount__gt=0) & ~Q(unit_measure="")),
                name="code_unit_whole",
                violation_error_message="A unit needs both an amount above 0 and a measure, or neither.",
            ),
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(is_canonical=True),
                name="code_one_canonical",
                violation_error_message="This explanation has its primary code already.",
            ),
            models.CheckConstraint(
                condition=Q(is_canonical=False) | Q(edition__isnull=False),
                name="code_canonical_is_explained",
                violation_error_message="Only a code with a published explanation can be its primary code.",
            ),
        ]

    def __str__(self) -> str:
        return self.value

    def save(self, *args: object, **kwargs: object) -> None:
        self.slug = slug_of(self.long_description)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature

    @property
    def name(self) -> str:
        """The name for readers: the explanation's plain name, or the official descriptor."""
        return self.spoken_name or (self.edition.plain_name if self.edition else self.long_description)

    @property
    def name_language(self) -> str:
        """The language of that name."""
        return get_language() or ENGLISH if self.spoken_name else ENGLISH

    @property
    def medical_name(self) -> str:
        """The medical name of its explanation, or an empty string; beside a translated name it would be a repeat."""
        return self.edition.medical_name if self.edition and not self.spoken_name else ""

    @property
    def unit(self) -> str:
        """One billing unit in words ("0.1 mg"), or an empty string."""
        return "" if self.unit_amount is None else f"{in_digits(self.unit_amount)} {self.unit_measure}"

    def get_absolute_url(self) -> str:
        return code_address(self.system.slug, self.value, self.edition.slug if self.edition else self.slug)


#: What slugs leave out of ASCII: a dash parts words, other signs vanish.
_IN_SLUGS = {number: None for number in range(128) if not chr(number).isalnum() and not chr(number).isspace()} | {
    ord("-"): " "
}


def slug_of(descriptor: str) -> str:
    """Return the words of a descriptor as they stand in an address, cut at a word within 60 characters."""
    if descriptor.isascii() and "_" not in descriptor:  # as `slugify` does, in a fifth of its time
        words = descriptor.lower().translate(_IN_SLUGS).split() or [""]
    else:
        words = slugify(descriptor).split("-")
    slug = words[0]
    for word in words[1:]:
        if len(slug) + 1 + len(word) > 60:
            break
        slug += f"-{word}"
    return slug[:60] or "code"


def in_digits(amount: Decimal) -> str:
    """Return a decimal without trailing zeros and without an exponent: 0.1, 50, 1000."""
    return f"{amount.normalize():f}"
