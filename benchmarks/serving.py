"""What does a request cost the server? Writes the tables of `docs/performance.md`.

    python -m benchmarks.serving            everything (some twenty minutes)
    python -m benchmarks.serving --quick    one database, one size, two turns

The cost of a request is the CPU time that the worker processes really used, as the kernel counted it, so that other
work on the machine hardly matters. The yardsticks are measured in the same turns as the site, five turns in all, and
each figure is the median.
"""

import argparse
import contextlib
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import brotli
import psutil

from benchmarks.report import Run, Warming, tables, write

ROOT = Path(__file__).resolve().parent.parent
TURNS = 5
PAGE = "/code/hcpcs/J9229-inotuzumab-ozogamicin-infusion/"
BROWSER = {"Accept-Encoding": "gzip, deflate, br", "User-Agent": "bench"}
#: At most so many different pages are asked for in a row after a change; the library explains 21 codes.
BURST = 21
#: Seconds in which a worker ends what it does after the last byte of an answer.
LAST_WORK = 0.005
#: How many codes: few beside those explained, those that come with the site, and more. The explanations are its nine.
SIZES = (30, 0, 8_463, 87_000)
RELEASED = 8_463


@dataclass
class Server:
    """A gunicorn with its worker processes."""

    master: psutil.Process
    port: int

    def workers(self) -> list[psutil.Process]:
        """Return the processes that answer."""
        return list(self.master.children())

    def cpu(self) -> float:
        """Return the seconds of CPU that all workers used so far, counted in nanoseconds where Linux tells them."""
        return sum(_seconds(worker.pid) for worker in self.workers())

    def wait(self, workers: int) -> None:
        """Return as soon as all workers are there and one of them answers."""
        for _ in range(300):
            with contextlib.suppress(OSError, psutil.NoSuchProcess):
                socket.create_connection(("127.0.0.1", self.port)).close()
                if len(self.workers()) == workers:
                    return
            if not self.master.is_running() or self.master.status() == psutil.STATUS_ZOMBIE:
                break
            time.sleep(0.1)
        raise SystemExit("gunicorn does not answer; what it says stands above")

    def ask(self, path: str, headers: dict[str, str] | None = None, expect: int = 200) -> bytes:
        """Send one GET on a connection of its own and return the whole answer; check its status."""
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in (headers or BROWSER).items()]
        with socket.create_connection(("127.0.0.1", self.port)) as link:
            link.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            answer = b"".join(iter(lambda: link.recv(65536), b""))
        if int(answer.split(None, 2)[1]) != expect:
            raise SystemExit(f"{path} answered {answer[:200]!r}")
        return answer


def _seconds(pid: int) -> float:
    tasks = Path(f"/proc/{pid}/task")
    if tasks.exists():
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e9
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


@contextlib.contextmanager
def serve(application: str, workers: int, database: str = "") -> Iterator[Server]:
    """Run gunicorn with sync workers, as behind nginx (all else as gunicorn.conf.py says), until it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--worker-class", "sync", "--threads", "1", "--workers", str(workers)]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "error", application]
    environment = {**os.environ, "DATABASE_URL": database, "DEBUG": "0", "SITE_URL": f"http://127.0.0.1:{port}"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        server = Server(psutil.Process(process.pid), port)
        server.wait(workers)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


@dataclass
class Subject:
    """Addresses to ask for, one right after the other, how often in each turn, and what a request cost in each."""

    name: str
    server: Server
    paths: list[str]
    times: int = 1
    headers: dict[str, str] = field(default_factory=lambda: BROWSER)
    expect: int = 200
    before: Callable[[], None] = lambda: None
    costs: list[float] = field(default_factory=list)

    def turn(self) -> None:
        """Ask for all addresses as often as said, and note the CPU milliseconds of one request."""
        spent = 0.0
        for _ in range(self.times):
            self.before()
            start = self.server.cpu()
            self.ask(self.paths)
            time.sleep(LAST_WORK)
            spent += self.server.cpu() - start
        self.costs.append(spent / self.times / len(self.paths) * 1000)

    def ask(self, paths: Iterable[str]) -> None:
        """Ask for some of the addresses once; each is to answer as expected."""
        for path in paths:
            self.server.ask(path, self.headers, self.expect)

    @property
    def cost(self) -> float:
        """The median of the turns, in milliseconds."""
        return statistics.median(self.costs)


def manage(database: str, *command: str) -> Warming:
    """Run one of the site's commands on a database; return how many seconds it took, and how many of CPU time."""
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "DATABASE_URL": database, "DEBUG": "0", "DJANGO_SETTINGS_MODULE": "codesite.settings"}
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Warming(time.monotonic() - start, used)


def build(database: str, codes: int, explanations: int = 0) -> None:
    """Make a database with what comes with the site, and at least this many codes and explanations."""
    manage(database, "manage.py", "migrate", "--verbosity", "0")
    manage(database, "manage.py", "load_content")
    if codes:
        manage(database, "-m", "benchmarks.library", str(codes), str(explanations))


def opened(database: str) -> Any:
    """Return a connection of our own to a database, beside the server's."""
    if database.startswith("postgres"):
        import psycopg

        return psycopg.connect(database, autocommit=True)
    import sqlite3

    return sqlite3.connect(database.removeprefix("sqlite:///"), autocommit=True, timeout=15)


