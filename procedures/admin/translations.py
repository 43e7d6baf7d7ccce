"""What staff are told of a translation: where it stands against its original, and where to read that."""

from __future__ import annotations

from django.urls import reverse

from procedures.models import Procedure

BEGUN = (
    "Leave these as they are for an English page. A translation takes over the facts, codes and sources of its"
    " original; the words are yours."
)


def translation_standing(procedure: Procedure) -> str:
    """Return how a translation stands against its original; nothing for an original."""
    original = procedure.translation_of
    if original is None:
        return ""
    edition = original.current_edition
    if edition is None:
        return "the English page is not published"
    if procedure.current_edition_id is None:
        return f"the English page is at edition {edition.number}"
    if procedure.is_current_translation:
        return f"says what edition {edition.number} of the English page says"
    return f"out of date against edition {edition.number} of the English page"


def of_the_original(procedure: Procedure) -> list[tuple[str, str]]:
    """Return what a translator reads of the original, as names and addresses: its page, and what has changed in it."""
    edition = procedure.translation_of.current_edition if procedure.translation_of else None
    if edition is None:
        return []
    links = [("The English page today", reverse("admin:procedures_edition_former", args=[edition.pk]))]
    if procedure.follows and procedure.follows_id != edition.pk:
        compared = reverse("admin:procedures_edition_compared", args=[edition.pk])
        what = f"What changed in it since edition {procedure.follows.number}"
        links.append((what, f"{compared}?with={procedure.follows.number}"))
    return links
