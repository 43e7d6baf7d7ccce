"""The one row that counts changes: stored pages hold only beside the number under which they were rendered."""

from django.db import migrations


class Migration(migrations.Migration):
    """Make the row."""

    dependencies = [("procedures", "0003_search_tables")]
    operations = [
        migrations.RunSQL(
            "INSERT INTO procedures_contentversion (id, number) VALUES (1, 1)",
            "DELETE FROM procedures_contentversion",
        )
    ]
