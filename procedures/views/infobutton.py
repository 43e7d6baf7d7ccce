"""The door for other systems: HL7 Infobutton requests, by GET or POST."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from procedures import infobutton
from procedures.pages.head import head

LONGEST_BODY = 20_000
FORM = "application/x-www-form-urlencoded"
KEPT = "public, max-age=300"
TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}


@csrf_exempt  # nothing is changed, and no cookie is read: whoever asks learns only what everybody may
@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
def answer(request: HttpRequest) -> HttpResponse:
    """Answer a request in the format it asks for, and let any site's pages read the answer."""
    response = HttpResponse(status=204) if request.method == "OPTIONS" else _answered(request)
    response["Access-Control-Allow-Origin"] = "*"
    if request.method == "OPTIONS":
        response["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
        response["Access-Control-Allow-Headers"] = "Content-Type"
        response["Access-Control-Max-Age"] = "86400"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _answered(request: HttpRequest) -> HttpResponse:
    if wait := infobutton.seconds_to_wait(request):
        return _refused("Too many requests.", 429, {"Retry-After": str(wait)})
    if not (request.META.get("CONTENT_LENGTH") or "0").isdecimal() or _length(request) > LONGEST_BODY:
        return _refused(f"At most {LONGEST_BODY} bytes are taken.", 413)
    if request.method == "POST" and request.content_type != FORM:
        return _refused(f"Send {FORM}.", 415)
    try:
        asked = infobutton.read(_pairs(request))
    except infobutton.Malformed as malformed:
        return _refused(str(malformed), 400)
    response = _found(request, asked)
    if request.method != "POST" and not asked.about_a_person:
        response["Cache-Control"] = KEPT
    return response


def _found(request: HttpRequest, asked: infobutton.Request) -> HttpResponse:
    if asked.format == "html" and (address := infobutton.only_address(asked)):
        return redirect(address)
    feed = infobutton.answer(asked)
    if asked.format == "html":
        title = _("Explanations for what was asked")
        entries = [(entry["link"][0], entry["summary"]["_value"]) for entry in feed["entry"]]
        context = {"head": head(title, title, index=False), "entries": entries}
        return render(request, "procedures/infobutton.html", context)
    text = infobutton.as_xml(feed) if asked.format == "xml" else infobutton.as_json(feed)
    return HttpResponse(text, content_type=TYPES[asked.format])


def _pairs(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Yield names and values as they were sent, those of the body first."""
    try:
        sent: list[QueryDict] = [request.POST, request.GET]
    except (UnicodeDecodeError, RawPostDataException) as error:
        raise infobutton.Malformed("The body cannot be read.") from error
    for part in sent:
        for name, values in part.lists():
            yield from ((name, value) for value in values)


def _length(request: HttpRequest) -> int:
    return int(request.META.get("CONTENT_LENGTH") or 0)


def _refused(words: str, status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=status, headers=headers)
