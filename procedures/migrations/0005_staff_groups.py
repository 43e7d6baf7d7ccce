"""Three groups of staff, each with its own rights. Later migrations that add models say who may use them."""

from types import ModuleType

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

EXPLANATION = "procedure procedurecode section source outcomenumber".split()
PUBLIC_AT_ONCE = "healthplan policy topic glossaryterm synonym similarcode abbreviation brandname".split()
READ_ONLY = "code codegroup codesystem edition feedback missedsearch checkedlink coderelease codechange".split()
SEEN_BY_ALL = [f"view_{model}" for model in (*EXPLANATION, *PUBLIC_AT_ONCE, *READ_ONLY)]
GROUPS = {
    # Writes. Nothing that an author does reaches a reader by itself.
    "Author": [
        *(f"{verb}_{model}" for model in EXPLANATION for verb in ("add", "change")),
        *(f"delete_{model}" for model in EXPLANATION if model != "procedure"),
        "change_feedback",
        "change_codechange",
    ],
    # Signs what others wrote.
    "Clinical reviewer": ["review_procedure"],
    # Decides what readers see; plans, policies and words are public as soon as they are saved.
    "Publisher": [
        "publish_procedure",
        *(f"{verb}_{model}" for model in PUBLIC_AT_ONCE for verb in ("add", "change", "delete")),
        "change_code",
        "change_codegroup",
        "change_codechange",
        "change_feedback",
        "delete_missedsearch",
    ],
}


def make_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the groups; the rights themselves would otherwise be made only after the last migration."""
    config = apps.get_app_config("procedures")
    config.models_module = ModuleType("models")  # without one, no rights are made
    create_permissions(config, verbosity=0, using=schema_editor.connection.alias, apps=apps)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="procedures")
    for name, rights in GROUPS.items():
        group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.set(permissions.filter(codename__in=[*SEEN_BY_ALL, *rights]))


def remove_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the groups away."""
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    """Make the groups."""

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("procedures", "0004_content_version"),
    ]
    operations = [migrations.RunPython(make_groups, remove_groups)]
