"""The languages an explanation can be written in, and what every page of each says: headings, kinds of care, marks.

English is the language of originals; a page in any other one is the translation of an original. Pure.
"""

from dataclasses import dataclass

from .families import FAMILY_LABELS, KINDS, Family

ENGLISH, SPANISH = "en", "es"
#: Each language in its own words.
LANGUAGES: dict[str, str] = {ENGLISH: "English", SPANISH: "Español"}


@dataclass(frozen=True)
class Marks:
    """The few words that rendering itself writes."""

    source: str
    table: str


MARKS: dict[str, Marks] = {ENGLISH: Marks("Source", "Table"), SPANISH: Marks("Fuente", "Tabla")}

#: Plain US Spanish, spoken to "usted".
SPANISH_HEADINGS: dict[str, str] = {
    "summary": "En pocas palabras",
    "boxed_warning": "Advertencia grave",
    "urgent": "Pida ayuda ahora si tiene alguna de estas señales",
    "purpose": "Qué es y para qué sirve",
    "indications": "Para quién es",
    "cautions": "Quién debe tener más cuidado",
    "preparation": "Cómo prepararse",
    "use": "Cómo se ajusta y se usa",
    "steps": "Qué va a pasar",
    "equipment": "Qué se usa",
    "anesthesia": "¿Me van a dormir?",
    "duration": "Cuánto tiempo toma",
    "setting": "Dónde se hace",
    "personnel": "Quién va a estar ahí",
    "schedule": "Su calendario de tratamiento",
    "results": "Qué significan los resultados",
    "benefits": "Qué tan bien funciona",
    "care": "Cuidado diario",
    "safety": "Revisiones de seguridad",
    "replacement": "Cuándo se cambia",
    "allowance": "Cuánto suele permitir un plan",
    "risks_common": "Efectos secundarios y problemas que más pasan",
    "risks_serious": "Problemas graves",
    "risks_managing": "Cómo se tratan los problemas",
    "experience_during": "Qué se siente: durante",
    "experience_after": "Qué se siente: después",
    "recovery": "Después y en casa",
    "life": "Embarazo, manejar, trabajo y sexo",
    "alternatives": "Otras opciones que puede considerar",
    "cost": "Cuánto le puede costar y por qué",
    "questions": "Preguntas para su equipo de atención",
    "bill": "Este código en su factura",
}
SPANISH_FAMILY_HEADINGS: dict[tuple[str, Family], str] = {
    ("indications", Family.TRANSPORT): "Cuándo se usa",
    ("use", Family.SUPPLY): "Cómo se usa",
    ("care", Family.SUPPLY): "Cómo se guarda y se cuida",
    ("recovery", Family.VISIT): "Seguimiento",
}
SPANISH_FAMILIES: dict[Family, str] = {
    Family.DRUG: "Medicina",
    Family.PROCEDURE: "Tratamiento u operación",
    Family.TEST: "Prueba o examen",
    Family.DEVICE: "Equipo que usted usa",
    Family.SUPPLY: "Suministros",
    Family.VISIT: "Visita o consejería",
    Family.TRANSPORT: "Ambulancia y transporte",
    Family.REPORTING: "Nota para informes",
}


def is_translation(language: str) -> bool:
    """Return whether pages in this language are translations of others."""
    return language != ENGLISH


def heading(kind: str, family: Family, language: str) -> str:
    """Return the heading of a section kind on a page of a family, in a language."""
    if language == SPANISH:
        return SPANISH_FAMILY_HEADINGS.get((kind, family), SPANISH_HEADINGS[kind])
    return KINDS[kind].heading_for(family)


def family_label(family: Family, language: str) -> str:
    """Return a family in words for readers of a language."""
    return SPANISH_FAMILIES[family] if language == SPANISH else FAMILY_LABELS[family]
