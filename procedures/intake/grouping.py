"""Which group does a code belong to? The narrowest range that holds it."""

from collections.abc import Iterable

from django.db import connection

from procedures.models import Code, CodeGroup, CodeSystem

#: A group's beginning, end and key.
type Range = tuple[str, str, int]


def narrowest_of(values: Iterable[str], ranges: Iterable[Range]) -> dict[str, int]:
    """Return for each value the range that holds it and begins last; values that none holds are left out. Pure."""
    waiting = sorted(ranges, key=lambda one: (one[0], [-ord(sign) for sign in one[1]]), reverse=True)
    around: list[Range] = []
    found = {}
    for value in sorted(values):
        while waiting and waiting[-1][0] <= value:
            around.append(waiting.pop())
        while around and around[-1][1] < value:
            around.pop()
        holding = next((one for one in reversed(around) if one[1] >= value), None)
        if holding:
            found[value] = holding[2]
    return found


def narrowest(system: CodeSystem, values: Iterable[str]) -> dict[str, int]:
    """Return the key of the narrowest group of a system for each value that one holds."""
    ranges = CodeGroup.objects.filter(system=system).values_list("range_start", "range_end", "pk")
    return narrowest_of(values, ranges)


def move(moves: Iterable[tuple[int, int]]) -> int:
    """Put codes into groups (key of the group, key of the code); return how many."""
    moved = list(moves)
    if moved:
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {Code._meta.db_table} SET group_id = %s WHERE id = %s", moved)  # noqa: S608
    return len(moved)
