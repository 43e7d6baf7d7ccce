"""Ways in, and words explained: home, topics, glossary, and what this site is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from procedures.models import CodeSystem, GlossaryTerm, Topic
from procedures.pages import lists, words
from procedures.pages.head import EVERY_LANGUAGE, head


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the search box and the ways to browse."""
    return render(request, "procedures/reader/home.html", lists.home())


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """List the topics that have published explanations."""
    return render(request, "procedures/reader/topics.html", lists.topics())


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the explanations of one topic."""
    return render(request, "procedures/reader/topic.html", lists.topic(get_object_or_404(Topic, slug=slug)))


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """List every word explained."""
    return render(request, "procedures/reader/glossary.html", words.glossary())


@require_safe
def term(request: HttpRequest, slug: str) -> HttpResponse:
    """Explain one word."""
    return render(request, "procedures/reader/term.html", words.term(get_object_or_404(GlossaryTerm, slug=slug)))


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what this site is and what it is not."""
    summary = _("Who this site is for, where its facts come from, what it cannot tell you, and what it does not keep.")
    context = own_page(_("About this site"), summary, "about") | {"systems": CodeSystem.objects.all()}
    return render(request, "procedures/reader/about.html", context)


@require_safe
def editorial_policy(request: HttpRequest) -> HttpResponse:
    """Say how a page is written, checked and corrected."""
    summary = _("How a page here is written, which sources it may use, who checks it, and how mistakes are put right.")
    context = own_page(_("How our pages are written and checked"), summary, "editorial-policy")
    return render(request, "procedures/reader/editorial_policy.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say who can use this site, how that was tested, and what does not work yet."""
    summary = _("What this site does so that everybody can use it, how that was tested, and what to do where it fails.")
    context = own_page(_("Accessibility statement"), summary, "accessibility")
    return render(request, "procedures/reader/accessibility.html", context)


def own_page(title: str, summary: str, name: str) -> dict[str, Any]:
    """Return what a page about the site itself shows beside its text."""
    return {"head": head(title, summary, reverse(name), languages=EVERY_LANGUAGE)}
