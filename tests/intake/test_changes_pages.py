"""The pages "What changed", and the end of a chain of successors."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from procedures.intake.releases import import_release
from procedures.models import Code, CodeRelease
from procedures.pages.browsing import narrowed
from procedures.pages.surroundings import around
from tests.intake.releases_for_tests import CODES, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(tmp_path: Path) -> CodeRelease:
    import_release(write(tmp_path, CODES, "HCPC2025_JAN_ANWEB.txt"))
    import_release(write(tmp_path, {**CODES, "K0002": {"text": "Hemi wheelchair", "added": "20251001"}}))
    return CodeRelease.objects.get(name="October 2025")


def test_a_release_lists_what_it_added(client: Client, release: CodeRelease) -> None:
    listed = client.get("/code/hcpcs/changes/").content.decode()
    assert release.get_absolute_url() in listed
    page = client.get(release.get_absolute_url()).content.decode()
    assert "K0002" in page
    assert "J9229" not in page


def test_the_feed_names_each_change(
    client: Client, release: CodeRelease, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(2):
        feed = client.get("/feeds/changes/hcpcs/")
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert "K0002: Added" in feed.content.decode()


@pytest.mark.parametrize("asked", ["?kind=ended", "?kind=nonsense", "?page=99"])
def test_any_question_is_answered(client: Client, release: CodeRelease, asked: str) -> None:
    assert client.get(release.get_absolute_url() + asked).status_code == 200


def test_an_unknown_release_is_not_found(client: Client, release: CodeRelease) -> None:
    assert client.get("/code/hcpcs/changes/999/").status_code == 404


def successors(code: Code) -> list[str]:
    return [one.value for one in around(code, ("group", "later"), values=[]).successors]


def test_chains_are_followed_to_their_end(release: CodeRelease) -> None:
    codes = {code.value: code for code in Code.objects.all()}
    codes["J9229"].replaced_by.add(codes["E0143"])
    assert successors(codes["C9028"]) == ["E0143"]
    assert successors(codes["K0002"]) == []


def test_loops_are_survived(release: CodeRelease) -> None:
    codes = {code.value: code for code in Code.objects.all()}
    codes["J9229"].replaced_by.add(codes["C9028"])
    assert successors(codes["C9028"]) == ["J9229"]


@pytest.mark.parametrize(
    ("asked", "values"), [("use=ended", {"C9028"}), ("explained=yes", set()), ("use=nonsense", set(CODES) | {"K0002"})]
)
def test_a_group_can_be_narrowed(release: CodeRelease, asked: str, values: set[str]) -> None:
    from django.http import QueryDict

    codes, _choices = narrowed(Code.objects.all(), QueryDict(asked))
    assert {code.value for code in codes} == values
