"""Headers on every answer, the staff side included."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/admin/login/", "/nothing-here/", "/healthz"])
def test_sensors_and_devices_are_closed(client: Client, path: str):
    assert "camera=()" in client.get(path).headers["Permissions-Policy"]
