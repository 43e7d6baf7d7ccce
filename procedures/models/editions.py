"""Editions: immutable, numbered copies of a whole explanation. Everything that readers see comes from here."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from procedures.content.page import ProcedurePage, from_json

from .procedures import FAMILIES, Procedure


class Edition(models.Model):
    """What readers saw from one moment on. Made by `publish()` alone; a database trigger refuses any update.

    The columns beside `content` repeat what lists, addresses and feeds need without reading the whole.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    slug = models.CharField(max_length=80)
    plain_name = models.CharField(max_length=60)
    medical_name = models.CharField(max_length=200)
    family = models.CharField(max_length=20, choices=FAMILIES)
    description = models.CharField(max_length=200, help_text="One or two sentences of the short version.")
    topics = models.ManyToManyField("procedures.Topic", related_name="editions")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, help_text="What changed, for “What changed on this page”.")

    class Meta:
        ordering = ["procedure_id", "-number"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="edition_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_number_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.plain_name}, edition {self.number}"

    @property
    def page(self) -> ProcedurePage:
        """The page as it was published."""
        return from_json(self.content)
