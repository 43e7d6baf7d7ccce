"""Fixture files load, load again without a change, and come back byte for byte; hostile ones are refused whole."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from procedures.content.readability import measure
from procedures.content.rendering import blocks
from procedures.intake.fixtures import ContentRefused, check, export, load
from procedures.intake.fixtures.explanations import rows_from_page
from procedures.intake.fixtures.files import dump
from procedures.models import Code, CodeSystem, Edition, LoadedRow, Policy, Procedure, Topic
from procedures.pages.working import page_of, text_hash
from procedures.publishing import publish, record_review, retract
from tests.library import note_page, rewrite

pytestmark = pytest.mark.django_db
SHIPPED = Path(settings.FIXTURE_DIRS[0])

SYSTEM = """\
- model: procedures.codesystem
  fields:
    slug: hcpcs
    name: HCPCS Level II
    publisher: CMS
    release: October 2025
    released_on: '2025-10-01'
    oid: 2.16.840.1.113883.6.285
    uri: https://www.cms.gov/
    description: Codes on bills.
"""
CODE = """\
- model: procedures.code
  fields:
    system: [hcpcs]
    value: {value}
    long_description: Note about a scan
    short_description: Scan note
    added: '2016-01-01'
    effective: null
    ended: null
    group: null
    unit_amount: null
    unit_measure: ''
    action_code: N
    coverage: C
    betos: ''
    type_of_service: ''
    pricing: ''
    replaced_by: []
