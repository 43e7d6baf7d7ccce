"""What search engines and other programs ask for."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from procedures import feeds, sitemaps
from procedures.models import Code, Edition
from procedures.pages.document import FORMAT, document
from procedures.pages.surroundings import around

from .codes import find_code

ATOM = "application/atom+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what to leave alone, and where the sitemap is."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        "Disallow: /suggest/",
        "Disallow: /compare/",
        "Disallow: /feedback/",
        "Disallow: /infobutton",
        "",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Answer the index of the sitemap's files."""
    return HttpResponse(sitemaps.index(), content_type=XML)


@require_safe
def sitemap_file(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Answer one file of the sitemap."""
    text = sitemaps.file(name, number)
    if text is None:
        raise Http404("The sitemap has no such file.")
    return HttpResponse(text, content_type=XML)


@require_safe
def updates(request: HttpRequest) -> HttpResponse:
    """Answer the feed of new and changed pages."""
    return HttpResponse(feeds.updates(), content_type=ATOM)


@require_safe
def code_as_json(request: HttpRequest, system: str, address: str) -> HttpResponseBase:
    """Answer the published explanation of a code as JSON, at the address of its page."""
    found = find_code(system, address)
    if found.edition is None:
        return gone(found.code)
    canonical = f"{found.code.get_absolute_url().rstrip('/')}.json"
    if request.path != canonical:
        return redirect(canonical, permanent=True)
    return JsonResponse(document(found.code, found.edition))


@require_safe
def edition_as_json(request: HttpRequest, system: str, address: str, number: str) -> HttpResponseBase:
    """Answer one edition of an explanation as JSON."""
    found = find_code(system, address)
    if found.edition is None:
        return gone(found.code)
    shown = get_object_or_404(Edition, procedure=found.edition.procedure_id, number=int(number))
    canonical = f"{reverse('edition', args=[found.code.system.slug, found.code.value, shown.number]).rstrip('/')}.json"
    if request.path != canonical:
        return redirect(canonical, permanent=True)
    return JsonResponse(document(found.code, shown))


def gone(code: Code) -> JsonResponse:
    """Answer 410 with the reason where the explanation of a code was withdrawn; raise Http404 where there was none."""
    withdrawn = around(code, ("withdrawn",), values=()).withdrawn
    if withdrawn is None:
        raise Http404("This code has no published explanation.")
    return JsonResponse(
        {
            "format": FORMAT,
            "address": f"{settings.SITE_URL}{code.get_absolute_url()}",
            "code": {"value": code.value, "system": code.system.slug},
            "withdrawn": {"on": withdrawn.retracted_on.isoformat(), "reason": withdrawn.retraction_reason},
        },
        status=410,
    )
