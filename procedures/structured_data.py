"""What a page says of itself to machines: schema.org's words as JSON-LD, from the edition and never beyond it."""

import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any

import orjson
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from procedures.content.families import Family
from procedures.content.languages import ENGLISH
from procedures.content.page import ProcedurePage
from procedures.models import Code, Edition
from procedures.models.addresses import full_address
from procedures.pages.head import Head, site_name
from procedures.pages.words import Word

type Thing = dict[str, Any]

#: What a code of each family is in schema.org's words. A note for reporting stands for nothing but itself.
ENTITIES = {
    Family.DRUG: "Drug",
    Family.PROCEDURE: "TherapeuticProcedure",
    Family.TEST: "MedicalTest",
    Family.DEVICE: "MedicalDevice",
    Family.SUPPLY: "MedicalDevice",
    Family.VISIT: "MedicalProcedure",
    Family.TRANSPORT: "Service",
    Family.REPORTING: "MedicalCode",
}
#: In HTML that `to_html` made: what ends a paragraph or an item, and what leaves no trace in plain text.
ENDS = re.compile(r"</(?:p|li|h3)>")
TRACELESS = re.compile(r"<sup\b.*?</sup>|<[^>]*>", re.DOTALL)
# In a script block these could end it or begin a comment; JSON may write them in digits.
UNSAFE = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def for_page(shown: Mapping[str, Any]) -> Thing | None:
    """Return the description of a page from what its template shows; None for a page that is not to be indexed."""
    head: Head | None = shown.get("head")
    if head is None or not head.index or not head.path:
        return None
    if shown.get("edition") and shown.get("page"):
        graph = [_explanation(head, shown["code"], shown["edition"], shown["page"])]
    elif isinstance(shown.get("term"), Word):
        graph = [_word(head, shown["term"])]
    elif head.path == reverse("home"):
        graph = [website(), organization()]
    else:
        graph = []
    if shown.get("crumbs"):
        graph.append(_crumbs(head, shown["crumbs"]))
    return {"@context": "https://schema.org", "@graph": graph} if graph else None


def script(thing: Thing) -> SafeString:
    """Return a description as a script block of data, in which no text of ours can end the block."""
    text = orjson.dumps(thing).decode()
    for sign, digits in UNSAFE.items():
        text = text.replace(sign, digits)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


def website() -> Thing:
    """Return the site, with how to search it."""
    search = f"{full_address(reverse('search'))}?q={{search_term_string}}"
    return {
        "@type": "WebSite",
        "@id": full_address("/#site"),
        "name": site_name(),
        "url": full_address("/"),
        "inLanguage": language(),
        "publisher": {"@id": full_address("/#publisher")},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search},
            "query-input": "required name=search_term_string",
        },
    }


def organization() -> Thing:
    """Return who publishes the site."""
    return {"@type": "Organization", "@id": full_address("/#publisher"), "name": site_name(), "url": full_address("/")}


def language() -> str:
    """Return the language that the page is written in."""
    return get_language() or "en"


def _explanation(head: Head, code: Code, edition: Edition, page: ProcedurePage) -> Thing:
    url = full_address(head.path)
    described: Thing = {
        "@type": "MedicalWebPage",
        "@id": f"{url}#page",
        "url": url,
        "name": head.title,
        "description": head.description,
        "inLanguage": page.language,
        "dateModified": edition.published_at.isoformat(),
        "version": edition.number,
        "audience": {"@type": "MedicalAudience", "audienceType": "Patient"},
        "publisher": {"@id": full_address("/#publisher")},
        "isPartOf": {"@type": "WebSite", "@id": full_address("/#site"), "name": site_name(), "url": full_address("/")},
        "citation": [{"@type": "CreativeWork", "url": one.url} for one in page.sources],
        "mainEntity": _entity(code, page, head.description),
    }
    others = [full_address(path) for language, path in head.alternates if language != page.language]
    if others:
        # The original is English; what else there is are translations of it.
        relation = "workTranslation" if page.language == ENGLISH else "translationOfWork"
        described[relation] = [{"@id": f"{other}#page"} for other in others]
    if page.review:
        described["lastReviewed"] = page.review.checked_on
        described["reviewedBy"] = {
            "@type": "Person",
            "name": page.review.name,
            "honorificSuffix": page.review.credentials,
        }
    return described


def _entity(code: Code, page: ProcedurePage, description: str) -> Thing:
    codes = [_code(code, one.value, one.long_description) for one in page.codes]
    kind = ENTITIES[Family(page.family)]
    if kind == "MedicalCode":
        return codes[0]
    entity: Thing = {"@type": kind, "name": page.plain_name, "description": description}
    others = _once([page.medical_name, *page.brands, *page.also_known_as], but=page.plain_name)
    if others:
        entity["alternateName"] = others
    if kind == "Service":
        # A ride is no medical entity in the vocabulary, and so has no medical code; its identifier is one.
        return entity | {"identifier": codes[0]["codeValue"], "serviceType": page.medical_name}
    entity["code"] = codes
    if kind == "Drug":
        entity |= _medicine(page)
    return entity


def _medicine(page: ProcedurePage) -> Thing:
    found: Thing = {}
    if page.ingredient:
        found |= {"nonProprietaryName": page.ingredient, "activeIngredient": page.ingredient}
    if page.brands:
        found["proprietaryName"] = page.brands[0] if len(page.brands) == 1 else list(page.brands)
    if page.route:
        found["administrationRoute"] = page.route
    if warning := page.section("boxed_warning"):
        found["warning"] = " ".join(unescape(TRACELESS.sub("", ENDS.sub(" ", warning.html))).split())
    if label := next((source for source in page.sources if source.key.startswith("label")), None):
        found["prescribingInfo"] = label.url
    return found


def _code(code: Code, value: str, description: str) -> Thing:
    return {
        "@type": "MedicalCode",
        "codeValue": value,
        "codingSystem": code.system.name,
        "name": description,
    }


def _word(head: Head, term: Word) -> Thing:
    words = {"@type": "DefinedTermSet", "name": site_name(), "url": full_address(reverse("glossary"))}
    described: Thing = {
        "@type": "DefinedTerm",
        "@id": f"{full_address(head.path)}#term",
        "url": full_address(head.path),
        "name": term.term,
        "description": term.meaning,
        "inDefinedTermSet": words,
    }
    return described | ({"alternateName": list(term.variants)} if term.variants else {})


def _crumbs(head: Head, crumbs: Iterable[tuple[str, str]]) -> Thing:
    steps = [*crumbs, (head.path, head.title)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": full_address(path)}
            for place, (path, name) in enumerate(steps, start=1)
        ],
    }


def _once(names: Iterable[str], but: str) -> list[str]:
    """Return names without empty ones and repeats, whatever their case."""
    seen = {but.lower(), ""}
    return [name for name in names if not (name.lower() in seen or seen.add(name.lower()))]  # type: ignore[func-returns-value]
