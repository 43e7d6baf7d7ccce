"""A second code system from a CSV file."""

from pathlib import Path

import pytest

from procedures.intake.applying import Refused
from procedures.intake.codes import import_codes
from procedures.intake.prefixes import beginning, groups_of, shortened
from procedures.models import Code, CodeGroup

PCS = (
    '"0016070","Bypass Cerebral Ventricle to Nasopharynx with Autologous Tissue Substitute, Open Approach"\n'
    '"0016071","Bypass Cerebral Ventricle to Mastoid Sinus with Autologous Tissue Substitute, Open Approach"\n'
    '"00800ZZ","Division of Brain, Open Approach"\n'
    '"B030Y0Z","MRI of Brain using Contrast, Unenhanced, Enhanced"\n'
)


def write(folder: Path, text: str) -> Path:
    path = folder / "pcs.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.django_db
class TestImporting:
    def test_codes_and_groups_come_from_the_list(self, tmp_path: Path) -> None:
        report = import_codes(write(tmp_path, PCS), "icd-10-pcs")
        assert report.difference.counts == {"added": 4}
        code = Code.objects.get(value="0016070")
        assert code.group is not None
        assert (code.group.slug, code.group.name) == ("001", "Bypass Cerebral Ventricle to")
        assert code.group.parent is not None
        assert code.group.parent.title == "Brain and spinal cord"
        assert CodeGroup.objects.get(slug="B").title == "X-rays, scans and other pictures"

    def test_twice_changes_nothing(self, tmp_path: Path) -> None:
        import_codes(write(tmp_path, PCS), "icd-10-pcs")
        report = import_codes(write(tmp_path, PCS), "icd-10-pcs")
        assert report.difference.changes == []

    def test_a_dry_run_changes_nothing(self, tmp_path: Path) -> None:
        assert import_codes(write(tmp_path, PCS), "icd-10-pcs", dry_run=True).codes == 4
        assert not Code.objects.exists()

    def test_headings_may_name_dates(self, tmp_path: Path) -> None:
        text = "code,long_description,added,ended\n00800ZZ,Division of Brain,2015-10-01,2024-09-30\n"
        import_codes(write(tmp_path, text), "icd-10-pcs")
        assert str(Code.objects.get().ended) == "2024-09-30"

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ('"0016070","Bypass"\n"001607","Bypass"\n', "line 2: “001607” is no code"),
            ('"0016070","Bypass"\n"0016070","Bypass"\n', "line 2: It stands twice"),
            ('"0016070",""\n', "line 1: 0016070 has no title"),
            ('"0016070","Bypass", more\n', "line 1: It has more or fewer cells"),
            ('"0016070","Bypass\x07"\n', "line 1: The title of 0016070 holds a control character"),
            ("code,colour\n0016070,red\n", "line 1: unknown column “colour”"),
            ("code,long_description,added\n0016070,Bypass,soon\n", "line 2: “soon” is no date"),
            ('"0016070","Bypass\n', "this is not CSV"),
            ("", "has no codes"),
        ],
    )
    def test_a_bad_line_is_named(self, tmp_path: Path, text: str, said: str) -> None:
        with pytest.raises(Refused, match=said):
            import_codes(write(tmp_path, text), "icd-10-pcs")
        assert not Code.objects.exists()

    def test_bytes_that_are_no_text_are_named(self, tmp_path: Path) -> None:
        path = tmp_path / "pcs.csv"
        path.write_bytes(b'"0016070","Bypass"\n"0016071","\xff"\n')
        with pytest.raises(Refused, match="line 2: this is not UTF-8"):
            import_codes(path, "icd-10-pcs")

    def test_an_unknown_system_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(Refused, match="Use one of icd-10-pcs"):
            import_codes(write(tmp_path, PCS), "cpt")

    def test_licensed_codes_are_refused_by_name(self, tmp_path: Path) -> None:
        from procedures.models import CodeSystem

        CodeSystem.objects.create(slug="ours", name="Ours")
        with pytest.raises(Refused, match="CPT code 99213 is licensed"):
            import_codes(write(tmp_path, "99213,Office visit\n"), "ours")


def test_groups_nest_and_cover_their_codes() -> None:
    groups = {
        group.prefix: group for group in groups_of([("0016070", "Bypass A"), ("0116070", "Bypass B")], known=False)
    }
    assert groups["001"].parent == "00"
    assert (groups["001"].range_start, groups["001"].range_end) == ("0010000", "001ZZZZ")
    assert groups["0"].name == "Bypass"


def test_a_group_without_common_words_is_named_by_its_first_words() -> None:
    assert beginning(["Bypass A", "Bypass B", "Division C"]) == "Bypass · Division"


def test_long_titles_are_cut_at_a_word() -> None:
    assert len(shortened("word " * 30)) <= 60
