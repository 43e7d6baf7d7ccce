"""Does a program that asks for a withdrawn explanation learn that it was withdrawn, and why?"""

import json

import pytest
from django.conf import settings
from django.test import Client

from procedures.models import Procedure
from procedures.publishing import publish, retract
from tests.library import code, published

pytestmark = pytest.mark.django_db
PAGE = "/code/hcpcs/G9999-scan-note.json"
EDITION = "/code/hcpcs/G9999/editions/1.json"


@pytest.fixture
def withdrawn() -> Procedure:
    procedure = published()[0]
    retract(procedure=procedure, reason="The source was withdrawn.")
    procedure.refresh_from_db()
    return procedure


@pytest.mark.parametrize("path", [PAGE, "/code/HCPCS/g9999.json", EDITION, "/code/hcpcs/G9999/editions/7.json"])
def test_it_is_gone_and_the_answer_says_why(client: Client, withdrawn: Procedure, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (410, "application/json")
    assert withdrawn.retracted_on
    assert json.loads(answer.content) == {
        "format": 1,
        "address": f"{settings.SITE_URL}/code/hcpcs/G9999-note-about-a-scan/",
        "code": {"value": "G9999", "system": "hcpcs"},
        "withdrawn": {"on": withdrawn.retracted_on.isoformat(), "reason": "The source was withdrawn."},
    }


def test_what_is_published_again_is_there_again(client: Client, withdrawn: Procedure) -> None:
    publish(procedure=withdrawn, note="Checked anew")
    assert [client.get(path).status_code for path in (PAGE, EDITION)] == [200, 200]


@pytest.mark.parametrize("path", ["/code/hcpcs/G0001.json", "/code/hcpcs/G0001/editions/1.json", "/code/hcpcs/Z1.json"])
def test_what_never_was_is_not_found(client: Client, path: str) -> None:
    code("G0001", "Never explained")
    assert client.get(path).status_code == 404
