"""Explanations as staff work on them: the procedure, its codes and its sections. Readers see editions instead."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procedures.content.families import FAMILY_LABELS, KINDS, Family
from procedures.content.languages import ENGLISH, LANGUAGES

from .codes import Code
from .fields import NaturalKeyed, NaturalQuerySet, NaturalRow, slug_key, word_list

FAMILIES = [(family.value, label) for family, label in FAMILY_LABELS.items()]
LANGUAGE_CHOICES = list(LANGUAGES.items())
SECTION_KINDS = [(kind.name, kind.heading) for kind in KINDS.values()]


class Setting(models.TextChoices):
    """Where it happens, as a reader would say it."""

    HOME = "home", _("At home")
    CLINIC = "clinic", _("Clinic or doctor's office")
    OUTPATIENT = "outpatient", _("Hospital or center, home the same day")
    HOSPITAL = "hospital", _("Hospital")
    VEHICLE = "vehicle", _("On the way")
    ANYWHERE = "anywhere", _("Anywhere")
    NOT_APPLICABLE = "not_applicable", _("Nowhere: it is a note")


class Anesthesia(models.TextChoices):
    """Awake, drowsy or asleep."""

    NONE = "none", _("Awake")
    LOCAL = "local", _("Awake, with one spot numbed")
    SEDATION = "sedation", _("Drowsy or lightly asleep")
    GENERAL = "general", _("Asleep")
    VARIES = "varies", _("Awake or asleep: ask")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")


class State(models.TextChoices):
    """How far the working text is; what is published is told by the current edition, not by this."""

    DRAFT = "draft", "Draft"  # an author is writing
    IN_REVIEW = "in_review", "In review"  # waits for a clinician
    CHECKED = "checked", "Checked by a clinician"  # signed, with name and date


class ProcedureQuerySet(NaturalQuerySet["Procedure"]):
    """Explanations, narrowed by adjectives that chain."""

    def published(self) -> Self:
        """Explanations of which readers can see an edition now."""
        return self.filter(current_edition__isnull=False)

    def originals(self) -> Self:
        """Explanations that translate no other."""
        return self.filter(translation_of__isnull=True)

    def up_to_date(self) -> Self:
        """Published translations that are current: `Procedure.is_current_translation` for many."""
        return self.filter(follows__isnull=False, follows=F("translation_of__current_edition"))

    def out_of_date(self) -> Self:
        """Published translations of a text that is no longer the original's."""
        return self.published().filter(
            Q(follows__isnull=True)
            | Q(translation_of__current_edition__isnull=True)
            | ~Q(follows=F("translation_of__current_edition")),
            translation_of__isnull=False,
        )

    def with_everything(self) -> Self:
        """Explanations with all rows that make a page, in a fixed number of queries."""
        return self.select_related("translation_of").prefetch_related(
            "sections", "sources", "outcomes__source", "topics", "procedure_codes__code__system"
        )


