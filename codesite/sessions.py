"""When does somebody who signed in have to sign in again? After a time without doing anything on the staff side."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

STAFF_SIDE = "/admin/"
SIGNED_IN = "_auth_user_id"
LAST_SEEN = "last_seen"
#: How exact the idle time is. Not every click writes to the database.
EXACTNESS = 60


def stay_while_working(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Begin the idle time (SESSION_COOKIE_AGE) anew with requests to the staff side, and with no others.

    Public pages must not touch sessions: they are the same bytes for everybody.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(STAFF_SIDE) and request.session.get(SIGNED_IN):
            now = int(time.time())
            if now - request.session.get(LAST_SEEN, 0) >= EXACTNESS:
                # Writing to the session gives it, and its cookie, the whole idle time again.
                request.session[LAST_SEEN] = now
        return get_response(request)

    return answer
