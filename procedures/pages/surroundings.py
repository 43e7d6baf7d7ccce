"""Everything around a code that its page shows, read with one query: groups, policies, similar codes, relatives.

Written as SQL, because a page that asks through the ORM for each kind of row spends most of its time on composing
queries. Each part yields rows of one shape: the kind, two numbers, and eight texts.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.utils.safestring import SafeString

from procedures.content.languages import ENGLISH
from procedures.models import Code
from procedures.models.addresses import code_address

#: Longer chains of replacements are not followed; the longest in CMS's data has three links.
LONGEST_CHAIN = 10
SIMILAR_SHOWN = 10
NEAREST_SHOWN = 5
EDITIONS_SHOWN = 5

# Texts are cast so that both databases give text; what stands first decides the types of all parts. `$listed` and
# `$of_code` stand for what follows here.
LISTED = (
    "c.value, CASE WHEN e.id IS NULL THEN c.slug ELSE e.slug END, COALESCE(e.plain_name, c.long_description),"
    " COALESCE(e.medical_name, ''), COALESCE(CAST(c.ended AS text), ''), COALESCE(CAST(e.id AS text), ''), s.slug"
)
OF_CODE = "JOIN procedures_codesystem s ON s.id = c.system_id LEFT JOIN procedures_edition e ON e.id = c.edition_id"
WITH = """
WITH RECURSIVE up(id, parent_id, slug, title, range_start, range_end, height) AS (
  SELECT id, parent_id, slug, title, range_start, range_end, 0 FROM procedures_codegroup WHERE id = %(group)s
  UNION ALL
  SELECT g.id, g.parent_id, g.slug, g.title, g.range_start, g.range_end, up.height + 1
  FROM procedures_codegroup g JOIN up ON g.id = up.parent_id WHERE up.height < 9),
link(old, new, step) AS (
  SELECT from_code_id, to_code_id, 1 FROM procedures_code_replaced_by WHERE from_code_id = %(code)s
  UNION
  SELECT r.from_code_id, r.to_code_id, link.step + 1
  FROM procedures_code_replaced_by r JOIN link ON r.from_code_id = link.new WHERE link.step < $links)
"""
PARTS = {
    "group": """
SELECT 'group' AS kind, CAST(height AS double precision) AS place, CAST(id AS bigint) AS number,
  CAST(slug AS text) AS a, CAST(title AS text) AS b, CAST('' AS text) AS c, CAST('' AS text) AS d,
  CAST('' AS text) AS e, CAST('' AS text) AS f, CAST('' AS text) AS g, CAST('' AS text) AS h FROM up""",
    "policy": """
SELECT 'policy', 0, p.id, h.name, h.slug, p.slug, p.title, p.asks_html, p.in_force_from, p.last_seen,
  CASE WHEN p.third_party_copy THEN '1' ELSE '' END
FROM procedures_policy p JOIN procedures_healthplan h ON h.id = p.plan_id
WHERE p.id IN (SELECT m.policy_id FROM procedures_policy_codes m JOIN procedures_code c ON c.id = m.code_id
  WHERE c.system_id = %(system)s AND c.value IN (%(values)s))""",
    "similar": """
SELECT 'similar', CASE WHEN r.origin = 'curated' THEN r.score + 2 ELSE r.score END, c.id, $listed, r.reason
FROM procedures_similarcode r JOIN procedures_code c ON c.id = r.to_code_id $of_code
WHERE r.from_code_id = %(code)s AND NOT r.hidden""",
    "earlier": """
SELECT 'earlier', 0, c.id, $listed, ''
FROM procedures_code_replaced_by r JOIN procedures_code c ON c.id = r.from_code_id $of_code
WHERE r.to_code_id = %(code)s""",
    "later": """
SELECT 'later', link.old, c.id, $listed, ''
FROM link JOIN procedures_code c ON c.id = link.new $of_code""",
    "edition": """
SELECT * FROM (SELECT 'edition', 0, k.number, CAST(e.published_at AS text), e.note, '', '', '', '', '', ''
  FROM procedures_editioncode k JOIN procedures_edition e ON e.id = k.edition_id
  JOIN procedures_procedure p ON p.id = e.procedure_id AND p.retracted_on IS NULL
  WHERE k.code_id = %(code)s AND k.language = %(language)s ORDER BY k.number DESC LIMIT $editions) last""",
    "canonical": """
SELECT 'canonical', 0, c.id, $listed, ''
FROM procedures_code c $of_code WHERE c.edition_id = %(edition)s AND c.is_canonical""",
    "language": """
