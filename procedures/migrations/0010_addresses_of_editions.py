"""Which codes each edition covered, so that its address holds wherever its codes go; read from what was published."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give each published edition its addresses.

    Until now a number could stand for two editions of a code that had moved. Such an address stays with the newer one,
    which is what it has led to since then.
    """
    known = apps.get_model("procedures", "Code").objects
    codes = {(slug, value): pk for pk, slug, value in known.values_list("pk", "system__slug", "value")}
    taken: set[tuple[int, str, int]] = set()
    editions = apps.get_model("procedures", "Edition").objects.select_related("procedure").order_by("-pk")
    for edition in editions.iterator(chunk_size=100):
        language, number = edition.procedure.language, edition.number
        for covered in edition.content["codes"]:
            code = codes.get((covered["system"], covered["value"]))
            if code is None or (code, language, number) in taken:
                continue
            taken.add((code, language, number))
            apps.get_model("procedures", "EditionCode").objects.create(
                edition=edition, code_id=code, language=language, number=number, is_primary=covered["is_primary"]
            )


class Migration(migrations.Migration):
    """Keep the addresses of editions."""

    dependencies = [("procedures", "0009_canonical_in_range")]
    operations = [
        migrations.CreateModel(
            name="EditionCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(choices=[("en", "English"), ("es", "Español")], max_length=5)),
                ("number", models.PositiveIntegerField()),
                (
                    "is_primary",
                    models.BooleanField(help_text="The edition's own address, under which feeds name it."),
                ),
                (
                    "code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition_codes",
                        to="procedures.code",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="edition_codes",
                        to="procedures.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["code_id", "language", "-number"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("code", "language", "number"), name="edition_address_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_primary", True)),
                        fields=("edition",),
                        name="edition_one_primary_code",
                    ),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
