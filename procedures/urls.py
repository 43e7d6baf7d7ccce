"""The public addresses. One canonical form each; the views lead every other form there in one step."""

from django.urls import path, re_path

from procedures.views import codes, editions, machines, plans, reader, search

SYSTEM = r"(?P<system>[A-Za-z0-9-]{1,40})"
GROUP = r"(?P<group>[A-Za-z0-9]{1,3}|[A-Za-z][0-9]{4}-[A-Za-z][0-9]{4})"
ADDRESS = r"(?P<address>[A-Za-z0-9]{4,10}(?:-[^/]{0,200})?)"

urlpatterns = [
    path("", reader.home, name="home"),
    path("search/", search.search, name="search"),
    path("code/", codes.systems, name="code-systems"),
    re_path(rf"^code/{SYSTEM}/?$", codes.system, name="code-system-any"),
    path("code/<slug:system>/", codes.system, name="code-system"),
    re_path(rf"^code/{SYSTEM}/{GROUP}/?$", codes.group, name="code-group-any"),
    path("code/<slug:system>/<str:group>/", codes.group, name="code-group"),
    re_path(rf"^code/{SYSTEM}/{ADDRESS}/?$", codes.code, name="code-any"),
    re_path(rf"^code/{SYSTEM}/{ADDRESS}/editions/?$", editions.editions, name="editions-any"),
    re_path(rf"^code/{SYSTEM}/{ADDRESS}/editions/(?P<number>[0-9]{{1,6}})/?$", editions.edition, name="edition-any"),
    path("code/<slug:system>/<str:address>/", codes.code, name="code"),
    path("code/<slug:system>/<str:address>/editions/", editions.editions, name="editions"),
    path("code/<slug:system>/<str:address>/editions/<int:number>/", editions.edition, name="edition"),
    re_path(r"^(?P<address>[A-Za-z][0-9]{4})/?$", codes.code, {"system": "hcpcs"}),
    path("topics/", reader.topics, name="topics"),
    path("topics/<slug:slug>/", reader.topic, name="topic"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<slug:plan>/", plans.plan, name="plan"),
    path("plans/<slug:plan>/<slug:policy>/", plans.policy, name="policy"),
    path("glossary/", reader.glossary, name="glossary"),
    path("glossary/<slug:slug>/", reader.term, name="glossary-term"),
    path("about/", reader.about, name="about"),
    path("about/editorial-policy/", reader.editorial_policy, name="editorial-policy"),
    path("robots.txt", machines.robots, name="robots"),
]
