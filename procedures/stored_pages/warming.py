"""Render what is not stored yet, through the same door as readers, so that nobody meets a cold page."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from io import BytesIO
from itertools import batched
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string

from .rows import squeeze

BATCH = 50


def warm(
    paths: Iterable[str], *, processes: int | None = None, smallest: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """Ask for each path once; yield, batch by batch, how many were asked for and which failed.

    With `smallest`, what is stored is then compressed as well as can be, unless it is already. All this is work for the
    processor, so it is shared among processes, as many as there are cores.
    """
    batches = list(batched(paths, BATCH))
    count = min(processes or os.cpu_count() or 1, max(1, len(batches)))
    if count == 1:
        yield from (_ask(batch, smallest) for batch in batches)
        return
    # What this process has open is not for its children.
    connections.close_all()
    with ProcessPoolExecutor(count, initializer=_begin) as pool:
        for done in as_completed([pool.submit(_ask, batch, smallest) for batch in batches]):
            yield done.result()


def _begin() -> None:
    """Set a new process up, which may have been started from nothing."""
    import django

    django.setup()


def _ask(paths: Iterable[str], smallest: bool) -> tuple[int, list[str]]:
    site: Callable[..., Any] = import_string(settings.WSGI_APPLICATION)
    host = settings.ALLOWED_HOSTS[0].lstrip(".*") if settings.ALLOWED_HOSTS else ""
    count, failed = 0, []
    for path in paths:
        started: list[str] = []
        environ = {
            "REQUEST_METHOD": "HEAD",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": host or urlsplit(settings.SITE_URL).netloc,
            "HTTP_X_FORWARDED_PROTO": "https",
            # The form that browsers ask for; another is made for the first reader who takes no Brotli.
            "HTTP_ACCEPT_ENCODING": "br",
            "wsgi.url_scheme": "https",
            "wsgi.input": BytesIO(),
        }
        response = site(environ, lambda status, *_rest, said=started: said.append(status))
        if hasattr(response, "close"):
            response.close()
        count += 1
        # That an explanation was withdrawn is an answer too; it is made anew for each reader.
        if not started[0].startswith(("200", "410")):
            failed.append(f"{path} ({started[0]})")
        elif smallest:
            squeeze(path)
    return count, failed
