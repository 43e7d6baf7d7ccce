"""What is new: the latest published editions as an Atom feed."""

from django.urls import reverse
from django.utils.translation import gettext as _

from procedures.models import Code, EditionCode
from procedures.pages.atom import Feed
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
    feed = Feed(
        _("%(site)s: new and changed pages") % {"site": site_name()},
        _("Explanations of medical billing codes, as they are published."),
        path=reverse("updates"),
        page="/",
    )
    for one in latest:
        edition = one.edition
        feed.add(
            f"{edition.plain_name} ({one.code.value})",
            edition.note,
            path=primary[edition.procedure_id].get_absolute_url(),
            mark=one.get_absolute_url(),
            at=edition.published_at,
        )
    return feed.writeString("utf-8")
