"""Does the front door answer what is stored, store what may be stored, and leave all else to Django?"""

import gzip
import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from tempfile import TemporaryFile
from typing import Any
from unittest.mock import patch
from xml.etree import ElementTree

import brotli
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from codesite.front import FrontDoor, preferred
from procedures import stored_pages
from procedures.management.progress import WIDTH
from procedures.models import CodeRelease, Procedure, StoredPage, Topic
from procedures.publishing import publish, retract
from procedures.sitemaps import every_path
from procedures.stored_pages.queries import fingerprint
from tests.library import code, hcpcs, published

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/code/hcpcs/G9999-scan-note/"


@dataclass
class Answer:
    """What came out of the door."""

    status: int
    headers: dict[str, str]
    body: bytes


class Door:
    """The site as gunicorn sees it."""

    def __init__(self) -> None:
        self.rendered = 0
        django = get_wsgi_application()

        def counted(environ: dict[str, Any], start_response: Any) -> Any:
            self.rendered += 1
            return django(environ, start_response)

        self.application = FrontDoor(counted)

    def ask(self, path: str = PAGE, method: str = "GET", **headers: str) -> Answer:
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "HTTP_HOST": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        started: list[Any] = []
        response = self.application(environ, lambda *said: started.append(said))
        body = b"".join(response)
        if hasattr(response, "close"):
            response.close()
        status, fields = started[0][:2]
        assert len({name for name, _ in fields}) == len(fields), "a header is sent twice"
        return Answer(int(status.split()[0]), dict(fields), body)


class Terminal(io.StringIO):
    """What a person looks at."""

    def isatty(self) -> bool:
        return True


@contextmanager
def statements() -> Iterator[list[str]]:
    """Note each statement that leaves for the database, whoever sends it and by whichever way."""
    sent: list[str] = []
    if connection.vendor == "sqlite":
        connection.connection.set_trace_callback(sent.append)
        try:
            yield sent
        finally:
            connection.connection.set_trace_callback(None)
        return
    # What libpq itself sends: each statement is one "Execute", or one "Query" if it has no parameters.
    link = connection.connection.pgconn
    with TemporaryFile("r+") as trace:
        link.trace(trace.fileno())
        try:
            yield sent
        finally:
            link.untrace()
            trace.seek(0)
            sent += [line for line in trace if {"F", "Execute"} <= {*line.split()} or {"F", "Query"} <= {*line.split()}]


@pytest.fixture
def door() -> Iterator[Door]:
    with transaction.atomic():
        stored_pages.forget_all()  # the flush between tests took the row that migration made
    with patch.object(settings, "ALLOWED_HOSTS", ["127.0.0.1"]):
        yield Door()


@pytest.fixture
def page() -> Procedure:
    return published()[0]


