"""What programs ask for: at one address each, whatever the language."""

from django.urls import path

from procedures.stored_pages import storable
from procedures.views import infobutton, machines, releases

urlpatterns = [
    path("feeds/changes/<slug:system>/", storable(releases.feed), name="releases-feed"),
    path("robots.txt", storable(machines.robots), name="robots"),
    path("sitemap.xml", storable(machines.sitemap), name="sitemap"),
    path("sitemaps/<slug:name>-<number:number>.xml", storable(machines.sitemap_file), name="sitemap-file"),
    path("infobutton", infobutton.answer, name="infobutton"),
    path("infobutton/", infobutton.answer),
    path("feeds/updates/", storable(machines.updates), name="updates"),
]
