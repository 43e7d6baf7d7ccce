"""Pages for what went wrong: each says so in plain words and offers a way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from procedures.search.near import near_codes


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400: what was sent cannot be read."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403: not for this visitor."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 with the codes whose values are nearest to what was asked for."""
    return render(request, "errors/404.html", {"near": near_codes(request.path)}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching the database, which may be the cause."""
    return render(request, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 where a form was sent from a page that is too old."""
    return render(request, "errors/403.html", {"form_expired": True}, status=403)
