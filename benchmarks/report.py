"""From measurements to the Markdown tables of `docs/performance.md`."""

import platform
from datetime import UTC, datetime
from pathlib import Path

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
Run = tuple[str, int, int, dict[str, float], dict[str, float]]


def tables(runs: list[Run], warming: dict[str, float]) -> str:
    """Return one row for each run; costs are given as multiples of the barest Django view."""
    names = [name for name in runs[0][3] if name != "bare Django view"]
    head = ["database", "codes", "workers", "bare Django view", *names, "memory a worker", "page"]
    lines = [
        f"Measured on {datetime.now(UTC):%d %B %Y}, {platform.machine()}, Python {platform.python_version()}.",
        "",
        "| " + " | ".join(head) + " |",
        "|" + " --- |" * len(head),
    ]
    for database, codes, workers, costs, rest in runs:
        bare = costs["bare Django view"]
        cells = [database, f"{codes:,}", str(workers), f"1.0 ({bare:.2f} ms)"]
        cells += [f"{costs[name] / bare:.2f}" if name in costs else "–" for name in names]
        cells += [f"{rest['memory']:.0f} MiB", f"{rest['bytes'] / 1024:.1f} KiB"]
        lines.append("| " + " | ".join(cells) + " |")
    for database, seconds in warming.items():
        lines += ["", f"`warm_pages` renders and stores 8,463 explained codes on {database} in {seconds:.0f} s."]
    return "\n".join(lines)


def write(file: Path, text: str) -> None:
    """Put the tables between the marks of a Markdown file."""
    old = file.read_text(encoding="utf-8")
    before, rest = old.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    file.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
