"""What the first page of the admin needs: the work lists."""

from typing import Any

from django import template
from django.template import Context

from procedures.admin import worklists as lists

register = template.Library()


@register.simple_tag(takes_context=True)
def worklists(context: Context) -> list[Any]:
    """Return the lists with work for whoever is signed in."""
    return list(lists.worklists(context["request"].user))
