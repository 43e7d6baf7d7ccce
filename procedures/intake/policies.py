"""Health plans' policies from a CSV file: read, checked line by line, compared, written in one transaction."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from procedures import stored_pages
from procedures.models import Code, HealthPlan, Policy
from procedures.search import index

from .applying import Refused
from .hcpcs.assembly import LICENSED

NEEDED = ("payer", "title", "url", "codes", "evidence")
OPTIONAL = ("policy_number", "effective_date", "last_review_date", "last_seen", "asks", "third_party_copy")
LARGEST_FILE = 10_000_000
SYSTEM = "hcpcs"
#: Evidence that a policy is about its codes; a title that merely fits is none.
TRUSTED, LEFT_OUT = ("code", "name"), ("topic",)
YES, NO = ("yes", "true", "1"), ("no", "false", "0", "")
#: A file's column -> the policy's field.
FIELDS = {
    "title": "title",
    "url": "url",
    "effective_date": "in_force_from",
    "last_review_date": "last_reviewed",
    "last_seen": "last_seen",
    "asks": "asks",
    "third_party_copy": "third_party_copy",
    "evidence": "evidence",
}


@dataclass(frozen=True)
class PolicyChange:
    """One line of the report: what happens to a policy, where it stands in the file, and what differs."""

    kind: str
    line: int
    policy: str
    what: str = ""


@dataclass
class PolicyReport:
    """What a file of policies changed, or would change: in words, as rows, and which codes show it."""

    source: str
    dry_run: bool
    changes: list[PolicyChange] = field(default_factory=list)
    unchanged: int = 0
    rows: list[HealthPlan | Policy] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)

    @property
    def summary(self) -> str:
        """How many of each kind, in one line."""
        counts = Counter(change.kind for change in self.changes)
        said = ", ".join(f"{counts[kind]:,} {kind}" for kind in ("added", "changed", "left out"))
        plans = f", {counts['new plan']:,} new plans" if counts["new plan"] else ""
        return f"{said}, {self.unchanged:,} unchanged{plans}"


def import_policies(path: Path, *, dry_run: bool = False, add_plans: bool = False) -> PolicyReport:
    """Take in the policies of a CSV file, as `take_in` does; raise Refused as well where it cannot be read."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refused(f"{path} is larger than 10 MB. Split it.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}. Give the path of a CSV file.") from error
    except UnicodeDecodeError as error:
        raise Refused(f"{path.name} is not UTF-8 text (byte {error.start}). Save the file as UTF-8.") from error
    return take_in(path.name, text, dry_run=dry_run, add_plans=add_plans)


def take_in(source: str, text: str, *, dry_run: bool = False, add_plans: bool = False) -> PolicyReport:
    """Take in policies from CSV text called `source`; return what changed (or would, with `dry_run`).

    A policy is found again by plan and number, or by plan and title where it has no number. Facts that a file leaves
    empty stay as they are, and so does what staff wrote where the file has no such column. Rows whose evidence is only
    their title are left out, and said. Raises Refused with every bad line and its remedy; nothing is changed then.
    """
    rows = list(_rows(source, text))
    with transaction.atomic():
        report = PolicyReport(source, dry_run)
        wrong = list(_take_in(rows, report, add_plans))
        if wrong:
            raise Refused(
                "\n".join([*(f"{source}, {one}" for one in wrong), f"{len(wrong)} bad rows. Nothing was changed."])
            )
        if dry_run:
            transaction.set_rollback(True)
        elif report.rows:
            index.refresh(report.touched)
            stored_pages.forget_all()
    return report


