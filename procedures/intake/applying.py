"""Taking a list of codes into the database: one transaction, whole or not at all, explanations never touched."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from procedures import stored_pages
from procedures.models import Code, CodeChange, CodeRelease, CodeSystem, ProcedureCode
from procedures.search import index

from .comparing import ADDED, ENDED, KINDS, MISSING, OTHER, REWORDED, Change, CodeFacts, Difference, compare
from .writing import CodeRows, insert

logger = logging.getLogger(__name__)

#: A release that lacks more of the codes in force than this is a file that was cut short, not a release.
MOST_MISSING = 0.02
#: Without an earlier release, a code that was added in the quarter before a release counts as new in it.
QUARTER_DAYS = 92
#: From this many changed codes on, making the whole search index anew is quicker than renewing parts of it.
REBUILT_FROM = 1000
Progress = Callable[[str, int, int], None]


class Refused(Exception):
    """Nothing was changed; the text says why, where, and what to do about it."""


@dataclass(frozen=True)
class Stated:
    """A list of codes as it was read, with what is known of the file."""

    codes: Sequence[CodeFacts]
    name: str
    released_on: date | None
    source: str
    sha256: str


@dataclass
class Report:
    """What a list changed, or would change."""

    stated: Stated
    difference: Difference
    dry_run: bool
    system: CodeSystem | None = None
    codes: int = 0
    ended: int = 0
    for_staff: list[Change] = field(default_factory=list)

    @property
    def changed_anything(self) -> bool:
        """Whether codes were added or changed."""
        return not self.dry_run and bool(self.difference.new or self.difference.changed)

    @property
    def summary(self) -> str:
        """How many of each kind, in one line."""
        counts = self.difference.counts
        kinds = [kind for kind in KINDS if kind not in (OTHER, MISSING) or counts[kind]]
        said = ", ".join(f"{counts[kind]:,} {kind}" for kind in kinds)
        return f"{said}, {self.difference.unchanged:,} unchanged"


def apply(
    system: CodeSystem, stated: Stated, *, dry_run: bool = False, force: bool = False, progress: Progress | None = None
) -> Report:
    """Make the codes of a system what a list states, and return what changed.

    One transaction: an interruption at any moment leaves the earlier state. Codes are added and changed, never
    removed. What publishing set on a code stays, and so does every explanation; changed codes that one covers come
    on the list for staff. The search index and stored pages are renewed in the same transaction. With `dry_run`
    nothing is written. Raises Refused for an older list, or one that lacks many codes in force, without `force`.
    """
    tell = progress or (lambda step, done, total: None)
    with transaction.atomic():
        system = CodeSystem.objects.select_for_update().get(pk=system.pk)
        if not force:
            _refuse_older(system, stated)
        tell("comparing", 0, len(stated.codes))
        rows = CodeRows(system)
        known_values = rows.facts.keys() | {code.value for code in stated.codes}
        difference = compare(rows.facts, (_with_known_successors(code, known_values) for code in stated.codes))
        if not force:
            _refuse_cut_short(rows, difference, stated)
        report = Report(stated, difference, dry_run, system)
        explained = set(ProcedureCode.objects.filter(code__system=system).values_list("code__value", flat=True))
        report.for_staff = [
            change for change in difference.changes if change.value in explained and _concerns_staff(change)
        ]
        if dry_run:
            stays = {value: code.ended for value, code in rows.facts.items()}
            stays |= {code.value: code.ended for code in (*difference.new, *difference.changed)}
            report.codes, report.ended = len(stays), sum(ended is not None for ended in stays.values())
            return report
        tell("writing", 0, len(stated.codes))
        if difference.new or difference.changed or not _is_known(system, stated):
            rows.write(difference)
            _record(system, stated, difference, report, rows.pks)
            tell("search index", len(stated.codes), len(stated.codes))
            _renew_index(difference, rows.pks)
            stored_pages.forget_all()
        totals = Code.objects.filter(system=system).aggregate(
            all=Count("pk"), ended=Count("pk", filter=Q(ended__isnull=False))
        )
        report.codes, report.ended = totals["all"], totals["ended"]
    logger.info("took in %s: %s", stated.source, report.summary)
    return report


def first_look(stated: Stated) -> Report:
    """Return what a list would bring to a site that does not know its system yet."""
    report = Report(stated, compare({}, stated.codes), dry_run=True)
    report.codes, report.ended = len(stated.codes), sum(code.ended is not None for code in stated.codes)
    return report


def _renew_index(difference: Difference, pks: dict[str, int]) -> None:
    """Renew the search index for what changed, or make it anew where most of it did."""
    touched = [code.value for code in (*difference.new, *difference.changed)]
    if len(touched) > REBUILT_FROM:
        index.rebuild()
    else:
        index.refresh(pks[value] for value in touched)


def _refuse_older(system: CodeSystem, stated: Stated) -> None:
    newest = system.released_on
    if newest is None or (stated.released_on and stated.released_on >= newest):
        return
    if stated.released_on is None:
        raise Refused(
            f"{stated.source}: its name does not tell its date, and the site has the release of {newest}. Say when it"
            " was released with --released 2025-10-01, or take it in whatever its age with --force."
        )
    raise Refused(
        f"{stated.source} is the release of {stated.released_on}; the site has the newer one of {newest}. Nothing was"
        " changed. To go back to the older one, use --force."
    )


def _refuse_cut_short(rows: "CodeRows", difference: Difference, stated: Stated) -> None:
    in_force = sum(code.ended is None for code in rows.facts.values())
    missing = difference.of(MISSING)
    if len(missing) > MOST_MISSING * in_force:
        raise Refused(
            f"{stated.source} lacks {len(missing):,} of the {in_force:,} codes that are in force, from"
            f" {missing[0].value} to {missing[-1].value}: it seems cut short. Download it again; if it"
            " is whole, use --force."
        )


def _with_known_successors(code: CodeFacts, known: Iterable[str]) -> CodeFacts:
    if not code.replaced_by:
        return code
    kept = tuple(sorted(value for value in set(code.replaced_by) if value in known and value != code.value))
    return code if kept == code.replaced_by else CodeFacts(**{**_as_dict(code), "replaced_by": kept})


def _as_dict(code: CodeFacts) -> dict[str, Any]:
    return {name: getattr(code, name) for name in CodeFacts.__slots__}


def _concerns_staff(change: Change) -> bool:
    """Return whether a change of an explained code may make its explanation untrue."""
    return change.kind not in (ADDED, OTHER) and not change.is_spelling


def _is_known(system: CodeSystem, stated: Stated) -> bool:
    return (
        system.release == stated.name
        and CodeRelease.objects.filter(system=system, name=stated.name, sha256=stated.sha256).exists()
    )


def _record(system: CodeSystem, stated: Stated, difference: Difference, report: Report, pks: dict[str, int]) -> None:
    """Note the release and what it changed: what is new since the release before it, and what staff must look at."""
    facts = {
        "released_on": stated.released_on,
        "source": stated.source[-300:],
        "sha256": stated.sha256,
        "codes": len(stated.codes),
    }
    earlier = CodeRelease.objects.filter(system=system).exclude(name=stated.name)
    if stated.released_on:
        earlier = earlier.filter(released_on__lt=stated.released_on)
    previous = earlier.order_by("-released_on", "-pk").first()
    release, _ = CodeRelease.objects.update_or_create(system=system, name=stated.name, defaults=facts)
    system.release, system.released_on = stated.name, stated.released_on
    system.save(update_fields=["release", "released_on"])
    since = previous.released_on if previous else None
    if previous is None and stated.released_on:
        since = date.fromordinal(stated.released_on.toordinal() - QUARTER_DAYS)
    noted = set(CodeChange.objects.filter(release=release).values_list("code", "kind"))
    for_staff = {(change.kind, change.value) for change in report.for_staff}
    rows = []
    for change in _worth_noting(difference, since, is_first=previous is None):
        pk = pks[change.value]
        if (pk, change.kind) not in noted:
            needs_staff = (change.kind, change.value) in for_staff
            rows.append((release.pk, pk, change.kind, change.before, change.after, needs_staff))
    insert(CodeChange, ("release_id", "code_id", "kind", "before", "after", "needs_staff"), rows)


def _worth_noting(difference: Difference, since: date | None, *, is_first: bool) -> Iterator[Change]:
    """Yield what readers of "What changed" and staff should find: not that a first import brought codes of 1982."""
    facts = {code.value: code for code in (*difference.new, *difference.changed)}
    for change in difference.changes:
        if change.kind == ADDED:
            code = facts[change.value]
            if (code.added is None and not is_first) or (code.added and since and code.added > since):
                yield change
            if code.ended and since and code.ended >= since:
                yield Change(ENDED, code.value, after=code.ended.isoformat())
        elif change.kind != OTHER and not (change.kind == REWORDED and change.is_spelling):
            yield change