class Procedure(NaturalKeyed):
    """An explanation of one or more codes: the working rows behind a page."""

    slug = models.CharField(
        max_length=80, unique=True, validators=[slug_key], help_text="The words in the page's address."
    )
    language = models.CharField(max_length=5, choices=LANGUAGE_CHOICES, default=ENGLISH)
    translation_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"language": ENGLISH},
        related_name="translations",
        help_text="The English explanation that this one translates.",
    )
    translated_hash = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Hash of the original's text that this text renders."
    )
    plain_name = models.CharField(max_length=60, help_text="Everyday words first.")
    medical_name = models.CharField(max_length=200)
    pronunciation = models.CharField(
        max_length=200, blank=True, help_text="How to say the hard word, with the loud part in capitals."
    )
    family = models.CharField(max_length=20, choices=FAMILIES, help_text="Decides which sections the page has.")
    ingredient = models.CharField(
        "generic name", max_length=200, blank=True, help_text="Medicines: as in the official descriptor."
    )
    route = models.CharField("how it is given", max_length=100, blank=True)
    brands = word_list("Brand names; a brand belongs to one generic name.")
    also_known_as = word_list("Other names people use, everyday words first.")
    reading_names = word_list(
        "Names of drugs, brands, diseases and devices that the reading grade counts as one short word."
    )
    topics = models.ManyToManyField("procedures.Topic", blank=True, related_name="procedures")
    setting = models.CharField(max_length=20, choices=Setting, default=Setting.CLINIC)
    setting_note = models.CharField(max_length=200, blank=True)
    anesthesia = models.CharField(max_length=20, choices=Anesthesia, default=Anesthesia.NONE)
    minutes_from = models.PositiveIntegerField(null=True, blank=True)
    minutes_to = models.PositiveIntegerField(null=True, blank=True)
    duration_note = models.CharField(max_length=200, blank=True)
    people_note = models.CharField("who is there", max_length=200, blank=True)
    how_often = models.CharField(max_length=200, blank=True)
    time_off = models.CharField(max_length=200, blank=True)
    calendar = models.TextField(
        max_length=4000, blank=True, help_text="What is drawn as a calendar, one entry on a line: “Day 1: The drug”."
    )
    day_plan = models.TextField(
        "the day itself",
        max_length=4000,
        blank=True,
        help_text="What is drawn as the course of a day, one entry on a line: “60 minutes: The drip”.",
    )

    state = models.CharField(max_length=20, choices=State, default=State.DRAFT, db_default=State.DRAFT, editable=False)
    reviewer_name = models.CharField(max_length=200, blank=True, editable=False)
    reviewer_credentials = models.CharField(max_length=200, blank=True, editable=False)
    checked_on = models.DateField(null=True, blank=True, editable=False)
    next_check_on = models.DateField(null=True, blank=True, editable=False)
    reviewed_hash = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Hash of the text that was checked."
    )
    current_edition = models.OneToOneField(
        "procedures.Edition", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="current_of"
    )
    follows = models.ForeignKey(
        "procedures.Edition",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="The newest edition of the original with the text that the published translation renders.",
    )
    retracted_on = models.DateField(null=True, blank=True, editable=False)
    retraction_reason = models.TextField(blank=True, editable=False)
    unpublished_text = models.BooleanField(
        default=True, editable=False, help_text="Whether the working text says something else than what readers see."
    )
    edited_by = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        editable=False,
        related_name="+",
        help_text="Who changed the working text since it was last published.",
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        ordering = ["plain_name", "pk"]
        verbose_name = "explanation"
        permissions = [
            ("publish_procedure", "Can publish, retract and restore an explanation"),
            ("review_procedure", "Can record that a clinician checked an explanation"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes_from__isnull=True, minutes_to__isnull=True)
                | Q(minutes_from__isnull=False, minutes_to__isnull=False, minutes_from__lte=F("minutes_to")),
                name="procedure_minutes_in_order",
                violation_error_message="Give both ends of the time, the shorter one first, or neither.",
            ),
            models.CheckConstraint(condition=Q(family__in=list(Family)), name="procedure_family_known"),
            models.CheckConstraint(condition=Q(language__in=list(LANGUAGES)), name="procedure_language_known"),
            models.CheckConstraint(
                condition=Q(language=ENGLISH, translation_of__isnull=True)
                | (~Q(language=ENGLISH) & Q(translation_of__isnull=False)),
                name="procedure_translates_english",
                violation_error_message="An English explanation translates none; one in any other language does.",
            ),
            models.CheckConstraint(
                condition=Q(translation_of__isnull=False) | Q(translated_hash="", follows__isnull=True),
                name="procedure_only_translations_follow",
                violation_error_message="Only a translation renders the text of another.",
            ),
            models.UniqueConstraint(
                fields=["translation_of", "language"],
                name="procedure_one_translation",
                violation_error_message="This explanation has a translation into this language already.",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="procedure_state_known"),
            models.CheckConstraint(
                condition=Q(
                    checked_on__isnull=True,
                    reviewer_name="",
                    reviewer_credentials="",
                    next_check_on__isnull=True,
                    reviewed_hash="",
                )
                | (
                    Q(checked_on__isnull=False, next_check_on__isnull=False, next_check_on__gt=F("checked_on"))
                    & ~Q(reviewer_name="")
                    & ~Q(reviewer_credentials="")
                    & ~Q(reviewed_hash="")
                ),
                name="procedure_review_whole",
                violation_error_message="A check needs name, credentials, date, and a later date for the next check.",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CHECKED) | Q(checked_on__isnull=False),
                name="procedure_checked_by_somebody",
                violation_error_message="Only a text that a clinician signed can be called checked.",
            ),
            models.CheckConstraint(
                condition=Q(retracted_on__isnull=True, retraction_reason="")
                | (Q(retracted_on__isnull=False, current_edition__isnull=True) & ~Q(retraction_reason="")),
                name="procedure_retraction_whole",
                violation_error_message="A withdrawn explanation has a date, a reason, and no current edition.",
            ),
        ]

    def __str__(self) -> str:
        return self.plain_name

    @property
    def is_current_translation(self) -> bool:
        """Whether the published translation says what readers of the original see now. False for an original."""
        original = self.translation_of
        return original is not None and self.follows_id is not None and self.follows_id == original.current_edition_id


class ProcedureCode(NaturalRow):
    """That an explanation covers a code, and what is special about that code."""

    NATURAL_KEY = ("procedure__slug", "code__system__slug", "code__value")

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="procedure_codes")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="procedure_codes")
    language = models.CharField(
        max_length=5, choices=LANGUAGE_CHOICES, default=ENGLISH, editable=False, help_text="That of the explanation."
    )
    is_primary = models.BooleanField(default=False)
    difference = models.CharField(
        max_length=200, blank=True, help_text="What differs from the other codes, in one short line."
    )

    class Meta:
        ordering = ["-is_primary", "code__value"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure"],
                condition=Q(is_primary=True),
                name="procedure_one_primary_code",
                violation_error_message="An explanation has exactly one primary code.",
            ),
            models.UniqueConstraint(
                fields=["code", "language"],
                name="procedurecode_once_in_a_language",
                violation_error_message="This code has an explanation already; a code has only one in each language.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.code)

    def clean(self) -> None:
        """Take over the language of the explanation, so that the rule for it can be asked."""
        if self.procedure_id:
            self.language = self.procedure.language

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.language = self.procedure.language
        super().save(*args, **kwargs)


class Section(NaturalRow):
    """One section of an explanation, in Markdown with citation marks; its kind gives its heading and place."""

    NATURAL_KEY = ("procedure__slug", "kind")

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="sections")
    kind = models.CharField(max_length=30, choices=SECTION_KINDS)
    body = models.TextField(max_length=20_000, help_text="Markdown. Cite a source as [@key].")
    picture = models.CharField(
        max_length=60, blank=True, validators=[slug_key], help_text="A drawing of the library, by name."
    )

    class Meta:
        ordering = ["procedure_id", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "kind"],
                name="section_kind_once",
                violation_error_message="The explanation has this section already.",
            ),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="section_kind_known"),
        ]

    def __str__(self) -> str:
        return self.kind
