"""What stands in the index for each explanation and for each code without one: published and official text only."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import Q

from procedures.content.page import ProcedurePage
from procedures.content.rendering import blocks
from procedures.models import BrandName, Code, CodeGroup, Edition, Policy, Procedure, SearchEntry

from .words import EMPTY, fold, split, stem

# The order in which matches are looked at: explained first; then codes in use, those that clinics only report with
# behind those for care; then ended ones; then the same of further code systems.
EXPLAINED, IN_USE, REPORTING, ENDED, FURTHER = 0, 1, 2, 3, 3
FIRST_SYSTEM = "hcpcs"
BODY_MARK = "_"
FACET_MARK = "f_"

_HEAD_ENDS = re.compile(r"[,;:(]| per \d| each$| or |\.\s")
_GIVEN_AS = re.compile(r"^(?:injection|infusion|inj\.?)[,;]?\s+", re.I)
_REPORTED = re.compile(
    r"\b(?:documentation|documented|reporting|performance|episode|improvement activit|most recent|clinician|quality"
    r"|eligible professional|mips|score|patients? (?:who|with|not|has|had|did|was|is)\b"
    r"|not (?:performed|given|prescribed|ordered))",
    re.IGNORECASE,
)


@dataclass
class Facts:
    """What entries need beside their codes, read once for many."""

    groups: dict[int, CodeGroup]
    brands: dict[str, list[BrandName]]
    plans: dict[int, set[str]]
    translations: dict[int, list[ProcedurePage]] = field(default_factory=dict)

    @classmethod
    def read(cls, code_ids: Iterable[int] | None = None) -> "Facts":
        """Read groups, brands, the plans that have a policy on these codes, and the published translations.

        Without `code_ids`, of all codes. Translations are kept by the explanation that they translate.
        """
        brands: defaultdict[str, list[BrandName]] = defaultdict(list)
        for brand in BrandName.objects.all():
            for value in brand.codes:
                brands[value].append(brand)
        links = Policy.codes.through.objects.values_list("code_id", "policy__plan__slug")
        plans: defaultdict[int, set[str]] = defaultdict(set)
        for code_id, plan in links if code_ids is None else links.filter(code_id__in=list(code_ids)):
            plans[code_id].add(plan)
        translated = Procedure.objects.published().filter(translation_of__isnull=False).order_by("language")
        if code_ids is not None:
            translated = translated.filter(procedure_codes__code__in=list(code_ids)).distinct()
        translations: defaultdict[int, list[ProcedurePage]] = defaultdict(list)
        for row in translated.select_related("current_edition"):
            if row.current_edition and row.translation_of_id:
                translations[row.translation_of_id].append(row.current_edition.page)
        return cls({group.pk: group for group in CodeGroup.objects.all()}, brands, plans, translations)

    def group_names(self, code: Code) -> list[str]:
        """Return the names of the groups around a code, the narrowest first."""
        names: list[str] = []
        group = self.groups.get(code.group_id) if code.group_id else None
        while group:
            names += [group.title, group.name]
            group = self.groups.get(group.parent_id) if group.parent_id else None
        return names


@dataclass
class Text:
    """The words of an entry before they are written down."""

    names: list[str]
    official: list[tuple[str, bool]]
    around: list[str]
    body: str = ""


def entries_of(codes: Iterable[Code], facts: Facts) -> Iterator[SearchEntry]:
    """Yield an entry for each code without an explanation and one for each explanation, from codes with `edition`."""
    explained: dict[int, list[Code]] = defaultdict(list)
    for code in codes:
        if code.edition_id:
            explained[code.edition_id].append(code)
        else:
            yield bare_entry(code, facts)
    for covered in explained.values():
        edition = covered[0].edition
        if edition is not None:
            yield explained_entry(edition, sorted(covered, key=lambda code: (not code.is_canonical, code.value)), facts)


def bare_entry(code: Code, facts: Facts) -> SearchEntry:
    """Return what stands in the index for a code without an explanation."""
    brands = facts.brands.get(code.value, [])
    head = head_of(code.long_description)
    first: list[str] = []
    other: list[str] = []
    for brand in brands:
        (first if brand.codes[0] == code.value else other).append(brand.name)
    names = [head, *first, *dict.fromkeys(brand.generic for brand in brands if brand.generic), *other]
    text = Text(names, [(code.long_description, False), (code.short_description, True)], facts.group_names(code))
    group = facts.groups.get(code.group_id) if code.group_id else None
    shown = {
        "title": code.long_description,
        "line": group.title if group else "",
        "codes": [_code_shown(code)],
        "also": [brand.name for brand in brands if brand.checked],
        "explained": False,
    }
    return _entry(rank_of(code), code, None, text, shown, _facets(code, [code], facts))


def explained_entry(edition: Edition, covered: list[Code], facts: Facts) -> SearchEntry:
    """Return what stands in the index for a published explanation and all its codes, the primary code first."""
    page, lead = edition.page, covered[0]
    brands = [brand for code in covered for brand in facts.brands.get(code.value, [])]
    also = list(dict.fromkeys([*page.brands, *page.also_known_as]))
    heads = [head_of(code.long_description) for code in covered]
    names = [page.plain_name, page.medical_name, page.ingredient, *also, *heads, *(brand.name for brand in brands)]
    translated = facts.translations.get(edition.procedure_id, [])
    for other in translated:
        names += [other.plain_name, other.medical_name, *other.also_known_as]
    text = Text(
        list(dict.fromkeys(name for name in names if name)),
        [part for code in covered for part in ((code.long_description, False), (code.short_description, True))],
        [*facts.group_names(lead), page.family_label, *(name for _, name in page.topics)],
        " ".join(_text_of(one) for one in (page, *translated)),
    )
    shown = {
        "title": page.plain_name,
        "line": edition.description,
        "codes": [_code_shown(code) for code in covered],
        "also": also,
        "explained": True,
    }
    facets = _facets(lead, covered, facts) + _page_facets(page)
    return _entry((EXPLAINED << 40) + lead.pk, lead, edition, text, shown, facets)


def _text_of(page: ProcedurePage) -> str:
    return " ".join(block.text for section in page.sections for block in blocks(section.body))


def head_of(descriptor: str) -> str:
    """Return the words of a descriptor that name the thing: pembrolizumab in "Injection, pembrolizumab, 1 mg"."""
    given = _GIVEN_AS.sub("", descriptor)
    head = _HEAD_ENDS.split(given, maxsplit=1)[0].strip()
    return head or given


def rank_of(code: Code) -> int:
    """Return the place of a code without an explanation among all entries."""
    place = ENDED if code.ended else REPORTING if is_reporting(code) else IN_USE
    return ((place + (0 if code.system.slug == FIRST_SYSTEM else FURTHER)) << 40) + code.pk


def is_reporting(code: Code) -> bool:
    """Return whether clinics only report with this code (quality measures): nothing that a patient gets."""
    return code.value[0] in "GM" and _REPORTED.search(code.long_description) is not None


def _code_shown(code: Code) -> dict[str, Any]:
    return {
        "value": code.value,
        "url": code.get_absolute_url(),
        "ended": code.ended.isoformat() if code.ended else "",
        "next": [other.value for other in code.replaced_by.all()] if code.ended else [],
        "words": " ".join(["", *_stems(code.long_description), ""]),
    }


def _facets(lead: Code, covered: list[Code], facts: Facts) -> list[str]:
    plans = sorted({plan for code in covered for plan in facts.plans.get(code.pk, ())})
    return [
        f"system:{lead.system.slug}",
        f"explained:{'yes' if lead.edition_id else 'no'}",
        f"use:{'current' if any(not code.ended for code in covered) else 'ended'}",
        *(f"plan:{plan}" for plan in plans),
    ]


def _page_facets(page: ProcedurePage) -> list[str]:
    facets = [f"family:{page.family}", f"setting:{page.setting}", f"anesthesia:{page.anesthesia}"]
    facets += [f"topic:{slug}" for slug, _ in page.topics]
    if page.minutes_to is not None:
        facets.append(f"time:{'short' if page.minutes_to <= 30 else 'medium' if page.minutes_to <= 120 else 'long'}")
    return facets


def _entry(
    place: int, code: Code, edition: Edition | None, text: Text, shown: dict[str, Any], facets: list[str]
) -> SearchEntry:
    strong = {word for part in [*text.names, *text.around, *(words for words, short in text.official if not short)]
              for word in _words(part)}  # fmt: skip
    short = {word for words, is_short in text.official if is_short for word in _words(words, True)}
    body = {word for word in split(fold(text.body)) if word not in EMPTY}
    named = " | ".join(" ".join(_stems(name)) for name in text.names)
    official = " | ".join(" ".join(_stems(words, short)) for words, short in text.official)
    return SearchEntry(
        id=place,
        code=code,
        edition=edition,
        value=code.value,
        names=f" | {named} | ",
        official=f" {official} ",
        around=" ".join(["", *dict.fromkeys(word for part in text.around for word in _stems(part)), ""]),
        facets=" ".join(["", *facets, ""]),
        words=" ".join(sorted(strong)),
        body=" ".join(sorted((body | short) - strong)),
        shown=shown,
    )


@lru_cache(maxsize=4096)
def _words(text: str, short: bool = False) -> tuple[str, ...]:
    """Return the words of a short text: a descriptor is asked for four times, a group's name by all its codes."""
    return tuple(split(fold(text), short))


