"""What is new: the latest published editions as an Atom feed."""

from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procedures.models import Code, EditionCode
from procedures.pages.head import site_name

SHOWN = 50


def updates() -> str:
    """Return the feed of new and changed pages: one entry for each edition of what is published now, newest first."""
    kept = EditionCode.objects.filter(
        is_primary=True,
        edition__procedure__current_edition__isnull=False,
        edition__procedure__translation_of__isnull=True,
    )
    kept = kept.select_related("edition", "code__system").defer("edition__content")
    latest = list(kept.order_by("-edition__published_at", "-edition_id")[:SHOWN])
    shown = [one.edition_id for one in latest]
    primary = {
        code.edition.procedure_id: code
        for code in Code.objects.for_listing().filter(is_canonical=True, edition__procedure__editions__in=shown)
        if code.edition
    }
    address = f"{settings.SITE_URL}{reverse('updates')}"
    feed = _Feed(
        title=_("%(site)s: new and changed pages") % {"site": site_name()},
        link=f"{settings.SITE_URL}/",
        description=_("Explanations of medical billing codes, as they are published."),
        feed_url=address,
        feed_guid=address,
        language=get_language() or "en",
        author_name=site_name(),
    )
    for one in latest:
        edition = one.edition
        page = primary[edition.procedure_id].get_absolute_url()
        feed.add_item(
            title=f"{edition.plain_name} ({one.code.value})",
            link=f"{settings.SITE_URL}{page}",
            description=edition.note,
            unique_id=f"{settings.SITE_URL}{one.get_absolute_url()}",
            pubdate=edition.published_at,
            updateddate=edition.published_at,
            author_name=site_name(),
        )
    return feed.writeString("utf-8")


class _Feed(Atom1Feed):
    """An Atom feed that is the same bytes until something is published: an empty one is not "updated now"."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else datetime(2026, 1, 1, tzinfo=UTC)
