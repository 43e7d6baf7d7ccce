"""Search results."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from procedures.search import find


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Answer a search: straight to the page for a whole code, else a list of results."""
    results = find.find(request.GET.get("q", ""), page=request.GET.get("page", ""))
    if results.exact:
        return redirect(results.exact)
    return render(request, "procedures/search/results.html", {"results": results})
