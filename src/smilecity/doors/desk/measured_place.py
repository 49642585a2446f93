"""What the pages of what is measured have in common: who is let in, the way to a page, the tabs above lists."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smilecity.doors.desk.shell import Crumb, crumbs, staff
from smilecity.people.keys import rules

NOT_SAVED = gettext_lazy("Noch nicht gespeichert. Bitte prüfen Sie die markierten Felder.")
PAGE = 50
# No row has a number beyond this; the database would not even understand the question.
LARGEST_ID = 2**63 - 1


def turned_away(request: HttpRequest) -> HttpResponse | None:
    """Send to the first page, with the reason, who does not look after what is measured."""
    if rules.may_manage(staff(request).role_set):
        return None
    messages.error(request, _("Messwerte verwalten nur Datenbetreuung und Administration."))
    return redirect("wagtailadmin_home")


def way(*steps: tuple[str, str], here: str = "") -> list[Crumb]:
    """Return the way to a page of what is measured; without `here` to its first one."""
    if not here:
        return crumbs(here=_("Messwerte"))
    return crumbs((reverse("desk:measured"), _("Messwerte")), *steps, here=here)


def parties_step() -> tuple[str, str]:
    """Return the step of the way that leads to the parties."""
    return reverse("desk:parties"), _("Partner und Schlüssel")


def tools() -> list[dict[str, Any]]:
    """Return the ways to the pages beside the list."""
    return [
        {"url": reverse("desk:parties"), "label": _("Partner und Schlüssel")},
        {"url": reverse("desk:looks"), "label": _("Zugriffe")},
    ]
