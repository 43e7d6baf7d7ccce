"""The addresses of rows, made quickly: a page names a hundred of them."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

#: Stands for a system and for the rest of a code's address; neither may hold what an address would quote.
_SYSTEM, _REST = "system", "A0000-rest"


def full_address(path: str) -> str:
    """Return the public address of a path: made from settings, never from what a request claims."""
    return f"{settings.SITE_URL}{path}"


def path_to(name: str, *args: object) -> str:
    """Return the address of a view, in the language of the moment."""
    return _path(get_language(), get_script_prefix(), name, *args)


@lru_cache(maxsize=4096)
def _path(language: str | None, prefix: str, name: str, *args: object) -> str:
    return reverse(name, args=args)


def code_address(system: str, value: str, slug: str) -> str:
    """Return the canonical address of a code's page, in the language of the moment."""
    # There are more codes than anybody wants to remember: the pattern alone is.
    return path_to("code", _SYSTEM, _REST).replace(_SYSTEM, system, 1).replace(_REST, f"{value}-{slug}", 1)


def edition_address(system: str, value: str, number: int, language: str) -> str:
    """Return the one address of an edition under a code: in its own language, whatever is spoken around it."""
    return in_language(path_to("edition", system, value, number), language)


def json_address(page: str) -> str:
    """Return the address of the JSON document that says what a page says."""
    return f"{page.removesuffix('/')}.json"


def in_language(path: str, language: str) -> str:
    """Return the address of the same page in another language: English ones have no prefix, "/es/" leads the others."""
    bare = in_no_language(path)
    return bare if language == settings.LANGUAGE_CODE else f"/{language}{bare}"


def in_no_language(path: str) -> str:
    """Return an address without the language it begins with."""
    for language, _name in settings.LANGUAGES:
        if path.startswith(f"/{language}/"):
            return path[len(language) + 1 :]
    return path