"""
TOPIC = """\
- model: procedures.topic
  fields:
    slug: staying-well
    kind: specialty
    name: Staying well
    description: ''
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small library of one explanation, two codes and one topic."""
    (tmp_path / "procedures").mkdir()
    (tmp_path / "code_systems.yaml").write_text(SYSTEM)
    (tmp_path / "codes.yaml").write_text(CODE.format(value="G9998") + CODE.format(value="G9999"))
    (tmp_path / "topics.yaml").write_text(TOPIC)
    (tmp_path / "procedures/scan-note.yaml").write_text(dump(rows_from_page(note_page())))
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def nothing_written() -> bool:
    return not (Procedure.objects.exists() or Code.objects.exists() or LoadedRow.objects.exists())


def test_a_folder_loads_and_is_published(folder):
    summary = load(folder)
    assert summary.published == ["scan-note"]
    assert Code.objects.get(value="G9999").edition.number == 1
    assert not Code.objects.get(value="G9998").edition


def test_a_second_load_changes_nothing(folder):
    load(folder)
    assert not load(folder).anything
    assert Edition.objects.count() == 1


def test_similar_codes_are_computed_only_for_lists_that_changed(folder, monkeypatch):
    other = CodeSystem.objects.create(slug="icd-10-pcs", name="ICD-10-PCS")
    Code.objects.create(system=other, value="0016070", long_description="Bypass")
    rebuilt: list[str] = []
    monkeypatch.setattr("procedures.similarity.rebuild", lambda system: rebuilt.append(system.slug))
    load(folder)
    change(folder / "topics.yaml", "Staying well", "Keeping well")
    load(folder)
    assert rebuilt == ["hcpcs"]
    change(folder / "procedures/scan-note.yaml", "It should cost you nothing.", "It should cost nothing.")
    load(folder)
    change(
        folder / "codes.yaml", "value: G9998\n    long_description: Note", "value: G9998\n    long_description: A note"
    )
    load(folder)
    assert rebuilt == ["hcpcs"] * 3


def test_a_changed_file_is_a_new_edition(folder):
    load(folder)
    change(folder / "procedures/scan-note.yaml", "It should cost you nothing.", "It costs you nothing.")
    assert load(folder).published == ["scan-note"]
    assert Edition.objects.count() == 2


def test_what_staff_changed_is_kept_and_told(folder):
    load(folder)
    rewrite(Procedure.objects.get(), "bill", "Staff wrote this.")
    Topic.objects.update(name="Keeping well")
    change(folder / "procedures/scan-note.yaml", "It should cost you nothing.", "It costs you nothing.")
    change(folder / "topics.yaml", "Staying well", "Being well")
    summary = load(folder)
    assert len(summary.kept) == 2
    assert Procedure.objects.get().sections.get(kind="bill").body == "Staff wrote this."
    assert Topic.objects.get().name == "Keeping well"
    assert not summary.published


def test_what_only_staff_changed_is_kept_in_silence(folder):
    load(folder)
    rewrite(Procedure.objects.get(), "bill", "Staff wrote this.")
    Topic.objects.update(name="Keeping well")
    assert load(folder).kept == []
    assert Topic.objects.get().name == "Keeping well"


def test_files_win_when_asked(folder):
    load(folder)
    rewrite(Procedure.objects.get(), "bill", "Staff wrote this.")
    load(folder, overwrite=True)
    assert "It should cost" in Procedure.objects.get().sections.get(kind="bill").body


def test_what_staff_removed_stays_away_until_its_file_changes(folder):
    load(folder)
    Topic.objects.all().delete()
    assert not load(folder).anything
    change(folder / "topics.yaml", "Staying well", "Being well")
    load(folder)
    assert Topic.objects.get().name == "Being well"


def test_a_row_that_left_the_file_is_removed(folder):
    load(folder)
    (folder / "topics.yaml").write_text("[]\n")
    assert load(folder).removed == {"procedures.topic": 1}
    assert not Topic.objects.exists()


def test_a_row_in_use_stays_although_it_left_the_file(folder):
    load(folder)
    (folder / "codes.yaml").write_text(CODE.format(value="G9998"))
    assert any("G9999" in line for line in load(folder).kept)
    assert Code.objects.filter(value="G9999").exists()


def test_a_withdrawn_explanation_is_not_published_again(folder):
    load(folder)
    retract(procedure=Procedure.objects.get(), reason="Wrong.")
    change(folder / "procedures/scan-note.yaml", "It should cost you nothing.", "It costs you nothing.")
    assert load(folder).published == []
    assert Procedure.objects.get().current_edition is None


def test_the_export_gives_back_what_was_loaded(folder, tmp_path_factory):
    load(folder)
    out = tmp_path_factory.mktemp("out")
    export(out)
    for name in ("code_systems.yaml", "codes.yaml", "topics.yaml", "procedures/scan-note.yaml"):
        assert (out / name).read_bytes() == (folder / name).read_bytes()


def test_an_edit_travels_through_the_export(folder, tmp_path_factory):
    load(folder)
    procedure = Procedure.objects.get()
    rewrite(procedure, "bill", "It costs you nothing.\r\n")
    out = tmp_path_factory.mktemp("out")
    export(out)
    assert "It should cost you nothing" in (out / "procedures/scan-note.yaml").read_text()
    publish(procedure=procedure, note="Shorter.")
    assert export(out) == ["procedures/scan-note.yaml"]
    assert "It costs you nothing.\n" in (out / "procedures/scan-note.yaml").read_text()
    assert not load(out).anything


def test_an_export_into_the_own_folder_settles_what_staff_changed(folder):
    load(folder)
    Topic.objects.update(name="Keeping well")
    export(folder, remember=True)
    change(folder / "topics.yaml", "Keeping well", "Being well")
    assert load(folder).changed == {"procedures.topic": 1}


def test_a_review_travels(folder, tmp_path_factory):
    load(folder)
    procedure = Procedure.objects.get()
    dates: dict[str, Any] = {"checked_on": date(2026, 1, 2), "next_check_on": date(2027, 1, 2)}
    record_review(procedure=procedure, name="Ann Lee", credentials="RN", **dates)
    publish(procedure=procedure, note="Checked.")
    out = tmp_path_factory.mktemp("out")
    export(out)
    load(folder, overwrite=True)
    assert page_of(Procedure.objects.get()).review is not None
    change(out / "procedures/scan-note.yaml", "It should cost you nothing.", "It costs you nothing.")
    load(out, overwrite=True)
    assert page_of(Procedure.objects.get()).review is None


def test_a_review_in_a_file_reaches_an_empty_site(folder):
    page = note_page()
    review = {
        "reviewer_name": "Ann Lee",
        "reviewer_credentials": "RN",
        "checked_on": "2026-01-02",
        "next_check_on": "2027-01-02",
        "reviewed_hash": text_hash(page),
    }
    (folder / "procedures/scan-note.yaml").write_text(dump(rows_from_page(page, review)))
    load(folder)
    assert Edition.objects.get().page.review.name == "Ann Lee"


HOSTILE: dict[str, tuple[str, Callable[[str], str], str]] = {
    "missing section": (
        "procedures/scan-note.yaml",
        lambda t: t.replace("kind: bill", "kind: cost"),
        "section bill",
    ),
    "unknown kind": (
        "procedures/scan-note.yaml",
        lambda t: t.replace("kind: bill", "kind: prices"),
        "section prices",
    ),
    "broken citation": (
        "procedures/scan-note.yaml",
        lambda t: t.replace("[@cms]", "[@fda]"),
        "[@fda] cites no source",
    ),
    "wrong family": (
        "procedures/scan-note.yaml",
        lambda t: t.replace("family: reporting", "family: drug"),
        "ingredient",
    ),
    "unknown family": (
        "procedures/scan-note.yaml",
        lambda t: t.replace("family: reporting", "family: magic"),
        "magic",
    ),
    "script": (
        "procedures/scan-note.yaml",
        lambda t: t.replace("It should", "<script>x</script> It should"),
        "HTML or a link",
    ),
    "bad yaml": ("procedures/scan-note.yaml", lambda t: t + "  - : [\n", "not YAML"),
    "key twice": (
        "procedures/scan-note.yaml",
        lambda t: t.replace("    family:", "    slug: again\n    family:"),
        "stands twice",
    ),
    "no procedure": ("procedures/scan-note.yaml", lambda t: "[]\n", "0 explanations"),
    "two procedures": ("procedures/scan-note.yaml", lambda t: t + t, "2 explanations"),
    "unknown code": (
        "procedures/scan-note.yaml",
        lambda t: t.replace("[hcpcs, G9999]", "[hcpcs, G0000]"),
        "no code G0000",
    ),
    "other slug": (
        "procedures/scan-note.yaml",
        lambda t: t.replace("slug: scan-note", "slug: other"),
        "another explanation",
    ),
    "unknown field": (
        "procedures/scan-note.yaml",
        lambda t: t.replace("    family:", "    price: 1\n    family:"),
        "no field “price”",
    ),
    "missing field": (
        "procedures/scan-note.yaml",
        lambda t: t.replace("    difference: ''\n", ""),
        "“difference” is missing",
    ),
    "wrong form": (
        "procedures/scan-note.yaml",
        lambda t: t.replace("minutes_from: null", "minutes_from: soon"),
        "minutes_from",
    ),
    "too long": (
        "procedures/scan-note.yaml",
        lambda t: t.replace("Imaging note for", "Imaging " * 40),
        "medical_name",
    ),
    "bad date": ("procedures/scan-note.yaml", lambda t: t.replace("2026-11-22", "2026-02-30"), "source cms"),
    "unknown topic": (
        "procedures/scan-note.yaml",
        lambda t: t.replace("topics: []", "topics: [[magic]]"),
        "no topic “magic”",
    ),
    "null": (
        "procedures/scan-note.yaml",
        lambda t: t.replace("plain_name: Scan note", "plain_name: null"),
        "plain_name",
    ),
    "control character": (
        "topics.yaml",
        lambda t: t.replace("Staying well", '"Stay\\u0007"'),
        "control character",
    ),
    "model elsewhere": (
        "topics.yaml",
        lambda t: t.replace("procedures.topic", "auth.user"),
        "does not belong",
    ),
    "no list": ("topics.yaml", lambda t: "model: x\n", "not a list"),
    "python object": ("topics.yaml", lambda t: "!!python/object/apply:os.system ['true']\n", "not YAML"),
    "alias bomb": ("topics.yaml", lambda t: "a: &a [x]\nb: [*a, *a]\n", "not a list"),
    "bad choice": ("topics.yaml", lambda t: t.replace("specialty", "planet"), "kind"),
    "row twice": ("topics.yaml", lambda t: t + t, "stands twice"),
    "dates in disorder": (
        "codes.yaml",
        lambda t: t.replace("ended: null", "ended: '1999-01-01'"),
        "before it was added",
    ),
    "half a unit": (
        "codes.yaml",
        lambda t: t.replace("unit_measure: ''", "unit_measure: mg"),
        "unit needs both",
    ),
    "unknown group": ("codes.yaml", lambda t: t.replace("group: null", "group: [hcpcs, Z]"), "not there"),
    "unknown file": ("prices.yaml", lambda t: "[]\n", "No such fixture"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_fixture_is_refused_by_name_and_nothing_is_written(folder, case):
    name, spoil, said = HOSTILE[case]
    path = folder / name
    before = path.read_text() if path.exists() else ""
    path.write_text(spoil(before))
    assert path.read_text() != before
    with pytest.raises(ContentRefused) as refused:
        load(folder)
    assert said in str(refused.value)
    assert name.split("/")[-1].removesuffix(".yaml") in str(refused.value)
    assert nothing_written()


@pytest.mark.parametrize("data", [b"\xff\xfe- a", b"- model: \xe9"])
def test_a_file_in_another_encoding_is_refused(folder, data):
    (folder / "topics.yaml").write_bytes(data)
    with pytest.raises(ContentRefused, match=r"topics\.yaml, line 1: The file is not UTF-8"):
        load(folder)
    assert nothing_written()


def test_two_files_cannot_explain_one_code(folder):
    text = (folder / "procedures/scan-note.yaml").read_text()
    (folder / "procedures/other-note.yaml").write_text(text.replace("scan-note", "other-note"))
    with pytest.raises(ContentRefused, match=r"explained in procedures/other-note\.yaml too"):
        load(folder)
    assert nothing_written()


def test_every_mistake_is_listed_at_once(folder):
    change(folder / "topics.yaml", "- model", "model")
    change(folder / "codes.yaml", "- model", "model")
    with pytest.raises(ContentRefused) as refused:
        load(folder)
    assert len(refused.value.complaints) == 2


def test_the_commands_say_what_they_did(folder, capsys):
    call_command("load_content", str(folder))
    assert "4 rows added, 1 explanations published" in capsys.readouterr().out
    call_command("load_content", str(folder))
    assert "Nothing to load" in capsys.readouterr().out
    change(folder / "topics.yaml", "- model", "model")
    with pytest.raises(CommandError, match="nothing was written"):
        call_command("load_content", str(folder))
    assert "topics.yaml" in capsys.readouterr().err
    with pytest.raises(CommandError):
        call_command("check_content", str(folder))


def test_checking_writes_nothing(folder):
    assert check(folder) == []
    assert nothing_written()


def test_the_shipped_library_loads_passes_every_rule_and_comes_back_byte_for_byte(tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "fixtures")
    summary = load(tmp_path / "fixtures")
    assert not summary.kept
    assert not load(tmp_path / "fixtures").anything
    assert export(tmp_path / "fixtures") == []
    pages = [edition.page for edition in Edition.objects.filter(current_of__isnull=False)]
    assert len(pages) >= 9
    for page in pages:
        text = [b.text for s in page.sections for b in blocks(s.body) if b.form in ("paragraph", "item")]
        figures = measure(text, page.names, language=page.language)
        assert figures.grade <= 6.0, page.slug
        assert figures.ease is None or figures.ease >= 65, page.slug
    assert Code.objects.count() >= 170
    assert Policy.objects.filter(codes__value="J9229").count() >= 4
    assert Code.objects.get(value="C9028").replaced_by.get().value == "J9229"
