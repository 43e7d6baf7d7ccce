"""How often may one system ask? Counted in this process only; nginx counts for all of them (deploy/nginx.conf)."""

import time
from collections import OrderedDict
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

WINDOW = 60  # seconds
MOST_KNOWN = 10_000

_lock = Lock()
_asked: OrderedDict[str, tuple[int, int]] = OrderedDict()


def seconds_to_wait(request: HttpRequest) -> int:
    """Count a request; return 0 where it may be answered, else in how many seconds its sender may ask again."""
    now = time.monotonic()
    window = int(now // WINDOW)
    with _lock:
        last, times = _asked.pop(_sender(request), (window, 0))
        times = times + 1 if last == window else 1
        _asked[_sender(request)] = window, times
        if len(_asked) > MOST_KNOWN:
            _asked.popitem(last=False)
    return 0 if times <= settings.INFOBUTTON_A_MINUTE else int((window + 1) * WINDOW - now) + 1


def _sender(request: HttpRequest) -> str:
    """Return the address a request came from: through as many proxies as the deployment says it trusts."""
    trusted = settings.AXES_IPWARE_PROXY_COUNT or 0
    passed = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if trusted and len(passed) >= trusted:
        return str(passed[-trusted])
    return str(request.META.get("REMOTE_ADDR", ""))
