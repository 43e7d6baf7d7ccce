"""What stands in an address stays as it is: no record is kept of former words, so the old address would be lost."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest

from .base import StaffAdmin


class LastingAddress[M: models.Model](StaffAdmin[M]):
    """Admin of rows whose fields `lasting` make the address of a public page: they are chosen once."""

    lasting: ClassVar[dict[str, str]] = {
        "slug": "Part of the page's address. It cannot be changed once it is saved: readers, links and search engines"
        " keep the address, and a changed one would lead them nowhere."
    }

    def get_readonly_fields(self, request: HttpRequest, obj: M | None = None) -> Any:
        """Let the address be chosen with a new row only."""
        return [*super().get_readonly_fields(request, obj), *(self.lasting if obj else ())]

    def get_prepopulated_fields(self, request: HttpRequest, obj: M | None = None) -> Any:
        """Propose an address for a new row only."""
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_form(self, request: HttpRequest, obj: M | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Say in the form why the address stays."""
        return super().get_form(request, obj, change, **{"help_texts": self.lasting, **kwargs})
