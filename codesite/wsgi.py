"""The door through which gunicorn enters."""

from os import environ

from django.core.wsgi import get_wsgi_application

environ.setdefault("DJANGO_SETTINGS_MODULE", "codesite.settings")
application = get_wsgi_application()
