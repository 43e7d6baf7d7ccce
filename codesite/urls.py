"""Which room answers which address."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from .health import healthz

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("", include("procedures.urls.machines")),
    *i18n_patterns(path("", include("procedures.urls.readers")), prefix_default_language=False),
]

handler400 = "procedures.views.errors.bad_request"
handler403 = "procedures.views.errors.forbidden"
handler404 = "procedures.views.errors.not_found"
handler500 = "procedures.views.errors.server_error"