class TestStoring:
    def test_what_the_calendar_makes_untrue_is_not_stored(self, door: Door) -> None:
        last = code("G9000", "Fee", ended=timezone.localdate())
        code("G9001", "Old fee", ended=timezone.localdate() - timedelta(days=1))
        answers = [door.ask(last.get_absolute_url()) for _ in range(2)]
        assert [answer.status for answer in answers] == [200, 200]
        assert "public" in answers[0].headers["Cache-Control"]
        assert b"will end" in answers[0].body
        assert not StoredPage.objects.exists()
        door.ask("/code/hcpcs/G9001-old-fee/")
        assert StoredPage.objects.count() == 1

    def test_a_page_is_rendered_once(self, door: Door, page: Procedure) -> None:
        first, second = door.ask(), door.ask()
        assert door.rendered == 1
        assert first == second
        assert b"Scan note" in second.body

    def test_a_stored_page_costs_one_query(self, door: Door, page: Procedure) -> None:
        etag = door.ask(accept_encoding="br").headers["ETag"]
        for known, status in (("", 200), (etag, 304)):
            with statements() as sent:
                assert door.ask(accept_encoding="br", if_none_match=known).status == status
            assert len(sent) == 1, sent
        with connection.cursor() as cursor, statements() as sent:
            cursor.execute("SELECT 1")
            cursor.execute("SELECT %s", ["2"])
        assert len(sent) == 2, "what Django sends would not be noticed"

    def test_what_is_not_there_is_not_stored(self, door: Door, page: Procedure) -> None:
        for path in ("/nothing/", "/code/hcpcs/G9999/", "/code/hcpcs/Z0000/", "/%00", "/../", f"/{'a' * 300}"):
            assert door.ask(path).status in (301, 404)
        assert not StoredPage.objects.exists()

    @pytest.mark.parametrize(
        "path",
        [
            *(f"/sitemaps/hcpcs-explanations-{number}.xml" for number in ("01", "0", "9" * 6, "9" * 7, "9" * 25)),
            *(f"/code/hcpcs/changes/{number}/" for number in ("01", "0", "9" * 7, "9" * 25)),
            *(f"/code/hcpcs/G9999/editions/{number}/" for number in ("01", "0", "9" * 7, "9" * 25)),
            *(f"/code/hcpcs/G9999/editions/{number}.json" for number in ("01", "0", "9" * 7, "9" * 25)),
        ],
    )
    def test_a_number_has_one_form(self, door: Door, page: Procedure, path: str) -> None:
        assert door.ask(path).status in (301, 404)
        assert not StoredPage.objects.exists()

    def test_each_page_has_one_address(self, door: Door, page: Procedure) -> None:
        Topic.objects.create(slug="bones", kind="body_area", name="Bones").editions.add(page.editions.get())
        CodeRelease.objects.create(system=hcpcs(), name="October 2025", source="file", sha256="0" * 64, codes=1)
        asked = [*every_path(), "/code/hcpcs/G9999/editions/", "/code/hcpcs/G9999/editions/1/"]
        asked += ["/code/hcpcs/G9999/editions/1.json", "/es/code/hcpcs/G9999-scan-note/"]
        assert {door.ask(path).status for path in asked} == {200}
        known = set(StoredPage.objects.values_list("path", flat=True))
        assert known == set(asked)
        for path in known - {"/", "/es/"}:
            others = {path.upper(), path.capitalize(), path.swapcase(), f"{path}/", path.rstrip("/"), f"/{path}"}
            others |= {re.sub(r"(?<=[-/])(\d+)(?=[./])", rf"{zeros}\1", path) for zeros in ("0", "00")}
            others |= {path.replace("/", "//"), path.replace("hcpcs", "HCPCS"), path.replace("-", "_"), f"{path} "}
            for other in others - known:
                assert door.ask(other).status in (301, 404), other
        assert set(StoredPage.objects.values_list("path", flat=True)) == known

    def test_a_query_is_not_stored_and_never_answered_from_the_store(self, door: Door, page: Procedure) -> None:
        door.ask(PAGE)
        assert door.ask(f"{PAGE}?utm_source=x").status == 200
        assert StoredPage.objects.count() == 1
        assert door.rendered == 2

    def test_search_and_admin_are_not_stored(self, door: Door, page: Procedure) -> None:
        for path in ("/search/", "/admin/login/", "/healthz"):
            assert door.ask(path).status == 200
        assert not StoredPage.objects.exists()

    def test_a_wrong_host_is_refused_though_the_page_is_stored(self, door: Door, page: Procedure) -> None:
        door.ask()
        assert door.ask(host="evil.example").status == 400

    def test_another_release_is_not_believed(self, door: Door, page: Procedure) -> None:
        door.ask()
        StoredPage.objects.update(release="another")
        door.ask()
        assert door.rendered == 2

    def test_a_page_with_a_cookie_is_answered_and_not_stored(self, door: Door, page: Procedure, caplog: Any) -> None:
        def personal(request: HttpRequest) -> HttpResponse:
            response = HttpResponse("hello you")
            response.set_cookie("who", "you")
            return response

        answered: HttpResponseBase = stored_pages.storable(personal)(_request())
        assert not stored_pages.may_be_stored(answered)
        assert "not stored" in caplog.text

    @pytest.mark.parametrize(
        "error", [sqlite3.OperationalError("database is locked"), DatabaseError("read-only"), OSError()]
    )
    def test_a_page_that_cannot_be_stored_is_answered(self, door: Door, page: Procedure, error: Exception) -> None:
        with patch("procedures.stored_pages.store", side_effect=error):
            assert b"Scan note" in door.ask().body
        assert door.ask().status == 200

    def test_a_store_that_cannot_be_read_is_no_loss(self, door: Door, page: Procedure) -> None:
        door.ask()
        with patch("procedures.stored_pages.find", side_effect=DatabaseError("gone")):
            assert b"Scan note" in door.ask().body

    def test_a_debug_site_stores_nothing(self, page: Procedure) -> None:
        with patch.object(settings, "DEBUG", True):
            Door().ask()
        assert not StoredPage.objects.exists()


