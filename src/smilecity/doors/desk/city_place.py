"""What the pages for setting up a city have in common: who is let in, and the way to them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smilecity.doors.desk.shell import Crumb, crumbs, staff
from smilecity.people.rules import may_set_up

ICON = "site"
TITLE = gettext_lazy("Stadt einrichten")
_NOT_YOURS = gettext_lazy("Die Stadt richtet nur die Administration ein.")


def turned_away(request: HttpRequest) -> HttpResponse | None:
    """Send back to the first page, with the reason, who does not set up the city."""
    if may_set_up(staff(request).role_set):
        return None
    messages.error(request, str(_NOT_YOURS))
    return redirect("wagtailadmin_home")


def way(here: str) -> list[Crumb]:
    """Return the way to a page."""
    return crumbs((reverse("desk:city"), str(TITLE)), here=here or _("Seite"))
