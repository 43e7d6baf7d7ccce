"""Who gets in: guessing is slow, names are not given away, idle sessions end, and no page runs an inline script."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.admin.staff import client, user
from tests.library import published

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"


def sign_in(browser: Client, name: str, password: str = "wrong", **headers: Any):
    return browser.post(LOGIN, {"username": name, "password": password}, **headers)


def without_tokens(answer) -> str:
    return re.sub(r'value="[^"]*"|nonce="[^"]*"', "", answer.content.decode())


def test_a_wrong_password_and_a_name_that_is_none_get_the_same_answer():
    user("ana")
    known = sign_in(Client(), "ana")
    unknown = sign_in(Client(), "nobody")
    assert without_tokens(known) == without_tokens(unknown)


def test_guessing_closes_the_name_whether_it_exists_or_not():
    user("ana")
    answers = {}
    for name in ("ana", "nobody"):
        browser = Client()
        for _try in range(5):
            answer = sign_in(browser, name)
        answers[name] = answer
        assert answer.status_code == 429
        assert "Wait half an hour" in answer.content.decode()
    assert without_tokens(answers["ana"]) == without_tokens(answers["nobody"])
    right = sign_in(Client(), "ana", "ana-has-a-long-password")
    assert right.status_code == 429
    elsewhere = sign_in(Client(), "ana", "ana-has-a-long-password", REMOTE_ADDR="10.0.0.9")
    assert elsewhere.status_code == 302


def test_somebody_who_is_not_staff_is_told_nothing():
    person = user("former")
    person.is_staff = False
    person.save()
    answer = sign_in(Client(), "former", "former-has-a-long-password")
    assert answer.status_code == 200
    assert "correct username and password" in answer.content.decode()


def test_an_idle_session_ends_and_work_keeps_it(settings):
    ana = client("ana")
    key = ana.session.session_key
    soon = timezone.now() + timedelta(minutes=5)
    Session.objects.filter(pk=key).update(expire_date=soon)
    ana.get("/about/")
    assert Session.objects.get(pk=key).expire_date == soon
    ana.get("/admin/")
    kept = Session.objects.get(pk=key).expire_date
    assert kept > timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE - 60)
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    answer = ana.get("/admin/")
    assert answer["Location"].startswith(LOGIN)


def test_no_page_of_the_staff_side_may_run_inline_scripts():
    procedure, edition = published()
    sue = client("sue")
    addresses = [
        reverse("admin:index"),
        reverse("admin:procedures_procedure_changelist"),
        reverse("admin:procedures_procedure_change", args=[procedure.pk]),
        reverse("admin:procedures_procedure_preview", args=[procedure.pk]),
        reverse("admin:procedures_procedure_difference", args=[procedure.pk]),
        reverse("admin:procedures_procedure_step", args=["publish"]) + f"?ids={procedure.pk}",
        reverse("admin:procedures_edition_change", args=[edition.pk]),
        reverse("admin:procedures_synonym_upload"),
    ]
    for address in addresses:
        answer = sue.get(address)
        policy, page = answer["Content-Security-Policy"], answer.content.decode()
        assert answer.status_code == 200
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
        assert not re.search(
            r"<script(?![^>]*\bsrc=)[^>]*>(?!\s*\{)", re.sub(r'<script[^>]*type="application/(ld\+)?json"', "", page)
        ), address
        assert not re.search(r"\s(style|on[a-z]+)=\"", page), address


@pytest.mark.parametrize(
    ("name", "may", "may_not"),
    [
        (
            "Author",
            {"change_procedure", "add_section", "view_edition"},
            {"publish_procedure", "review_procedure", "change_topic"},
        ),
        (
            "Clinical reviewer",
            {"review_procedure", "view_procedure"},
            {"publish_procedure", "change_procedure", "add_section"},
        ),
        (
            "Publisher",
            {"publish_procedure", "change_policy", "change_code"},
            {"review_procedure", "change_procedure", "add_code"},
        ),
    ],
)
def test_each_group_has_only_its_rights(name: str, may: set[str], may_not: set[str]):
    rights = set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))
    assert may <= rights
    assert not may_not & rights
    assert not {right for right in rights if right.endswith(("_user", "_group", "_permission"))}


def test_a_form_that_is_too_old_says_so():
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(LOGIN, {"username": "ana", "password": "x"})
    assert answer.status_code == 403
