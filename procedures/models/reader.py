"""What helps a reader find and understand (topics, glossary, synonyms), and what readers tell us."""

from django.db import models
from django.db.models import Q

from procedures.content.languages import ENGLISH, LANGUAGES

from .addresses import path_to
from .fields import NaturalRow, slug_key, web_address, word_list


class Topic(NaturalRow):
    """A body area or kind of care under which explanations are grouped."""

    class Kind(models.TextChoices):
        """Two ways to look for the same thing."""

        BODY_AREA = "body_area", "Part of the body"
        SPECIALTY = "specialty", "Kind of care"

    slug = models.CharField(max_length=60, unique=True, validators=[slug_key])
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=60, unique=True)
    description = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_to("topic", self.slug)


class GlossaryTerm(NaturalRow):
    """A medical or insurance word, explained once in plain words."""

    slug = models.CharField(max_length=80, unique=True, validators=[slug_key])
    term = models.CharField(max_length=80, unique=True)
    variants = word_list("Other forms of the word: plural, abbreviation.")
    meaning = models.TextField(max_length=600)
    source_title = models.CharField(max_length=300, blank=True)
    source_publisher = models.CharField(max_length=200, blank=True)
    source_url = models.CharField(max_length=500, blank=True, validators=[web_address])

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source_url="", source_title="", source_publisher="")
                | (~Q(source_url="") & ~Q(source_title="") & ~Q(source_publisher="")),
                name="glossary_source_whole",
                violation_error_message="A source needs title, publisher and address, or none of them.",
            )
        ]

    def __str__(self) -> str:
        return self.term

    def get_absolute_url(self) -> str:
        return path_to("glossary-term", self.slug)


class GlossaryTranslation(NaturalRow):
    """A glossary term in another language: the word that pages in that language use, explained in plain words."""

    NATURAL_KEY = ("term__slug", "language")

    term = models.ForeignKey(GlossaryTerm, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(
        max_length=5, choices=[(code, name) for code, name in LANGUAGES.items() if code != ENGLISH]
    )
    word = models.CharField(max_length=80)
    variants = word_list("Other forms of the word: plural, abbreviation.")
    meaning = models.TextField(max_length=600)

    class Meta:
        ordering = ["language", "word"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "language"],
                name="glossary_translation_once",
                violation_error_message="This word is explained in this language already.",
            ),
            models.UniqueConstraint(
                fields=["language", "word"],
                name="glossary_word_once_in_a_language",
                violation_error_message="Another term has this word in this language already.",
            ),
            models.CheckConstraint(
                condition=Q(language__in=[code for code in LANGUAGES if code != ENGLISH]),
                name="glossary_language_known",
            ),
        ]

    def __str__(self) -> str:
        return self.word


class Synonym(NaturalRow):
    """An everyday word or abbreviation and the words that stand in descriptors and names for it."""

    slug = models.CharField(max_length=80, unique=True, validators=[slug_key])
    term = models.CharField(max_length=80, unique=True)
    means = word_list("Words to look for as well.")

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.term


class Feedback(models.Model):
    """What a reader said about a page. We ask for no name, no address and no health details."""

    class Kind(models.TextChoices):
        """What the reader wanted to say."""

        HELPFUL = "helpful", "The page helped"
        NOT_HELPFUL = "not_helpful", "The page did not help"
        ERROR = "error", "Something is wrong"
        WANTED = "wanted", "Please explain this code"

    kind = models.CharField(max_length=12, choices=Kind)
    path = models.CharField(max_length=300)
    message = models.TextField(max_length=2000, blank=True)
    received_on = models.DateField(auto_now_add=True)
    done = models.BooleanField(default=False)

    class Meta:
        ordering = ["done", "-received_on", "-pk"]
        verbose_name_plural = "feedback"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["helpful", "not_helpful", "error", "wanted"]),
                name="feedback_kind_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.path}"


class MissedSearch(models.Model):
    """Words for which search found nothing, counted by normalized text only."""

    text = models.CharField(max_length=100, unique=True)
    times = models.PositiveIntegerField(default=1)
    first_on = models.DateField(auto_now_add=True)
    last_on = models.DateField(auto_now=True)

    class Meta:
        ordering = ["-times", "text"]
        verbose_name_plural = "missed searches"

    def __str__(self) -> str:
        return self.text
