"""Rows taken from an uploaded file: what would change is shown first. A file never removes anything."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from procedures.intake.applying import Refused
from procedures.intake.fixtures import ContentRefused
from procedures.intake.policies import PolicyChange, take_in
from procedures.intake.uploads import RowChange, apply, preview, shelf_of

LARGEST = 2_000_000
MOST_SAID = 20


@dataclass(frozen=True)
class Taken:
    """What a file changes, or has changed: field by field, or a line for each line of the file."""

    rows: Sequence[Model]
    same: int
    fields: Sequence[RowChange] = ()
    lines: Sequence[PolicyChange] = ()


@dataclass(frozen=True)
class Upload:
    """One kind of file that staff can upload, and the code that takes it in (or only says what it would change)."""

    file: str
    title: str
    help: str
    take: Callable[[str, str, bool, bool], Taken]
    may_add_plans: bool = False


def _policies(source: str, text: str, only_say: bool, add_plans: bool) -> Taken:
    report = take_in(source, text, dry_run=only_say, add_plans=add_plans)
    return Taken(report.rows, report.unchanged, lines=report.changes)


def _synonyms(source: str, text: str, only_say: bool, add_plans: bool) -> Taken:
    shelf = shelf_of(SYNONYMS.file)
    changes = preview(shelf, text) if only_say else apply(shelf, text)
    return Taken(changes.rows, changes.same, fields=changes.changed)


POLICIES = Upload(
    "policies.csv",
    "Upload policies",
    "A CSV file as the command import_policies takes it, with the columns payer, title, url, codes, evidence.",
    _policies,
    may_add_plans=True,
)
SYNONYMS = Upload(
    "synonyms.yaml",
    "Upload synonyms",
    "A YAML file like fixtures/synonyms.yaml, as export_content writes it.",
    _synonyms,
)


class UploadForm(forms.Form):
    """A file, or the text of one that was shown before."""

    file = forms.FileField(required=False)
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    add_plans = forms.BooleanField(required=False, label="Add health plans that are not known yet")

    def clean_file(self) -> str:
        """Return the text of the file; refuse what is none, or too much."""
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > LARGEST:
            raise forms.ValidationError(f"The file is larger than {LARGEST // 1_000_000} MB. Upload it in parts.")
        try:
            text = str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is not UTF-8 text. Save it as UTF-8.") from None
        if "\0" in text:
            raise forms.ValidationError("The file is not text. Save it as UTF-8.")
        return text

    def clean_text(self) -> str:
        """Return the text as it was in the file: browsers send other line ends."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

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
    sent, only_say = request.method == "POST", "apply" not in request.POST
    form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
    if not (upload.may_add_plans and request.user.has_perm("procedures.add_healthplan")):
        del form.fields["add_plans"]
    taken: Taken | None = None
    text = ""
    if sent and form.is_valid():
        text = form.cleaned_data["file"] or form.cleaned_data["text"]
        source = getattr(request.FILES.get("file"), "name", upload.file)
        try:
            taken = upload.take(source, text, only_say, form.cleaned_data.get("add_plans", False))
        except (ContentRefused, Refused) as refused:
            for line in str(refused).splitlines()[:MOST_SAID]:
                form.add_error(None, line)
    if taken and not only_say:
        for row in taken.rows:
            model_admin.log_change(request, row, f"{upload.title}: taken from a file.")
        model_admin.message_user(request, f"{len(taken.rows)} rows saved.", messages.SUCCESS)
        opts = model_admin.opts
        return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": upload.title,
        "upload": upload,
        "form": form,
        "taken": taken,
        "text": text,
        "opts": model_admin.opts,
    }
    return TemplateResponse(request, "procedures/staff/upload.html", context)