def _request() -> HttpRequest:
    request = HttpRequest()
    request.META[stored_pages.ASKED] = True
    return request


class TestTruth:
    def test_nothing_withdrawn_is_answered(self, door: Door, page: Procedure) -> None:
        assert door.ask().status == 200
        retract(procedure=page, reason="A mistake")
        assert door.ask("/code/hcpcs/G9999-note-about-a-scan/").status == 410
        assert door.ask().status == 301

    def test_a_change_that_is_rolled_back_forgets_nothing(self, door: Door, page: Procedure) -> None:
        door.ask()
        with transaction.atomic():
            stored_pages.forget_all()
            transaction.set_rollback(True)
        door.ask()
        assert door.rendered == 1

    def test_a_change_elsewhere_costs_no_render(self, door: Door, page: Procedure) -> None:
        before = door.ask()
        with transaction.atomic():
            Topic.objects.create(slug="knees", name="Knees", kind="body_area")
            stored_pages.forget_all()
        assert door.ask() == before
        assert door.rendered == 1

    def test_a_change_of_the_page_is_rendered(self, door: Door, page: Procedure) -> None:
        before = door.ask()
        page.plain_name = "Note on a scan"
        page.save()
        publish(procedure=page, note="Better name")
        after = door.ask()
        assert b"Note on a scan" in after.body
        assert after.headers["ETag"] != before.headers["ETag"]
        assert door.rendered == 2

    def test_a_render_that_began_before_a_change_is_not_stored(self, door: Door, page: Procedure) -> None:
        def change_meanwhile(content: bytes, column: str) -> bytes:
            with transaction.atomic():
                stored_pages.forget_all()
            return gzip.compress(content)

        with patch("procedures.stored_pages.compressed", side_effect=change_meanwhile):
            assert door.ask().status == 200
        assert not StoredPage.objects.exists()

    def test_forgetting_needs_a_transaction(self) -> None:
        with pytest.raises(transaction.TransactionManagementError):
            stored_pages.forget_all()

    def test_old_pages_can_be_swept(self, door: Door, page: Procedure) -> None:
        door.ask()
        assert stored_pages.sweep() == 0
        StoredPage.objects.update(release="another")
        assert stored_pages.sweep() == 1

    def test_what_may_prove_true_is_not_swept(self, door: Door, page: Procedure) -> None:
        edition = "/code/hcpcs/G9999/editions/1/"
        before = door.ask(edition)
        with transaction.atomic():
            stored_pages.forget_all()
        call_command("warm_pages", "--processes", "1", verbosity=0)
        assert door.ask(edition) == before
        assert door.rendered == 1

    def test_what_is_gone_is_swept(self, door: Door, page: Procedure) -> None:
        others = {"/glossary/", "/plans/"}
        for path in (PAGE, "/code/hcpcs/G9999/editions/1/", *others):
            assert door.ask(path).status == 200
        retract(procedure=page, reason="A mistake")
        assert stored_pages.sweep() == 2
        assert set(StoredPage.objects.values_list("path", flat=True)) == others

    def test_what_was_made_anew_meanwhile_is_not_swept(self, door: Door, page: Procedure) -> None:
        def made_anew(path: str, etag: str) -> str:
            assert door.ask().status == 200
            return ""

        door.ask()
        with transaction.atomic():
            stored_pages.forget_all()
        with patch("procedures.stored_pages.rows._answers_now", side_effect=made_anew):
            assert stored_pages.sweep() == 0
        assert StoredPage.objects.get().path == PAGE


