"""How does gunicorn serve the site? As production would, on this machine's own address only.

`python -m gunicorn` reads this file by itself; GUNICORN_CMD_ARGS overrides any of it, for example
"--bind 0.0.0.0:8000" in a container behind a proxy. https://docs.gunicorn.org/en/stable/settings.html
"""

import gc
import os
from typing import Any

wsgi_app = "codesite.wsgi:application"
bind = f"127.0.0.1:{os.environ.get('PORT') or '8000'}"

# Nothing stands in front of `make run`, so each worker has a few threads: a browser that opens a connection ahead of
# need, or reads slowly, holds one of them and not the worker. Behind a proxy that waits for readers, sync workers
# (deploy/codesite.service) do the same with two thirds of the CPU. WEB_CONCURRENCY is the name that gunicorn and hosts
# agree on.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or max(2, min(os.cpu_count() or 2, 8)))
threads = 4

# Import once, then fork: workers start at once, share memory, and a broken import is one message. Safe
# because nothing connects to the database while importing.
preload_app = True

# A worker that is busy for longer than this is replaced; env.py waits less than that for SQLite's lock.
timeout = 30
keepalive = 5

# The workers' heartbeat is a file; on a slow disk it can block them, so keep it in memory where that exists.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 (gunicorn makes it private)

# The socket of `gunicornc` would be one more door, which nobody here uses.
control_socket_disable = True

# Reader's addresses and questions are not written down; a proxy in front may count requests.
accesslog = None
loglevel = "warning"


def when_ready(server: Any) -> None:
    """Say where the site is, now that it really listens; its workers are forked after this."""
    # What is imported stays: a collector that looked at it would copy it into every worker (48 MiB each, not 32).
    gc.collect()
    gc.freeze()
    server.log.warning("The site is at %s (Ctrl-C stops it)", ", ".join(map(str, server.LISTENERS)))
