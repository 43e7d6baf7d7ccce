"""Health plans and their published policies: titles, dates and links, and what they ask in plain words."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.content.rendering import to_html

from .addresses import path_to
from .codes import Code
from .fields import NaturalRow, partial_date, slug_key, web_address


class HealthPlan(NaturalRow):
    """A payer: a private plan, Medicare, or a state's Medicaid."""

    class Kind(models.TextChoices):
        """What kind of payer it is, in a patient's words."""

        PRIVATE = "private", _("Private health plan")
        MEDICARE = "medicare", _("Medicare")
        MEDICAID = "medicaid", _("Medicaid")
        OTHER = "other", _("Other")

    slug = models.CharField(max_length=80, unique=True, validators=[slug_key])
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PRIVATE)
    url = models.CharField("address", max_length=500, validators=[web_address])

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_to("plan", self.slug)


class Policy(NaturalRow):
    """A plan's own document about one or more codes. We show its dates and link to it; we never call it current."""

    NATURAL_KEY = ("plan__slug", "slug")

    class Evidence(models.TextChoices):
        """How we know that the policy is about these codes."""

        CODE = "code", "The code was seen in its text"
        NAME = "name", "The medicine or device is named in it"

    plan = models.ForeignKey(HealthPlan, on_delete=models.PROTECT, related_name="policies")
    slug = models.CharField(max_length=120, validators=[slug_key])
    number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=300)
    url = models.CharField("address", max_length=500, validators=[web_address])
    in_force_from = models.CharField(max_length=10, blank=True, validators=[partial_date])
    last_reviewed = models.CharField(max_length=10, blank=True, validators=[partial_date], help_text="By the plan.")
    last_seen = models.CharField(max_length=10, blank=True, validators=[partial_date], help_text="By us.")
    asks = models.TextField(blank=True, help_text="What the plan asks for, in plain words. Markdown.")
    asks_html = models.TextField(blank=True, editable=False, help_text="The same, as safe HTML; made when it is saved.")
    evidence = models.CharField(max_length=10, choices=Evidence)
    third_party_copy = models.BooleanField(default=False, help_text="The link leads to a copy, not to the plan.")
    codes = models.ManyToManyField(Code, related_name="policies")

    class Meta:
        ordering = ["plan__name", "title", "pk"]
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "slug"],
                name="policy_slug_once",
                violation_error_message="The plan has this policy already.",
            ),
            models.UniqueConstraint(
                fields=["plan", "number"],
                condition=~Q(number=""),
                name="policy_number_once",
                violation_error_message="The plan has a policy with this number already.",
            ),
            models.CheckConstraint(condition=Q(evidence__in=["code", "name"]), name="policy_evidence_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.asks_html = to_html(self.asks, {})
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature

    def get_absolute_url(self) -> str:
        return path_to("policy", self.plan.slug, self.slug)
