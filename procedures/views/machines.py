"""What search engines and other programs ask for."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what to leave alone."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /search/", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


def site_url(path: str) -> str:
    """Return the full public address of a path."""
    return f"{settings.SITE_URL}{path}"
