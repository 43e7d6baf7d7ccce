"""Which releases of a code system were taken in, what each one changed, and the abbreviations that descriptors use."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .addresses import path_to
from .codes import Code, CodeSystem
from .fields import NaturalRow


class CodeRelease(models.Model):
    """One release as it was taken in, newest first."""

    system = models.ForeignKey(CodeSystem, on_delete=models.CASCADE, related_name="releases")
    name = models.CharField(max_length=100)
    released_on = models.DateField(null=True, blank=True, help_text="Empty where neither the file nor staff could say.")
    source = models.CharField(max_length=300, help_text="The file it came from.")
    sha256 = models.CharField(max_length=64)
    codes = models.PositiveIntegerField(help_text="How many codes the file has.")
    taken_in_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-released_on", "-pk"]
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["system", "name"], name="coderelease_name_once")]

    def __str__(self) -> str:
        return f"{self.system} {self.name}"

    def get_absolute_url(self) -> str:
        return path_to("release", self.system.slug, self.pk)


class CodeChangeQuerySet(models.QuerySet["CodeChange"]):
    """Changes, narrowed by adjectives that chain."""

    def for_staff(self) -> Self:
        """Changes of codes that an explanation covers, which nobody has dealt with yet."""
        return self.filter(needs_staff=True, settled_on__isnull=True)


class CodeChange(models.Model):
    """What a release changed about one code. Explanations are never changed by a release: staff decide."""

    class Kind(models.TextChoices):
        """What happened to the code."""

        ADDED = "added", _("Added")
        REWORDED = "reworded", _("Reworded")
        ENDED = "ended", _("Ended")
        REVIVED = "revived", _("In use again")
        REPLACED = "replaced", _("Replaced by another code")
        MISSING = "missing", _("Missing from the release")

    release = models.ForeignKey(CodeRelease, on_delete=models.CASCADE, related_name="changes")
    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    needs_staff = models.BooleanField(default=False, help_text="An explanation covers the code: check what it says.")
    settled_on = models.DateField(null=True, blank=True, help_text="When staff had dealt with it.")

    objects = CodeChangeQuerySet.as_manager()

    class Meta:
        ordering = ["release_id", "kind", "code__value"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(fields=["release", "code", "kind"], name="codechange_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["added", "reworded", "ended", "revived", "replaced", "missing"]),
                name="codechange_kind_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["code"], condition=Q(needs_staff=True, settled_on__isnull=True), name="codechange_for_staff"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.get_kind_display()}"


class Abbreviation(NaturalRow):
    """A short form in official descriptors and the full words that readers see instead."""

    NATURAL_KEY = ("short",)

    short = models.CharField(max_length=30, unique=True, help_text="As descriptors write it; case does not count.")
    words = models.CharField("full words", max_length=120)

    class Meta:
        ordering = ["short"]

    def __str__(self) -> str:
        return f"{self.short}: {self.words}"
