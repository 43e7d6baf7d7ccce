"""Three people with their rights, and forms filled in as a browser would, without one.

| name | group |
|---|---|
| Ana | Author |
| Rey | Clinical reviewer |
| Pat | Publisher |
| Sue | superuser |
"""

from html.parser import HTMLParser
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

GROUPS = {"ana": "Author", "rey": "Clinical reviewer", "pat": "Publisher"}
Values = dict[str, list[str]]


def user(name: str) -> Any:
    """Return the person, made where there is none."""
    person, made = get_user_model().objects.get_or_create(username=name, defaults={"is_staff": True})
    if made:
        person.is_superuser = name == "sue"
        person.set_password(f"{name}-has-a-long-password")
        person.save()
        if name in GROUPS:
            person.groups.add(Group.objects.get(name=GROUPS[name]))
    return person


def client(name: str) -> Client:
    """Return a client that is signed in."""
    browser = Client()
    browser.force_login(user(name), backend="django.contrib.auth.backends.ModelBackend")
    return browser


class _Fields(HTMLParser):
    """Collects what a browser would send from the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.values: Values = {}
        self.area: str | None = None
        self.select: str | None = None
        self.first: str | None = None
        self.many = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        field = {name: value or "" for name, value in attrs}
        if tag == "input" and field.get("name"):
            kind = field.get("type", "text")
            if kind in ("submit", "button", "file") or (kind in ("checkbox", "radio") and "checked" not in field):
                return
            self.values.setdefault(field["name"], []).append(field.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "textarea":
            self.area = field["name"]
            self.values[self.area] = [""]
        elif tag == "select":
            self.select, self.first, self.many = field.get("name"), None, "multiple" in field
        elif tag == "option" and self.select:
            if "selected" in field:
                self.values.setdefault(self.select, []).append(field.get("value", ""))
            elif self.first is None:
                self.first = field.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            assert self.area
            self.values[self.area][0] = self.values[self.area][0].removeprefix("\n")
            self.area = None
        elif tag == "select" and self.select:
            if not self.many:
                self.values.setdefault(self.select, [self.first or ""])
            self.select = None


def form_of(response: Any) -> Values:
    """Return what the page's form holds, ready to be changed and sent."""
    fields = _Fields()
    fields.feed(response.content.decode())
    return {
        name: values
        for name, values in fields.values.items()
        if "__prefix__" not in name and not name.startswith("CHANGE_FORM-")
    }


def body_field(values: Values, kind: str) -> str:
    """Return the name of the text field of a section."""
    name = next(name for name, found in values.items() if name.endswith("-kind") and found == [kind])
    return name.removesuffix("kind") + "body"