class TestForms:
    """Only the form that was asked for is made; another is made from it, and the smallest when nobody waits."""

    def sizes(self) -> tuple[int, int, int]:
        row = StoredPage.objects.get(path=PAGE)
        return len(row.brotli), row.brotli_quality, len(row.gzip)

    @pytest.mark.parametrize("first", ["br", "gzip", ""])
    def test_a_form_is_made_when_it_is_first_asked_for(self, door: Door, page: Procedure, first: str) -> None:
        door.ask(accept_encoding=first)
        brotli_size, quality, gzip_size = self.sizes()
        assert quality == stored_pages.QUICK
        assert (brotli_size > 0, gzip_size > 0) == (first == "br", first != "br")
        bodies = {name: door.ask(accept_encoding=name) for name in ("br", "gzip", "")}
        assert door.rendered == 1
        assert brotli.decompress(bodies["br"].body) == gzip.decompress(bodies["gzip"].body) == bodies[""].body
        brotli_size, _quality, gzip_size = self.sizes()
        assert brotli_size
        assert gzip_size
        assert bodies == {name: door.ask(accept_encoding=name) for name in bodies}

    def test_a_form_is_made_for_a_page_in_doubt_too(self, door: Door, page: Procedure) -> None:
        door.ask(accept_encoding="br")
        with transaction.atomic():
            stored_pages.forget_all()
        assert b"Scan note" in door.ask(accept_encoding="").body
        assert door.rendered == 1

    def test_a_form_is_not_made_of_another_page(self, door: Door, page: Procedure) -> None:
        door.ask(accept_encoding="br")
        number, found, _holds = stored_pages.find(PAGE, "gzip")
        assert number
        assert found
        StoredPage.objects.update(etag="of another page")
        assert stored_pages.complete(PAGE, found, "gzip") is None
        assert self.sizes()[2] == 0

    def test_a_form_that_cannot_be_kept_is_answered(self, door: Door, page: Procedure) -> None:
        door.ask(accept_encoding="br")
        with patch("procedures.stored_pages.rows._keep", side_effect=DatabaseError("read-only")):
            assert b"Scan note" in door.ask(accept_encoding="").body
        assert door.rendered == 1

    def test_the_smallest_form_is_other_bytes_of_the_same_page(self, door: Door, page: Procedure) -> None:
        quick = door.ask(accept_encoding="br")
        assert stored_pages.squeeze(PAGE)
        small = door.ask(accept_encoding="br", if_none_match=quick.headers["ETag"])
        assert small.status == 200
        assert len(small.body) < len(quick.body)
        assert brotli.decompress(small.body) == brotli.decompress(quick.body)
        assert door.rendered == 1
        assert not stored_pages.squeeze(PAGE)

    def test_the_smallest_form_outlives_a_change_elsewhere(self, door: Door, page: Procedure) -> None:
        door.ask(accept_encoding="gzip")
        assert stored_pages.squeeze(PAGE)
        small = door.ask(accept_encoding="br")
        with transaction.atomic():
            stored_pages.forget_all()
        assert door.ask(accept_encoding="br") == small
        assert not stored_pages.squeeze(PAGE)

    @pytest.mark.parametrize("anew", ["br", "gzip"])
    def test_the_same_page_made_anew_keeps_its_smallest_form(self, door: Door, page: Procedure, anew: str) -> None:
        door.ask(accept_encoding="br")
        assert stored_pages.squeeze(PAGE)
        small = door.ask(accept_encoding="br")
        door.ask(accept_encoding="gzip")
        StoredPage.objects.update(version=0, answers="")  # in doubt, and nothing to ask again: it is rendered
        door.ask(accept_encoding=anew)
        assert door.rendered == 2
        assert door.ask(accept_encoding="br") == small
        assert all(self.sizes())
        assert door.rendered == 2

    def test_another_page_is_as_small_as_it_was_made(self, door: Door, page: Procedure) -> None:
        door.ask(accept_encoding="br")
        assert stored_pages.squeeze(PAGE)
        door.ask(accept_encoding="gzip")
        StoredPage.objects.update(version=0, answers="", etag="of what it said before")
        door.ask(accept_encoding="br")
        assert self.sizes()[1:] == (stored_pages.QUICK, 0)

    def test_what_is_not_stored_is_not_squeezed(self, door: Door) -> None:
        assert not stored_pages.squeeze(PAGE)


