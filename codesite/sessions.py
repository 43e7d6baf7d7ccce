"""Who is signed in, and for how long? Only the staff side knows: public pages are the same for everybody."""

import time
from collections.abc import Awaitable
from typing import override

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

STAFF_SIDE = "/admin/"
SIGNED_IN = "_auth_user_id"
LAST_SEEN = "last_seen"
#: How exact the idle time is. Not every click writes to the database.
EXACTNESS = 60


class OnStaffSide(MiddlewareMixin):
    """Lets requests to the staff side through a middleware of Django's, and all others past it."""

    @override
    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if request.path_info.startswith(STAFF_SIDE):
            return super().__call__(request)
        return self.get_response(request)


class StaffSessions(OnStaffSide, SessionMiddleware):
    """Gives the staff side `request.session`."""


class StaffSignedIn(OnStaffSide, AuthenticationMiddleware):
    """Gives the staff side `request.user`."""


class StaffMessages(OnStaffSide, MessageMiddleware):
    """Lets the staff side tell on the next page what was done on this one."""


class StayWhileWorking(OnStaffSide):
    """Begins the idle time (SESSION_COOKIE_AGE) anew with each request of who is signed in."""

    def process_request(self, request: HttpRequest) -> None:
        """Note that somebody was here just now."""
        now = int(time.time())
        if request.session.get(SIGNED_IN) and now - request.session.get(LAST_SEEN, 0) >= EXACTNESS:
            # Writing to the session gives it, and its cookie, the whole idle time again.
            request.session[LAST_SEEN] = now
