"""Where readers tell us what they think of a page: the only public page that has a form to send, and so a cookie."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from procedures.forms import LONGEST_MESSAGE, FeedbackForm
from procedures.hearing import hear
from procedures.pages.head import head
from procedures.pages.place import find_place, whole_site


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """Ask what a reader has to say of a page, and keep it for staff."""
    sent = request.method == "POST"
    given = request.POST if sent else request.GET
    place = find_place(given.get("about", "")) or whole_site()
    # Searches that find nothing lead here too: what is missing has no page of its own.
    gap = place.unexplained or place.path == reverse("search")
    form = FeedbackForm(request.POST if sent else None, unexplained=gap, initial={"kind": given.get("kind", "")})
    status = 200
    if sent and form.is_valid():
        said = form.cleaned_data
        if hear(kind=said["kind"], path=place.path, message=said["message"]):
            return redirect(f"{reverse('feedback-thanks')}?{urlencode({'about': place.path})}")
        form.add_error(None, _("So many messages came today that we take no more. Please try again tomorrow."))
        status = 503
    title = _("Tell us about this page")
    context = {
        "head": head(_("Error: %(title)s") % {"title": title} if form.errors else title, "", index=False),
        "title": title,
        "place": place,
        "form": form,
        "longest": LONGEST_MESSAGE,
    }
    return render(request, "procedures/feedback/form.html", context, status=status)


@never_cache
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Thank, and lead back to the page."""
    place = find_place(request.GET.get("about", "")) or whole_site()
    context = {"head": head(_("Thank you"), "", index=False), "place": place}
    return render(request, "procedures/feedback/thanks.html", context)
