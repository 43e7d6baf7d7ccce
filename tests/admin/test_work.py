"""What waits to be done, the check of links, and the people of a demonstration."""

import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.urls import reverse

from procedures.admin.worklists import worklists
from procedures.intake import links
from procedures.models import CheckedLink, CodeChange, CodeRelease, Feedback, MissedSearch, Procedure, Source
from procedures.models.procedures import State
from tests.admin.staff import client, user
from tests.library import code, draft, hcpcs, published, rewrite

pytestmark = pytest.mark.django_db


def titles(name: str = "ana") -> list[str]:
    return [one.title for one in worklists(user(name))]


def test_nothing_waits_in_an_empty_library():
    assert titles() == []
    assert "Nothing waits for you." in client("ana").get(reverse("admin:index")).content.decode()


def test_a_draft_moves_from_list_to_list():
    procedure = draft()
    assert titles() == ["Drafts"]
    Procedure.objects.update(state=State.IN_REVIEW)
    assert titles("rey") == ["Waiting for a reviewer"]
    review = {"reviewer_name": "R", "reviewer_credentials": "MD", "reviewed_hash": "x", "checked_on": date(2026, 1, 1)}
    Procedure.objects.update(state=State.CHECKED, next_check_on=date(2099, 1, 1), **review)
    assert titles("pat") == ["Checked, waiting for a publisher"]
    page = client("pat").get(reverse("admin:index")).content.decode()
    assert reverse("admin:procedures_procedure_change", args=[procedure.pk]) in page


def test_published_text_is_due_and_its_sources_grow_old():
    published()
    assert titles() == []
    review = {"reviewer_name": "R", "reviewer_credentials": "MD", "reviewed_hash": "x", "checked_on": date(2020, 1, 1)}
    Procedure.objects.update(next_check_on=date(2021, 1, 1), **review)
    Source.objects.update(last_read=date(2020, 1, 1))
    assert titles() == ["Due for a new check within a month", "Sources not read for a year"]


def test_what_readers_and_releases_say_waits():
    procedure, _edition = published()
    rewrite(procedure, "purpose", "Other words.")
    Feedback.objects.create(kind="wanted", path="/code/hcpcs/A0001/")
    Feedback.objects.create(kind="error", path="/", message="Wrong.")
    Feedback.objects.create(kind="helpful", path="/")
    MissedSearch.objects.create(text="unobtainium")
    release = CodeRelease.objects.create(system=hcpcs(), name="2026", source="x", sha256="x", codes=1)
    CodeChange.objects.create(release=release, code=code("G9999"), kind="ended", needs_staff=True)
    CheckedLink.objects.create(
        url="https://gone.example.org/", answers=False, said="HTTP 404", checked_at="2026-01-01T00:00Z"
    )
    lists = {one.title: one for one in worklists(user("ana"))}
    assert set(lists) == {
        "Explained codes that a release changed",
        "Links that no longer answer",
        "Codes that readers want explained",
        "Feedback to read",
        "Searches that found nothing",
    }
    assert lists["Feedback to read"].count == 1
    ana = client("ana")
    for one in lists.values():
        for address in (one.address, *(item.address for item in one.items if item.address.startswith("/admin/"))):
            assert ana.get(address).status_code == 200, address


def test_who_may_see_nothing_sees_no_list():
    draft()
    assert worklists(user("stranger")) == []


class _Site(BaseHTTPRequestHandler):
    """Answers by the path that is asked for."""

    asked: list[tuple[str, str]] = []

    def do_HEAD(self) -> None:
        self.asked.append(("HEAD", self.path))
        code = int(self.path.strip("/").split("-")[0])
        self.send_response(405 if self.path.endswith("-head") else code)
        self.end_headers()

    def do_GET(self) -> None:
        self.asked.append(("GET", self.path))
        self.send_response(int(self.path.strip("/").split("-")[0]))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(links, "PAUSE", 0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    _Site.asked = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_links_are_asked_for_their_headers_first(site: str):
    answers = {
        one.url.removeprefix(site): one
        for one in links.check([f"{site}/{path}" for path in ("200", "200-head", "404", "403", "500")], pause=0)
    }
    assert {path: one.answers for path, one in answers.items()} == {
        "/200": True,
        "/200-head": True,
        "/404": False,
        "/403": True,
        "/500": False,
    }
    assert ("GET", "/200") not in _Site.asked
    assert ("GET", "/200-head") in _Site.asked
    gone = CheckedLink.objects.get(url=f"{site}/404")
    assert gone.said == "HTTP 404"
    first = gone.silent_since
    links.check([f"{site}/404"], pause=0)
    assert CheckedLink.objects.get(url=f"{site}/404").silent_since == first


def test_each_host_is_asked_slowly(site: str, monkeypatch: pytest.MonkeyPatch):
    slept: list[float] = []
    monkeypatch.setattr("procedures.intake.links.time.sleep", slept.append)
    links.check([f"{site}/200", f"{site}/200-a", f"{site}/200-b"])
    assert slept == [1.0, 1.0]


def test_a_server_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(links, "PAUSE", 0)
    answer = links.ask("http://127.0.0.1:1/")
    assert not answer.answers
    assert "refused" in answer.said


def test_the_command_asks_what_the_library_cites(site: str, capsys: pytest.CaptureFixture[str]):
    procedure = draft()
    procedure.sources.update(url=f"{site}/404")
    CheckedLink.objects.create(url="https://old.example.org/", answers=True, said="", checked_at="2026-01-01T00:00Z")
    call_command("check_links")
    assert "1 addresses asked, 1 do not answer." in capsys.readouterr().out
    link = CheckedLink.objects.get()
    page = client("ana").get(reverse("admin:procedures_checkedlink_change", args=[link.pk])).content.decode()
    assert "Scan note: cms" in page


def test_a_demonstration_has_one_of_each_and_shows_passwords_once(capsys: pytest.CaptureFixture[str], rf):
    call_command("staff_demo")
    lines = [line.split() for line in capsys.readouterr().out.splitlines()[:3]]
    assert [line[0] for line in lines] == ["demo-author", "demo-reviewer", "demo-publisher"]
    for name, password, *_group in lines:
        person = authenticate(rf.post("/admin/login/"), username=name, password=password)
        assert person is not None
        assert person.is_staff
        assert not person.is_superuser
        assert person.groups.count() == 1
    call_command("staff_demo")
    again = capsys.readouterr().out
    assert lines[0][1] not in again
