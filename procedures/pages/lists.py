"""What the pages that list things show: systems, groups, topics, words, plans and policies, each with its head."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, QuerySet
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from procedures.content.families import Family
from procedures.content.languages import ENGLISH, family_label
from procedures.models import Code, CodeGroup, CodeSystem, HealthPlan, Policy, Topic
from procedures.models.addresses import path_to

from .browsing import CodeFilter
from .head import EVERY_LANGUAGE, head
from .public import crumbs_of, explanations
from .words import ours

EXAMPLES_SHOWN = 3


@dataclass(frozen=True)
class GroupRow:
    """A group in a list, with the number of codes in it and in all groups inside it."""

    group: CodeGroup
    size: int


def home() -> dict[str, Any]:
    """Return what the home page shows: explanations by kind of care, topics, and the widest groups of codes."""
    cards = list(explanations())
    families = [
        (label, [card for card in cards if card.edition and card.edition.family == family])
        for family, label in kinds_of_care()
    ]
    families = [(label, rows) for label, rows in families if rows]
    system = CodeSystem.objects.filter(slug="hcpcs").first()
    about = _(
        "Find out what the code on your medical bill means, what will happen to you, and what to ask. In plain words."
    )
    return topics_by_kind() | {
        "head": head(_("What does your medical billing code mean?"), about, path_to("home"), languages=EVERY_LANGUAGE),
        "families": families,
        "system": system,
        "groups": group_rows(system, parent=None) if system else [],
        "examples": [rows[0] for _label, rows in families][:EXAMPLES_SHOWN],
    }


def kinds_of_care() -> list[tuple[str, str]]:
    """Return each family with its name in the reader's language."""
    language = (get_language() or ENGLISH).partition("-")[0]
    return [(family.value, family_label(family, language)) for family in Family]


def systems() -> dict[str, Any]:
    """Return the code systems with how many codes we hold of each."""
    about = _("The official lists of billing codes that this site explains, and how many codes of each are here.")
    return {
        "head": head(_("Lists of medical billing codes"), about, path_to("code-systems"), languages=EVERY_LANGUAGE),
        "systems": CodeSystem.objects.annotate(size=Count("codes")),
    }


def system(found: CodeSystem) -> dict[str, Any]:
    """Return a system's widest groups."""
    about = _("Browse %(name)s codes by their first letter. Each code has a page that says what it stands for.")
    return {
        "head": head(
            _("%(name)s codes by letter") % {"name": found.name}, about % {"name": found.name}, found.get_absolute_url()
        ),
        "system": found,
        "groups": group_rows(found, parent=None),
    }


def codes_in(group: CodeGroup) -> QuerySet[Code]:
    """Return the codes of a group and of the groups inside it."""
    listed = Code.objects.for_listing().filter(system=group.system)
    return listed.filter(value__gte=group.range_start, value__lte=group.range_end).order_by("value")


def group(found: CodeGroup, codes: Page[Code], choices: CodeFilter) -> dict[str, Any]:
    """Return a group: the groups inside it, and one page of the codes that a reader's choices leave."""
    name = ours(found.title)
    title, path = f"{found.slug}: {name}", found.get_absolute_url()
    about = _("%(name)s: billing codes %(first)s to %(last)s, each explained or with its official words.")
    about %= {"name": name, "first": found.range_start, "last": found.range_end}
    if choices.is_used:
        title = _("%(title)s: chosen codes") % {"title": title}
    elif codes.number > 1:
        page = _("page %(number)s") % {"number": codes.number}
        title, about, path = f"{found.slug}, {page}: {name}", f"{about} ({page})", f"{path}?page={codes.number}"
    return {
        "head": head(title, about, path, index=codes.number == 1 and not choices.is_used),
        "group": found,
        "crumbs": crumbs_of(found.system, found.parent),
        "groups": [] if choices.is_used or codes.number > 1 else group_rows(found.system, parent=found),
        "codes": codes,
        "choices": choices,
        "first": found.get_absolute_url() + choices.query,
    }


