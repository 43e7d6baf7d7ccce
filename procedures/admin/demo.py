"""Three members of staff to try the staff side with."""

import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

PEOPLE = {"demo-author": "Author", "demo-reviewer": "Clinical reviewer", "demo-publisher": "Publisher"}


@transaction.atomic
def make_staff() -> list[tuple[str, str, str]]:
    """Make one user per group, or give an earlier one a new password; return names, groups and passwords."""
    made = []
    for name, group in PEOPLE.items():
        user, _new = get_user_model().objects.get_or_create(username=name)
        password = secrets.token_urlsafe(12)
        user.set_password(password)
        user.is_staff = user.is_active = True
        user.save()
        user.groups.set([Group.objects.get(name=group)])
        made.append((name, group, password))
    return made
