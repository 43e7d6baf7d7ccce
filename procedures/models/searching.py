"""What search looks through. `procedures.search` alone fills these tables, from editions and official words; nothing
else reads them. The full text itself and the index of misspellings are tables of the database's own kind
(migration 0010), beside these.
"""

from django.db import models

from .codes import Code
from .editions import Edition
from .fields import NaturalRow, slug_key, word_list


class SearchEntry(models.Model):
    """One thing that can be found: a published explanation with all its codes, or a code without an explanation.

    `id` rises as importance falls, so that the first few hundred matches in its order are the ones that matter.
    """

    id = models.BigIntegerField(primary_key=True)
    code = models.OneToOneField(Code, on_delete=models.CASCADE, related_name="+", help_text="The primary code.")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, null=True, related_name="+")
    value = models.CharField(max_length=10)
    names = models.TextField(help_text="Stems of the names and brands, each name between bars.")
    official = models.TextField(help_text="Stems of the official descriptors.")
    around = models.TextField(help_text="Stems of group and topic names.")
    facets = models.TextField(help_text="What the filters ask for: “family:drug”, between blanks.")
    words = models.TextField(help_text="The words as they stand in the names and official descriptors.")
    body = models.TextField(blank=True, help_text="The other words of the page.")
    shown = models.JSONField(help_text="What a result shows.")

    class Meta:
        ordering = ["id"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.shown["title"])


class SearchWord(models.Model):
    """A word that stands in the index: its stem, in how many entries it stands, and in how many as part of a name."""

    word = models.CharField(max_length=40, primary_key=True)
    stem = models.CharField(max_length=40, db_index=True)
    entries = models.IntegerField()
    named = models.IntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.word


class SearchPhrase(models.Model):
    """Words typed together (their stems, sorted) and the stems to look for as well: synonyms, brands, abbreviations."""

    key = models.CharField(max_length=120, primary_key=True)
    term = models.CharField(max_length=120)
    means = models.JSONField(help_text="Worth and stems of each meaning, the likeliest first.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.term


class BrandName(NaturalRow):
    """A brand, the generic name behind it, and the codes it is billed with: for codes that have no explanation yet."""

    slug = models.CharField(max_length=80, unique=True, validators=[slug_key])
    name = models.CharField(max_length=80)
    generic = models.CharField("generic name", max_length=120, blank=True)
    codes = word_list("Values of HCPCS codes.")
    source = models.CharField(max_length=200, help_text="Where brand and code stand together.")
    checked = models.BooleanField(
        default=False,
        help_text="Somebody read the source. Readers are shown checked brands only; others only help finding.",
    )

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name
