"""Which of the addresses that we lead readers to still answer?"""

from django.db import models


class CheckedLink(models.Model):
    """What one web address answered when it was last asked; `check_links` asks."""

    url = models.CharField("address", max_length=500, unique=True)
    answers = models.BooleanField()
    said = models.CharField(max_length=200, help_text="Its status, or why there was no answer.")
    checked_at = models.DateTimeField()
    silent_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["answers", "silent_since", "url"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.url
