"""Which answers may be stored: those of views marked as storable, when nothing of a visitor is in them."""

import logging
from collections.abc import Callable
from functools import cache, wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.templatetags.static import static

logger = logging.getLogger(__name__)

# Five minutes in a browser or a CDN, and an hour in which a CDN may still answer while it asks us: long enough to carry
# a rush, short enough for a correction to reach everybody.
CACHE_CONTROL = "public, max-age=300, stale-while-revalidate=3600"
LONGEST_PATH = 255
# Our largest page is a tenth of this; a sitemap of 25,000 addresses is about this long.
LARGEST = 5_000_000

#: The key under which the server's front door tells a marked view that it will store what may be stored.
ASKED = "procedures.stored_pages"

type View = Callable[..., HttpResponseBase]


def storable(view: View) -> View:
    """Mark a public view whose answer depends on its address, the release and the database, and on nothing else.

    No clock, no cookie, and nothing that a process remembers of the database from one request to the next.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            response.headers.setdefault("Cache-Control", CACHE_CONTROL)
            if response.headers["Content-Type"].startswith("text/html"):
                response.headers["Link"] = _stylesheet_first()
            if ASKED in request.META and isinstance(response, HttpResponse) and not hasattr(response, "for_today"):
                # The front door compresses and compares, once for all readers; Django's middleware must not do it
                # for this one.
                for name in ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
                    request.META.pop(name, None)
                response.storable = True  # type: ignore[attr-defined]  # read below
                # Django would make one of its own, of MD5 and twice as slow.
                response.headers["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
        return response

    return answer


@cache
def _stylesheet_first() -> str:
    """Return the header by which a proxy may send the stylesheet before the page; the release decides its name."""
    return f"<{static('site.css')}>; rel=preload; as=style"


def for_today(response: HttpResponse) -> HttpResponse:
    """Mark an answer that the calendar will make untrue, such as "will end": it is never stored."""
    response.for_today = True  # type: ignore[attr-defined]  # read by `storable`
    return response


def may_be_stored(response: object) -> bool:
    """Return whether a whole response, with the headers that middleware added, is the same for everybody."""
    if not isinstance(response, HttpResponse) or not getattr(response, "storable", False):
        return False
    personal = response.cookies or "cookie" in response.get("Vary", "").lower()
    if personal or "'nonce-" in response.get("Content-Security-Policy", ""):
        logger.error("a page marked as storable holds a cookie, a session or a nonce: it is not stored")
        return False
    return len(response.content) <= LARGEST