class TestQueries:
    """What a render asked, and what it was told, is known without asking twice."""

    def test_what_was_noted_is_what_asking_again_finds(self, page: Procedure) -> None:
        with stored_pages.recording() as recorder:
            list(Topic.objects.filter(pk__in=[1, 2]))
            Procedure.objects.get(pk=page.pk)
            assert Procedure.objects.exists()
            assert len(list(Procedure.objects.iterator(chunk_size=1))) == 1
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
                assert cursor.fetchone()[0] == 1
                assert cursor.fetchone() is None
                cursor.execute("SELECT 2 UNION SELECT 3 UNION SELECT 4 ORDER BY 1")
                assert [row[0] for row in (*cursor.fetchmany(2), *cursor.fetchall())] == [2, 3, 4]
                cursor.execute("WITH five AS (SELECT 5 AS number) SELECT number FROM five")
                assert [row[0] for row in cursor] == [5]
        packed, answers = recorder.packed()
        assert answers == fingerprint(packed) != ""
        page.medical_name = "Other"
        page.save()
        assert fingerprint(packed) != answers

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE procedures_procedure SET medical_name = 'Other'",
            "WITH one AS (SELECT 1) UPDATE procedures_procedure SET medical_name = 'Other'",
        ],
    )
    def test_what_writes_cannot_be_asked_again(self, page: Procedure, sql: str) -> None:
        with stored_pages.recording() as recorder:
            with connection.cursor() as cursor:
                cursor.execute(sql)
            assert Procedure.objects.get().medical_name == "Other"
        assert recorder.packed() == (b"", "")


class TestAnswers:
    @pytest.mark.parametrize(
        ("accepted", "encoding"),
        [
            ("gzip, deflate, br", "br"),
            ("gzip", "gzip"),
            ("br;q=0, gzip;q=0.5", "gzip"),
            ("GZIP;q=1.0, br;q=0.8", "gzip"),
            ("*", "br"),
            ("identity", ""),
            ("", ""),
            ("br;q=nonsense", ""),
        ],
    )
    def test_the_encoding_is_the_readers(self, door: Door, page: Procedure, accepted: str, encoding: str) -> None:
        assert preferred(accepted) == encoding
        for _ in range(2):
            answer = door.ask(accept_encoding=accepted)
            assert answer.headers.get("Content-Encoding", "") == encoding
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert int(answer.headers["Content-Length"]) == len(answer.body)
            plain = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[encoding](answer.body)
            assert b"<h1>Scan note</h1>" in plain

    @pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemaps/hcpcs-explanations-1.xml"])
    def test_a_sitemap_is_compressed(self, door: Door, page: Procedure, path: str) -> None:
        plain = door.ask(path)
        assert "Content-Encoding" not in plain.headers
        root = ElementTree.fromstring(plain.body)
        assert len(root.findall("*/{*}loc")) > 0
        for encoding, unpack in (("gzip", gzip.decompress), ("br", brotli.decompress)):
            for _ in range(2):
                answer = door.ask(path, accept_encoding=encoding)
                assert answer.headers["Content-Encoding"] == encoding
                assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
                assert unpack(answer.body) == plain.body
        assert door.rendered == 1

    def test_each_encoding_has_its_own_strong_etag(self, door: Door, page: Procedure) -> None:
        etags = {door.ask(accept_encoding=name).headers["ETag"] for name in ("br", "gzip", "")}
        assert len(etags) == 3
        assert all(etag.startswith('"') for etag in etags)

    def test_head_is_get_without_its_body(self, door: Door, page: Procedure) -> None:
        for _ in range(2):
            head = door.ask(method="HEAD", accept_encoding="br")
            get = door.ask(accept_encoding="br")
            assert head.headers == get.headers
            assert head.body == b""
        assert door.ask("/search/", method="HEAD").body == b""

    def test_who_has_the_page_is_told_so(self, door: Door, page: Procedure) -> None:
        etag = door.ask(accept_encoding="br").headers["ETag"]
        for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
            answer = door.ask(accept_encoding="br", if_none_match=known)
            assert (answer.status, answer.body) == (304, b"")
            assert answer.headers["ETag"] == etag
            assert {"Cache-Control", "Vary", "Last-Modified"} <= set(answer.headers)
        for unknown in ('"other"', etag.replace("-br", "-gz"), "nonsense"):
            assert door.ask(accept_encoding="br", if_none_match=unknown).status == 200

    def test_the_etag_wins_over_the_date(self, door: Door, page: Procedure) -> None:
        modified = door.ask().headers["Last-Modified"]
        earlier = http_date(parse_http_date(modified) - timedelta(hours=1).total_seconds())
        assert door.ask(if_modified_since=modified).status == 304
        assert door.ask(if_modified_since=earlier).status == 200
        assert door.ask(if_modified_since="nonsense").status == 200
        assert door.ask(if_modified_since=modified, if_none_match='"other"').status == 200

    def test_a_first_request_may_be_conditional_too(self, door: Door, page: Procedure) -> None:
        assert door.ask(if_none_match="*").status == 304
        assert door.rendered == 1

    def test_a_range_is_ignored(self, door: Door, page: Procedure) -> None:
        answer = door.ask(range="bytes=0-9")
        assert answer.status == 200
        assert len(answer.body) > 10

    def test_the_headers_are_those_of_a_public_page(self, door: Door, page: Procedure) -> None:
        for _ in range(2):
            headers = door.ask().headers
            assert headers["Cache-Control"] == "public, max-age=300, stale-while-revalidate=3600"
            assert headers["Link"].endswith("site.css>; rel=preload; as=style")
            assert "script-src 'self'" in headers["Content-Security-Policy"]
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert "Set-Cookie" not in headers

    def test_a_plain_request_is_led_to_https(self, door: Door, page: Procedure) -> None:
        door.ask()
        with patch.object(settings, "SECURE_SSL_REDIRECT", True):
            secure = FrontDoor(get_wsgi_application())
            assert not secure.is_for_store(
                {"REQUEST_METHOD": "GET", "PATH_INFO": PAGE, "HTTP_HOST": "127.0.0.1", "wsgi.url_scheme": "http"}
            )


