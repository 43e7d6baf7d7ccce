"""The door through which gunicorn enters."""

from os import environ

from django.core.wsgi import get_wsgi_application

environ.setdefault("DJANGO_SETTINGS_MODULE", "codesite.settings")
django = get_wsgi_application()

# Models can be imported only once Django is set up.
from .front import FrontDoor  # noqa: E402

application = FrontDoor(django)
