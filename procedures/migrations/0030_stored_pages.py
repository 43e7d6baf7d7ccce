"""Rendered pages, and the number that says whether they still hold."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make both tables, with the one row that counts changes."""

    dependencies = [("procedures", "0004_pairs_are_whole")]

    operations = [
        migrations.CreateModel(
            name="ContentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(default=1)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(pk=1), name="contentversion_one_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredPage",
            fields=[
                ("path", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("version", models.BigIntegerField()),
                ("release", models.CharField(max_length=32)),
                (
                    "etag",
                    models.CharField(
                        help_text="Of the page itself; each encoding adds its own ending.", max_length=32
                    ),
                ),
                ("modified", models.CharField(help_text="As in the header Last-Modified.", max_length=29)),
                ("headers", models.TextField()),
                ("brotli", models.BinaryField()),
                ("gzip", models.BinaryField()),
                (
                    "queries",
                    models.BinaryField(
                        help_text="What its render asked the database; empty if that cannot be asked again."
                    ),
                ),
                (
                    "answers",
                    models.CharField(blank=True, help_text="A fingerprint of the answers.", max_length=64),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunSQL(
            "INSERT INTO procedures_contentversion (id, number) VALUES (1, 1)",
            "DELETE FROM procedures_contentversion",
        ),
    ]
