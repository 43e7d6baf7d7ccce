"""The two yardsticks: the barest Django view (no middleware, no database) and the barest WSGI application."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path


def view(request: HttpRequest) -> HttpResponse:
    """Answer two letters."""
    return HttpResponse("ok")


urlpatterns = [path("", view)]


def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer two letters without Django."""
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", "2")])
    return [b"ok"]


def django() -> WSGIHandler:
    """Return a Django that has nothing but the view."""
    import django

    settings.configure(ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, MIDDLEWARE=[], SECRET_KEY="none" * 20)
    django.setup(set_prefix=False)
    return WSGIHandler()
