"""The living page of the design: every component in every state, made by the templates of the site. Debug only.

What it says is made up, and about no medicine. Words open at `/design/#word-sample-word`.
"""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from procedures.content import page as content
from procedures.content.families import PAGE_ORDER
from procedures.content.pictures import PICTURES
from procedures.content.rendering import render as render_text
from procedures.content.timeline import read_calendar, read_day
from procedures.forms import LONGEST_MESSAGE, FeedbackForm
from procedures.models import Code, CodeSystem, Edition
from procedures.pages import surroundings
from procedures.pages.browsing import narrowed
from procedures.pages.explanation import at_a_glance, drawn_sections
from procedures.pages.head import head
from procedures.pages.public import FIRST

NOON = datetime(2026, 3, 27, 12, tzinfo=UTC)
LIST = "- The first thing [@sample].\n- The second thing, with a sample word in it.\n- The third thing."
TEXTS = {
    "summary": LIST,
    "boxed_warning": "**A serious thing.** It happens to 14 in 100 people, and 86 do not have it [@sample].",
    "urgent": "### Call 911 if you have any of these\n\n- A first sign.\n- A second sign.\n\n"
    "### Call your care team the same day if you have any of these\n\n- A third sign.\n- A fourth sign.",
    "purpose": "Plain words with a sample word. Then more words, so that a line is full and a second one begins.",
    "preparation": LIST,
    "steps": "1. The first step.\n2. The second step.\n3. The third step.",
    "schedule": "| When | What | Where | Who |\n|---|---|---|---|\n| Before | Talk | Office | Nurse |\n"
    "| After | Walk | Home | You |\n\n| Short | Table |\n|---|---|\n| One | Two |",
    "benefits": "What is drawn below, in words.",
    "recovery": "### Do\n\n- Walk a little.\n- Drink water.\n\n### Do not\n\n- Lift heavy things.",
    "questions": "### Before\n\n- What else could I do?\n- What does it cost?",
}
#: Which chances are drawn: two groups, one group, and too few to fill a figure.
CHANCES = (("Had less pain", 77, 100, 57), ("Had a sore arm", 14, 100, None), ("Had a stroke", 1, 1000, None))
CALENDARS = ("Days 1, 8, 15: Infusion\nDays 2 to 4: Pills at home\nDay 22 or 29: Begins anew", "Months 1, 13: A visit")
DAYS = (
    "30 to 60 minutes: Waiting\n3 hours: The test\nTime varies: Waking up\n5 minutes: A talk",
    "1 hour: One\n1 hour: Two",
)


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Show every component; nobody but developers sees it."""
    if not settings.DEBUG:
        raise Http404("The design is shown to developers only.")
    return render(request, "procedures/design.html", explanation() | around() | finding(request) | asking())


def sample_page() -> content.ProcedurePage:
    """Return an explanation that has everything an explanation can have."""
    chances = (
        content.OutcomeOnPage(
            key=str(place),
            section="benefits",
            label=label,
            group="people who had it",
            affected=affected,
            out_of=out_of,
            compared_group="" if compared is None else "people who did not have it",
            compared_affected=compared,
            severity="",
            source="sample",
        )
        for place, (label, affected, out_of, compared) in enumerate(CHANCES)
    )
    written = content.ProcedurePage(
        slug="sample",
        plain_name="The design",
        medical_name="Every component in every state",
        pronunciation="dee-ZINE",
        family="drug",
        ingredient="",
        route="into a vein",
        brands=("Sample",),
        also_known_as=("pattern library", "style guide"),
        reading_names=(),
        topics=(),
        setting="hospital",
        setting_note="A note on the place",
        anesthesia="none",
        minutes_from=30,
        minutes_to=90,
        duration_note="A note on the time",
        people_note="A nurse and a doctor",
        how_often="Once",
        time_off="The rest of the day",
        codes=(
            content.CodeOnPage("hcpcs", "A0001", "Sample, 1 mg", is_primary=True),
            content.CodeOnPage("hcpcs", "A0002", "Sample, 5 mg", is_primary=False, difference="More of it"),
        ),
        sections=tuple(content.SectionOnPage(kind, TEXTS[kind]) for kind in PAGE_ORDER if kind in TEXTS),
        sources=(
            content.SourceOnPage("sample", "A source", "A publisher", "https://example.org/", "2026", "2026-03-27"),
        ),
        outcomes=tuple(chances),
        calendar=CALENDARS[0],
        day_plan=DAYS[0],
        review=content.Review("A. Clinician", "MD", "2026-03-27", "2027-03-27"),
    )
    word = content.GlossaryEntry("sample-word", "sample word", "What the word means, in a short sentence.")
    return render_text(written, [word])


def explanation() -> dict[str, Any]:
    """Return what the template of an explanation shows."""
    page = sample_page()
    sections = drawn_sections(page)
    edition = Edition(number=2, published_at=NOON, slug="sample")
    return {
        "head": head("The design", "", index=False),
        "translation": None,
        "page": page,
        "edition": edition,
        "editions": [SimpleNamespace(number=2, published_at=NOON, note="More states."), edition],
        "glance": at_a_glance(page),
        "first_sections": [section for section in sections if section.kind in FIRST],
        "sections": [section for section in sections if section.kind not in FIRST],
        "has_urgent": True,
        "has_figures": True,
        "all_read_on": "",
        "other_codes": page.codes[1:],
        "this_code": page.codes[1],
        "compare_any": "/compare/",
        "comparable": [("/compare/", "another sample")],
    }


def around() -> dict[str, Any]:
    """Return what stands around a code: its facts, its life, policies, and similar codes."""
    system = CodeSystem(slug="hcpcs", name="HCPCS Level II")
    sample = Code(system=system, value="A0002", long_description="Sample, 5 mg", added=date(2020, 1, 1))
    sample.edition = Edition(slug="sample")
    ended = Code(system=system, value="A0003", added=date(2019, 1, 1), ended=date(2025, 12, 31))
    other = surroundings.ListedCode(0, "A0004", "other", "Another sample", "Its medical name", None, 1, "hcpcs", "Why")
    old = surroundings.ListedCode(0, "A0005", "old", "An old sample", "", date(2025, 12, 31), None, "hcpcs")
    plan = surroundings.ListedPlan("A plan", "a-plan")
    asks = mark_safe("<ul><li>A first thing.</li><li>A second thing.</li></ul>")
    return {
        "code": sample,
        "canonical": SimpleNamespace(value="A0001"),
        "state": "ending",
        "lives": [(ended, "ended", [other]), (ended, "ended", []), (ended, "ending", [other]), (sample, "to come", [])],
        "crumbs": [
            ("/code/hcpcs/", "HCPCS Level II"),
            ("/code/hcpcs/A/", "A Samples"),
            ("/code/", "A0001-A0009 Samples"),
        ],
        "unit": "One unit on a bill is 5 mg.",
        "coverage": "Medicare may pay for it.",
        "replaces": [old],
        "replaced_by": [other],
        "similar": [other, old],
        "nearest": [other],
        "policies": [
            surroundings.ListedPolicy(
                1, plan, "one", "A policy", asks, "2026-01-01", "2026-03-27", third_party_copy=False
            ),
            surroundings.ListedPolicy(2, plan, "two", "Another", mark_safe(""), "", "", third_party_copy=True),
        ],
        "more_policies": [],
        "all_seen_on": "",
    }


def finding(request: HttpRequest) -> dict[str, Any]:
    """Return what lists and searches show, and the drawings."""
    hit = {"url": "/", "title": "A result", "code": "A0001", "others": ["A0002"], "explained": True, "ended": None}
    hit |= {"line": "A line of its text.", "also": "the pattern library", "because": ""}
    gone = hit | {"explained": False, "ended": date(2025, 12, 31), "next": ["A0004"], "also": "", "because": "trial"}
    pages = Paginator(range(30), 10)
    return {
        "titles": SimpleNamespace(
            when="Calendar and day",
            finding="Finding",
            asking="Asking",
            pictures="Pictures",
            hint="Suggestions come while you type.",
        ),
        "calendars": [read_calendar(CALENDARS[1])],
        "days": [read_day(DAYS[1])],
        "hits": [SimpleNamespace(**hit), SimpleNamespace(**gone)],
        "listed": pages.page(2),
        "first": "?",
        "choices": narrowed(Code.objects.none(), request.GET)[1],
        "drawings": list(PICTURES),
    }


def asking() -> dict[str, Any]:
    """Return a form that was sent without what it asks for."""
    place = SimpleNamespace(path="/", name="Start")
    return {"form": FeedbackForm({"kind": "error"}), "place": place, "longest": LONGEST_MESSAGE}
