"""What the staff side stands on: who worked on a text, whether readers have it, and which links answer."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add what the staff side needs."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("procedures", "0030_stored_pages"),
    ]
    operations = [
        migrations.CreateModel(
            name="CheckedLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.CharField(max_length=500, unique=True, verbose_name="address")),
                ("answers", models.BooleanField()),
                ("said", models.CharField(help_text="Its status, or why there was no answer.", max_length=200)),
                ("checked_at", models.DateTimeField()),
                ("silent_since", models.DateTimeField(blank=True, null=True)),
            ],
            options={"ordering": ["answers", "silent_since", "url"], "default_permissions": ("view",)},
        ),
        migrations.AddField(
            model_name="procedure",
            name="unpublished_text",
            field=models.BooleanField(
                default=True,
                editable=False,
                help_text="Whether the working text says something else than what readers see.",
            ),
        ),
        migrations.AddField(
            model_name="procedure",
            name="edited_by",
            field=models.ManyToManyField(
                blank=True,
                editable=False,
                help_text="Who changed the working text since it was last published.",
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterModelOptions(
            name="procedure",
            options={
                "ordering": ["plain_name", "pk"],
                "permissions": [
                    ("publish_procedure", "Can publish, retract and restore an explanation"),
                    ("review_procedure", "Can record that a clinician checked an explanation"),
                ],
                "verbose_name": "explanation",
            },
        ),
    ]
