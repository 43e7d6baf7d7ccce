"""From working rows to the page they make: what preview, rules, export and publishing start from."""

from datetime import date

from procedures.content.languages import ENGLISH
from procedures.content.page import (
    CodeOnPage,
    GlossaryEntry,
    OutcomeOnPage,
    ProcedurePage,
    Review,
    SectionOnPage,
    SourceOnPage,
    as_json,
    content_hash,
    in_page_order,
    tidy_body,
)
from procedures.content.rendering import blocks
from procedures.models import GlossaryTerm, GlossaryTranslation, Procedure
from procedures.models.procedures import ProcedureCode

#: Fields that came after the first texts were checked. Left out of the hash while they say nothing, so that those
#: checks go on counting.
SINCE_LATER = {"language": ENGLISH, "translated_hash": "", "calendar": "", "day_plan": ""}


def iso(day: date | None) -> str:
    """Return a date as ISO 8601, or an empty string."""
    return day.isoformat() if day else ""


def code_on_page(link: ProcedureCode) -> CodeOnPage:
    """Return what a page says of one of its codes."""
    code = link.code
    return CodeOnPage(
        system=code.system.slug,
        value=code.value,
        long_description=code.long_description,
        is_primary=link.is_primary,
        difference=link.difference,
        unit=code.unit,
        added=iso(code.added),
        ended=iso(code.ended),
    )


def page_of(procedure: Procedure) -> ProcedurePage:
    """Return the page that the working rows make now, not yet rendered.

    Load the procedure through `with_everything()` where there are many. The review is on the page only while the
    text is the one that was checked.
    """
    page = ProcedurePage(
        slug=procedure.slug,
        plain_name=procedure.plain_name,
        medical_name=procedure.medical_name,
        pronunciation=procedure.pronunciation,
        family=procedure.family,
        ingredient=procedure.ingredient,
        route=procedure.route,
        brands=tuple(procedure.brands),
        also_known_as=tuple(procedure.also_known_as),
        reading_names=tuple(procedure.reading_names),
        topics=tuple((topic.slug, topic.name) for topic in procedure.topics.all()),
        setting=procedure.setting,
        setting_note=procedure.setting_note,
        anesthesia=procedure.anesthesia,
        minutes_from=procedure.minutes_from,
        minutes_to=procedure.minutes_to,
        duration_note=procedure.duration_note,
        people_note=procedure.people_note,
        how_often=procedure.how_often,
        time_off=procedure.time_off,
        codes=tuple(code_on_page(link) for link in procedure.procedure_codes.all()),
        sections=in_page_order(
            tuple(SectionOnPage(s.kind, tidy_body(s.body), s.picture) for s in procedure.sections.all())
        ),
        sources=tuple(
            SourceOnPage(s.key, s.title, s.publisher, s.url, s.published, iso(s.last_read))
            for s in procedure.sources.all()
        ),
        outcomes=tuple(
            OutcomeOnPage(
                o.key,
                o.section,
                o.label,
                o.group,
                o.affected,
                o.out_of,
                o.compared_group,
                o.compared_affected,
                o.severity,
                o.source.key,
            )
            for o in procedure.outcomes.all()
        ),
        language=procedure.language,
        translation_of=procedure.translation_of.slug if procedure.translation_of else "",
        translated_hash=procedure.translated_hash,
        calendar=tidy_body(procedure.calendar),
        day_plan=tidy_body(procedure.day_plan),
    )
    if procedure.checked_on and procedure.reviewed_hash == text_hash(page):
        review = Review(
            procedure.reviewer_name,
            procedure.reviewer_credentials,
            iso(procedure.checked_on),
            iso(procedure.next_check_on),
        )
        return ProcedurePage(**{**page.__dict__, "review": review})
    return page


def text_hash(page: ProcedurePage) -> str:
    """Return the hash of what staff wrote: the same before and after rendering, and whoever checked it.

    Official facts of codes are left out, so that a new release of the code system is no edit; so is the address of a
    translation's original, which that one may change.
    """
    data = as_json(page)
    data["codes"] = [[code[name] for name in ("system", "value", "is_primary", "difference")] for code in data["codes"]]
    for name in ("review", "glossary", "translation_of"):
        data.pop(name)
    for name in SINCE_LATER:
        if data[name] == SINCE_LATER[name]:
            del data[name]
    for section in data["sections"]:
        del section["html"], section["heading"]
    for source in data["sources"]:
        del source["number"]
    data["sources"].sort(key=lambda source: source["key"])
    return content_hash(data)


def glossary(language: str = ENGLISH) -> tuple[GlossaryEntry, ...]:
    """Return every glossary term that is explained in a language, ready to be linked from a page."""
    if language == ENGLISH:
        return tuple(
            GlossaryEntry(term.slug, term.term, term.meaning, tuple(term.variants))
            for term in GlossaryTerm.objects.all()
        )
    return tuple(
        GlossaryEntry(row.term.slug, row.word, row.meaning, tuple(row.variants))
        for row in GlossaryTranslation.objects.filter(language=language).select_related("term")
    )


def description_of(page: ProcedurePage) -> str:
    """Return the first lines of the short version, cut at a word within 155 characters."""
    summary = page.section("summary")
    text = " ".join(block.text for block in blocks(summary.body)) if summary else page.medical_name
    return text if len(text) <= 155 else text[:155].rsplit(" ", 1)[0].rstrip(",;:") + "…"
