"""Pages for what went wrong: each says so in plain words and offers a way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from procedures.pages.head import head
from procedures.search.near import near_codes


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400: what was sent cannot be read."""
    return render(
        request, "errors/400.html", {"head": head(_("This request cannot be read"), "", index=False)}, status=400
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403: not for this visitor."""
    return render(request, "errors/403.html", {"head": head(_("This page is closed"), "", index=False)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 with the codes whose values are nearest to what was asked for."""
    context = {"head": head(_("Page not found"), "", index=False), "near": near_codes(request.path)}
    return render(request, "errors/404.html", context, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching the database, which may be the cause."""
    return render(request, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 where a form was sent from a page that is too old."""
    context = {"head": head(_("This form is too old"), "", index=False), "form_expired": True}
    return render(request, "errors/403.html", context, status=403)