SELECT 'language', CASE WHEN t.follows_id = o.current_edition_id THEN 1 ELSE 0 END, t.id, t.language,
  '', '', '', '', '', '', ''
FROM procedures_procedure o JOIN procedures_procedure t ON t.translation_of_id = o.id
WHERE o.current_edition_id = %(edition)s AND t.current_edition_id IS NOT NULL""",
    "near": """
SELECT * FROM (SELECT 'near', up.height, c.id, $listed, ''
  FROM up JOIN procedures_code c ON c.value BETWEEN up.range_start AND up.range_end AND $canonical
    AND c.system_id = %(system)s $of_code
  WHERE c.id NOT IN (SELECT to_code_id FROM procedures_similarcode WHERE from_code_id = %(code)s AND hidden)
  ORDER BY up.height, c.value LIMIT $near) near""",
    "withdrawn": """
SELECT 'withdrawn', 0, p.id, p.plain_name, p.retraction_reason, CAST(p.retracted_on AS text), '', '', '', '', ''
FROM procedures_procedurecode l JOIN procedures_procedure p ON p.id = l.procedure_id
WHERE l.code_id = %(code)s AND p.retracted_on IS NOT NULL AND p.translation_of_id IS NULL""",
    "short": "SELECT 'short', 0, id, short, words, '', '', '', '', '', '' FROM procedures_abbreviation",
}
MEANING = {
    "$listed": LISTED,
    "$of_code": OF_CODE,
    "$links": str(LONGEST_CHAIN),
    "$editions": str(EDITIONS_SHOWN),
    "$near": str(3 * NEAREST_SHOWN),
}
PARAMETER = re.compile(r"%\((\w+)\)s")
EXPLAINED = ("group", "policy", "similar", "earlier", "later", "edition", "canonical", "language")
UNEXPLAINED = ("group", "policy", "similar", "earlier", "later", "near", "withdrawn", "short")


class ListedCode(NamedTuple):
    """A code as a list row shows it; `edition` is the number of its explanation's row, or None."""

    pk: int
    value: str
    slug: str
    name: str
    medical_name: str
    ended: date | None
    edition: int | None
    system: str
    reason: str = ""

    @property
    def name_language(self) -> str:
        """The language of its name: lists around a page are in English."""
        return ENGLISH

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return code_address(self.system, self.value, self.slug)


class ListedPlan(NamedTuple):
    """A health plan as the page of a code names it."""

    name: str
    slug: str


class ListedPolicy(NamedTuple):
    """A plan's policy as the page of a code shows it."""

    pk: int
    plan: ListedPlan
    slug: str
    title: str
    asks: SafeString
    in_force_from: str
    last_seen: str
    third_party_copy: bool


class ListedEdition(NamedTuple):
    """One published version in the list of changes."""

    number: int
    published_at: datetime
    note: str


class Withdrawn(NamedTuple):
    """That an explanation was taken from readers: why, and when."""

    plain_name: str
    retraction_reason: str
    retracted_on: date


@dataclass(slots=True)
class Surroundings:
    """What stands around a code on its page; groups from the widest to the narrowest."""

    groups: list[tuple[str, str]] = field(default_factory=list)
    policies: list[ListedPolicy] = field(default_factory=list)
    similar: list[ListedCode] = field(default_factory=list)
    replaces: list[ListedCode] = field(default_factory=list)
    successors: list[ListedCode] = field(default_factory=list)
    editions: list[ListedEdition] = field(default_factory=list)
    canonical: ListedCode | None = None
    nearest: list[ListedCode] = field(default_factory=list)
    withdrawn: Withdrawn | None = None
    #: Languages of published translations, and whether each says what the original says now.
    languages: dict[str, bool] = field(default_factory=dict)
    short_forms: dict[str, str] = field(default_factory=dict)