@lru_cache(maxsize=4096)
def _stems(text: str, short: bool = False) -> tuple[str, ...]:
    return tuple(map(stem, _words(text, short)))


def facet_word(facet: str) -> str:
    """Return a facet as a word of the full text: “plan:blue-shield” -> f_plan_blue_shield."""
    return FACET_MARK + re.sub(r"[^a-z0-9]", "_", facet.lower())


def full_text(entry: SearchEntry) -> list[str]:
    """Return the words under which the database finds an entry; those around it bear a mark, facets another."""
    near = {word for part in (entry.names, entry.official) for word in part.split()} - {"|"}
    further = {*entry.around.split(), *(stem(word) for word in entry.body.split())} - near
    words = {*near, *(BODY_MARK + word for word in further), *(facet_word(facet) for facet in entry.facets.split())}
    return sorted(word for word in words if word.isascii())


def codes_to_index() -> Any:
    """Return codes with all that entries read of them."""
    return Code.objects.select_related("system", "edition").prefetch_related("replaced_by")


def with_their_explanations(code_ids: Iterable[int]) -> Any:
    """Return these codes and all others of the explanations that they belong to."""
    wanted = list(code_ids)
    return codes_to_index().filter(Q(pk__in=wanted) | Q(edition__codes__in=wanted)).distinct()
