"""What do tests of search look through? One shelf, filled once for each module and rolled back behind it."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from . import shelf as books


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Fill the database with the shelf inside a transaction; each test has a savepoint of its own in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        books.fill()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def shelf(filled: None, db: None) -> None:
    """Give a test the shelf's codes and explanations."""
