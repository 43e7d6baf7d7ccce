"""Who has come in and who was kept out: the history of all staff, and what django-axes writes down, to be read only."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .base import ReadOnlyAdmin


@admin.register(LogEntry)
class HistoryAdmin(ReadOnlyAdmin[LogEntry]):
    """Who changed what and when, on everything."""

    list_display = ["action_time", "user", "what", "said"]
    list_filter = ["action_flag", "content_type", ("user", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["object_repr", "change_message", "user__username"]
    date_hierarchy = "action_time"
    fields = ["action_time", "user", "what", "said"]
    readonly_fields = ["action_time", "user", "what", "said"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LogEntry]:
        """Return entries with whom and what they are about."""
        return super().get_queryset(request).select_related("user", "content_type")

    @admin.display(description="what", ordering="object_repr")
    def what(self, obj: LogEntry) -> SafeString:
        """Lead to what was changed."""
        address = None if obj.is_deletion() else obj.get_admin_url()
        name = f"{obj.content_type}: {obj.object_repr}"
        return format_html('<a href="{}">{}</a>', address, name) if address else format_html("{}", name)

    @admin.display(description="how")
    def said(self, obj: LogEntry) -> str:
        """Return what was done."""
        return str(obj.get_change_message())
