"""Our Atom feeds: by whom, in which language and at which addresses they are, said once."""

from datetime import UTC, datetime
from typing import override

from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

from procedures.models.addresses import full_address

from .head import site_name


class Feed(Atom1Feed):
    """A feed at `path` about what stands at `page`; the same bytes until something is added to it."""

    def __init__(self, title: str, description: str, *, path: str, page: str) -> None:
        address = full_address(path)
        super().__init__(
            title=title,
            link=full_address(page),
            description=description,
            feed_url=address,
            feed_guid=address,
            language=get_language() or "en",
            author_name=site_name(),
        )

    def add(self, title: str, words: str, *, path: str, mark: str, at: datetime) -> None:
        """Add an entry that leads to a path; `mark` is the path, with or without a fragment, that names it for ever."""
        self.add_item(
            title=title,
            link=full_address(path),
            description=words,
            unique_id=full_address(mark),
            pubdate=at,
            updateddate=at,
            author_name=site_name(),
        )

    @override
    def latest_post_date(self) -> datetime:
        # Django's answer for an empty feed is "now", another one at each request.
        return super().latest_post_date() if self.items else datetime(2026, 1, 1, tzinfo=UTC)
