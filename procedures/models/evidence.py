"""Where an explanation's facts come from: its sources, and the numbers taken from them."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from .fields import NaturalRow, partial_date, slug_key, web_address
from .procedures import SECTION_KINDS, Procedure


class Severity(models.TextChoices):
    """How much an outcome matters to the person who has it."""

    BENEFIT = "benefit", "Benefit"
    COMMON = "common", "Side effect"
    SERIOUS = "serious", "Serious"


class Source(NaturalRow):
    """A publication that somebody read, cited in the text by its key."""

    NATURAL_KEY = ("procedure__slug", "key")

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="sources")
    key = models.CharField(max_length=40, validators=[slug_key])
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200)
    url = models.CharField("address", max_length=500, validators=[web_address])
    published = models.CharField(max_length=10, blank=True, validators=[partial_date])
    last_read = models.DateField()

    class Meta:
        ordering = ["procedure_id", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "key"],
                name="source_key_once",
                violation_error_message="Another source of this explanation has this key.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class OutcomeNumber(NaturalRow):
    """How many of how many people had an outcome, beside a compared group where the source gives one."""

    NATURAL_KEY = ("procedure__slug", "key")

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="outcomes")
    key = models.CharField(max_length=60, validators=[slug_key])
    section = models.CharField(max_length=30, choices=SECTION_KINDS, help_text="The section in which it is drawn.")
    label = models.CharField(max_length=120, help_text="Reads on after “14 in 100 people …”.")
    group = models.CharField(max_length=120, help_text="The people counted, such as “people given the medicine”.")
    affected = models.PositiveIntegerField()
    out_of = models.PositiveIntegerField(default=100, validators=[MinValueValidator(1)])
    compared_group = models.CharField(max_length=120, blank=True)
    compared_affected = models.PositiveIntegerField(null=True, blank=True)
    severity = models.CharField(max_length=10, choices=Severity)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="outcomes")

    class Meta:
        ordering = ["procedure_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "key"],
                name="outcome_key_once",
                violation_error_message="Another number of this explanation has this key.",
            ),
            models.CheckConstraint(
                condition=Q(affected__lte=F("out_of")),
                name="outcome_within_group",
                violation_error_message="More people were affected than there are in the group.",
            ),
            models.CheckConstraint(
                condition=Q(compared_affected__isnull=True, compared_group="")
                | (Q(compared_affected__isnull=False, compared_affected__lte=F("out_of")) & ~Q(compared_group="")),
                name="outcome_comparison_whole",
                violation_error_message="A comparison needs a group and a number no larger than the group.",
            ),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="outcome_severity_known"),
        ]

    def __str__(self) -> str:
        return f"{self.affected} in {self.out_of} {self.label}"
