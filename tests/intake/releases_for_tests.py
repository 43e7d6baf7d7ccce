"""Small releases in CMS's fixed-width layout, written field by field."""

from pathlib import Path

CODES: dict[str, dict[str, str]] = {
    "J9229": {"text": "Injection, inotuzumab ozogamicin, 0.1 mg", "added": "20190101"},
    "C9028": {
        "text": "Injection, inotuzumab ozogamicin, 0.1 mg",
        "added": "20180101",
        "ended": "20181231",
        "successor": "J9229",
    },
    "K0001": {"text": "Standard wheelchair", "added": "19930101"},
    "E0143": {"text": "Walker, folding, wheeled, adjustable or fixed height", "added": "19860101"},
}


def record(
    code: str, text: str, added: str = "20200101", ended: str = "", successor: str = "", short: str = "Short"
) -> str:
    """Return one record of 293 columns."""
    line = f"{code:<5}001003{text:<80.80}{short:<28}".ljust(204)
    line = f"{line}{successor:<25}C".ljust(268)
    return f"{line}{added}{added}{ended:<8}N"


def text_of(codes: dict[str, dict[str, str]]) -> str:
    """Return a release as the text of its file."""
    return "".join(record(code, **facts) + "\r\n" for code, facts in codes.items())


def write(folder: Path, codes: dict[str, dict[str, str]], name: str = "HCPC2025_OCT_ANWEB.txt") -> Path:
    """Write a release and return its path."""
    path = folder / name
    path.write_bytes(text_of(codes).encode("ascii"))
    return path
