"""Editions: immutable, numbered copies of a whole explanation. Everything that readers see comes from here."""

from django.conf import settings
from django.db import models
from django.db.models import Max, Q

from procedures.content.page import ProcedurePage, from_json

from .addresses import edition_address
from .codes import Code
from .procedures import FAMILIES, LANGUAGE_CHOICES, Procedure


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions, as publishing numbers them."""

    def next_number(self, procedure: Procedure) -> int:
        """Return the number after every one that an explanation, or one of its codes in its language, ever showed."""
        codes = procedure.procedure_codes.values("code")
        shown = Q(edition_codes__code__in=codes, edition_codes__language=procedure.language)
        last = self.filter(Q(procedure=procedure) | shown).aggregate(last=Max("number"))["last"]
        return (last or 0) + 1


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

    objects = EditionQuerySet.as_manager()

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


class EditionCode(models.Model):
    """That an edition covered a code: where the edition is found from then on, wherever the code goes.

    Written by `publish()` beside the edition, and never changed. Number and language repeat the edition's, so that the
    database can refuse to give an address twice (record 34).
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="edition_codes")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="edition_codes")
    language = models.CharField(max_length=5, choices=LANGUAGE_CHOICES)
    number = models.PositiveIntegerField()
    is_primary = models.BooleanField(help_text="The edition's own address, under which feeds name it.")

    class Meta:
        ordering = ["code_id", "language", "-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["code", "language", "number"], name="edition_address_once"),
            models.UniqueConstraint(fields=["edition"], condition=Q(is_primary=True), name="edition_one_primary_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code}, edition {self.number}"

    def get_absolute_url(self) -> str:
        return edition_address(self.code.system.slug, self.code.value, self.number, self.language)
