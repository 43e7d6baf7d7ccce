"""From measurements to the Markdown tables of `docs/performance.md`."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
#: Database, workers, milliseconds by subject, sizes by name.
Run = tuple[str, int, dict[str, float], dict[str, float]]


class Warming(NamedTuple):
    """How long a command took: on the clock, and in CPU time of all its processes."""

    seconds: float
    cpu: float


def tables(runs: list[Run], warmed: dict[str, dict[str, Warming]]) -> str:
    """Return one row for each run, its costs as multiples of the barest Django view; and how long warming takes."""
    names = [name for name in runs[0][2] if name != "bare Django view"]
    head = ["database", "codes", "workers", "bare Django view", *names, "memory a worker"]
    load = os.getloadavg()[0]
    page = runs[0][3]
    lines = [
        f"Measured on {datetime.now(UTC):%d %B %Y}, {platform.machine()}, {os.cpu_count()} cores, Python"
        f" {platform.python_version()}; load of the machine at the end {load:.1f}. The page has"
        f" {page['bytes'] / 1024:.1f} KiB for its first reader and {page['smallest'] / 1024:.1f} KiB after"
        " `warm_pages --smallest`.",
        "",
        "| " + " | ".join(head) + " |",
        "|" + " --- |" * len(head),
    ]
    for database, workers, costs, sizes in runs:
        bare = costs["bare Django view"]
        cells = [database, f"{sizes['codes']:,.0f}", str(workers), f"1.0 ({bare:.2f} ms)"]
        cells += [f"{costs[name] / bare:.2f}" if name in costs else "–" for name in names]
        lines.append("| " + " | ".join([*cells, f"{sizes['memory']:.0f} MiB"]) + " |")
    if warmed:
        lines += ["", "| `warm_pages` | database | seconds | CPU seconds |", "| --- | --- | --- | --- |"]
    for database, found in warmed.items():
        lines += [f"| {what} | {database} | {took.seconds:.0f} | {took.cpu:.0f} |" for what, took in found.items()]
    return "\n".join(lines)


def write(file: Path, text: str) -> None:
    """Put the tables between the marks of a Markdown file."""
    old = file.read_text(encoding="utf-8")
    before, rest = old.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    file.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
