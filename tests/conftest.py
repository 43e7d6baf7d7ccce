"""What do tests stand on? A database chosen by DATABASE_URL, and a Chromium in front of a real site.

Ask for `page` (or `new_page`, to choose scripts, width or colours) and a test becomes a `browser` test: it
talks to gunicorn with production settings and the shipped content, in a process and a database of its own,
and so must not touch the test database itself. Tests that ask for no database are `pure`. Neither has to be
marked.
"""

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import TransactionTestCase, override_settings
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, sync_playwright

from tests.served import served

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "live_site" in fixtures:
            item.add_marker("browser")
        elif not _uses_the_database(item, fixtures):
            item.add_marker("pure")
    yield
    # After the shuffle: Playwright leaves an event loop running in this thread, in which Django refuses the
    # database. So what needs the database comes first, and nobody has to switch that refusal off.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def _uses_the_database(item: pytest.Item, fixtures: set[str]) -> bool:
    test_class = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or not fixtures.isdisjoint({"db", "transactional_db", "django_db_setup"})
        or (isinstance(test_class, type) and issubclass(test_class, TransactionTestCase))
    )


@pytest.fixture(scope="session", autouse=True)
def _quick_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Link to static files by their own names (the manifest needs collectstatic), and sign in quickly.

    The browser tests' site runs collectstatic for real, so a template that names a missing file fails there.
    """
    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(
        STORAGES=storages,
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """On SQLite, test in a file as the site does: in memory there is no WAL and no second connection."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the shipped content with gunicorn, prepared as by `make run`; return the site's address."""
    with served(tmp_path_factory.mktemp("site")) as (address, _environment):
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the installed Chromium; without one, the browser tests fail (they are never skipped)."""
    wanted = os.environ.get("CHROMIUM", "")
    program = next(filter(None, map(shutil.which, [wanted] if wanted else BROWSERS)), None)
    if program is None:
        pytest.fail(
            (f"CHROMIUM={wanted} is no program. " if wanted else "The browser tests found no Chromium. ")
            + "Install it (Debian, Ubuntu: sudo apt-get install chromium; macOS: brew install --cask "
            "chromium), or name yours: make test CHROMIUM=/path/to/chrome",
            pytrace=False,
        )
    with sync_playwright() as playwright:
        # Chromium's sandbox refuses to work for root and in most containers; only our own pages are opened.
        chromium = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """What a browser test would otherwise not notice. Each list must be empty when the test ends."""

    outside_requests: list[str] = field(default_factory=list)
    """Requests to anybody but the site itself: stopped, and written down."""
    complaints: list[str] = field(default_factory=list)
    """Script errors and what the browser writes to its console: refused by the CSP, missing files."""


@pytest.fixture
def visit() -> Visit:
    return Visit()


@pytest.fixture
def new_page(browser: Browser, live_site: str, visit: Visit) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page in a context of its own; it takes Playwright's context options.

    new_page(java_script_enabled=False), new_page(viewport={"width": 320, "height": 640})
    """
    contexts = []

    def watch(route: Route, request: Request) -> None:
        if urlsplit(request.url).netloc == urlsplit(live_site).netloc:
            route.continue_()
        else:
            visit.outside_requests.append(request.url)
            route.abort()

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            visit.complaints.append(message.text)

    def open_page(**options: Any) -> Page:
        context = browser.new_context(base_url=live_site, **options)
        contexts.append(context)
        context.route("**/*", watch)
        context.on("console", listen)
        context.on("weberror", lambda error: visit.complaints.append(str(error.error)))
        context.set_default_timeout(10_000)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert visit == Visit()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """Open a page at desk width, with scripts; page.goto("/search/") goes to the site itself."""
    return new_page()
