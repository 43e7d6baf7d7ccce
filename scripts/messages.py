"""Bring the catalogs of the public site up to date: what it says, in locale/<language>/LC_MESSAGES/django.po and .mo.

make messages

Translations stay; what is new stands there without one, what is no longer said is kept as a comment. The staff side is
English and has no part in it.
"""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import django
import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.template import engines
from jinja2 import Environment

ROOT = Path(__file__).resolve().parent.parent
STAFF_CODE = ("admin", "intake", "management", "migrations", "publishing")
STAFF_TEMPLATES = ("staff_side/", "procedures/staff/")
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2)}
#: The measures of units on bills are single words; this context keeps them apart from other uses.
UNIT = "unit"
#: Names that the library's own files give to groups and topics: `procedures.pages.words.ours` looks them up.
LIBRARY = "library"
IN_LIBRARY = {
    "code_groups.yaml": ("title",),
    "topics.yaml": ("name", "description"),
    "code_systems.yaml": ("description",),
}


def catalog_path(language: str, ending: str = "po") -> Path:
    """Return where the catalog of a language is kept."""
    return ROOT / "locale" / language / "LC_MESSAGES" / f"django.{ending}"


def read_catalog(language: str) -> Catalog:
    """Return the catalog of a language as it is kept."""
    with catalog_path(language).open("rb") as file:
        return read_po(file, locale=language)


def said() -> Catalog:
    """Return everything that the public site says, without translations."""
    found = Catalog()
    for place, context, words in (*_in_code(), *_in_pure_code(), *_in_templates(), *_in_library()):
        found.add(words, context=context, locations=[(place, 0)])
    return found


def compiled(catalog: Catalog) -> bytes:
    """Return a catalog as programs read it."""
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


type Words = str | tuple[str, ...]
type Found = tuple[str, str | None, Words]


def _in_code() -> Iterator[Found]:
    for path in sorted(path for room in ("codesite", "procedures") for path in (ROOT / room).rglob("*.py")):
        place = path.relative_to(ROOT)
        if place.parts[1].removesuffix(".py") not in STAFF_CODE:
            for _line, words, _comments, context in extract_from_file("python", path, KEYWORDS):
                yield str(place), context, tuple(words) if isinstance(words, tuple | list) else words


def _in_pure_code() -> Iterator[Found]:
    """Yield what modules without Django say in English, and pages translate."""
    from procedures.content import descriptors, difference, units

    for words in (*difference.FACTS.values(), "Codes", "Numbers", "Where this comes from", "Checked by"):
        yield "procedures/content/difference.py", None, words
    for words in descriptors.COVERAGE.values():
        yield "procedures/content/descriptors.py", None, words
    for words in sorted({word for pair in units._SPELLINGS.values() for word in pair}):
        yield "procedures/content/units.py", UNIT, words


def _in_library() -> Iterator[Found]:
    for name, fields in IN_LIBRARY.items():
        for row in yaml.safe_load((ROOT / "fixtures" / name).read_text(encoding="utf-8")):
            yield from ((f"fixtures/{name}", LIBRARY, row["fields"][field]) for field in fields if row["fields"][field])


def _in_templates() -> Iterator[Found]:
    from codesite.jinja import WHOLE  # it needs Django set up

    for name, source, environment in public_templates():
        # What a template takes in from another is found in that one.
        for _line, function, words in environment.extract_translations(WHOLE.sub("", source)):  # type: ignore[attr-defined]  # i18n's
            parts = [words] if isinstance(words, str) else [part for part in words if part is not None]
            context = parts.pop(0) if "pgettext" in function else None
            yield f"templates/{name}", context, tuple(parts) if len(parts) > 1 else parts[0]


def public_templates() -> Iterator[tuple[str, str, Environment]]:
    """Yield the name and source of every template that readers see, with the environment that knows its words."""
    environment: Environment = engines["jinja2"].env.of("en", "/")  # type: ignore[attr-defined]  # codesite.jinja's
    for name in environment.list_templates(["html"]):
        if not name.startswith(STAFF_TEMPLATES):
            yield name, (ROOT / "templates" / name).read_text(encoding="utf-8"), environment


def updated(old: Catalog, new: Catalog) -> Catalog:
    """Return a catalog with the messages of the new one and the translations of the old one."""
    kept = {identity(message): message for message in (*old, *old.obsolete.values()) if message.id}
    result = Catalog(
        old.locale,
        project="codesite",
        version="1.0",
        msgid_bugs_address=" ",
        header_comment="# What the public site says, in another language. `make messages` brings it up to date.",
        creation_date=old.creation_date,
        revision_date=old.revision_date,
        last_translator=old.last_translator,
        language_team=old.language_team,
        fuzzy=False,
    )
    for message in new:
        if message.id:
            former = kept.pop(identity(message), None)
            result.add(message.id, former.string if former else "", message.locations, context=message.context)
    for former in kept.values():
        if former.string:
            result.obsolete[former.id if isinstance(former.id, str) else former.id[0]] = former
    return result


def identity(message: Message) -> tuple[str | None, str]:
    """Return what makes two messages the same: their context, and the words for one."""
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> list[tuple[str, str]]:
    """Return each form of a message, for one and for several, with its translation."""
    strings = message.string or ""
    if isinstance(message.id, str):
        return [(message.id, strings if isinstance(strings, str) else strings[0])]
    return list(zip(message.id, [strings] * 2 if isinstance(strings, str) else strings, strict=True))


def is_translated(message: Message) -> bool:
    """Return whether every form of a message has a translation that nobody doubts."""
    return not message.fuzzy and all(text for _english, text in forms(message))


def written(catalog: Catalog) -> bytes:
    """Return a catalog as people edit it."""
    file = BytesIO()
    write_po(file, catalog, width=120, include_lineno=False)
    return file.getvalue()


def main() -> None:
    """Renew the catalog of every language but English, and say what is not translated."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "codesite.settings")
    django.setup()
    for language, _name in settings.LANGUAGES:
        if language == "en":
            continue
        catalog = updated(read_catalog(language), said())
        catalog_path(language).write_bytes(written(catalog))
        catalog_path(language, "mo").write_bytes(compiled(read_catalog(language)))
        missing = [message.id for message in catalog if message.id and not is_translated(message)]
        print(f"{language}: {len(catalog)} messages, {len(missing)} without a translation")
        for words in missing:
            print(f"  {words}")


if __name__ == "__main__":
    main()
