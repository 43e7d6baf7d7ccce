"""What was last read from or written to the fixture files, so that loading keeps what staff changed since."""

from django.db import models


class LoadedRow(models.Model):
    """The fingerprint of one fixture row (or one whole explanation) at the last load or export."""

    model = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "key"], name="loadedrow_once")]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"
