"""What the pages "What changed" show: the releases of a code system, and what each one added, ended and reworded."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.models import CodeChange, CodeRelease, CodeSystem
from procedures.models.addresses import path_to

from .atom import Feed
from .head import head, site_name

KINDS = (
    (CodeChange.Kind.ADDED, gettext_lazy("New codes")),
    (CodeChange.Kind.ENDED, gettext_lazy("Codes that ended")),
    (CodeChange.Kind.REPLACED, gettext_lazy("Codes with a successor")),
    (CodeChange.Kind.REVIVED, gettext_lazy("Codes in use again")),
    (CodeChange.Kind.REWORDED, gettext_lazy("Codes with new official words")),
)
LABELS = {str(kind): label for kind, label in KINDS}
FEED_CHANGES = 100
#: More changes of one kind in one release are told in one entry: else the new codes of one would fill the whole feed.
FEW = 10


@dataclass(frozen=True)
class KindRow:
    """One kind of change in a release, with how many codes it concerns."""

    kind: str
    label: str
    count: int


@dataclass(frozen=True)
class Entry:
    """One entry of the feed: its title, where it leads, what it says, and its mark within the release for ever."""

    title: str
    path: str
    words: str
    mark: str


def releases(system: CodeSystem) -> dict[str, Any]:
    """Return the releases of a system that were taken in, newest first."""
    title = _("What changed in %(name)s") % {"name": system.name}
    about = _("New, ended and reworded billing codes of %(name)s, release by release.") % {"name": system.name}
    return {
        "head": head(title, about, path_to("releases", system.slug)),
        "system": system,
        "crumbs": [(system.get_absolute_url(), system.name)],
        "releases": CodeRelease.objects.filter(system=system).annotate(changed=Count("changes")),
    }


def changes_of(release: CodeRelease, kind: str) -> QuerySet[CodeChange]:
    """Return the changes of one kind in a release, with their codes."""
    changes = release.changes.filter(kind=kind).select_related("code__system", "code__edition")
    return changes.defer("code__edition__content").order_by("code__value")


def release(found: CodeRelease, kind: str, changes: Page[CodeChange]) -> dict[str, Any]:
    """Return one release: how many changes of each kind, and one page of one kind."""
    counts = Counter(dict(found.changes.order_by().values_list("kind").annotate(Count("pk"))))
    title = _("%(name)s, %(release)s: what changed") % {"name": found.system.name, "release": found.name}
    about = _("%(added)s new and %(ended)s ended billing codes in the %(release)s release of %(name)s.") % {
        "added": counts[CodeChange.Kind.ADDED],
        "ended": counts[CodeChange.Kind.ENDED],
        "release": found.name,
        "name": found.system.name,
    }
    is_first = kind == CodeChange.Kind.ADDED and changes.number == 1
    path = found.get_absolute_url() if is_first else f"{found.get_absolute_url()}?kind={kind}&page={changes.number}"
    return {
        "head": head(title, about, path, index=is_first),
        "release": found,
        "crumbs": [
            (found.system.get_absolute_url(), found.system.name),
            (path_to("releases", found.system.slug), _("What changed")),
        ],
        "kinds": [KindRow(one, str(label), counts[one]) for one, label in KINDS if counts[one]],
        "kind": kind,
        "changes": changes,
        "first": list_address(found, kind),
    }


def list_address(release: CodeRelease, kind: str) -> str:
    """Return where the changes of one kind in a release are listed; a release begins with what it added."""
    return release.get_absolute_url() + ("" if kind == CodeChange.Kind.ADDED else f"?kind={kind}")


def feed(system: CodeSystem) -> str:
    """Return the newest changes of a system as an Atom feed: one entry for each code that a release changed.

    Where a release did the same to many codes, one entry says to how many, and leads to their list.
    """
    atom = Feed(
        _("%(site)s: what changed in %(name)s") % {"site": site_name(), "name": system.name},
        _("New and ended billing codes, as releases are taken in."),
        path=path_to("releases-feed", system.slug),
        page=path_to("releases", system.slug),
    )
    for (release, _kind), changes in groupby(newest_changes(system), key=lambda one: (one.release, one.kind)):
        for entry in entries(release, list(changes)):
            mark = f"{release.get_absolute_url()}#{entry.mark}"
            atom.add(entry.title, entry.words, path=entry.path, mark=mark, at=release.taken_in_at)
    return atom.writeString("utf-8")


def newest_changes(system: CodeSystem) -> QuerySet[CodeChange]:
    """Return the first few changes of each kind in each release, newest release first; `count` says how many it has."""
    alike = ["release", "kind"]
    changes = CodeChange.objects.filter(release__system=system, kind__in=[kind for kind, _label in KINDS]).annotate(
        count=Window(Count("pk"), partition_by=alike),
        place=Window(RowNumber(), partition_by=alike, order_by="code__value"),
    )
    changes = changes.filter(place__lte=FEW).select_related("release__system", "code__system", "code__edition")
    changes = changes.defer("code__edition__content")
    return changes.order_by("-release__taken_in_at", "-release", "kind", "code__value")[:FEED_CHANGES]


def entries(release: CodeRelease, changes: Sequence[CodeChange]) -> list[Entry]:
    """Return what the feed says of the changes of one kind in a release, of which these are the first few."""
    kind, count = changes[0].kind, changes[0].count  # type: ignore[attr-defined]  # from `newest_changes`
    if count > FEW:
        title = f"{release.name}: {LABELS[kind]} ({count})"
        values = ", ".join(change.code.value for change in changes)
        return [Entry(title, list_address(release, kind), f"{values} …", kind)]
    return [
        Entry(
            f"{change.code.value}: {change.get_kind_display()}",
            change.code.get_absolute_url(),
            change.after or change.before,
            f"{kind}-{change.code.value}",
        )
        for change in changes
    ]
