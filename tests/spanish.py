"""The small page of `tests/library.py` in Spanish, and the rows behind it.

| name | what it is |
|---|---|
| `nota(**changes)` | the translation of `note_page()`, breaking no rule; a page only, not in the database |
| `translated()` | the published original, and its published, current translation |
"""

from dataclasses import replace
from typing import Any

from procedures.content.page import ProcedurePage, SectionOnPage
from procedures.models import Procedure
from procedures.pages.working import text_hash
from procedures.publishing import publish
from tests.library import draft, note_page, published

CUERPOS = {
    "summary": "- Este código es una nota sobre su examen.\n- Nadie le hizo nada a usted por esta nota. [@cms]",
    "purpose": "La nota dice por qué se hizo el examen. Ayuda al plan a ver cómo va todo.",
    "questions": "### Antes\n\n- ¿Quién ve esta nota?",
    "bill": "No le debe costar nada. Llame a la clínica si le cobran.",
}


def nota(original: ProcedurePage | None = None, **changes: Any) -> ProcedurePage:
    """Return the translation of a page of the small library (of `note_page()`); name fields to change them."""
    original = original or note_page()
    page = replace(
        original,
        slug=f"{original.slug}-es",
        plain_name="Nota sobre un examen",
        medical_name="Nota de imagen para informes de calidad",
        also_known_as=("nota de imagen",),
        sections=tuple(SectionOnPage(kind, body) for kind, body in CUERPOS.items()),
        language="es",
        translation_of=original.slug,
        translated_hash=text_hash(original),
    )
    return replace(page, **changes)


def translated() -> tuple[Procedure, Procedure]:
    """Return an original and its translation, both published."""
    original, _edition = published()
    translation = draft(nota())
    publish(procedure=translation, note="Publicado.")
    return Procedure.objects.get(pk=original.pk), Procedure.objects.get(pk=translation.pk)
