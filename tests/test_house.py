"""Does the house around the site hold: its pins, its start scripts, its promises to a newcomer?"""

import os
import re
import runpy
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[a-z,]+\])?==[0-9][^\s;*]*")

# Made by programs, or none of the project's own.
NOT_OURS = {".git", ".hypothesis", ".venv", "var", "node_modules", "__pycache__"}


def lines(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line.partition("#")[0].strip() for line in text.splitlines() if line.partition("#")[0].strip()]


def our_files() -> Iterator[Path]:
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith("_cache")]
        yield from (Path(folder) / name for name in files)


def test_every_requirement_is_pinned_once() -> None:
    pinned = lines("requirements.txt") + [
        line for line in lines("requirements-dev.txt") if line != "-r requirements.txt"
    ]
    matches = [PIN.fullmatch(line) for line in pinned]
    assert [line for line, match in zip(pinned, matches, strict=True) if not match] == []
    names = [match["name"].lower().replace("_", "-") for match in matches if match]
    assert sorted(names) == sorted(set(names))


def test_the_python_versions_agree() -> None:
    version = (ROOT / ".python-version").read_text().strip()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    oldest = project["project"]["requires-python"].removeprefix(">=")
    assert f"set -- python{version} " in (ROOT / "scripts/find-python").read_text()
    assert tuple(map(int, version.split("."))) >= tuple(map(int, oldest.split(".")))
    assert project["tool"]["ruff"]["target-version"] == "py" + oldest.replace(".", "")


def test_a_newcomer_is_told_what_works() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^(?:\$ )?make ([a-z-]+)", readme, flags=re.MULTILINE)
    assert "run" in told[:2]
    for name in ("README.md", "DEVELOPERS.md"):
        said = re.findall(r"(?:^(?:\$ )?|`)make ([a-z-]+)", (ROOT / name).read_text(), flags=re.MULTILINE)
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
        assert set(said) <= set(targets), name


def test_no_file_names_a_folder_of_one_machine() -> None:
    path = re.compile(rb"(?<![\w.~])/(work|farm|root|home|Users)/\w")
    assert [str(file.relative_to(ROOT)) for file in our_files() if path.search(file.read_bytes())] == []


def test_the_server_is_for_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8123")
    assert runpy.run_path(str(ROOT / "gunicorn.conf.py"))["bind"] == "127.0.0.1:8123"


def test_a_port_in_use_is_said_plainly() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert f"Port {port} is in use" in ask_for_port(port)
    assert ask_for_port(port) == ""


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_said_plainly(port: str) -> None:
    assert "PORT should be a number" in ask_for_port(port)


def ask_for_port(port: str) -> str:
    return subprocess.run(
        [sys.executable, ROOT / "scripts/port_is_free.py"],
        env={**os.environ, "PORT": port},
        capture_output=True,
        text=True,
        check=False,
    ).stderr


class TestFindingPython:
    @pytest.fixture
    def programs(self, tmp_path: Path) -> Path:
        """A PATH on which nothing is but what a test puts there, and the two tools that the script needs."""
        for name, body in {
            "sed": 'exec /usr/bin/env -i PATH=/usr/bin:/bin sed "$@"',
            "python3.13": "echo 'python3.13: command not found' >&2; exit 127",
        }.items():
            self.program(tmp_path / name, body)
        return tmp_path

    @staticmethod
    def program(path: Path, body: str) -> None:
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    @staticmethod
    def find(programs: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [ROOT / "scripts/find-python"],
            env={"PATH": str(programs), "HOME": str(programs), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def test_a_name_that_does_not_run_is_passed_over(self, programs: Path) -> None:
        self.program(programs / "python3", f'exec {sys.executable} "$@"')
        found = self.find(programs)
        assert found.stdout.strip() == sys.executable

    def test_none_is_said_plainly(self, programs: Path) -> None:
        self.program(programs / "python3", "echo 'is Python 3.9' >&2; exit 1")
        refusal = self.find(programs)
        assert refusal.returncode == 1
        assert "needs Python 3.12 or newer" in refusal.stderr
        assert "python3: is Python 3.9" in refusal.stderr
        assert "python3.13: python3.13: command not found" in refusal.stderr

    def test_the_one_asked_for_is_the_only_one_tried(self, programs: Path) -> None:
        self.program(programs / "python3", f'exec {sys.executable} "$@"')
        refusal = self.find(programs, PYTHON="python3.13")
        assert refusal.returncode == 1
        assert "PYTHON=python3.13 cannot run this site" in refusal.stderr
