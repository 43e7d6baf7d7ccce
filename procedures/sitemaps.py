"""What search engines are told to fetch: every canonical page that may be indexed, split by kind, and nothing else.

Django's own sitemaps build a dictionary and a template row for each address, which takes seconds at 100,000, and name
the host that a request claims. These are written straight from a few queries, with addresses from SITE_URL.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from math import ceil
from xml.sax.saxutils import escape

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from procedures.models import (
    Code,
    CodeGroup,
    CodeRelease,
    CodeSystem,
    GlossaryTerm,
    HealthPlan,
    Policy,
    Procedure,
    Topic,
)

#: Half of what the protocol allows in one file (50,000), so that a file stays easy to fetch.
PER_FILE = 25_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
ALONE = ["home", "code-systems", "topics", "plans", "glossary", "about", "editorial-policy", "accessibility"]
IN_EVERY_LANGUAGE = ["home", "code-systems", "plans", "about", "editorial-policy", "accessibility"]

#: A path, and when the page last changed where an edition says so.
type Row = tuple[str, datetime | None]


def kinds() -> dict[str, Callable[[int], Iterable[Row]]]:
    """Return each kind of pages by its name in an address; a kind yields the rows of one of its files."""
    found: dict[str, Callable[[int], Iterable[Row]]] = {}
    for system in CodeSystem.objects.all():
        found[f"{system.slug}-explanations"] = _explanations(system)
        found[f"{system.slug}-groups"] = _groups(system)
    found |= {"words": _words, "topics": _topics, "plans": _plans, "site": _site}
    others = [language for language, _name in settings.LANGUAGES if language != settings.LANGUAGE_CODE]
    return found | {f"in-{language}": _translated(language) for language in others}


def index() -> str:
    """Return the index of all files that are not empty, each with its latest change where one is known."""
    explained = Code.objects.filter(is_canonical=True)
    rows: list[Row] = []
    for name, kind in kinds().items():
        slug = name.removesuffix("-explanations")
        files = ceil(explained.filter(system__slug=slug).count() / PER_FILE) if slug != name else 1
        for number in range(1, files + 1):
            listed = list(kind(number))
            if listed:
                rows.append(
                    (
                        reverse("sitemap-file", args=[name, number]),
                        max(filter(None, (at for _, at in listed)), default=None),
                    )
                )
    return _document("sitemapindex", "sitemap", rows)


def file(name: str, number: int) -> str | None:
    """Return one file of a kind; None where there is no such file."""
    kind = kinds().get(name)
    rows = list(kind(number)) if kind and number >= 1 else []
    return _document("urlset", "url", rows) if rows else None


def every_path(*, unexplained: bool = False) -> Iterator[str]:
    """Yield the path of every page that may be indexed, of the sitemap itself and of the feed, each once.

    With `unexplained`, also those of the codes that no explanation covers.
    """
    yield from (reverse(name) for name in ("robots", "sitemap", "updates"))
    for name, kind in kinds().items():
        number = 1
        while rows := list(kind(number)):
            yield reverse("sitemap-file", args=[name, number])
            yield from (path for path, _at in rows)
            number += 1
    codes = Code.objects.filter(is_canonical=False).for_listing()
    for code in codes if unexplained else codes.explained():
        yield code.get_absolute_url()


def _document(root: str, element: str, rows: Iterable[Row]) -> str:
    site = escape(settings.SITE_URL)
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">']
    for path, at in rows:
        changed = f"<lastmod>{at:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if at else ""
        lines.append(f"<{element}><loc>{site}{escape(path)}</loc>{changed}</{element}>")
    return "\n".join([*lines, f"</{root}>", ""])


def _explanations(system: CodeSystem) -> Callable[[int], Iterator[Row]]:
    # The form of a code's address, written out: resolving it anew for each of thousands is most of the work.
    before = system.get_absolute_url()
    codes = Code.objects.filter(system=system, is_canonical=True).order_by("value")
    listed = codes.values_list("value", "edition__slug", "edition__published_at")

    def rows(number: int) -> Iterator[Row]:
        for value, slug, at in listed[(number - 1) * PER_FILE : number * PER_FILE]:
            yield f"{before}{value}-{slug}/", at

    return rows


def _groups(system: CodeSystem) -> Callable[[int], Iterator[Row]]:
    def rows(number: int) -> Iterator[Row]:
        if number == 1:
            yield system.get_absolute_url(), None
            yield reverse("releases", args=[system.slug]), None
            for release in CodeRelease.objects.filter(system=system).values_list("pk", flat=True):
                yield reverse("release", args=[system.slug, release]), None
            groups = {group.pk: group for group in CodeGroup.objects.filter(system=system).select_related("system")}
            held = set(
                Code.objects.filter(system=system, group__isnull=False)
                .order_by()
                .values_list("group", flat=True)
                .distinct()
            )
            # A group holds the codes of the groups inside it; one without any is linked from nowhere.
            for group in list(groups.values()):
                while group.pk in held and group.parent_id and group.parent_id not in held:
                    held.add(group.parent_id)
                    group = groups[group.parent_id]
            yield from ((group.get_absolute_url(), None) for group in groups.values() if group.pk in held)

    return rows


def _words(number: int) -> Iterator[Row]:
    if number == 1:
        yield from ((term.get_absolute_url(), None) for term in GlossaryTerm.objects.only("slug"))


def _topics(number: int) -> Iterator[Row]:
    if number == 1:
        topics = Topic.objects.filter(editions__current_of__isnull=False).distinct()
        yield from ((topic.get_absolute_url(), None) for topic in topics)


def _plans(number: int) -> Iterator[Row]:
    if number == 1:
        plans = HealthPlan.objects.filter(policies__isnull=False).distinct()
        yield from ((plan.get_absolute_url(), None) for plan in plans)
        yield from ((policy.get_absolute_url(), None) for policy in Policy.objects.select_related("plan"))


def _site(number: int) -> Iterator[Row]:
    if number == 1:
        yield from ((reverse(name), None) for name in ALONE)


def _translated(language: str) -> Callable[[int], Iterator[Row]]:
    """Return what is written in another language: the site's own pages, words, and translations that are current."""

    def rows(number: int) -> Iterator[Row]:
        if number != 1:
            return
        with override(language):
            yield from ((reverse(name), None) for name in IN_EVERY_LANGUAGE)
            words = GlossaryTerm.objects.filter(translations__language=language)
            if words.count() == GlossaryTerm.objects.count():
                yield reverse("glossary"), None
            yield from ((term.get_absolute_url(), None) for term in words.only("slug"))
            current = Procedure.objects.up_to_date().filter(language=language)
            changed: dict[int | None, datetime] = dict(current.values_list("follows", "current_edition__published_at"))
            for code in Code.objects.for_listing().filter(is_canonical=True, edition__in=list(changed)):
                yield code.get_absolute_url(), changed[code.edition_id]

    return rows
