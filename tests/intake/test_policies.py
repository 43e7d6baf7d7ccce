"""Health plans' policies from a CSV file."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from procedures.intake.applying import Refused
from procedures.intake.policies import import_policies
from procedures.models import Code, CodeSystem, HealthPlan, Policy

HEADINGS = "payer,policy_number,title,url,effective_date,last_review_date,codes,evidence\n"
ROW = "Aetna,CPB 0919,Inotuzumab Ozogamicin,https://www.aetna.com/0919.html,2018-01-01,,J9229,name\n"


@pytest.fixture(autouse=True)
def known(db: None) -> None:
    system = CodeSystem.objects.create(slug="hcpcs", name="HCPCS Level II")
    for value in ("J9229", "K0001"):
        Code.objects.create(system=system, value=value, long_description=value)
    HealthPlan.objects.create(slug="aetna", name="Aetna", url="https://www.aetna.com")


def write(folder: Path, *rows: str) -> Path:
    path = folder / "policies.csv"
    path.write_text(HEADINGS + "".join(rows), encoding="utf-8")
    return path


def test_policies_are_added_with_their_codes(tmp_path: Path) -> None:
    report = import_policies(write(tmp_path, ROW))
    policy = Policy.objects.get()
    assert (policy.number, policy.in_force_from, policy.evidence) == ("CPB 0919", "2018-01-01", "name")
    assert [code.value for code in policy.codes.all()] == ["J9229"]
    assert report.summary == "1 added, 0 changed, 0 left out, 0 unchanged"


def test_twice_changes_nothing(tmp_path: Path) -> None:
    import_policies(write(tmp_path, ROW))
    assert import_policies(write(tmp_path, ROW)).summary == "0 added, 0 changed, 0 left out, 1 unchanged"


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    assert "1 added" in import_policies(write(tmp_path, ROW), dry_run=True).summary
    assert not Policy.objects.exists()


def test_what_staff_wrote_and_the_file_does_not_say_stays(tmp_path: Path) -> None:
    import_policies(write(tmp_path, ROW))
    Policy.objects.update(asks="Leukemia of B cells.", evidence="code")
    report = import_policies(write(tmp_path, ROW.replace("J9229", "J9229;K0001").replace("2018-01-01", "")))
    policy = Policy.objects.get()
    assert (policy.asks, policy.evidence, policy.in_force_from) == ("Leukemia of B cells.", "code", "2018-01-01")
    assert report.changes[0].what == "codes: +K0001"


def test_rows_of_which_only_the_title_fits_are_left_out(tmp_path: Path) -> None:
    report = import_policies(write(tmp_path, ROW.replace("name", "topic")))
    assert report.summary == "0 added, 0 changed, 1 left out, 0 unchanged"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ROW.replace("Aetna", "Nobody"), "line 2: the plan “Nobody” is not known. Add it .* --add-plans"),
        (ROW.replace("J9229", "J0000"), "line 2: there is no code J0000. Take in the release"),
        (ROW.replace("J9229", "99213"), "line 2: CPT code 99213 is licensed"),
        (ROW.replace("J9229", ""), "line 2: it names no codes"),
        (ROW.replace("2018-01-01", "soon"), "line 2: in_force_from: Write a date as"),
        (ROW.replace("https://www.aetna.com/0919.html", "aetna"), "line 2: url: Write a web address"),
        (ROW.replace(",name", ",hearsay"), "line 2: the evidence “hearsay”"),
        (ROW + ROW, "line 3: the same policy stands in line 2"),
        ("Aetna,too few\n", "line 2: it has more or fewer cells"),
    ],
)
def test_a_bad_row_refuses_the_file(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        import_policies(write(tmp_path, row))
    assert not Policy.objects.exists()


def test_new_plans_can_be_added(tmp_path: Path) -> None:
    import_policies(write(tmp_path, ROW.replace("Aetna", "New Plan")), add_plans=True)
    assert HealthPlan.objects.get(slug="new-plan").url == "https://www.aetna.com"


def test_the_command_refuses_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "policies.csv"
    path.write_text("payer,title,url,evidence\n")
    with pytest.raises(CommandError, match="column “codes” is missing"):
        call_command("import_policies", str(path))
