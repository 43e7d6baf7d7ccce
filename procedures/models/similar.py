"""Which codes are alike, how much, and why."""

from django.db import models
from django.db.models import F, Q

from .codes import Code


class SimilarCode(models.Model):
    """That one code is like another; curated rows are kept when the computed ones are made anew."""

    class Origin(models.TextChoices):
        """Who said so."""

        COMPUTED = "computed", "Computed"
        CURATED = "curated", "Chosen by staff"

    from_code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="similar")
    to_code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField(help_text="1 is the most alike.")
    reason = models.CharField(max_length=200)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.COMPUTED)
    hidden = models.BooleanField(default=False, help_text="Never show this pair.")

    class Meta:
        ordering = ["from_code_id", "hidden", "-origin", "-score", "to_code_id"]
        constraints = [
            models.UniqueConstraint(fields=["from_code", "to_code"], name="similar_pair_once"),
            models.CheckConstraint(
                condition=~Q(from_code=F("to_code")),
                name="similar_to_another",
                violation_error_message="A code is not similar to itself.",
            ),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="similar_score_0_to_1"),
        ]

    def __str__(self) -> str:
        return self.reason
