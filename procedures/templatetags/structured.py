"""The page's description for machines, in its head."""

from typing import Any

from django.utils.safestring import SafeString
from jinja2 import pass_context
from jinja2.runtime import Context

from procedures.structured_data import for_page, script


@pass_context
def structured_data(context: Context) -> SafeString | str:
    """Print the JSON-LD of what the page shows, if it is to be indexed."""
    shown: dict[str, Any] = {name: context.get(name) for name in ("head", "code", "edition", "page", "term", "crumbs")}
    thing = for_page(shown)
    return script(thing) if thing else ""
