"""What fits a request: one feed, in the shape and order that both of its formats share.

A name `lang` or `base` is an attribute of XML's own; in a `category` or `link` everything is an attribute; elsewhere
`_value` is an element's text, and a list repeats its element.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from procedures.content.descriptors import ENDED, state_on
from procedures.content.languages import ENGLISH
from procedures.models import Code, CodeSystem, Edition, SearchEntry
from procedures.models.addresses import full_address
from procedures.pages.document import rights
from procedures.pages.head import site_name
from procedures.search import find

from .languages import Spoken
from .request import Criterion, Request

#: All levels of HCPCS under one number, retired in 2021; old systems still send it.
RETIRED = {"2.16.840.1.113883.6.14": "2.16.840.1.113883.6.285"}
#: The day from which the ids of our entries count; it never changes, or every reader would see all entries as new.
SINCE = "2026-11-22"
MOST_FROM_WORDS = 10

CODE, SYSTEM, TEXT = "mainSearchCriteria.v.c", "mainSearchCriteria.v.cs", "mainSearchCriteria.v.ot"
LANGUAGE = "informationRecipient.languageCode.c"

type Feed = dict[str, Any]
type Match = tuple[Code, float | None]


def only_address(asked: Request) -> str:
    """Return the page of the code, explained or not, where a request asks for exactly one that we have; else ""."""
    if len(asked.criteria) != 1 or not asked.criteria[0].code:
        return ""
    code = next((code for code in _codes(asked.criteria[0])), None)
    if code is None:
        return ""
    with override(Spoken([code], asked.spoken).of(code)[0]):
        return code.get_absolute_url()


def answer(asked: Request) -> Feed:
    """Return the feed that answers a request; without an entry where nothing fits."""
    matches = _matches(asked.criteria)
    spoken = Spoken((code for code, _score in matches), asked.spoken)
    entries = [_entry(code, score, spoken) for code, score in matches]
    # The feed's own words are in the language of its entries where they have one, and in English otherwise.
    languages = {entry["lang"] for entry in entries}
    language = languages.pop() if len(languages) == 1 else ENGLISH
    updated = max((entry["updated"]["_value"] for entry in entries), default="") or _iso(_latest())
    address = full_address(f"/infobutton?{urlencode(_used(asked), quote_via=quote)}")
    with override(language):
        return {
            "base": full_address("/"),
            "lang": language,
            "title": {"type": "text", "_value": site_name()},
            "subtitle": {"type": "text", "_value": _subject(asked)},
            "author": _author(),
            "updated": {"_value": updated},
            "category": [{"scheme": name, "term": value} for name, value in _used(asked)],
            "id": {"_value": address},
            "link": [
                {
                    "rel": "self",
                    "type": {"json": "application/json", "xml": "text/xml"}.get(asked.format, "text/html"),
                    "hreflang": language,
                    "title": _("This answer"),
                    "href": f"{address}&knowledgeResponseType={_type_of(asked)}",
                }
            ],
            "entry": entries,
        }


def _matches(criteria: Iterable[Criterion]) -> list[Match]:
    """Return explained codes in the order of the criteria, each once."""
    found: dict[int, Match] = {}
    for criterion in criteria:
        for code, score in _found_by_words(criterion.text) if criterion.text else _found_by_code(criterion):
            found.setdefault(code.pk, (code, score))
    return list(found.values())


def _found_by_code(criterion: Criterion) -> Iterator[Match]:
    yield from ((code, None) for code in _codes(criterion) if code.edition)


def _codes(criterion: Criterion) -> list[Code]:
    system = RETIRED.get(criterion.system, criterion.system)
    ours = [one for one in CodeSystem.objects.all() if system in {one.oid, _bare(one.uri)} - {""}]
    return list(Code.objects.for_listing().filter(system__in=ours, value=criterion.code))


def _bare(uri: str) -> str:
    return uri.lower().removeprefix("https://").removeprefix("http://").rstrip("/")


def _found_by_words(text: str) -> Iterator[Match]:
    found = find.search(text[:200])
    yield from ((code, 1.0) for code in found.codes if code.edition)
    best = found.ranked[0].score if found.ranked else 1
    scores = {one.candidate.id: one.score / best for one in found.ranked[:50]}
    entries = SearchEntry.objects.filter(pk__in=scores, edition__isnull=False).select_related("code__system", "edition")
    for entry in sorted(entries.defer("edition__content"), key=lambda one: -scores[one.pk])[:MOST_FROM_WORDS]:
        entry.code.edition = entry.edition
        yield entry.code, min(1.0, max(0.0, scores[entry.pk]))


def _entry(code: Code, score: float | None, spoken: Spoken) -> Feed:
    language, edition = spoken.of(code)
    assert edition is not None  # noqa: S101 - only explained codes match
    with override(language):
        title = _title(code, edition)
        return {
            "lang": language,
            "title": {"type": "text", "_value": title},
            "link": [
                {
                    "rel": "alternate",
                    "type": "text/html",
                    "hreflang": language,
                    "title": title,
                    "href": full_address(code.get_absolute_url()),
                }
            ],
            "id": {"_value": _id(code, language)},
            "updated": {"_value": _iso(edition.published_at)},
            "author": _author(),
            "summary": {"type": "html", "_value": format_html("<p>{}</p>", edition.description)},
            "category": _about(code, score),
            "rights": {"type": "text", "_value": " ".join(rights(code.system).values())},
        }


def _title(code: Code, edition: Edition) -> str:
    """Return the code and its name, with its last day where that is known: behind us or to come, as of today."""
    title = f"{code.value}: {edition.plain_name}"
    if not code.ended:
        return title
    said = {"title": title, "day": date_format(code.ended)}
    if state_on(timezone.localdate(), code.added, code.ended) == ENDED:
        return _("%(title)s (this code ended on %(day)s)") % said
    # True for today only, and kept by caches for minutes, as the page that says so is.
    return _("%(title)s (this code will end on %(day)s)") % said


def _id(code: Code, language: str) -> str:
    """Return what names an entry for ever; a text in another language is another entry."""
    ending = "" if language == ENGLISH else f"/{language}"
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{SINCE}:{code.system.slug}/{code.value}{ending}"


def _about(code: Code, score: float | None) -> list[Feed]:
    about = [{"scheme": CODE, "term": code.value}, {"scheme": SYSTEM, "term": code.system.oid}]
    return about if score is None else [*about, {"scheme": "relevanceScore", "term": f"{score:.2f}"}]


def _used(asked: Request) -> list[tuple[str, str]]:
    """Return what of the request made the answer, in the words of the standard; nothing else is ever repeated."""
    used: list[tuple[str, str]] = []
    for criterion in asked.criteria:
        if criterion.code:
            used += [(CODE, criterion.code), (SYSTEM, RETIRED.get(criterion.system, criterion.system))]
        else:
            used.append((TEXT, criterion.text))
    return used + [(LANGUAGE, language) for language in asked.languages]


def _subject(asked: Request) -> str:
    return ", ".join(criterion.code or criterion.text for criterion in asked.criteria)


def _type_of(asked: Request) -> str:
    return {"json": "application%2Fjson", "xml": "text%2Fxml"}.get(asked.format, "text%2Fhtml")


def _author() -> Feed:
    return {"name": {"_value": site_name()}, "uri": {"_value": full_address("/")}}


def _latest() -> datetime:
    """Return when anything was published last, so that the same answer is the same bytes."""
    latest: datetime | None = Edition.objects.aggregate(last=Max("published_at"))["last"]
    return latest or datetime(2026, 11, 22, tzinfo=UTC)


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
