"""Rendered public pages as the server keeps them, and the number that tells whether they still hold."""

from django.db import models


class ContentVersion(models.Model):
    """How often what readers can see has changed: one row, raised inside the transaction of each change."""

    number = models.BigIntegerField(default=1)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="contentversion_one_row")]

    def __str__(self) -> str:
        return str(self.number)


class StoredPage(models.Model):
    """One public page, compressed; true only while `version` and `release` are those of today."""

    path = models.CharField(max_length=255, primary_key=True)
    version = models.BigIntegerField()
    release = models.CharField(max_length=32)
    etag = models.CharField(max_length=32, help_text="Of the page itself; each encoding adds its own ending.")
    modified = models.CharField(max_length=29, help_text="As in the header Last-Modified.")
    headers = models.TextField()
    brotli = models.BinaryField(help_text="Empty until a reader asks for this form; so is gzip.")
    brotli_quality = models.PositiveSmallIntegerField(default=0, help_text="How much work went into it, up to 11.")
    gzip = models.BinaryField()
    queries = models.BinaryField(help_text="What its render asked the database; empty if that cannot be asked again.")
    answers = models.CharField(max_length=64, blank=True, help_text="A fingerprint of the answers.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.path
