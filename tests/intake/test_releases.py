"""Taking in a release: what changes, what is refused, and what is never touched."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from procedures.intake.applying import Refused
from procedures.intake.releases import date_in, import_release
from procedures.models import Code, CodeChange, CodeGroup, CodeRelease, CodeSystem, Procedure, ProcedureCode
from tests.intake.releases_for_tests import CODES, write


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("HCPC2025_OCT_ANWEB.txt", date(2025, 10, 1)),
        ("HCPC2024_OCT_ANWEB_uppercase.txt", date(2024, 10, 1)),
        ("october-2025-alpha-numeric-hcpcs-file.zip", date(2025, 10, 1)),
        ("x.zip: HCPC2026_JAN_ANWEB_01122026.txt", date(2026, 1, 1)),
        ("HCPC2019_CONTR_ANWEB.xlsx", date(2019, 1, 1)),
        ("hcpcs.txt", None),
        ("codes_2025.txt", None),
    ],
)
def test_the_date_stands_in_the_name(name: str, day: date | None) -> None:
    assert date_in(name) == day


@pytest.mark.django_db
class TestImporting:
    def test_a_first_release_brings_every_code(self, tmp_path: Path) -> None:
        report = import_release(write(tmp_path, CODES))
        assert report.difference.counts["added"] == 4
        assert (report.codes, report.ended) == (4, 1)
        code = Code.objects.get(value="J9229")
        assert (code.unit, code.slug) == ("0.1 mg", "injection-inotuzumab-ozogamicin-01-mg")
        assert (code.added, code.coverage) == (date(2019, 1, 1), "C")
        assert CodeSystem.objects.get().released_on == date(2025, 10, 1)

    def test_a_row_is_what_save_would_have_made(self, tmp_path: Path) -> None:
        import_release(write(tmp_path, CODES))
        for code in Code.objects.all():
            before = Code.objects.filter(pk=code.pk).values().get()
            code.full_clean()
            code.save()
            assert Code.objects.filter(pk=code.pk).values().get() == before

    def test_an_ended_code_leads_to_its_successor(self, tmp_path: Path) -> None:
        import_release(write(tmp_path, CODES))
        assert [new.value for new in Code.objects.get(value="C9028").replaced_by.all()] == ["J9229"]

    def test_twice_changes_nothing(self, tmp_path: Path) -> None:
        path = write(tmp_path, CODES)
        import_release(path)
        before = list(Code.objects.values())
        report = import_release(path)
        assert (report.difference.changes, report.difference.unchanged) == ([], 4)
        assert list(Code.objects.values()) == before
        assert CodeRelease.objects.count() == 1

    def test_the_whole_file_of_the_release_that_the_site_starts_with_is_taken_in(self, tmp_path: Path) -> None:
        october = {"slug": "hcpcs", "name": "HCPCS", "release": "October 2025", "released_on": date(2025, 10, 1)}
        system = CodeSystem.objects.create(**october)
        facts = {"added": date(1993, 1, 1), "effective": date(1993, 1, 1), "short_description": "Short"}
        starter = {"value": "K0001", "long_description": CODES["K0001"]["text"], "coverage": "C", "action_code": "N"}
        Code.objects.create(system=system, **starter, **facts)
        report = import_release(write(tmp_path, CODES))
        assert (report.difference.counts["added"], report.difference.unchanged) == (3, 1)
        again = import_release(write(tmp_path, CODES))
        assert (again.difference.changes, again.difference.unchanged) == ([], 4)

    def test_a_newer_release_rewords_ends_revives_and_replaces(self, tmp_path: Path) -> None:
        import_release(write(tmp_path, CODES, "HCPC2025_JAN_ANWEB.txt"))
        newer = {
            "J9229": {"text": "Injection, inotuzumab ozogamicin, 0.2 mg", "added": "20190101"},
            "C9028": {"text": CODES["C9028"]["text"], "added": "20180101"},
            "K0001": {**CODES["K0001"], "ended": "20250930", "successor": "K0002"},
            "K0002": {"text": "Standard hemi (low seat) wheelchair", "added": "20251001"},
            "E0143": CODES["E0143"],
        }
        report = import_release(write(tmp_path, newer))
        assert {(change.kind, change.value) for change in report.difference.changes} == {
            ("reworded", "J9229"),
            ("revived", "C9028"),
            ("replaced", "C9028"),
            ("ended", "K0001"),
            ("replaced", "K0001"),
            ("added", "K0002"),
        }
        assert Code.objects.get(value="J9229").unit == "0.2 mg"
        noted = set(CodeChange.objects.values_list("kind", "code__value"))
        assert {("added", "K0002"), ("ended", "K0001"), ("reworded", "J9229")} <= noted

    def test_a_dry_run_changes_nothing(self, tmp_path: Path) -> None:
        report = import_release(write(tmp_path, CODES), dry_run=True)
        assert report.difference.counts["added"] == 4
        assert not Code.objects.exists()
        assert not CodeSystem.objects.exists()

    def test_an_older_release_is_refused_unless_forced(self, tmp_path: Path) -> None:
        import_release(write(tmp_path, CODES))
        older = write(tmp_path, CODES, "HCPC2024_OCT_ANWEB.txt")
        with pytest.raises(Refused, match=r"newer one of 2025-10-01.*--force"):
            import_release(older)
        import_release(older, force=True)
        assert CodeSystem.objects.get().released_on == date(2024, 10, 1)

    def test_an_undated_release_over_a_dated_one_is_asked_about(self, tmp_path: Path) -> None:
        import_release(write(tmp_path, CODES))
        undated = write(tmp_path, CODES, "hcpcs.txt")
        with pytest.raises(Refused, match="--released 2025-10-01"):
            import_release(undated)
        import_release(undated, released_on=date(2026, 1, 1))

    def test_a_release_cut_short_between_two_records_is_refused(self, tmp_path: Path) -> None:
        import_release(write(tmp_path, CODES, "HCPC2025_JAN_ANWEB.txt"))
        with pytest.raises(Refused, match=r"lacks 1 of the 3 codes that are in force, from E0143"):
            import_release(write(tmp_path, {value: CODES[value] for value in ("J9229", "C9028", "K0001")}))
        assert CodeSystem.objects.get().released_on == date(2025, 1, 1)

    @pytest.mark.parametrize(("value", "named"), [("99213", "CPT code 99213"), ("D0120", "CDT")])
    def test_licensed_codes_are_refused_by_name(self, tmp_path: Path, value: str, named: str) -> None:
        with pytest.raises(Refused, match=named.replace("(", r"\(")):
            import_release(write(tmp_path, {**CODES, value: {"text": "Something licensed"}}))
        assert not Code.objects.exists()

    def test_explanations_are_left_alone_and_staff_are_told(self, tmp_path: Path) -> None:
        import_release(write(tmp_path, CODES, "HCPC2025_JAN_ANWEB.txt"))
        procedure = Procedure.objects.create(
            slug="wheelchair", plain_name="Wheelchair", medical_name="Wheelchair", family="device"
        )
        ProcedureCode.objects.create(procedure=procedure, code=Code.objects.get(value="K0001"), is_primary=True)
        before = (list(Procedure.objects.values()), list(ProcedureCode.objects.values()))
        report = import_release(write(tmp_path, {**CODES, "K0001": {**CODES["K0001"], "ended": "20250930"}}))
        assert [(change.kind, change.value) for change in report.for_staff] == [("ended", "K0001")]
        assert [str(change.code) for change in CodeChange.objects.for_staff()] == ["K0001"]
        assert (list(Procedure.objects.values()), list(ProcedureCode.objects.values())) == before

    def test_words_that_only_change_their_capitals_are_no_news_for_staff(self, tmp_path: Path) -> None:
        import_release(write(tmp_path, CODES, "HCPC2025_JAN_ANWEB.txt"))
        procedure = Procedure.objects.create(
            slug="wheelchair", plain_name="Wheelchair", medical_name="Wheelchair", family="device"
        )
        ProcedureCode.objects.create(procedure=procedure, code=Code.objects.get(value="K0001"), is_primary=True)
        report = import_release(write(tmp_path, {**CODES, "K0001": {**CODES["K0001"], "text": "STANDARD WHEELCHAIR"}}))
        assert report.difference.counts["reworded"] == 1
        assert report.for_staff == []

    def test_codes_go_into_their_narrowest_group(self, tmp_path: Path) -> None:
        system = CodeSystem.objects.create(slug="hcpcs", name="HCPCS Level II")
        wide = CodeGroup.objects.create(
            system=system, slug="K", range_start="K0000", range_end="K9999", name="K", title="K"
        )
        narrow = CodeGroup.objects.create(
            system=system, slug="K0001-K0195", range_start="K0001", range_end="K0195", name="W", title="W", parent=wide
        )
        import_release(write(tmp_path, {**CODES, "K0800": {"text": "Power operated vehicle"}}))
        assert Code.objects.get(value="K0001").group == narrow
        assert Code.objects.get(value="K0800").group == wide
        assert Code.objects.get(value="J9229").group is None


@pytest.mark.django_db
class TestTheCommand:
    def run(self, *arguments: str | Path, **options: object) -> str:
        out = StringIO()
        call_command("import_hcpcs", *map(str, arguments), stdout=out, no_similar=True, **options)
        return out.getvalue()

    def test_it_says_what_changed(self, tmp_path: Path) -> None:
        said = self.run(write(tmp_path, CODES))
        assert "released 2025-10-01, changed: 4 added, 0 reworded, 0 ended" in said
        assert "now has 4 codes: 3 in force or to come, 1 with an end" in said

    def test_verbose_lists_and_report_writes_every_change(self, tmp_path: Path) -> None:
        saved = tmp_path / "changes.csv"
        said = self.run(write(tmp_path, CODES), "--verbose", "--report", saved, "--dry-run")
        assert "added        K0001  Standard wheelchair" in said
        assert "added,K0001,,Standard wheelchair" in saved.read_text()
        assert not Code.objects.exists()

    @pytest.mark.parametrize("name", ["missing.txt", "empty.txt"])
    def test_a_refusal_is_an_error_with_a_remedy(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "empty.txt").touch()
        with pytest.raises(CommandError, match="Give the"):
            self.run(tmp_path / name)

    def test_an_unreadable_day_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="Write it as 2025-10-01"):
            self.run(write(tmp_path, CODES), "--released", "October")