def around(code: Code, parts: Sequence[str], *, values: Sequence[str], language: str = ENGLISH) -> Surroundings:
    """Return what stands around a code, in one query: policies of all `values`, its versions in a language."""
    values = values or [""]
    sql, names = _statement(tuple(parts), len(values))
    known = {
        "code": code.pk,
        "group": code.group_id or 0,
        "system": code.system_id,
        "edition": code.edition_id or 0,
        "language": language,
    }
    asked: list[Any] = []
    for name in names:
        asked += values if name == "values" else [known[name]]
    rows: defaultdict[str, list[Any]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        for kind, *row in cursor.fetchall():
            rows[kind].append(row)
    return _read(code.pk, rows)


@lru_cache(maxsize=64)
def _statement(parts: tuple[str, ...], count: int) -> tuple[str, tuple[str, ...]]:
    """Return the query, and the name of each of its parameters in order; "values" stands for `count` of them."""
    text = WITH.strip() + "\n" + "\nUNION ALL\n".join(PARTS[part].strip() for part in parts)
    # As the condition of the index says it: SQLite compares the words.
    canonical = "c.is_canonical = 1" if connection.vendor == "sqlite" else "c.is_canonical"
    for mark, meaning in {**MEANING, "$canonical": canonical}.items():
        text = text.replace(mark, meaning)
    sql = PARAMETER.sub(lambda found: ", ".join(["%s"] * count) if found[1] == "values" else "%s", text)
    return sql, tuple(PARAMETER.findall(text))


def _read(own: int, rows: dict[str, list[Any]]) -> Surroundings:
    similar = sorted(rows["similar"], key=lambda row: (-row[0], row[1]))
    near: dict[str, ListedCode] = {}
    for row in sorted(rows["near"], key=lambda row: (row[0], row[2])):
        if row[1] != own:
            near.setdefault(row[7], _listed(row))
    policies = [_policy(*row[1:]) for row in rows["policy"]]
    return Surroundings(
        groups=[(row[2], row[3]) for row in sorted(rows["group"], reverse=True)],
        policies=_useful_first(policies),
        similar=[_listed(row) for row in similar],
        replaces=_in_order(row for row in rows["earlier"] if row[1] != own),
        successors=_ends(own, rows["later"]),
        editions=[
            ListedEdition(row[1], _moment(row[2]), row[3]) for row in sorted(rows["edition"], key=lambda row: -row[1])
        ],
        canonical=next(map(_listed, rows["canonical"]), None),
        nearest=list(near.values()),
        withdrawn=next((Withdrawn(row[2], row[3], date.fromisoformat(row[4])) for row in rows["withdrawn"]), None),
        languages={row[2]: bool(row[0]) for row in rows["language"]},
        short_forms={row[2]: row[3] for row in rows["short"]},
    )


def _useful_first(policies: Iterable[ListedPolicy]) -> list[ListedPolicy]:
    """Sort policies: the newest of each plan before its older ones, then those in plain words, then papers of its own.

    A policy that states no day is taken for the one in force.
    """
    newest: dict[str, ListedPolicy] = {}
    for policy in sorted(policies, key=lambda one: (one.in_force_from or "9", bool(one.asks), one.title, one.pk)):
        newest[policy.plan.slug] = policy
    return sorted(
        policies,
        key=lambda one: (
            newest[one.plan.slug] is not one,
            not one.asks,
            one.third_party_copy,
            one.plan.name,
            one.title,
            one.pk,
        ),
    )


def _policy(pk: int, plan: str, plan_slug: str, *texts: str) -> ListedPolicy:
    slug, title, asks, in_force_from, last_seen, copy = texts
    made = SafeString(asks)  # by `to_html`, when the policy was saved
    return ListedPolicy(pk, ListedPlan(plan, plan_slug), slug, title, made, in_force_from, last_seen, bool(copy))


def _listed(row: Sequence[Any]) -> ListedCode:
    _place, pk, value, slug, name, medical_name, ended, edition, system, reason = row
    day = date.fromisoformat(ended) if ended else None
    return ListedCode(pk, value, slug, name, medical_name, day, int(edition) if edition else None, system, reason)


def _in_order(rows: Iterable[Sequence[Any]]) -> list[ListedCode]:
    """Return codes by the day on which they ended, those that did not last, and by value."""
    return sorted({row[1]: _listed(row) for row in rows}.values(), key=lambda one: (one.ended or date.max, one.value))


def _ends(own: int, links: Sequence[Sequence[Any]]) -> list[ListedCode]:
    """Return the last codes of every chain of replacements that begins at a code.

    A successor that was itself replaced is passed over for what replaced it, unless that leads back: loops in the data
    end a chain.
    """
    following: defaultdict[int, set[int]] = defaultdict(set)
    for old, new, *_rest in links:
        following[int(old)].add(new)
    step, seen, last = {own}, {own}, set[int]()
    for _link in range(LONGEST_CHAIN):
        last |= {pk for pk in step if pk != own and not following[pk] - seen}
        step = {new for pk in step for new in following[pk]} - seen
        seen |= step
    return _in_order(row for row in links if row[1] in last | step)


def _moment(written: str) -> datetime:
    """Return a moment as the database writes it; SQLite leaves out that it is UTC."""
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
