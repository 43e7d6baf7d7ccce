"""The staff side: Django's own admin, with the work on explanations and what waits to be done."""

from django.contrib import admin

from . import access, codes, editions, explanations, plans, reader

admin.site.site_header = "Plain Codes: staff"
admin.site.site_title = "Plain Codes staff"
admin.site.index_title = "Work"
admin.site.index_template = "admin/work.html"

__all__ = ["access", "codes", "editions", "explanations", "plans", "reader"]
