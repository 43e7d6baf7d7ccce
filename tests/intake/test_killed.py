"""A program that is killed half-way through an import leaves the earlier state, and the next import works."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from procedures.intake.releases import import_release
from procedures.models import Code, CodeRelease, CodeSystem
from tests.intake.releases_for_tests import CODES, write

ROOT = Path(__file__).resolve().parents[2]
IMPORT = """
import sys, time
from pathlib import Path
import django
django.setup()
from procedures.intake.releases import import_release

def stop(step, done, total):
    if step == "search index":
        print("half-way", flush=True)
        time.sleep(60)

import_release(Path(sys.argv[1]), progress=stop)
"""


def address() -> str:
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    return f"postgres://{quote(settings['USER'])}@{quote(settings['HOST'], safe='')}/{settings['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_a_killed_import_leaves_the_earlier_state(tmp_path: Path) -> None:
    import_release(write(tmp_path, CODES, "HCPC2025_JAN_ANWEB.txt"))
    before = [list(model._default_manager.order_by("pk").values()) for model in (Code, CodeRelease, CodeSystem)]
    newer = write(
        tmp_path, {**CODES, "K0002": {"text": "Another wheelchair"}, "K0001": {"text": "Reworded wheelchair"}}
    )
    with subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(newer)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address(), "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]},
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "half-way\n"
        os.kill(program.pid, signal.SIGKILL)
    assert [list(model._default_manager.order_by("pk").values()) for model in (Code, CodeRelease, CodeSystem)] == before
    assert import_release(newer).difference.counts == {"added": 1, "reworded": 1}
