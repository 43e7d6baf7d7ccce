"""A stored page is kept only in the forms that somebody asked for, and Brotli's may be made smaller later."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Say how much work went into a page's Brotli."""

    dependencies = [("procedures", "0006_translations")]
    operations = [
        migrations.AddField(
            model_name="storedpage",
            name="brotli_quality",
            field=models.PositiveSmallIntegerField(default=0, help_text="How much work went into it, up to 11."),
        ),
        migrations.AlterField(
            model_name="storedpage",
            name="brotli",
            field=models.BinaryField(help_text="Empty until a reader asks for this form; so is gzip."),
        ),
    ]
