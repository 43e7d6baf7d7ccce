"""The index of search: what is found (models), and beside it the full text and the misspellings in the database's own
kind of table. Filled by `procedures.search.index`, never by triggers.
"""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import procedures.models.fields

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
    """Make the index of search."""

    dependencies = [("procedures", "0040_staff")]

    operations = [
        migrations.CreateModel(
            name='BrandName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(max_length=80, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(-[a-z0-9]+)*\\Z', 'Use lower-case letters, digits and single “-” only.')])),
                ('name', models.CharField(max_length=80)),
                ('generic', models.CharField(blank=True, max_length=120, verbose_name='generic name')),
                ('codes', models.JSONField(blank=True, default=list, help_text='Values of HCPCS codes.', validators=[procedures.models.fields.validate_words])),
                ('source', models.CharField(help_text='Where brand and code stand together.', max_length=200)),
            ],
            options={
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='SearchPhrase',
            fields=[
                ('key', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('term', models.CharField(max_length=120)),
                ('means', models.JSONField(help_text='Worth and stems of each meaning, the likeliest first.')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('stem', models.CharField(db_index=True, max_length=40)),
                ('entries', models.IntegerField()),
                ('named', models.IntegerField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('value', models.CharField(max_length=10)),
                ('names', models.TextField(help_text='Stems of the names and brands, each name between bars.')),
                ('official', models.TextField(help_text='Stems of the official descriptors.')),
                ('around', models.TextField(help_text='Stems of group and topic names.')),
                ('facets', models.TextField(help_text='What the filters ask for: “family:drug”, between blanks.')),
                ('words', models.TextField(help_text='The words as they stand in the names and official descriptors.')),
                ('body', models.TextField(blank=True, help_text='The other words of the page.')),
                ('shown', models.JSONField(help_text='What a result shows.')),
                ('code', models.OneToOneField(help_text='The primary code.', on_delete=django.db.models.deletion.CASCADE, related_name='+', to='procedures.code')),
                ('edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='procedures.edition')),
            ],
            options={
                'ordering': ['id'],
                'default_permissions': (),
            },
        ),
        migrations.RunPython(create, drop),
    ]
