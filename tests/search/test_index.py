"""Does the index hold what is published and official, all of it and nothing else, after every change?"""

import pytest
from django.db import connection, transaction

from procedures.models import Code, Procedure, SearchEntry, SearchPhrase, SearchWord, Synonym
from procedures.publishing import publish, retract
from procedures.search import find, index
from procedures.search.entries import head_of, is_reporting
from tests.library import rewrite

from . import shelf as books

pytestmark = pytest.mark.django_db


def state() -> tuple[object, ...]:
    """Return all that the index holds, in one order."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT id, tsvector_to_array(words) FROM search_text ORDER BY id")
            texts = [(key, " ".join(sorted(words))) for key, words in cursor.fetchall()]
        else:
            cursor.execute("SELECT rowid, words FROM search_text ORDER BY rowid")
            texts = cursor.fetchall()
        cursor.execute("SELECT key, typo.word FROM search_typo typo JOIN procedures_searchword word"
                       " ON typo.word = word.word WHERE word.named > 0")  # fmt: skip
        typos = sorted(cursor.fetchall())
    words = (
        SearchWord.objects.exclude(entries=0, named=0).order_by("word").values_list("word", "stem", "entries", "named")
    )
    entries = SearchEntry.objects.values_list("id", "names", "official", "around", "facets", "words", "body", "shown")
    return texts, typos, sorted(words), list(entries), sorted(SearchPhrase.objects.values_list("key", "term"))


def values(typed: str) -> list[str]:
    return [one.candidate.value for one in find.search(typed).ranked]


def test_publishing_and_withdrawing_leave_what_a_rebuild_would_make(shelf):
    procedure = Procedure.objects.get(slug="push-chair")
    rewrite(procedure, "bill", "It glides.")
    publish(procedure=procedure, note="Shorter.")
    retract(procedure=Procedure.objects.get(slug="breathing-mask-machine"), reason="Out of date.")
    publish(procedure=Procedure.objects.get(slug="scan-note"), note="Now it is ready.")
    refreshed = state()
    index.rebuild()
    assert state() == refreshed


def test_a_second_rebuild_changes_nothing(shelf):
    before = state()
    assert index.rebuild() == SearchEntry.objects.count()
    assert state() == before


def test_a_draft_is_not_found_until_it_is_published(shelf):
    assert values("zebranote") == values("zebra") == []
    publish(procedure=Procedure.objects.get(slug="scan-note"), note="Ready.")
    assert values("zebranote") == values("zebra") == ["G9999"]


def test_a_changed_draft_of_a_published_page_is_not_found(shelf):
    procedure = Procedure.objects.get(slug="push-chair")
    rewrite(procedure, "purpose", "A giraffe.")
    index.refresh(Code.objects.values_list("pk", flat=True))
    assert values("giraffe") == []


def test_a_withdrawn_explanation_is_found_by_official_words_only(shelf):
    retract(procedure=Procedure.objects.get(slug="breathing-mask-machine"), reason="Out of date.")
    assert values("sleepbreeze") == values("snoring") == []
    assert values("continuous positive airway pressure")[0] == "E0601"


def test_a_rolled_back_publication_leaves_no_trace(shelf):
    before = state()
    with transaction.atomic():
        publish(procedure=Procedure.objects.get(slug="scan-note"), note="Never.")
        transaction.set_rollback(True)
    assert state() == before


def test_an_explanation_is_one_entry_with_all_its_codes(shelf):
    entry = SearchEntry.objects.get(edition__slug="push-chair")
    assert [one["value"] for one in entry.shown["codes"]] == ["K0001", "K0002"]
    assert not SearchEntry.objects.filter(code__value="K0002").exists()


def test_importance_is_the_order_of_entries(shelf):
    places = [entry.id >> 40 for entry in SearchEntry.objects.all()]
    assert places == sorted(places)
    assert SearchEntry.objects.get(code__value="E0601").id >> 40 == 0
    assert SearchEntry.objects.get(code__value="E0100").id >> 40 == 1
    assert SearchEntry.objects.get(code__value="G8950").id >> 40 == 2
    assert SearchEntry.objects.get(code__value="C9028").id >> 40 == 3


def test_new_synonyms_are_found_once_they_are_renewed(shelf):
    assert values("gripper") == []
    Synonym.objects.create(slug="gripper", term="gripper", means=["cane"])
    index.renew_phrases()
    assert values("gripper")[0] == "E0100"
    assert values("griper")[0] == "E0100"


def test_a_code_that_is_gone_is_not_found(shelf):
    gone = Code.objects.get(value="E0570")
    key = gone.pk
    gone.delete()
    assert values("nebulizer") == []
    index.refresh([key])
    assert values("nebulizer") == []


def test_publishing_one_page_costs_few_queries(shelf, django_assert_max_num_queries):
    keys = list(Code.objects.filter(value__in=["K0001", "K0002"]).values_list("pk", flat=True))
    with django_assert_max_num_queries(22):
        index.refresh(keys)


@pytest.mark.parametrize(
    ("descriptor", "head"),
    [
        ("Injection, pembrolizumab, 1 mg", "pembrolizumab"),
        ("Cane, includes canes of all materials", "Cane"),
        ("Hyaluronan or derivative, euflexxa, per dose", "Hyaluronan"),
        ("Apligraf, per square centimeter", "Apligraf"),
        ("(x)", "(x)"),
    ],
)
def test_the_head_of_a_descriptor_names_the_thing(descriptor, head):
    assert head_of(descriptor) == head


def test_what_clinics_report_is_told_from_care():
    assert is_reporting(Code(value="G8950", long_description=books.CODES["G8950"]))
    assert not is_reporting(Code(value="G0103", long_description=books.CODES["G0103"]))
    assert not is_reporting(Code(value="E0100", long_description="Documented"))
