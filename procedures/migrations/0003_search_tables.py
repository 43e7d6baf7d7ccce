"""The full text and the misspellings of search, in the database's own kind of table beside the models of the index.

Filled by `procedures.search.index`, never by triggers.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# The words come ready-made (a-z, 0-9 and "_"), so neither database applies rules of a language to them. No places
# of words are kept (detail=none): ranking reads them from the entries themselves.
SQLITE = (
    "CREATE VIRTUAL TABLE search_text USING fts5(words, detail=none, tokenize=\"ascii tokenchars '_'\")",
    "CREATE TABLE search_typo (key integer NOT NULL, word varchar(40) NOT NULL, PRIMARY KEY (key, word)) WITHOUT ROWID",
)
# Explained entries (ids below 2 to the power of 40) have an index of their own: they are asked for apart.
POSTGRESQL = (
    "CREATE TABLE search_text (id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX search_text_explained ON search_text USING gin (words) WHERE id < 1099511627776",
    "CREATE INDEX search_text_others ON search_text USING gin (words) WHERE NOT id < 1099511627776",
    "CREATE TABLE search_typo (key bigint NOT NULL, word varchar(40) NOT NULL, PRIMARY KEY (key, word))",
)


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the tables in the words of this database."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the tables away."""
    schema_editor.execute("DROP TABLE search_text")
    schema_editor.execute("DROP TABLE search_typo")


class Migration(migrations.Migration):
    """Make the tables of search."""

    dependencies = [("procedures", "0002_editions_never_change")]
    operations = [migrations.RunPython(create, drop)]
