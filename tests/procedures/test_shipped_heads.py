"""What search results show of the shipped library: no two pages that may be indexed have the same words there."""

from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from procedures.intake.fixtures import load
from procedures.models import HealthPlan, Policy, Topic
from procedures.pages import lists
from procedures.sitemaps import NAMESPACE
from tests.reading import only, read_html, words

pytestmark = pytest.mark.django_db


def named(client: Client, path: str) -> list[str]:
    """Return the paths that a sitemap, or the list of them, names."""
    found = ElementTree.fromstring(client.get(path).content).iter(f"{{{NAMESPACE}}}loc")
    return [urlsplit(one.text or "").path for one in found]


def test_titles_and_descriptions_of_the_shipped_library_are_unique_and_short(client: Client) -> None:
    load(Path(settings.FIXTURE_DIRS[0]))
    paths = [path for file in named(client, "/sitemap.xml") for path in named(client, file)]
    assert len(paths) > 300
    shown: defaultdict[str, list[str]] = defaultdict(list)
    for path in paths:
        page = read_html(client.get(path).text)
        title = words(only(page, "head/title"))
        about = only(page, "meta[@name='description']").attrib["content"]
        assert 5 < len(title) <= 60, path
        assert 10 < len(about) <= 160, path
        shown[f"title {title}"].append(path)
        shown[f"description {about}"].append(path)
    assert {said: where for said, where in shown.items() if len(where) > 1} == {}


def test_topics_without_a_description_have_their_own() -> None:
    blood, bones = (Topic.objects.create(slug=name.lower(), name=name, kind="body_area") for name in ("Blood", "Bones"))
    assert lists.topic(blood)["head"].description == "Blood: Explanations of medical billing codes, in plain words."
    assert lists.topic(bones)["head"].description != lists.topic(blood)["head"].description


def test_policies_of_the_same_title_are_told_apart_by_number() -> None:
    plan = HealthPlan.objects.create(slug="plan", name="Plan", url="https://plan.example.org/")
    facts = {"plan": plan, "title": "Botulinum toxins " * 15, "url": "https://plan.example.org/p", "evidence": "code"}
    policies = [Policy.objects.create(slug=number.lower(), number=number, **facts) for number in ("L1", "L2")]
    heads = [lists.policy(policy)["head"] for policy in policies]
    assert heads[0].title != heads[1].title
    assert heads[0].description != heads[1].description
