"""Rows taken from an uploaded file: what would change is shown first. A file never removes anything."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from procedures.intake.fixtures import ContentRefused
from procedures.intake.uploads import Changes, apply, preview, shelf_of

LARGEST = 2_000_000


@dataclass(frozen=True)
class Upload:
    """One kind of file that staff can upload."""

    file: str
    title: str
    help: str


POLICIES = Upload(
    "policies.yaml", "Upload policies", "A YAML file like fixtures/policies.yaml, as export_content writes it."
)
SYNONYMS = Upload(
    "synonyms.yaml", "Upload synonyms", "A YAML file like fixtures/synonyms.yaml, as export_content writes it."
)


class UploadForm(forms.Form):
    """A file, or the text of one that was shown before."""

    file = forms.FileField(required=False)
    text = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_file(self) -> str:
        """Return the text of the file; refuse what is none, or too much."""
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > LARGEST:
            raise forms.ValidationError(f"The file is larger than {LARGEST // 1_000_000} MB. Upload it in parts.")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is not UTF-8 text. Save it as UTF-8.") from None

    def clean(self) -> dict[str, Any]:
        """Insist on one of the two."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("file") and not cleaned.get("text"):
            self.add_error("file", "Choose a file.")
        return cleaned


def upload_view(model_admin: Any, request: HttpRequest, upload: Upload) -> HttpResponse:
    """Show what a file would change; change it when that is confirmed."""
    if not (model_admin.has_add_permission(request) and model_admin.has_change_permission(request)):
        raise PermissionDenied
    sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
    changes: Changes | None = None
    text = ""
    if sent and form.is_valid():
        text = form.cleaned_data["file"] or form.cleaned_data["text"]
        shelf = shelf_of(upload.file)
        try:
            if "apply" in request.POST:
                done = apply(shelf, text)
                for row in done.rows:
                    model_admin.log_change(request, row, f"{upload.title}: taken from a file.")
                model_admin.message_user(request, f"{len(done.rows)} rows saved.", messages.SUCCESS)
                opts = model_admin.opts
                return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))
            changes = preview(shelf, text)
        except ContentRefused as refused:
            for complaint in refused.complaints[:20]:
                form.add_error(None, str(complaint))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": upload.title,
        "upload": upload,
        "form": form,
        "changes": changes,
        "text": text,
        "opts": model_admin.opts,
    }
    return TemplateResponse(request, "procedures/staff/upload.html", context)
