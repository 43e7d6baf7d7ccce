"""Are searches that found nothing counted without telling of anybody, and without ever breaking an answer?"""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError

from procedures.models import MissedSearch
from procedures.search import index, missed

pytestmark = pytest.mark.django_db


def test_the_same_words_are_counted_together():
    missed.count("Wobble  chair!")
    missed.count("the wobble-chair")
    assert list(MissedSearch.objects.values_list("text", "times")) == [("wobble chair", 2)]


@pytest.mark.parametrize(
    "typed",
    [
        "jane@example.org pills",
        "call 555-123-4567",
        "member 123456789",
        "",
        "?!",
        "a b c d e f g h i j k l m",
        "x" * 200,
        "my neighbor walter brown had heart surgery last tuesday at general",
    ],
)
def test_what_could_tell_of_a_person_is_not_kept(typed):
    missed.count(typed)
    assert not MissedSearch.objects.exists()


def test_there_is_an_end_to_how_many_are_kept(monkeypatch):
    monkeypatch.setattr(missed, "MOST", 2)
    for word in ("wobble", "wabble", "wubble", "wobble"):
        missed.count(word)
    assert sorted(MissedSearch.objects.values_list("text", "times")) == [("wabble", 1), ("wobble", 2)]


def test_a_locked_database_breaks_nothing(monkeypatch):
    def locked(*args: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(index.database(), "count_missed", locked)
    missed.count("wobble")
    assert not MissedSearch.objects.exists()


def test_rare_and_old_ones_are_dropped(capsys):
    for text, times, age in (("old rare", 1, 91), ("old often", 9, 400), ("new rare", 1, 3)):
        row = MissedSearch.objects.create(text=text, times=times)
        MissedSearch.objects.filter(pk=row.pk).update(last_on=date.today() - timedelta(days=age))
    call_command("drop_missed_searches")
    assert sorted(MissedSearch.objects.values_list("text", flat=True)) == ["new rare", "old often"]
    assert capsys.readouterr().out == "1 missed searches forgotten\n"
