"""The one Django app: what codes mean, in plain words."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """Name the app."""

    name = "procedures"
    verbose_name = "Codes and explanations"
