"""Words and topics, which are public as soon as they are saved, and what readers tell us."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from procedures.intake.links import users_of
from procedures.models import (
    BrandName,
    CheckedLink,
    Code,
    Feedback,
    GlossaryTerm,
    GlossaryTranslation,
    MissedSearch,
    Synonym,
    Topic,
)
from procedures.search import index

from .addresses import LastingAddress
from .base import EXPORTS, ReadOnlyAdmin, StaffAdmin, TidyFields
from .uploads import SYNONYMS, upload_view


@admin.register(Topic)
class TopicAdmin(LastingAddress[Topic]):
    """Parts of the body and kinds of care."""

    changes_pages = True
    list_display = ["name", "kind", "slug", "description"]
    list_filter = ["kind"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def renew(self, rows: list[Topic]) -> None:
        """Let search follow."""
        index.rebuild()


class GlossaryTranslationInline(TidyFields, admin.StackedInline):
    """The word in other languages."""

    model = GlossaryTranslation
    fields = [("language", "word"), "variants", "meaning"]
    extra = 0
    verbose_name = "translation"


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(LastingAddress[GlossaryTerm]):
    """Words explained once. Pages take a changed meaning over with their next edition; the glossary has it at once."""

    changes_pages = True
    list_display = ["term", "meaning", "source_publisher"]
    search_fields = ["term", "meaning"]
    prepopulated_fields = {"slug": ["term"]}
    fieldsets = [
        (None, {"fields": ["term", "slug", "variants", "meaning"]}),
        ("Where this comes from", {"fields": ["source_title", "source_publisher", "source_url"]}),
    ]
    inlines = [GlossaryTranslationInline]


@admin.register(Synonym)
class SynonymAdmin(StaffAdmin[Synonym]):
    """Everyday words, and what to look for as well."""

    changes_pages = True
    list_display = ["term", "meanings"]
    search_fields = ["term"]
    prepopulated_fields = {"slug": ["term"]}
    change_list_template = "admin/procedures/change_list_with_upload.html"

    @admin.display(description="means")
    def meanings(self, obj: Synonym) -> str:
        """Return what is looked for as well."""
        return ", ".join(obj.means)

    def renew(self, rows: list[Synonym]) -> None:
        """Let search follow."""
        index.renew_phrases()

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Take synonyms from a file, after showing what would change."""
        return upload_view(self, request, SYNONYMS)

    def get_urls(self) -> list[URLPattern]:
        """Add the upload."""
        return [
            path("upload/", self.admin_site.admin_view(self.upload), name="procedures_synonym_upload"),
            *super().get_urls(),
        ]


@admin.register(BrandName)
class BrandNameAdmin(StaffAdmin[BrandName]):
    """Brands of codes that have no explanation yet. Readers are shown those whose source somebody has read."""

    changes_pages = True
    list_display = ["name", "generic", "values", "source", "checked"]
    list_filter = ["checked"]
    search_fields = ["name", "generic", "codes"]
    search_help_text = "A brand, a generic name, or a code"
    prepopulated_fields = {"slug": ["name"]}

    @admin.display(description="codes")
    def values(self, obj: BrandName) -> str:
        """Return the values of its codes."""
        return ", ".join(obj.codes)

    def touches(self, rows: QuerySet[BrandName]) -> set[int]:
        """Return the codes that the brands are billed with."""
        values = {value for row in rows for value in row.codes}
        return set(Code.objects.filter(value__in=values).values_list("pk", flat=True))

    def renew(self, rows: list[BrandName]) -> None:
        """Let search follow."""
        index.renew_phrases()


@admin.register(Feedback)
class FeedbackAdmin(StaffAdmin[Feedback]):
    """What readers said. Staff mark what they have dealt with."""

    list_display = ["received_on", "kind", "page", "message", "done"]
    list_filter = ["done", "kind", "received_on"]
    search_fields = ["path", "message"]
    fields = ["kind", "page", "message", "received_on", "done"]
    readonly_fields = ["kind", "page", "message", "received_on"]
    actions = ["mark_done", *EXPORTS]

    @admin.display(description="page", ordering="path")
    def page(self, obj: Feedback) -> SafeString:
        """Lead to the page."""
        return (
            format_html('<a href="{}">{}</a>', obj.path, obj.path)
            if obj.path.startswith("/")
            else format_html("{}", obj.path)
        )

    @admin.action(description="Mark as done", permissions=["change"])
    def mark_done(self, request: HttpRequest, queryset: QuerySet[Feedback]) -> None:
        """Mark the chosen rows as dealt with."""
        count = self.set_all(request, queryset.filter(done=False), "Done.", done=True)
        self.message_user(request, f"{count} marked as done.")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Readers write it."""
        return False


@admin.register(MissedSearch)
class MissedSearchAdmin(ReadOnlyAdmin[MissedSearch]):
    """Words for which search found nothing. Removing one says that it has been dealt with."""

    list_display = ["text", "times", "first_on", "last_on"]
    list_filter = ["last_on"]
    search_fields = ["text"]

    def has_delete_permission(self, request: HttpRequest, obj: MissedSearch | None = None) -> bool:
        """Let those remove it who may."""
        return bool(request.user.has_perm("procedures.delete_missedsearch"))


@admin.register(CheckedLink)
class CheckedLinkAdmin(ReadOnlyAdmin[CheckedLink]):
    """What web addresses answered when `check_links` last asked."""

    list_display = ["url", "answers", "said", "silent_since", "checked_at"]
    list_filter = ["answers"]
    search_fields = ["url"]
    fields = ["url", "answers", "said", "silent_since", "checked_at", "used_in"]
    readonly_fields = ["used_in"]

    @admin.display(description="used in")
    def used_in(self, obj: CheckedLink) -> str:
        """Name what cites the address."""
        return ", ".join(users_of(obj.url))
