"""Is a CMS release read whole and right, and everything else refused with its place and a way out?"""

import io
import os
import time
import zipfile
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from procedures.intake.hcpcs import CodeRecord, Release, ReleaseError, read_release
from procedures.intake.hcpcs.layout import FIELDS

DATA = Path(os.environ.get("HCPCS_DATA_DIR", Path(__file__).resolve().parents[2].parent / "shared" / "data"))
DISCLAIMER = "***Disclaimers\t\t\t\r\n\t\t\r\nnames have been included\xa0 for indexing only\t\r\n\r\n"


def record(value: str, text: str = "Injection, made up, 1 mg", sequence: int = 100, kind: str = "3", **cells: str) -> str:
    """Write one first record of 293 columns; `cells` by heading, with _ for a blank."""
    known = {
        "HCPC": value.rjust(5),
        "SEQNUM": f"{sequence:05}",
        "RECID": kind,
        "LONG DESCRIPTION": text,
        "SHORT DESCRIPTION": "Made up",
        "ADD DT": "20180701",
        "ACT EFF DT": "20190101",
        "ACTION CD": "N",
    }
    known |= {heading if heading == "MULT_PI" else heading.replace("_", " "): cell for heading, cell in cells.items()}
    line = [" "] * 293
    for heading, first, last in FIELDS:
        line[first - 1 : last] = known.get(heading, "").ljust(last - first + 1)
    return "".join(line)


def more(value: str, text: str, sequence: int, kind: str = "4") -> str:
    return f"{value.rjust(5)}{sequence:05}{kind}{text}".ljust(293)


def text(*lines: str, end: str = "\r\n") -> bytes:
    return "".join(line + end for line in lines).encode("cp1252")


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name.replace("__", "."), data)
    return out.getvalue()


def workbook(*rows: dict[str, Any], headings: tuple[str, ...] = tuple(field.heading for field in FIELDS)) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["***Disclaimers"])
    sheet.append([])
    sheet.append(headings)
    for row in rows:
        known = {"SEQNUM": "0010", "RECID": "3", "ADD DT": "20180701", "LONG DESCRIPTION": "Made up, 1 mg", **row}
        sheet.append([known.get(heading) for heading in headings])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refusal(data: bytes, filename: str = "x.txt") -> ReleaseError:
    with pytest.raises(ReleaseError) as caught:
        read_release(data, filename)
    error = caught.value
    assert filename in str(error)
    assert error.remedy in str(error)
    return error


# What is read


def test_every_field_comes_from_its_columns() -> None:
    line = record(
        "J9229",
        "Injection, inotuzumab ozogamicin, 0.1 mg",
        PRICE1="51",
        PRICE3="53",
        MULT_PI="A",
        CIM1="60-9",
        CIM3="15018I",
        MCM2="2130D",
        STATUTE="621  MMA",
        LABCERT1="400",
        LABCERT8="900",
        XREF1="C9028",
        XREF2="99406",
        COV="D",
        **{"ASC GRP": "YY", "ASC DT": "20190101", "OPPS": "102", "OPPS PI": "1", "OPPS DT": "20190401"},
        PROCNOTE="0088",
        BETOS="O1E",
        TOS1="1",
        TOS2="P",
        **{"ANEST BU": "  0", "TERM DT": "20301231"},
    )
    for heading in ("ASC_GRP", "ASC_DT", "OPPS_PI", "OPPS_DT", "ANEST_BU"):
        first, last = next((field.first, field.last) for field in FIELDS if field.heading == heading)
        cell = {"ASC_GRP": "YY", "ASC_DT": "20190101", "OPPS_PI": "1", "OPPS_DT": "20190401", "ANEST_BU": "  0"}
        line = line[: first - 1] + cell[heading].ljust(last - first + 1) + line[last:]
    (code,) = read_release(text(line), "x.txt").codes
    assert code == CodeRecord(
        value="J9229",
        long_description="Injection, inotuzumab ozogamicin, 0.1 mg",
        short_description="Made up",
        pricing_indicators=("51", "53"),
        multiple_pricing="A",
        coverage_manual=("60-9", "15018I"),
        carriers_manual=("2130D",),
        statute="621 MMA",
        lab_certification=("400", "900"),
        cross_references=("C9028", "99406"),
        coverage="D",
        asc_group="YY",
        asc_date=date(2019, 1, 1),
        opps="102 1 20190401",
        processing_note="0088",
        betos="O1E",
        type_of_service=("1", "P"),
        anesthesia_units=0,
        added=date(2018, 7, 1),
        effective=date(2019, 1, 1),
        effective_year=2019,
        ended=date(2030, 12, 31),
        action_code="N",
        line=1,
    )
