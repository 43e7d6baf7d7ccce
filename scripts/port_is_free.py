"""Is the port free? Asked before anything is prepared, because gunicorn would only say so at the end."""

import os
import socket
import sys

text = os.environ.get("PORT") or "8000"
if not text.isdecimal() or not 0 < int(text) < 65536:
    sys.exit(f"PORT should be a number from 1 to 65535, not {text!r}.")

with socket.socket() as probe:
    # As the server will: a port that was closed a moment ago counts as free.
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(text)))
    except PermissionError:
        sys.exit(f"You may not open port {text}. Choose one above 1023: make run PORT=8001")
    except OSError:
        sys.exit(f"Port {text} is in use, perhaps by another `make run`. Stop that, or choose: make run PORT=8001")
