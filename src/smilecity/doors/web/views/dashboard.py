"""One's own page: what needs me, what is mine, what is new near me; without an account it says what it would be."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from smilecity.deliver.notices import actions as notices
from smilecity.doors.web import dashboard_screens
from smilecity.doors.web.dashboard_screens import Reading
from smilecity.doors.web.writing import begun_in
from smilecity.ground import clock
from smilecity.people.contacts import queries as contacts
from smilecity.people.models import User


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show somebody their own page."""
    user = request.user if isinstance(request.user, User) else None
    here = Reading(user, begun_in(request), get_language() or "de", clock.now())
    return render(request, "web/dashboard.html", dashboard_screens.page(here))


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Count everything that was shown as seen."""
    contact = contacts.of_user(request.user.pk) if request.user.is_authenticated else None
    if contact:
        at = clock.now()
        notices.mark_seen(contact=contact, until=at, at=at)
    return redirect("web:mine")