def group_rows(system: CodeSystem, parent: CodeGroup | None) -> list[GroupRow]:
    """Return the groups right inside a group (or the widest ones), with their sizes, without empty ones."""
    groups = list(CodeGroup.objects.filter(system=system).select_related("system"))
    sizes: Counter[int | None] = Counter(
        dict(Code.objects.filter(system=system).order_by().values_list("group").annotate(Count("pk")))
    )
    parents = {group.pk: group.parent_id for group in groups}
    totals = _totals(parents, sizes)
    inside = [group for group in groups if group.parent_id == (parent.pk if parent else None)]
    return [GroupRow(group, totals[group.pk]) for group in inside if totals[group.pk]]


def _totals(parents: dict[int, int | None], sizes: Counter[int | None]) -> Counter[int]:
    totals: Counter[int] = Counter()
    for group in parents:
        above: int | None = group
        while above is not None:
            totals[above] += sizes[group]
            above = parents[above]
    return totals


def topic_rows() -> QuerySet[Topic]:
    """Return the topics that have published explanations, with how many."""
    return Topic.objects.filter(editions__current_of__isnull=False).annotate(size=Count("editions")).order_by("name")


def topics_by_kind() -> dict[str, Any]:
    """Return the topics that have published explanations, body areas and kinds of care apart."""
    found = list(topic_rows())
    return {
        "body_areas": [topic for topic in found if topic.kind == Topic.Kind.BODY_AREA],
        "specialties": [topic for topic in found if topic.kind == Topic.Kind.SPECIALTY],
    }


def topics() -> dict[str, Any]:
    """Return every topic that has published explanations."""
    about = _("Find an explanation by part of the body or by kind of care.")
    return topics_by_kind() | {"head": head(_("Topics: body areas and kinds of care"), about, path_to("topics"))}


def topic(found: Topic) -> dict[str, Any]:
    """Return a topic and its explanations."""
    first = ours(found.description) or f"{ours(found.name)}:"
    about = f"{first} " + _("Explanations of medical billing codes, in plain words.")
    return {
        "head": head(ours(found.name), about, found.get_absolute_url()),
        "topic": found,
        "explanations": explanations().filter(edition__topics=found),
    }


def plans() -> dict[str, Any]:
    """Return the health plans whose policies we know, by kind."""
    about = _("Health plans and the policies of theirs that we have read: what they ask for, their dates, and links.")
    found = HealthPlan.objects.annotate(size=Count("policies")).filter(size__gt=0).order_by("name")
    kinds = [(label, [plan for plan in found if plan.kind == kind]) for kind, label in HealthPlan.Kind.choices]
    return {
        "head": head(_("Health plans and what they ask for"), about, path_to("plans"), languages=EVERY_LANGUAGE),
        "kinds": [(label, rows) for label, rows in kinds if rows],
    }


def plan(found: HealthPlan) -> dict[str, Any]:
    """Return a plan and its policies."""
    policies = list(found.policies.prefetch_related("codes"))
    about = ngettext(
        "%(n)s policy of %(plan)s about care with a billing code: when it took effect, when we saw it, and its link.",
        "%(n)s policies of %(plan)s about care with a billing code: when each took effect, when we saw it, its link.",
        len(policies),
    ) % {"n": len(policies), "plan": found.name}
    title = _("%(plan)s: policies we have read") % {"plan": found.name}
    return {"head": head(title, about, found.get_absolute_url()), "plan": found, "policies": policies}


def policy(found: Policy) -> dict[str, Any]:
    """Return a policy, what it asks, and its codes."""
    plan_name = found.plan.name.replace("Blue Cross Blue Shield", "BCBS")
    named = f"{found.number}: {found.title}" if found.number else found.title
    name = f"{plan_name}, {named}" if found.number else f"{plan_name}: {named}"
    about = _("What the policy “%(title)s” of %(plan)s asks for, its dates, and where to read it.")
    about %= {"title": named, "plan": found.plan.name}
    return {
        "head": head(name, about, found.get_absolute_url()),
        "policy": found,
        "asks": mark_safe(found.asks_html),  # noqa: S308 - made by `to_html` when it was saved
        "codes": Code.objects.for_listing().filter(policies=found),
    }
