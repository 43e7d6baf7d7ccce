"""Run every test on SQLite, and those that use the database on PostgreSQL too: two runs at a time.

    python -m scripts.tests [options for pytest]

A run uses one core, and the machines that run tests have two. Each line says which run it comes from; when all have
ended, one line tells which of them failed.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

PYTEST = [sys.executable, "-m", "pytest"]
# The longest first, so that the last does not run alone for long.
RUNS = {
    "browser": [*PYTEST, "-m", "browser"],
    "PostgreSQL": [sys.executable, "-m", "tests.postgres", *PYTEST, "-m", "not browser and not pure"],
    "SQLite": [*PYTEST, "-m", "not browser"],
}
AT_ONCE = 2


def run(name: str, options: list[str]) -> bool:
    """Do one run, and print its lines as they come; return whether all went well."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    if name != "PostgreSQL":  # which takes a server of your own where DATABASE_URL names one
        environment["DATABASE_URL"] = ""
    with subprocess.Popen(  # noqa: S603 - our own command
        [*RUNS[name], *options], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout  # noqa: S101 - as it was asked for
        for line in process.stdout:
            print(f"{name:10} | {line}", end="", flush=True)
        return process.wait() == 0


def main(options: list[str]) -> int:
    """Do all runs; return 1 if any of them failed."""
    start = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            well = dict(zip(RUNS, pool.map(lambda name: run(name, options), RUNS), strict=True))
        except KeyboardInterrupt:  # which has reached the runs as well; none is begun any more
            pool.shutdown(cancel_futures=True)
            return 130
    failed = [name for name, passed in well.items() if not passed]
    print(f"Failed: {', '.join(failed)}" if failed else "Everything passed", f"({time.monotonic() - start:.0f} s)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
