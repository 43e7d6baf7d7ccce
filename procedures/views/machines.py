"""What search engines and other programs ask for."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from procedures import feeds, sitemaps
from procedures.content.languages import ENGLISH
from procedures.models import Code
from procedures.models.addresses import edition_address, full_address, in_language, json_address
from procedures.pages.document import FORMAT, document, kept_document
from procedures.pages.public import in_english_instead, kept_editions, withdrawal_of
from procedures.pages.surroundings import Withdrawn, around

from .codes import find_code

ATOM = "application/atom+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what to leave alone, and where the sitemap is."""
    closed = [f"Disallow: {path}" for path in _closed_to_crawlers()]
    lines = ["User-agent: *", *closed, "", f"Sitemap: {full_address(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _closed_to_crawlers() -> list[str]:
    """Return what addresses that no crawler should fetch begin with."""
    # Who may not fetch a page cannot read its "noindex", and a search engine may then list a linked address bare. So
    # /search/ and /compare/ are open. With a question behind them there is no end of them, each asks the database and
    # none is stored: a crawler that followed their links would never be done, which is worse than an address listed
    # bare. The rest has nothing to read: a form for each page, and what answers programs and staff.
    paths = [reverse("admin:index"), reverse("infobutton")]
    for language, _name in settings.LANGUAGES:
        closed = [reverse("suggest"), reverse("feedback"), f"{reverse('search')}?", f"{reverse('compare')}?"]
        paths += [in_language(path, language) for path in closed]
    return paths


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
    canonical = json_address(found.code.get_absolute_url())
    if request.path != canonical:
        return redirect(canonical, permanent=True)
    return JsonResponse(document(found.code, found.edition))


@require_safe
def edition_as_json(request: HttpRequest, system: str, address: str, number: str) -> HttpResponseBase:
    """Answer one edition of an explanation as JSON."""
    code, language = find_code(system, address).code, get_language() or ENGLISH
    shown = next(iter(kept_editions(code, language, int(number))), None)
    if shown is None:
        english = in_english_instead(code, language, int(number))
        return redirect(json_address(english)) if english else gone(code)
    if withdrawn := withdrawal_of(shown):
        return gone(code, withdrawn)
    canonical = json_address(edition_address(code.system.slug, code.value, shown.number, language))
    if request.path != canonical:
        return redirect(canonical, permanent=True)
    # As the page of an edition: search engines are to find what holds now.
    return JsonResponse(kept_document(code, shown), headers={"X-Robots-Tag": "noindex"})


def gone(code: Code, withdrawn: Withdrawn | None = None) -> JsonResponse:
    """Answer 410 with the reason where the explanation of a code was withdrawn; raise Http404 where there was none."""
    withdrawn = withdrawn or (None if code.edition else around(code, ("withdrawn",), values=()).withdrawn)
    if withdrawn is None:
        raise Http404("This code has no published explanation.")
    return JsonResponse(
        {
            "format": FORMAT,
            "address": full_address(code.get_absolute_url()),
            "code": {"value": code.value, "system": code.system.slug},
            "withdrawn": {"on": withdrawn.retracted_on.isoformat(), "reason": withdrawn.retraction_reason},
        },
        status=410,
    )