def pages(link: Any, *, explained: bool, at_most: int) -> list[str]:
    """Return pages of codes in use, all of them with an explanation or all without."""
    sql = f"""SELECT c.value, COALESCE(e.slug, c.slug) FROM procedures_code c
        JOIN procedures_codesystem s ON s.id = c.system_id LEFT JOIN procedures_edition e ON e.id = c.edition_id
        WHERE s.slug = 'hcpcs' AND c.ended IS NULL AND (e.id IS NOT NULL) = {explained}
        ORDER BY c.value LIMIT {at_most}"""
    return [f"/code/hcpcs/{value}-{slug}/" for value, slug in link.execute(sql)]


def subjects_of(wsgi: Server, bare: Server, site: Server, link: Any, etag: str) -> list[Subject]:
    """Return all that is measured, the yardsticks first."""

    def doubt() -> None:
        link.execute("UPDATE procedures_contentversion SET number = number + 1")

    def remove() -> None:
        link.execute("DELETE FROM procedures_storedpage")

    explained, others = (pages(link, explained=one, at_most=BURST) for one in (True, False))
    return [
        Subject("bare WSGI", wsgi, ["/"] * 300),
        Subject("bare Django view", bare, ["/"] * 300),
        Subject("stored page", site, [PAGE] * 300),
        Subject("304", site, [PAGE] * 300, headers={**BROWSER, "If-None-Match": etag}, expect=304),
        Subject("browse", site, ["/code/hcpcs/J9000-J9999/"] * 300),
        Subject("search", site, ["/search/?q=blood+cancer"] * 20),
        Subject("typeahead", site, ["/suggest/?q=inotu"] * 40),
        Subject("doubtful page", site, explained, times=4, before=doubt),
        Subject("first render", site, explained, times=4, before=remove),
        Subject("first render, unexplained", site, others, times=4, before=remove),
    ]


def measure(database: str, workers: int, turns: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return what each kind of request costs (CPU milliseconds), and sizes: codes, a worker's memory, the page."""
    with (
        serve("benchmarks.bare:wsgi", workers) as wsgi,
        serve("benchmarks.bare:django()", workers) as bare,
        serve("codesite.wsgi:application", workers, database) as site,
        contextlib.closing(opened(database)) as link,
    ):
        head, _, page = site.ask(PAGE).partition(b"\r\n\r\n")
        etag = next(line[6:] for line in head.decode("latin-1").split("\r\n") if line.startswith("ETag: "))
        subjects = subjects_of(wsgi, bare, site, link, etag)
        for subject in list(subjects):
            try:
                subject.ask(subject.paths[:BURST] * workers)
            except SystemExit as missing:
                print(missing, file=sys.stderr)
                subjects.remove(subject)
        for _ in range(turns):
            for subject in subjects:
                subject.ask(dict.fromkeys(subject.paths))
                subject.turn()
        sizes = {
            "codes": float(link.execute("SELECT COUNT(*) FROM procedures_code").fetchone()[0]),
            "memory": statistics.mean(worker.memory_full_info().uss for worker in site.workers()) / 2**20,
            "bytes": float(len(page)),
            "smallest": float(len(brotli.compress(brotli.decompress(page), quality=11))),
        }
    return {subject.name: subject.cost for subject in subjects}, sizes


def warming(address: Callable[[str], str]) -> dict[str, Warming]:
    """Return how long it takes to render and store everything: all codes explained, and as they are released."""
    found = {}
    explained, released = address("explained"), address("released")
    build(explained, RELEASED, RELEASED)
    found[f"{RELEASED:,} explained codes"] = manage(explained, "manage.py", "warm_pages")
    found["… in doubt, nothing changed"] = doubtful(explained)
    build(released, RELEASED)
    found[f"{RELEASED:,} codes as released (`--all`)"] = manage(released, "manage.py", "warm_pages", "--all")
    return found


def doubtful(database: str) -> Warming:
    """Return how long it takes after something was published that no page shows."""
    with contextlib.closing(opened(database)) as link:
        link.execute("UPDATE procedures_contentversion SET number = number + 1")
    return manage(database, "manage.py", "warm_pages")


@contextlib.contextmanager
def databases(kinds: list[str]) -> Iterator[dict[str, Callable[[str], str]]]:
    """Yield, for each kind of database, a function from a name to an address."""
    with contextlib.ExitStack() as stack:
        found: dict[str, Callable[[str], str]] = {}
        if "SQLite" in kinds:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            found["SQLite"] = lambda name: f"sqlite:///{folder}/{name}.sqlite3"
        if "PostgreSQL" in kinds:
            from tests.postgres import server

            address = stack.enter_context(server())

            def created(name: str) -> str:
                import psycopg

                with psycopg.connect(address, autocommit=True) as link:
                    link.execute(f"CREATE DATABASE {name}")
                return f"{address.rpartition('/')[0]}/{name}"

            found["PostgreSQL"] = created
        yield found


def main() -> None:
    """Measure and print; write the tables where --write says so."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", type=Path, help="the Markdown file between whose marks the tables go")
    asked = parser.parse_args()
    runs: list[Run] = []
    warmed: dict[str, dict[str, Warming]] = {}
    with databases(["SQLite"] if asked.quick else ["SQLite", "PostgreSQL"]) as addresses:
        for kind, address in addresses.items():
            for codes in SIZES[:1] if asked.quick else SIZES:
                database = address(f"codes{codes}")
                build(database, codes)
                for workers in (1,) if asked.quick else (1, 2):
                    runs.append((kind, workers, *measure(database, workers, 2 if asked.quick else TURNS)))
                    print(runs[-1], file=sys.stderr)
            if not asked.quick:
                warmed[kind] = warming(address)
                print(warmed[kind], file=sys.stderr)
    text = tables(runs, warmed)
    print(text)
    if asked.write:
        write(asked.write, text)


if __name__ == "__main__":
    main()
