"""Explained codes are found in a range of codes by an index of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0008_policy_asks_html"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="code",
            index=models.Index(
                condition=models.Q(("is_canonical", True)), fields=["system", "value"], name="code_canonical_in_range"
            ),
        ),
    ]
