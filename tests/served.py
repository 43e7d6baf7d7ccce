"""A site served by gunicorn with the shipped content, prepared as by `make run`, for tests that look from outside."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30  # seconds


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Serve a site whose database and log are in a folder; yield its address and the environment it runs in."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "DEBUG": "0",
        "HTTPS": "0",
        "PORT": str(port),
        "SITE_URL": address,
        "WEB_CONCURRENCY": "1",
    }
    log = folder / "log"
    with log.open("wb") as output:

        def start(*command: str) -> subprocess.Popen[bytes]:
            return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)

        if start("scripts/prepare", sys.executable).wait():
            pytest.fail(f"The site could not be prepared:\n{log.read_text()}", pytrace=False)
        server = start(sys.executable, "-m", "gunicorn")
    try:
        _wait_until_it_answers(f"{address}/healthz", server, log)
        yield address, environment
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def _wait_until_it_answers(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.HTTPError as answer:
            pytest.fail(f"{address} answers {answer.code}:\n{log.read_text()}", pytrace=False)
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"The site did not start:\n{log.read_text()}", pytrace=False)
