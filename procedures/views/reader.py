"""Ways in, and words explained: home, topics, glossary, and what this site is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from procedures.pages import public as pages
from procedures.models import CodeSystem, GlossaryTerm, Topic


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the search box and the ways to browse."""
    return render(request, "procedures/reader/home.html", pages.home())


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """List the topics that have published explanations."""
    return render(request, "procedures/reader/topics.html", {"topics": pages.topic_rows()})


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the explanations of one topic."""
    found = get_object_or_404(Topic, slug=slug)
    context = {"topic": found, "explanations": pages.explanations().filter(edition__topics=found)}
    return render(request, "procedures/reader/topic.html", context)


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """List every word explained."""
    return render(request, "procedures/reader/glossary.html", {"terms": GlossaryTerm.objects.all()})


@require_safe
def term(request: HttpRequest, slug: str) -> HttpResponse:
    """Explain one word."""
    return render(request, "procedures/reader/term.html", {"term": get_object_or_404(GlossaryTerm, slug=slug)})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what this site is and what it is not."""
    return render(request, "procedures/reader/about.html", {"systems": CodeSystem.objects.all()})


@require_safe
def editorial_policy(request: HttpRequest) -> HttpResponse:
    """Say how a page is written, checked and corrected."""
    return render(request, "procedures/reader/editorial_policy.html")
