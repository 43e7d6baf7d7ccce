"""After `publish()` returns, does any process still answer with the earlier page? Two servers, one database."""

import gzip
import http.client
import os
import random
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote

import brotli
import pytest
from django.conf import settings
from django.db import connection

from procedures import stored_pages
from procedures.models import StoredPage
from procedures.publishing import publish
from tests.library import published

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = "/code/hcpcs/G9999-scan-note/"
FORMS = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}
SERVE = """
import sys
from django.conf import settings
# As in all tests: a page names its files without asking which of them were collected.
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
from wsgiref.simple_server import WSGIRequestHandler, make_server
from codesite.wsgi import application
class Quiet(WSGIRequestHandler):
    def log_message(self, *args): pass
make_server("127.0.0.1", int(sys.argv[1]), application, handler_class=Quiet).serve_forever()
"""


def test_database() -> str:
    """Return the address of the database that this test uses."""
    database = settings.DATABASES["default"]
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    user, host = database["USER"], quote(database["HOST"], safe="")
    password = f":{quote(database['PASSWORD'], safe='')}" if database["PASSWORD"] else ""
    port = f":{database['PORT']}" if database["PORT"] else ""
    return f"postgres://{user}{password}@{host}{port}/{name}"


test_database.__test__ = False  # type: ignore[attr-defined]


@contextmanager
def server() -> Iterator[int]:
    """Run the site in a process of its own; yield its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": test_database(),
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "codesite.settings",
    }
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(port)], cwd=ROOT, env=environment)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def edition_shown(port: int, form: str) -> int:
    """Ask a server for the page in one form; return the number of the edition it shows."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        link.request("GET", PAGE, headers={"Accept-Encoding": form})
        answer = link.getresponse()
        body = FORMS[form](answer.read()).decode()
    finally:
        link.close()
    assert answer.status == 200, body[:500]
    found = re.search(r"Note (\d+) about the scan", body)
    assert found
    return int(found[1])


def squeeze() -> bool:
    """Make the page as small as can be, as `warm_pages --smallest` does beside the servers."""
    theirs = StoredPage.objects.get(path=PAGE).release  # this process has static files of its own
    with patch("procedures.stored_pages.rows.release", return_value=theirs):
        return stored_pages.squeeze(PAGE)


@pytest.mark.django_db(transaction=True)
def test_no_process_answers_with_the_earlier_page() -> None:
    procedure = published()[0]
    chance = random.Random(7)
    with server() as one, server() as other:
        asked, number, squeezed = 0, 0, 0
        while asked < 1000:
            number += 1
            procedure.medical_name = f"Note {number} about the scan"
            procedure.save()
            publish(procedure=procedure, note=f"Change {number}")
            for turn in range(chance.randint(5, 60)):
                assert edition_shown(chance.choice((one, other)), chance.choice(list(FORMS))) == number
                asked += 1
                if turn == 4:
                    squeezed += squeeze()
        assert number > 10
        assert squeezed > 10
