"""Similar codes in the database: made anew for a system, without touching what staff chose."""

from collections.abc import Callable, Iterator, Sequence
from itertools import batched

from django.db import connection, transaction
from django.db.models import Q

from procedures import stored_pages
from procedures.models import Code, CodeGroup, CodeSystem, SimilarCode

from .facts import Facts, Listed, facts_of
from .kinds import all_kinds
from .reasons import reason

#: The kinds in `kinds.txt` are told from HCPCS descriptors; another system's words would be misread.
SYSTEM_WITH_KINDS = "hcpcs"
CODES_AT_ONCE = 2000
Progress = Callable[[int, int], None]
type Pairs = dict[tuple[int, int], str]
type Row = tuple[int, int, float, str, str, bool]

COLUMNS = ("from_code_id", "to_code_id", "score", "reason", "origin", "hidden")


def rebuild(system: CodeSystem | None = None, progress: Progress | None = None) -> int:
    """Compute the similar codes of a system (or of all of them) and return how many rows there are now.

    Rows that staff chose or hid stay as they are. Codes are written in batches, each in a transaction, so that
    readers always find a code's old list or its new one and no other writer waits long. `progress` is called with
    how many codes are done and how many there are.
    """
    systems = [system] if system else list(CodeSystem.objects.order_by("slug"))
    return sum(_rebuild(one, progress) for one in systems)


def _rebuild(system: CodeSystem, progress: Progress | None) -> int:
    # scikit-learn takes seconds to load, which no web process should pay for.
    from .nearest import nearest, rarity_of

    facts = _facts(system)
    places = {fact.listed.pk: place for place, fact in enumerate(facts)}
    through = Code.replaced_by.through.objects.filter(from_code__system=system, to_code__system=system)
    replaced = [(places[old], places[new]) for old, new in through.values_list("from_code", "to_code")]
    direction: Pairs = {}
    for old, new in replaced:
        direction[old, new], direction[new, old] = "newer", "older"
    chosen = SimilarCode.objects.filter(Q(origin=SimilarCode.Origin.CURATED) | Q(hidden=True), from_code__system=system)
    rarity = rarity_of(facts)
    titles = dict(CodeGroup.objects.filter(system=system).values_list("pk", "title"))
    computed = SimilarCode.objects.filter(origin=SimilarCode.Origin.COMPUTED, hidden=False)
    total = place = 0
    for batch in batched(nearest(facts, replaced, None), CODES_AT_ONCE):
        rows: list[Row] = []
        for near in batch:
            own = facts[place]
            for one in near:
                other = facts[one.to]
                said = reason(own, other, rarity, titles, direction.get((place, one.to), ""))
                rows.append((own.listed.pk, other.listed.pk, one.score, said, SimilarCode.Origin.COMPUTED.value, False))
            place += 1
        owners = [fact.listed.pk for fact in facts[place - len(batch) : place]]
        with transaction.atomic():
            computed.filter(from_code__in=owners).delete()
            kept = set(chosen.filter(from_code__in=owners).values_list("from_code", "to_code"))
            fresh = [row for row in rows if row[:2] not in kept]
            _insert(fresh)
            stored_pages.forget_all()
        total += len(fresh) + len(kept)
        if progress:
            progress(place, len(facts))
    return total


def _insert(rows: Sequence[Row]) -> None:
    """Add rows in the quickest way of the database: a million of them belong to 87,000 codes."""
    table, names = SimilarCode._meta.db_table, ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(COLUMNS))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608


def _facts(system: CodeSystem) -> list[Facts]:
    parents = dict(CodeGroup.objects.filter(system=system).values_list("pk", "parent"))
    kinds = all_kinds() if system.slug == SYSTEM_WITH_KINDS else None
    columns = ("pk", "value", "long_description", "added", "ended", "unit_measure", "group", "edition")
    rows = Code.objects.filter(system=system).order_by("value").values_list(*columns)
    return [
        facts_of(
            Listed(pk, value, text, added, ended, measure, tuple(_upwards(group, parents)), edition is not None), kinds
        )
        for pk, value, text, added, ended, measure, group, edition in rows.iterator(chunk_size=5000)
    ]


def _upwards(group: int | None, parents: dict[int, int | None]) -> Iterator[int]:
    """Yield a group and those around it, the narrowest first; a loop in the tree ends it."""
    seen: set[int] = set()
    while group is not None and group not in seen:
        yield group
        seen.add(group)
        group = parents.get(group)
