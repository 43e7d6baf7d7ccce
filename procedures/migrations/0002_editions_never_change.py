"""The database itself refuses to change an edition: what a reader once saw stays as it was.

On SQLite a later migration that alters the edition table rebuilds it and drops this trigger without a word; such a
migration must make it again (`tests/procedures/test_editions.py` fails otherwise).
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

MESSAGE = "An edition never changes. Publish a new one."

SQLITE = f"""
CREATE TRIGGER edition_never_changes BEFORE UPDATE ON procedures_edition
BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
"""
POSTGRESQL = f"""
CREATE FUNCTION edition_never_changes() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER edition_never_changes BEFORE UPDATE ON procedures_edition
FOR EACH ROW EXECUTE FUNCTION edition_never_changes();
"""


def forbid(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the trigger in the words of this database."""
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def allow(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the trigger away."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER edition_never_changes ON procedures_edition")
        schema_editor.execute("DROP FUNCTION edition_never_changes()")
    else:
        schema_editor.execute("DROP TRIGGER edition_never_changes")


class Migration(migrations.Migration):
    """Forbid updates of editions."""

    dependencies = [("procedures", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