def _rows(source: str, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = reader.fieldnames or []
        if missing := [name for name in NEEDED if name not in columns]:
            raise Refused(f"{source}, line 1: the column “{missing[0]}” is missing. It needs {', '.join(NEEDED)}.")
        if unknown := [name for name in columns if name not in NEEDED + OPTIONAL]:
            raise Refused(f"{source}, line 1: unknown column “{unknown[0]}”. Others may be {', '.join(OPTIONAL)}.")
        for row in reader:
            if None in row or None in row.values():
                raise Refused(
                    f"{source}, line {reader.line_num}: it has more or fewer cells than line 1. Mend the line."
                )
            yield (
                reader.line_num,
                {name: " ".join(value.split()) if name != "asks" else value.strip() for name, value in row.items()},
            )
    except csv.Error as error:
        raise Refused(
            f"{source}, line {reader.line_num}: this is not CSV ({error}). Save the file as CSV again."
        ) from error


def _take_in(rows: list[tuple[int, dict[str, str]]], report: PolicyReport, add_plans: bool) -> Iterator[str]:
    """Write the rows, note what changes, and yield what is wrong with bad ones."""
    plans = {name.casefold(): plan for plan in HealthPlan.objects.all() for name in (plan.name, plan.slug)}
    wanted = {value for _, row in rows for value in _values(row["codes"])}
    codes = {code.value: code for code in Code.objects.filter(system__slug=SYSTEM, value__in=wanted)}
    seen: dict[tuple[str, str], int] = {}
    for line, row in rows:
        where = f"line {line}: "
        evidence = re.split(r"[;,( ]", row["evidence"].lower())[0]
        if evidence in LEFT_OUT:
            report.changes.append(
                PolicyChange("left out", line, f"{row['payer']}: {row['title']}", "only its title fits")
            )
            continue
        if problem := _problem(row, evidence, codes):
            yield where + problem
            continue
        plan = plans.get(row["payer"].casefold())
        if plan is None and not add_plans:
            remedy = "Add it to the health plans, or let the file add it, with --add-plans."
            yield f"{where}the plan “{row['payer']}” is not known. {remedy}"
            continue
        if plan is None:
            plan = _new_plan(row)
            plans[row["payer"].casefold()] = plan
            report.changes.append(PolicyChange("new plan", line, plan.name, plan.url))
            report.rows.append(plan)
        key = (plan.slug, row.get("policy_number", "") or row["title"])
        if key in seen:
            yield f"{where}the same policy stands in line {seen[key]}. Join the two."
            continue
        seen[key] = line
        try:
            _write(plan, {**row, "evidence": evidence}, [codes[value] for value in _values(row["codes"])], line, report)
        except ValidationError as error:
            yield where + " ".join(f"{name}: {' '.join(said)}" for name, said in error.message_dict.items())


def _values(codes: str) -> list[str]:
    return sorted({value.upper() for value in re.split(r"[;,\s]+", codes) if value})


def _problem(row: dict[str, str], evidence: str, codes: dict[str, Code]) -> str:
    if evidence not in TRUSTED:
        return f"the evidence “{row['evidence']}” is none of code, name, topic. Say how the codes are known."
    for name in ("payer", "title", "url"):
        if not row[name]:
            return f"{name} is empty. Fill it in."
    values = _values(row["codes"])
    if not values:
        return "it names no codes. Add at least one."
    for value in values:
        for pattern, name, owner in LICENSED:
            if len(value) == 5 and pattern.fullmatch(value):
                return f"{name} {value} is licensed by {owner} and may not enter this site. Take it out of the line."
    if unknown := [value for value in values if value not in codes]:
        return f"there is no code {', '.join(unknown)}. Take in the release that has it, or mend the line."
    if row.get("third_party_copy", "").lower() not in YES + NO:
        return f"third_party_copy is “{row['third_party_copy']}”. Write yes or no."
    return ""


def _new_plan(row: dict[str, str]) -> HealthPlan:
    parts = urlsplit(row["url"])
    plan = HealthPlan(
        slug=_slug(row["payer"])[:80].strip("-"), name=row["payer"], url=f"{parts.scheme}://{parts.netloc}"
    )
    plan.full_clean()
    plan.save()
    return plan


def _slug(text: str) -> str:
    return slugify(text).replace("_", "-").replace("--", "-")[:120].strip("-")


def _write(plan: HealthPlan, row: dict[str, str], codes: list[Code], line: int, report: PolicyReport) -> None:
    number = row.get("policy_number", "")
    slug = _slug(f"{number} {row['title']}")
    numbered = plan.policies.filter(number=number) if number else plan.policies.filter(title__iexact=row["title"])
    policy = numbered.first() or plan.policies.filter(slug=slug).first() or Policy(plan=plan, number=number, slug=slug)
    differs = []
    for column, name in FIELDS.items():
        stated: str | bool = row.get(column, "")
        if stated == "":
            continue
        if name == "third_party_copy":
            stated = row[column].lower() in YES
        before = getattr(policy, name)
        if name == "evidence" and before == Policy.Evidence.CODE:
            continue  # a code that was seen in the text stays seen
        if before != stated and not (name == "title" and str(before).casefold() == str(stated).casefold()):
            differs.append(f"{name}: {before or 'empty'} -> {stated}")
            setattr(policy, name, stated)
    is_new = policy.pk is None
    had = {} if is_new else dict(policy.codes.values_list("value", "pk"))
    has = {code.value: code.pk for code in codes}
    if had != has:
        said = [f"+{value}" for value in sorted(set(has) - set(had))]
        said += [f"-{value}" for value in sorted(set(had) - set(has))]
        differs.append(f"codes: {' '.join(said)}")
    if not differs:
        report.unchanged += 1
        return
    policy.full_clean()
    policy.save()
    policy.codes.set(codes)
    report.rows.append(policy)
    report.touched |= {*had.values(), *has.values()}
    report.changes.append(PolicyChange("added" if is_new else "changed", line, f"{plan}: {policy}", "; ".join(differs)))
