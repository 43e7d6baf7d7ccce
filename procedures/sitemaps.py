"""What search engines are told to fetch: every canonical page that may be indexed, split by kind, and nothing else.

Django's own sitemaps build a dictionary and a template row for each address, which takes seconds at 100,000, and name
the host that a request claims. These are written straight from a few queries, with addresses from SITE_URL.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import count
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.translation import override

from procedures.models import (
    Code,
    CodeGroup,
    CodeRelease,
    CodeSystem,
    Edition,
    GlossaryTerm,
    HealthPlan,
    Policy,
    Procedure,
    Topic,
)
from procedures.models.addresses import json_address

#: Half of what the protocol allows in one file (50,000), so that a file stays easy to fetch.
PER_FILE = 25_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
ALONE = ["home", "code-systems", "topics", "plans", "glossary", "about", "editorial-policy", "accessibility"]
IN_EVERY_LANGUAGE = ["home", "code-systems", "plans", "about", "editorial-policy", "accessibility"]

#: A path, and when the page last changed where an edition says so.
type Row = tuple[str, datetime | None]


class _Names(NamedTuple):
    """Where what stands in a row is found: the code, the words of its address, and the edition that readers see."""

    value: str
    slug: str
    edition: str


ORIGINAL = _Names("value", "edition__slug", "edition")
#: From the working row of a translation; the address has the words of the original.
TRANSLATED = _Names("follows__codes__value", "follows__slug", "current_edition")


@dataclass(frozen=True)
class Few:
    """Pages of a kind of which there are never many: one file, and nothing says when they changed."""

    paths: Callable[[], Iterable[str]]
    language: str = settings.LANGUAGE_CODE

    def rows(self, number: int) -> list[Row]:
        """Return the rows of one file, numbered from 1; none where there is no such file."""
        with override(self.language):
            return [(path, None) for path in self.paths()] if number == 1 else []

    def newest(self) -> list[int | None]:
        """Return the newest edition of each file: of the one, if it has pages, nothing is known."""
        with override(self.language):
            return [None] if any(self.paths()) else []


@dataclass(frozen=True)
class Explanations:
    """The explanations of a code system in one language, in as many files as they need."""

    system: CodeSystem
    language: str = settings.LANGUAGE_CODE

    def rows(self, number: int) -> list[Row]:
        """Return the rows of one file, numbered from 1; none where there is no such file."""
        # The form of a code's address, written out: resolving it anew for each of thousands is most of the work.
        with override(self.language):
            before = self.system.get_absolute_url()
        found, names = self._listed()
        rows = found.values_list(names.value, names.slug, f"{names.edition}__published_at")
        return [(f"{before}{value}-{slug}/", at) for value, slug, at in rows[_part(number)]]

    def newest(self) -> Iterator[int]:
        """Yield the key of the newest edition of each file.

        Editions are made one after the other and never changed, so the last key is that of the last change. It is asked
        for in place of the date, which the database keeps behind the whole text of each edition.
        """
        found, names = self._listed()
        for number in count(1):
            part = found.values_list(names.edition)[_part(number)]
            said = part.aggregate(pages=Count(names.edition), newest=Max(names.edition))
            if said["pages"]:
                yield said["newest"]
            if said["pages"] < PER_FILE:
                return

    def _listed(self) -> tuple[QuerySet[Any], _Names]:
        if self.language == settings.LANGUAGE_CODE:
            codes = Code.objects.filter(system=self.system, is_canonical=True)
            return codes.order_by(ORIGINAL.value), ORIGINAL
        current = Procedure.objects.up_to_date().filter(
            language=self.language, follows__codes__system=self.system, follows__codes__is_canonical=True
        )
        return current.order_by(TRANSLATED.value), TRANSLATED


def _part(number: int) -> slice:
    return slice((number - 1) * PER_FILE, number * PER_FILE)


def kinds() -> dict[str, Few | Explanations]:
    """Return each kind of pages by its name in an address."""
    others = [language for language, _name in settings.LANGUAGES if language != settings.LANGUAGE_CODE]
    found: dict[str, Few | Explanations] = {}
    for system in CodeSystem.objects.all():
        found[f"{system.slug}-explanations"] = Explanations(system)
        found |= {f"{system.slug}-explanations-in-{language}": Explanations(system, language) for language in others}
        found[f"{system.slug}-groups"] = Few(partial(_groups, system))
    found |= {"words": Few(_words), "topics": Few(_topics), "plans": Few(_plans), "site": Few(_site)}
    return found | {f"in-{language}": Few(partial(_translated, language), language) for language in others}


def index() -> str:
    """Return the index of all files that are not empty, each with its latest change where one is known."""
    files = [
        (reverse("sitemap-file", args=[name, number]), newest)
        for name, kind in kinds().items()
        for number, newest in enumerate(kind.newest(), start=1)
    ]
    editions = Edition.objects.filter(pk__in=[newest for _path, newest in files if newest])
    changed = dict(editions.values_list("pk", "published_at"))
    return _document("sitemapindex", "sitemap", [(path, changed[newest] if newest else None) for path, newest in files])


def file(name: str, number: int) -> str | None:
    """Return one file of a kind; None where there is no such file."""
    kind = kinds().get(name)
    rows = kind.rows(number) if kind else []
    return _document("urlset", "url", rows) if rows else None


def every_path(*, unexplained: bool = False) -> Iterator[str]:
    """Yield the path of all that is worth storing ahead, each once.

    That is every page that may be indexed and every page of an explained code, the sitemap, the feeds, and each
    explanation as JSON. With `unexplained`, also the pages of the codes that no explanation covers.
    """
    yield from (reverse(name) for name in ("robots", "sitemap", "updates"))
    for name, kind in kinds().items():
        for number in count(1):
            rows = kind.rows(number)
            if not rows:
                break
            yield reverse("sitemap-file", args=[name, number])
            for path, _at in rows:
                yield path
                if isinstance(kind, Explanations):
                    yield json_address(path)
    yield from (reverse("releases-feed", args=[system.slug]) for system in CodeSystem.objects.all())
    codes = Code.objects.filter(is_canonical=False).for_listing()
    for code in codes if unexplained else codes.explained():
        yield code.get_absolute_url()
        if code.edition:
            yield json_address(code.get_absolute_url())


def _document(root: str, element: str, rows: Iterable[Row]) -> str:
    site = escape(settings.SITE_URL)
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">']
    for path, at in rows:
        changed = f"<lastmod>{at:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if at else ""
        lines.append(f"<{element}><loc>{site}{escape(path)}</loc>{changed}</{element}>")
    return "\n".join([*lines, f"</{root}>", ""])


def _groups(system: CodeSystem) -> Iterator[str]:
    yield system.get_absolute_url()
    yield reverse("releases", args=[system.slug])
    for release in CodeRelease.objects.filter(system=system).values_list("pk", flat=True):
        yield reverse("release", args=[system.slug, release])
    groups = {group.pk: group for group in CodeGroup.objects.filter(system=system).select_related("system")}
    held = set(
        Code.objects.filter(system=system, group__isnull=False).order_by().values_list("group", flat=True).distinct()
    )
    # A group holds the codes of the groups inside it; one without any is linked from nowhere.
    for group in list(groups.values()):
        while group.pk in held and group.parent_id and group.parent_id not in held:
            held.add(group.parent_id)
            group = groups[group.parent_id]
    yield from (group.get_absolute_url() for group in groups.values() if group.pk in held)


def _words() -> Iterator[str]:
    yield from (term.get_absolute_url() for term in GlossaryTerm.objects.only("slug"))


def _topics() -> Iterator[str]:
    topics = Topic.objects.filter(editions__current_of__isnull=False).distinct()
    yield from (topic.get_absolute_url() for topic in topics)


def _plans() -> Iterator[str]:
    plans = HealthPlan.objects.filter(policies__isnull=False).distinct()
    yield from (plan.get_absolute_url() for plan in plans)
    yield from (policy.get_absolute_url() for policy in Policy.objects.select_related("plan"))


def _site() -> Iterator[str]:
    yield from (reverse(name) for name in ALONE)


def _translated(language: str) -> Iterator[str]:
    """Yield the site's own pages in another language, and the words that are translated."""
    yield from (reverse(name) for name in IN_EVERY_LANGUAGE)
    words = GlossaryTerm.objects.filter(translations__language=language)
    if words.count() == GlossaryTerm.objects.count():
        yield reverse("glossary")
    yield from (term.get_absolute_url() for term in words.only("slug"))
