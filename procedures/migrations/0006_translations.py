"""Explanations and glossary words in further languages, and what is drawn as a calendar or a day."""

from types import ModuleType

import django.db.models.deletion
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import procedures.models.fields

MODEL = "glossarytranslation"
SEEN_BY = ("Author", "Clinical reviewer", "Publisher")
PUBLIC_AT_ONCE = [f"{verb}_{MODEL}" for verb in ("add", "change", "delete")]


def give_rights(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let all staff see translated words and publishers change them, as with the words themselves (0005)."""
    config = apps.get_app_config("procedures")
    config.models_module = ModuleType("models")  # without one, no rights are made
    create_permissions(config, verbosity=0, using=schema_editor.connection.alias, apps=apps)
    config.models_module = None
    rights = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="procedures")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=SEEN_BY):
        group.permissions.add(*rights.filter(codename=f"view_{MODEL}"))
        if group.name == "Publisher":
            group.permissions.add(*rights.filter(codename__in=PUBLIC_AT_ONCE))


def take_rights(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the rights away."""
    for group in apps.get_model("auth", "Group").objects.filter(name__in=SEEN_BY):
        group.permissions.remove(*group.permissions.filter(codename__endswith=f"_{MODEL}"))


class Migration(migrations.Migration):
    """Add translations."""

    dependencies = [("procedures", "0005_staff_groups")]
    operations = [
        migrations.CreateModel(
            name="GlossaryTranslation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(choices=[("es", "Español")], max_length=5)),
                ("word", models.CharField(max_length=80)),
                (
                    "variants",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Other forms of the word: plural, abbreviation.",
                        validators=[procedures.models.fields.validate_words],
                    ),
                ),
                ("meaning", models.TextField(max_length=600)),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translations",
                        to="procedures.glossaryterm",
                    ),
                ),
            ],
            options={
                "ordering": ["language", "word"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("term", "language"),
                        name="glossary_translation_once",
                        violation_error_message="This word is explained in this language already.",
                    ),
                    models.UniqueConstraint(
                        fields=("language", "word"),
                        name="glossary_word_once_in_a_language",
                        violation_error_message="Another term has this word in this language already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["es"])), name="glossary_language_known"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="procedure",
            name="calendar",
            field=models.TextField(
                blank=True,
                help_text="What is drawn as a calendar, one entry on a line: “Day 1: The drug”.",
                max_length=4000,
            ),
        ),
        migrations.AddField(
            model_name="procedure",
            name="day_plan",
            field=models.TextField(
                blank=True,
                help_text="What is drawn as the course of a day, one entry on a line: “60 minutes: The drip”.",
                max_length=4000,
                verbose_name="the day itself",
            ),
        ),
        migrations.AddField(
            model_name="procedure",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="The newest edition of the original with the text that the published translation renders.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="procedures.edition",
            ),
        ),
        migrations.AddField(
            model_name="procedure",
            name="language",
            field=models.CharField(choices=[("en", "English"), ("es", "Español")], default="en", max_length=5),
        ),
        migrations.AddField(
            model_name="procedure",
            name="translated_hash",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="Hash of the original's text that this text renders.",
                max_length=64,
            ),
        ),
        migrations.AddField(
            model_name="procedure",
            name="translation_of",
            field=models.ForeignKey(
                blank=True,
                help_text="The English explanation that this one translates.",
                limit_choices_to={"language": "en"},
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="translations",
                to="procedures.procedure",
            ),
        ),
        migrations.AddField(
            model_name="procedurecode",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("es", "Español")],
                default="en",
                editable=False,
                help_text="That of the explanation.",
                max_length=5,
            ),
        ),
        migrations.AlterField(
            model_name="procedurecode",
            name="code",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="procedure_codes", to="procedures.code"
            ),
        ),
        migrations.AddConstraint(
            model_name="procedure",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ["en", "es"])), name="procedure_language_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="procedure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("language", "en"), ("translation_of__isnull", True)),
                    models.Q(models.Q(("language", "en"), _negated=True), ("translation_of__isnull", False)),
                    _connector="OR",
                ),
                name="procedure_translates_english",
                violation_error_message="An English explanation translates none; one in any other language does.",
            ),
        ),
        migrations.AddConstraint(
            model_name="procedure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("translation_of__isnull", False),
                    models.Q(("follows__isnull", True), ("translated_hash", "")),
                    _connector="OR",
                ),
                name="procedure_only_translations_follow",
                violation_error_message="Only a translation renders the text of another.",
            ),
        ),
        migrations.AddConstraint(
            model_name="procedure",
            constraint=models.UniqueConstraint(
                fields=("translation_of", "language"),
                name="procedure_one_translation",
                violation_error_message="This explanation has a translation into this language already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="procedurecode",
            constraint=models.UniqueConstraint(
                fields=("code", "language"),
                name="procedurecode_once_in_a_language",
                violation_error_message="This code has an explanation already; a code has only one in each language.",
            ),
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
