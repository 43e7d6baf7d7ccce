"""An edition as a JSON document for other systems. `docs/integrate.md` describes every field; the shape only grows."""

from typing import Any

from django.utils.translation import gettext as _

from procedures.content.page import as_json
from procedures.models import Code, CodeSystem, Edition
from procedures.models.addresses import code_address, edition_address, full_address

from .head import site_name

#: Raised only when a field changes its meaning or goes away; new fields come without a new number.
FORMAT = 1

#: What of the page is for other systems; the rest is for making it.
SHOWN = [
    "plain_name",
    "medical_name",
    "pronunciation",
    "family",
    "ingredient",
    "route",
    "brands",
    "also_known_as",
    "setting",
    "setting_note",
    "anesthesia",
    "minutes_from",
    "minutes_to",
    "duration_note",
    "people_note",
    "how_often",
    "time_off",
]


def document(code: Code, edition: Edition) -> dict[str, Any]:
    """Return everything an edition says, with where it comes from and what may be done with it."""
    page = edition.page
    data = as_json(page)
    kept = edition_address(code.system.slug, code.value, edition.number, page.language)
    return {
        "format": FORMAT,
        "address": full_address(code.get_absolute_url()),
        "language": page.language,
        "code": {"value": code.value, "system": _system(code.system)},
        "edition": {
            "number": edition.number,
            "published_at": edition.published_at.isoformat(),
            "note": edition.note,
            "content_hash": edition.content_hash,
            "address": full_address(kept),
        },
        "review": data["review"],
        **{name: data[name] for name in SHOWN},
        "topics": [{"slug": slug, "name": name} for slug, name in page.topics],
        "codes": data["codes"],
        "sections": [_section(section, data["outcomes"]) for section in data["sections"]],
        "sources": data["sources"],
        "glossary": data["glossary"],
        # The codes' words are those of the edition's own day: which release is loaded today says nothing of them.
        "rights": rights(code.system, of_today=False),
    }


def kept_document(code: Code, edition: Edition) -> dict[str, Any]:
    """Return the document of one edition, which is the same for ever, whatever is published behind it.

    Its page is named as it was named then: such an address leads to today's.
    """
    then = code_address(code.system.slug, code.value, edition.page.translation_of or edition.slug)
    return document(code, edition) | {"address": full_address(then)}


def rights(system: CodeSystem, *, of_today: bool = True) -> dict[str, str]:
    """Return where the words come from, and what whoever shows them is asked to say.

    The release that is loaded is named only beside what is `of_today`.
    """
    release = f", {system.release}" if of_today and system.release else ""
    codes = f"{system.name}: {system.publisher}{release}."
    text = _("Written by %(site)s from the sources named. Where you show it, say so and link to its address.")
    return {
        "codes": f"{codes} {_('A work of the US government.')}" if system.slug == "hcpcs" else codes,
        "text": text % {"site": site_name()},
        "caution": _("It explains; it does not advise. It says nothing about whether a plan pays."),
    }


def _system(system: CodeSystem) -> dict[str, str]:
    return {"slug": system.slug, "name": system.name, "oid": system.oid, "uri": system.uri}


def _section(section: dict[str, Any], outcomes: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": section["kind"],
        "heading": section["heading"],
        "markdown": section["body"],
        "html": section["html"],
        "outcomes": [one for one in outcomes if one["section"] == section["kind"]],
    }
