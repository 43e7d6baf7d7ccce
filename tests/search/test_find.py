"""Does the right page come first?"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.models import BrandName
from procedures.search import find, index
from procedures.search.matching import And, Or, both, either, written
from procedures.search.results import best_code, marked, results
from procedures.search.suggest import suggestions


def first(typed: str) -> str:
    answer = results(typed)
    if answer.exact:
        return answer.exact.value
    hits = answer.codes + answer.hits
    return hits[0].code if hits else ""


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("cane", "E0100"),
        ("walking stick", "E0100"),
        ("quad cane", "E0105"),
        ("canes", "E0100"),
        ("fake leg", "L5301"),
        ("leg fake", "L5301"),
        ("blood sugar meter", "E0607"),
        ("eyeglasses", "V2020"),
        ("botox", "J0585"),
        ("keytruda infusion", "J9271"),
        ("pembrolizumab", "J9271"),
        ("pembro", "J9271"),
        ("pembrolizamab", "J9271"),
        ("botoks", "J0585"),
        ("nebuliser", "E0570"),
        ("nebul", "E0570"),
        ("oxigen concentrater", "E1390"),
        ("wheel chair", "K0001"),
        ("rolling chair", "K0001"),
        ("hemi wheelchair", "K0002"),
        ("x ray", "R0070"),
        ("xray", "R0070"),
        ("X-Ray", "R0070"),
        ("vitamin b12", "J3420"),
        ("b 12", "J3420"),
        ("teststrips", "A4253"),
        ("sleepbreeze", "E0601"),
        ("snoring", "E0601"),
        ("CPAP", "E0601"),
        ("inotuzumab", "J9229"),
        ("non emergency ambulance", "A0428"),
        ("nonemergency ambulance", "A0428"),
        ("prostrate cancer screening", "G0103"),
        ("J9225", "J9225"),
        ("what is the code for a walker with wheels?", "E0143"),
        ("hospital bed for my mother", "E0260"),
    ],
)
def test_the_right_page_is_first(shelf, typed, expected):
    assert first(typed) == expected


def test_explained_comes_before_unexplained_and_ended_last(shelf):
    assert [hit.code for hit in results("wheelchair").hits][:2] == ["K0001", "E1130"]
    assert [hit.code for hit in results("inotuzumab").hits] == ["J9229", "C9028"]


def test_a_part_comes_behind_the_thing(shelf):
    codes = [hit.code for hit in results("wheelchair").hits]
    assert codes.index("E0950") > codes.index("E1130")
    assert results("wheelchair tray").hits[0].code == "E0950"


def test_a_correction_is_told(shelf):
    answer = results("oxigen")
    assert (answer.corrected, answer.instead_of) == ("oxygen", ("oxigen",))


def test_words_that_match_are_never_corrected(shelf):
    answer = results("cane")
    assert answer.corrected == answer.did_you_mean == ""


def test_what_nothing_is_like_finds_nothing(shelf):
    answer = results("qqqqqqqqqqqq")
    assert answer.nothing
    assert answer.unknown == ("qqqqqqqqqqqq",)


def test_an_unknown_word_beside_known_ones_does_not_spoil_the_search(shelf):
    assert first("walker qqqqqqqqqq") == "E0143"


def test_several_codes_are_listed_in_the_order_typed(shelf):
    answer = results("e0601, J9229 a4253 and Z9999")
    assert [hit.code for hit in answer.codes] == ["E0601", "J9229", "A4253"]
    assert answer.missing == ("Z9999",)


def test_the_beginning_of_a_code_lists_its_codes_explained_first(shelf):
    answer = results("J92")
    assert [hit.code for hit in answer.hits] == ["J9225", "J9229", "J9271"]
    assert [hit.code for hit in results("E06").hits] == ["E0601", "E0607"]


def test_an_ended_code_says_so_and_leads_on(shelf):
    hit = next(hit for hit in results("inotuzumab").hits if hit.code == "C9028")
    assert (hit.ended, hit.next) == ("2018-12-31", ("J9229",))


def test_it_says_why_it_matched_when_that_is_not_plain(shelf):
    assert results("botox").hits[0].also == "<mark>Botox</mark>"
    assert results("walking stick").hits[0].because == "cane, canes"
    assert results("cane").hits[0].because == ""


def test_a_brand_that_nobody_checked_finds_and_is_not_shown(shelf):
    BrandName.objects.filter(name="Botox").update(checked=False)
    index.rebuild()
    hit = results("botox").hits[0]
    assert hit.also == ""


def test_the_code_of_an_explanation_that_fits_best_is_shown():
    codes = [{"value": "K0001", "words": " standard ", "ended": ""}, {"value": "K0002", "words": " hemi ", "ended": ""}]
    assert best_code(codes, frozenset({"hemi"}))["value"] == "K0002"
    assert best_code(codes, frozenset())["value"] == "K0001"


def test_marks_are_safe_html():
    assert marked("<b>Canes</b> & tips", {"cane"}) == "&lt;b&gt;<mark>Canes</mark>&lt;/b&gt; &amp; tips"


def test_words_for_the_database_are_written_in_its_language():
    node = both("a", either(["b", both("c", "_d"), "b"]))
    assert node == And(("a", Or(("b", And(("c", "_d"))))))
    assert written(node, " AND ", " OR ", '"') == '("a" AND ("b" OR ("c" AND "_d")))'


@pytest.mark.parametrize("word", ['a"b', "a b", "a'", "", "é"])
def test_nothing_but_our_own_words_goes_to_the_database(word):
    with pytest.raises(ValueError, match="Not a word"):
        written(word, "&", "|", "'")


def test_suggestions_complete_codes_and_names(shelf):
    assert [one.code for one in suggestions("J92")] == ["J9225", "J9229", "J9271"]
    assert suggestions("wheelch")[0].code == "K0001"
    assert suggestions("hospital b")[0].code == "E0260"
    assert suggestions("ketor")[0].url.startswith("/code/hcpcs/J1885-")
    assert suggestions("J9229")[0].name == "Injection, inotuzumab ozogamicin, 0.1 mg"
    assert suggestions("w") == suggestions("") == suggestions("\x00") == []


PIECES = ["cane", "walker", "w/o", "AND", "NOT", "*", '"', "'", "(", ")", "J92", "b12", "%s", "-", "&", "|", "!", "<->"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=120) | st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join))
def test_any_text_is_answered(shelf, typed):
    answer = results(typed)
    assert len(answer.hits) <= 20
    assert find.search(typed, complete=True).asked.text == answer.asked
