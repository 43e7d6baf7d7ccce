"""The front door: answers what is stored before Django is asked, and stores what Django answers.

A thin layer of WSGI around Django, because Django's barest view costs more than all that happens here. It never
decides what may be stored (`procedures.stored_pages` does), and whatever goes wrong in it, Django answers.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from procedures import stored_pages
from procedures.stored_pages import Stored

logger = logging.getLogger(__name__)

type Environ = dict[str, Any]
type Headers = list[tuple[str, str]]
type StartResponse = Callable[..., Any]
type Application = Callable[[Environ, StartResponse], Iterable[bytes]]

# Each form of a page has a strong ETag of its own: the same content, more tightly compressed, is other bytes.
ENDINGS = {"br": "-br{quality}", "gzip": f"-gz{stored_pages.GZIP}", "": ""}
# Set for each answer from what is stored, and so not kept in a page's own headers.
OURS = frozenset({"content-length", "content-encoding", "etag", "last-modified", "vary", "date"})
# What never comes from the store, so that nothing is asked of the database for it.
ELSEWHERE = ("/admin/", "/search/", "/suggest/", "/infobutton", "/healthz")


class Bodiless:
    """The answer to HEAD: closes what Django answered without sending it."""

    def __init__(self, response: Iterable[bytes]) -> None:
        self.response = response

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    def close(self) -> None:
        """Let Django finish its request."""
        if hasattr(self.response, "close"):
            self.response.close()


class FrontDoor:
    """Django's WSGI application behind its stored pages."""

    def __init__(self, django: Application) -> None:
        self.django = django
        self.stores = not settings.DEBUG
        others = [f"/{language}" for language, _name in settings.LANGUAGES if language != settings.LANGUAGE_CODE]
        self.elsewhere = (settings.STATIC_URL, *(f"{start}{path}" for path in ELSEWHERE for start in ("", *others)))
        self.allows = lru_cache(maxsize=64)(self._allows)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the store, or through Django."""
        if self.stores and self.is_for_store(environ):
            return self.answer(environ, start_response)
        response = self.django(environ, start_response)
        return Bodiless(response) if environ["REQUEST_METHOD"] == "HEAD" else response

    def is_for_store(self, environ: Environ) -> bool:
        """Return whether a request may have a stored answer: a plain address, asked for as Django would accept it."""
        path: str = environ["PATH_INFO"]
        return (
            environ["REQUEST_METHOD"] in ("GET", "HEAD")
            and not environ.get("QUERY_STRING")
            and not environ.get("SCRIPT_NAME")
            and not path.startswith(self.elsewhere)
            and len(path) <= stored_pages.LONGEST_PATH
            and path.isascii()
            and path.isprintable()
            and self.allows(environ.get("HTTP_HOST", ""))
            and (
                not settings.SECURE_SSL_REDIRECT
                or environ.get("HTTP_X_FORWARDED_PROTO", environ["wsgi.url_scheme"]) == "https"
            )
        )

    @staticmethod
    def _allows(host: str) -> bool:
        domain, _port = split_domain_port(host)
        return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)

    def answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with the stored page; where there is none, ask Django and store what it says."""
        path, encoding = environ["PATH_INFO"], preferred(environ.get("HTTP_ACCEPT_ENCODING", ""))
        column, number = stored_pages.COLUMNS[encoding], None
        try:
            number, page, holds = stored_pages.find(path, column)
            if number is not None and page and not holds:
                page = stored_pages.revive(path, number, page)
            if page and not page.body:
                page = stored_pages.complete(path, page, column)
            if page:
                return send(environ, start_response, page, encoding)
        except Exception:  # whatever the driver or the database says, Django may still be able to answer
            logger.exception("stored pages cannot be read")
            stored_pages.doubt_the_connection()
        return self.render(environ, start_response, encoding, number)

    def render(
        self, environ: Environ, start_response: StartResponse, encoding: str, number: int | None
    ) -> Iterable[bytes]:
        """Let Django answer; where a page may be stored, store it and answer as the store will from now on."""
        asked = dict(environ)
        started: list[tuple[str, Headers]] = []
        environ[stored_pages.ASKED] = True
        with stored_pages.recording() as recorder:
            response: Any = self.django(environ, lambda status, headers, _=None: started.append((status, headers)))
        status, headers = started[-1]
        if not stored_pages.may_be_stored(response):
            start_response(status, headers)
            return Bodiless(response) if environ["REQUEST_METHOD"] == "HEAD" else response
        content, column = response.content, stored_pages.COLUMNS[encoding]
        kept = "\n".join(f"{name}: {value}" for name, value in headers if name.lower() not in OURS)
        etag = sha256((response.headers["ETag"] + kept).encode()).hexdigest()[:32]
        quality = stored_pages.QUICK if column == "brotli" else 0
        page = Stored(etag, http_date(time.time()), kept, quality, stored_pages.compressed(content, column))
        try:
            if number is not None:
                stored_pages.store(asked["PATH_INFO"], number, page, column, recorder.packed())
        except Exception as error:  # locked, read-only, a full disk: the reader gets the page all the same
            logger.warning("%s was answered but not stored: %s", asked["PATH_INFO"], error)
        response.close()
        return send(asked, start_response, page, encoding)


def send(environ: Environ, start_response: StartResponse, page: Stored, encoding: str) -> Iterable[bytes]:
    """Answer 200 or 304 with a page, in the encoding that the reader takes."""
    etag = f'"{page.etag}{ENDINGS[encoding].format(quality=page.brotli_quality)}"'
    headers: Headers = [("ETag", etag), ("Last-Modified", page.modified), ("Vary", "Accept-Encoding")]
    own = parsed(page.headers)
    if unchanged(environ, etag, page.modified):
        start_response("304 Not Modified", headers + [row for row in own if row[0] == "Cache-Control"])
        return []
    body = page.body if encoding else stored_pages.plain(page.body, stored_pages.COLUMNS[encoding])
    if encoding:
        headers.append(("Content-Encoding", encoding))
    headers.append(("Content-Length", str(len(body))))
    start_response("200 OK", [*own, *headers])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


@lru_cache(maxsize=64)
def parsed(headers: str) -> tuple[tuple[str, str], ...]:
    """Return stored headers as pairs; nearly all pages have the same."""
    rows = (line.partition(": ") for line in headers.splitlines())
    return tuple((name, value) for name, _colon, value in rows)


def unchanged(environ: Environ, etag: str, modified: str) -> bool:
    """Return whether the reader has this very page (RFC 9110, 13.1: If-None-Match wins, and compares weakly)."""
    known: str | None = environ.get("HTTP_IF_NONE_MATCH")
    if known is not None:
        if known == etag:
            return True
        known = known.strip()
        return known == "*" or etag in (one.removeprefix("W/") for one in parse_etags(known))
    since = parse_http_date_safe(environ.get("HTTP_IF_MODIFIED_SINCE", ""))
    if since is None:
        return False
    then = parse_http_date_safe(modified)
    return then is not None and then <= since


@lru_cache(maxsize=256)
def preferred(accepted: str) -> str:
    """Return the best encoding an Accept-Encoding header takes: "br", "gzip", or "" for none."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _semicolon, weight = part.partition(";")
        try:
            weights[name.strip()] = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            weights[name.strip()] = 0
    rest = weights.get("*", 0)
    best = max(("br", "gzip"), key=lambda name: weights.get(name, rest))
    return best if weights.get(best, rest) > 0 else ""