class TestWarming:
    @pytest.fixture(autouse=True)
    def _number(self, door: Door) -> None:
        """Have the row that counts changes."""

    def forms(self) -> dict[str, tuple[int, int]]:
        return {row.path: (row.brotli_quality, len(row.gzip)) for row in StoredPage.objects.all()}

    def test_pages_are_stored_in_the_form_that_browsers_ask_for(self, page: Procedure) -> None:
        call_command("warm_pages", "--processes", "1", verbosity=0)
        assert PAGE in self.forms()
        assert set(self.forms().values()) == {(stored_pages.QUICK, 0)}

    def test_the_smallest_form_is_made_once(self, page: Procedure) -> None:
        call_command("warm_pages", "--smallest", "--processes", "1", verbosity=0)
        assert set(self.forms().values()) == {(11, 0)}
        with patch("procedures.stored_pages.rows._keep", side_effect=AssertionError):
            call_command("warm_pages", "--smallest", "--processes", "1", verbosity=0)

    def test_a_terminal_shows_a_bar_and_takes_it_away(self, page: Procedure) -> None:
        said = Terminal()
        call_command("warm_pages", "--processes", "1", stdout=said)
        drawn, _erased, rest = said.getvalue().rpartition("\r\x1b[K")
        assert f"pages          [{'█' * WIDTH}]" in drawn
        assert rest == f"{StoredPage.objects.count()} pages are stored; 0 old ones were removed.\n"

    def test_a_log_has_plain_lines(self, page: Procedure) -> None:
        said = io.StringIO()
        call_command("warm_pages", "--processes", "1", stdout=said)
        assert said.getvalue().splitlines() == [
            "pages …",
            f"{StoredPage.objects.count()} pages are stored; 0 old ones were removed.",
        ]

    def test_nothing_is_said_where_nothing_should_be(self, page: Procedure) -> None:
        said = Terminal()
        call_command("warm_pages", "--processes", "1", stdout=said, verbosity=0)
        assert said.getvalue() == ""

    def test_what_does_not_answer_is_told(self, page: Procedure, capsys: Any) -> None:
        with (
            patch("procedures.management.commands.warm_pages.every_path", return_value=iter(["/nothing/"])),
            pytest.raises(CommandError, match=r"/nothing/ \(404"),
        ):
            call_command("warm_pages", "--processes", "1")
        assert "0 pages are stored" in capsys.readouterr().out
