"""Does the index work before anything was ever loaded?"""

import pytest

from procedures.search import find, index
from procedures.search.entries import rank_of
from tests.library import code, published

pytestmark = pytest.mark.django_db


def test_codes_of_a_further_system_come_behind():
    first = code("E0100", "Cane")
    further = code("E0105", "Cane")
    further.system.slug = "icd10pcs"
    assert rank_of(further) > rank_of(first)


def test_refreshing_nothing_is_fine():
    index.refresh([])
    assert find.search("anything").ranked == []


def test_the_first_published_page_is_found_without_a_rebuild():
    published()
    assert [one.candidate.value for one in find.search("scan note").ranked] == ["G9999"]
