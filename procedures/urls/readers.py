"""What readers ask for, in each language. One canonical form each; the views lead every other form there in one step.

`storable` marks what is the same for everybody and may be served from `stored_pages`.
"""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path

from procedures.stored_pages import storable
from procedures.views import codes, compare, design, editions, feedback, machines, plans, reader, releases, search

SYSTEM = r"code/(?P<system>[A-Za-z0-9-]{1,40})"
GROUP = r"(?P<group>[A-Za-z0-9]{1,3}|[A-Za-z][0-9]{4}-[A-Za-z][0-9]{4})"
ADDRESS = r"(?P<address>[A-Za-z0-9]{4,10}(?:-[^/]{0,200})?)"


def with_and_without_slash(pattern: str, view: Callable[..., HttpResponseBase], name: str) -> list[URLPattern]:
    """Take an address with and without its last slash, so that a view can mend everything else in the same step."""
    return [re_path(rf"^{pattern}/$", view, name=name), re_path(rf"^{pattern}$", view)]


urlpatterns = [
    path("", storable(reader.home), name="home"),
    path("search/", search.search, name="search"),
    path("suggest/", search.suggest, name="suggest"),
    path("code/", storable(codes.systems), name="code-systems"),
    path("code/<slug:system>/changes/", storable(releases.releases), name="releases"),
    path("code/<slug:system>/changes/<number:number>/", storable(releases.release), name="release"),
    *with_and_without_slash(SYSTEM, storable(codes.system), "code-system"),
    *with_and_without_slash(f"{SYSTEM}/{GROUP}", storable(codes.group), "code-group"),
    re_path(rf"^{SYSTEM}/{ADDRESS}\.json$", storable(machines.code_as_json), name="code-json"),
    re_path(
        rf"^{SYSTEM}/{ADDRESS}/editions/(?P<number>[0-9]{{1,6}})\.json$",
        storable(machines.edition_as_json),
        name="edition-json",
    ),
    *with_and_without_slash(f"{SYSTEM}/{ADDRESS}", storable(codes.code), "code"),
    *with_and_without_slash(f"{SYSTEM}/{ADDRESS}/editions", storable(editions.editions), "editions"),
    *with_and_without_slash(
        rf"{SYSTEM}/{ADDRESS}/editions/(?P<number>[0-9]{{1,6}})", storable(editions.edition), "edition"
    ),
    re_path(r"^(?P<address>[A-Za-z][0-9]{4})/?$", codes.code, {"system": "hcpcs"}),
    path("topics/", storable(reader.topics), name="topics"),
    path("topics/<slug:slug>/", storable(reader.topic), name="topic"),
    path("plans/", storable(plans.plans), name="plans"),
    path("plans/<slug:plan>/", storable(plans.plan), name="plan"),
    path("plans/<slug:plan>/<slug:policy>/", storable(plans.policy), name="policy"),
    path("glossary/", storable(reader.glossary), name="glossary"),
    path("glossary/<slug:slug>/", storable(reader.term), name="glossary-term"),
    path("compare/", compare.compare, name="compare"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("feedback/thanks/", feedback.thanks, name="feedback-thanks"),
    path("about/", storable(reader.about), name="about"),
    path("about/editorial-policy/", storable(reader.editorial_policy), name="editorial-policy"),
    path("design/", design.design, name="design"),
    path("accessibility/", storable(reader.accessibility), name="accessibility"),
]
