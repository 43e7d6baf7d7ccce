"""What a plan asks for is kept as HTML too, so that no page is rendered from Markdown while a reader waits."""

from typing import Any

from django.db import migrations, models

from procedures.content.rendering import to_html


def fill(apps: Any, schema_editor: Any) -> None:
    policy = apps.get_model("procedures", "Policy")
    for row in policy.objects.exclude(asks="").iterator():
        policy.objects.filter(pk=row.pk).update(asks_html=to_html(row.asks, {}))


class Migration(migrations.Migration):
    dependencies = [("procedures", "0007_stored_forms")]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="asks_html",
            field=models.TextField(
                blank=True, default="", editable=False, help_text="The same, as safe HTML; made when it is saved."
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
