"""Which page of this site an address means: only what really stands there, and named by us, never by the address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Model, QuerySet
from django.urls import Resolver404, resolve
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procedures.models import Code, CodeGroup, CodeRelease, CodeSystem, GlossaryTerm, HealthPlan, Policy, Topic
from procedures.models.addresses import in_language, path_to

LONGEST = 300


@dataclass(frozen=True)
class Place:
    """A page: its address, its name, and whether it is a code that nobody has explained yet."""

    path: str
    name: str
    unexplained: bool = False


def whole_site() -> Place:
    """Return the place that stands for all pages."""
    return Place(path_to("home"), _("this site"))


def find_place(address: str) -> Place | None:
    """Return the page an address means; None where it is no address of ours, or nothing stands there."""
    if not address.startswith("/") or address.startswith("//") or "\\" in address or len(address) > LONGEST:
        return None
    try:
        path = in_language(urlsplit(address).path, get_language() or settings.LANGUAGE_CODE)
        match = resolve(path)
    except (ValueError, Resolver404):
        return None
    if match.app_names or not match.url_name:
        return None
    kept = match.kwargs
    if not kept:
        return Place(path, path) if path.endswith("/") else None
    if match.url_name in ("code", "editions", "edition"):
        value = kept["address"].split("-", 1)[0].upper()
        code = Code.objects.for_listing().filter(system__slug=kept["system"].lower(), value=value).first()
        return Place(code.get_absolute_url(), f"{code.value}: {code.name}", code.edition is None) if code else None
    found = ROWS[match.url_name](kept).first() if match.url_name in ROWS else None
    return Place(path, str(found)) if found else None


ROWS: dict[str, Callable[[dict[str, Any]], QuerySet[Any, Model]]] = {
    "topic": lambda kept: Topic.objects.filter(slug=kept["slug"]),
    "glossary-term": lambda kept: GlossaryTerm.objects.filter(slug=kept["slug"]),
    "plan": lambda kept: HealthPlan.objects.filter(slug=kept["plan"]),
    "policy": lambda kept: Policy.objects.filter(plan__slug=kept["plan"], slug=kept["policy"]),
    "code-system": lambda kept: CodeSystem.objects.filter(slug=kept["system"]),
    "code-group": lambda kept: CodeGroup.objects.filter(system__slug=kept["system"], slug=kept["group"]),
    "releases": lambda kept: CodeSystem.objects.filter(slug=kept["system"]),
    "release": lambda kept: CodeRelease.objects.filter(system__slug=kept["system"], pk=kept["number"]),
}
