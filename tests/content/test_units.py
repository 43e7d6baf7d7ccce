"""Is the unit that a descriptor states read as CMS means it, and nothing made up where it states none?"""

import csv
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.content.units import is_at_most, unit_of

DATA = Path(os.environ.get("HCPCS_DATA_DIR", Path(__file__).resolve().parents[2].parent / "shared" / "data"))


@pytest.mark.parametrize(
    ("words", "amount", "measure"),
    [
        ("Injection, inotuzumab ozogamicin, 0.1 mg", "0.1", "mg"),
        ("Injection, acetaminophen, not otherwise specified,10 mg", "10", "mg"),
        ("Cabergoline, oral, .25 mg", "0.25", "mg"),
        ("INJECTION, EPINEPHRINE, NOT EQUIVALENT TO J0171, 0.1 MG", "0.1", "mg"),
        ("Injection, asparaginase, 10,000 units", "10000", "units"),
        ("Injection, interferon, alfa-2b, recombinant, 1 million units", "1000000", "units"),
        ("Injection, voretigene neparvovec-rzyl, 1 billion vector genomes", "1000000000", "vector genomes"),
        ("Injection, cefotaxime sodium, per gm", "1", "g"),
        ("Injection, epoetin beta, 1 microgram, (for esrd on dialysis)", "1", "mcg"),
        (
            "Injection, interferon beta-1b, 0.25 mg (code may be used, not for use when self administered)",
            "0.25",
            "mg",
        ),
        ("Injection, baclofen, 50 mcg for intrathecal trial", "50", "mcg"),
        ("Injection, nivolumab, 2 mg and hyaluronidase-nvhy", "2", "mg"),
        ("Injection, meropenem and vaborbactam, 10mg/10mg (20mg)", "20", "mg"),
        ("Cantharidin, 0.7%, single unit dose applicator (3.2 mg)", "3.2", "mg"),
        ("Injection, thyrotropin alpha, 0.9 mg, provided in 1.1 mg vial", "0.9", "mg"),
        ("Injection, factor viii (xyntha), per i.u.", "1", "IU"),
        ("Antihemophilic factor viii complex (human), per factor viii i.u.", "1", "IU"),
        ("5% dextrose/water (500 ml = 1 unit)", "500", "ml"),
        ("Enteral formula, 100 calories = 1 unit", "100", "calories"),
        ("Portable oxygen, 1 month's supply = 1 unit, exceeds 4 liters per minute", "1", "month's supply"),
        ("Blood glucose test strips, per 50 strips", "50", "strips"),
        ("Adhesive remover, per oz", "1", "ounce"),
        ("Tape, waterproof, per 18 square inches", "18", "square inches"),
        ("Skin substitute, per square centimeter", "1", "square centimeter"),
        ("Lancets, per box of 100", "1", "box"),
        ("Foam dressing, pad size 16 sq. in. or less, each dressing", "1", "dressing"),
        ("Red blood cells, each unit", "1", "each"),
        ("Gradient compression wrap, full leg, each, custom", "1", "each"),
        ("Ethinyl estradiol 0.015mg, 0.12mg per 24 hours; monthly vaginal ring, each", "1", "each"),
        ("Ground mileage, per statute mile", "1", "mile"),
        ("Medroxate, diagnostic, per study dose, up to 15 millicuries", "1", "study dose"),
        ("Iobenguane sulfate, diagnostic, per 0.5 millicurie", "0.5", "millicuries"),
        ("Behavioral counseling for obesity, 15 minutes", "15", "minutes"),
        ("Rn services, up to 15 minutes", "15", "minutes"),
        ("Hyperbaric oxygen, full body chamber, per 30 minute interval", "30", "minutes"),
        ("Integration services, each additional 30 minutes per calendar month", "30", "minutes"),
        ("Home infusion therapy, per diem", "1", "day"),
        ("Services of an aide, per one hour", "1", "hour"),
        ("Injection, amobarbital, up to 125 mg", "125", "mg"),
    ],
)
def test_a_unit_is_read(words: str, amount: str, measure: str) -> None:
    assert unit_of(words) == (Decimal(amount), measure)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Unclassified drugs",
        "Prescription drug, oral, chemotherapeutic, not otherwise specified",
        "Injection, ceftolozane 50 mg and tazobactam 25 mg",
        "Injection, imipenem 4 mg, cilastatin 4 mg and relebactam 2 mg",
        "Injection, ceftazidime and avibactam, 0.5 g/0.125 g",
        "Injection, torsemide, 10 mg/ml",
        "Injection, testosterone cypionate, 1 cc, 200 mg",
        "Injection, gamma globulin, intramuscular, over 10 cc",
        "Buprenorphine/naloxone, oral, less than or equal to 3 mg buprenorphine",
        "Parenteral nutrition, any strength, 10 to 51 grams of protein - premix",
        "Drug delivery system, flow rate of 50 ml or greater per hour",
        "Syringe, sterile, 20 cc or greater",
        "Standard wheelchair, weight capacity up to 300 pounds",
        "Visit that requires provision of up to 56 mg of esketamine nasal self-administration",
        "Device evaluation, (remote) up to 30 days; monitor system",
        "Patient had fewer than 2 falls per year",
        "Most recent ldl-c less than 100 mg/dl",
    ],
)
def test_where_none_is_stated_there_is_none(words: str) -> None:
    assert unit_of(words) is None


def test_up_to_is_told_apart() -> None:
    assert is_at_most("Injection, amobarbital, up to 125 mg")
    assert is_at_most("Rn services, up to 15 minutes")
    assert not is_at_most("Injection, bortezomib, 0.1 mg")
    assert not is_at_most("Sestamibi, diagnostic, per study dose, up to 40 millicuries")
    assert not is_at_most("Unclassified drugs")


@given(st.text(alphabet="0123456789.,;()/=- perachupto mgmlinxut", max_size=80))
def test_any_words_have_a_unit_or_none(words: str) -> None:
    found = unit_of(words)
    assert found is None or (found[0] >= 0 and found[1])


def rows(name: str) -> list[dict[str, str]]:
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"the real file {path} is not there; set HCPCS_DATA_DIR to the folder that holds it")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_nearly_every_real_drug_has_a_unit() -> None:
    drugs = [row["long_description"] for row in rows("hcpcs.csv") if row["letter"] == "J"]
    without = [words for words in drugs if unit_of(words) is None]
    assert len(drugs) == 1_188
    assert len(without) <= 49
    # What is left names two medicines, a limit, or no amount at all.
    assert [words for words in without if re.search(r", (?:per |up to )?[\d.,]+ ?(?:mg|mcg|units)$", words)] == [
        "Injection, testosterone cypionate, 1 cc, 200 mg",
        *[words for words in without if words.endswith("6 mg and ibuprofen 3 mg")],
    ]


def test_units_agree_with_the_table_of_drugs() -> None:
    """The CMS Table of Drugs has amounts in a column of its own; 18 rows are older, or misread there."""
    words = {row["code"]: row["long_description"] for row in rows("hcpcs.csv")}
    pairs = [
        (unit_of(f"Drug, {row['amount']}"), unit_of(words[code]))
        for row in rows("table_of_drugs.csv")
        for code in re.findall(r"[A-Z]\d{4}", row["codes"])
        if row["amount"].strip() and code in words
    ]
    compared = [(table, ours) for table, ours in pairs if table and ours]
    assert len(compared) >= 895
    assert sum(table == ours for table, ours in compared) >= 877
