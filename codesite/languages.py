"""The language of an answer is that of its address and of nothing else: each address is the same for everybody."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

type Answer = Callable[[HttpRequest], HttpResponseBase]


def language_of_the_address(get_response: Answer) -> Answer:
    """Speak Spanish at addresses that begin with /es/, and English at all others, whatever the browser prefers."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            return get_response(request)

    return answer
