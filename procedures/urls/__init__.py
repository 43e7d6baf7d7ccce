"""The public addresses: what readers ask for, in their language, and what programs ask for."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class Number(IntConverter):
    """A number in its one form: Django's `int` also takes 01 and 001, and a page would be stored at each."""

    regex = "[1-9][0-9]{0,5}"


register_converter(Number, "number")
