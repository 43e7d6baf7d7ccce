"""Search results, and what the search box suggests."""

from dataclasses import asdict
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from procedures.filters import SearchFilter, facets
from procedures.forms import SearchForm
from procedures.models import SearchEntry
from procedures.pages.head import head
from procedures.search import missed, results
from procedures.search.near import near_codes
from procedures.search.suggest import suggestions


@require_safe
@cache_control(public=True, max_age=60)
def search(request: HttpRequest) -> HttpResponse:
    """Answer a search: straight to the page for a whole code, else a list of results."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        raise BadRequest("The search cannot be read.")
    filters = SearchFilter(request.GET, queryset=SearchEntry.objects.all())
    typed, page = form.cleaned_data["q"], form.cleaned_data["page"]
    if not typed:
        return render(request, "procedures/search/results.html", _browsed(filters, page))
    answer = results.results(typed, filters.chosen, page)
    if answer.exact:
        return redirect(answer.exact)
    if answer.nothing and not filters.chosen:
        missed.count(typed)
    title = _("%(asked)s: search results") % {"asked": answer.asked}
    context = {
        "head": head(title, title, index=False),
        "results": answer,
        "facets": facets(filters, answer.facets),
        "near": near_codes(typed) if answer.nothing or answer.missing else [],
    }
    return render(request, "procedures/search/results.html", context)


def _browsed(filters: SearchFilter, page: str) -> dict[str, Any]:
    """Return what stands on the page while nothing was typed: the filters, and what they leave."""
    answer = results.Results("", facets=results.all_facets())
    if filters.chosen:
        answer.page = Paginator(filters.qs.only("shown"), results.PER_PAGE).get_page(page)
        answer.total = answer.page.paginator.count
        answer.hits = results.hits_of_entries(answer.page)
    title = _("Search all medical codes")
    return {"head": head(title, title, index=False), "results": answer, "facets": facets(filters, answer.facets)}


@require_safe
@cache_control(public=True, max_age=300)
def suggest(request: HttpRequest) -> JsonResponse:
    """Answer what the search box may offer for the letters typed so far."""
    form = SearchForm(request.GET)
    found = suggestions(form.cleaned_data["q"]) if form.is_valid() else []
    said = ngettext("%(n)s suggestion", "%(n)s suggestions", len(found)) % {"n": len(found)}
    return JsonResponse({"suggestions": [asdict(one) for one in found], "said": said})
