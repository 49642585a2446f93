"""Where in moderation's queue somebody is, as addresses and forms carry it; and who is let in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from smilecity.doors.desk import moderation_words as said
from smilecity.doors.desk.shell import staff
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.queries.queue import Filter
from smilecity.understand.moderation.rules import Act, Why

# What in the address says where in the queue somebody is.
_PLACE = ("art", "aufruf", "grund", "nach")


@dataclass(frozen=True)
class Place:
    """Where in the queue somebody is: the filter, the last item of the page before, and the same as a query."""

    chosen: Filter
    after: tuple[datetime, UUID] | None
    query: dict[str, str]

    def url(self, **changed: str) -> str:
        """Return the address of the queue from here, with something changed; empty values are left out."""
        query = {key: value for key, value in (self.query | changed).items() if value}
        return reverse("desk:moderation") + (f"?{urlencode(query)}" if query else "")


def place(given: QueryDict) -> Place:
    """Read an address or form; what makes no sense is left out."""
    kind = given.get("art", "")
    why = given.get("grund", "")
    chosen = Filter(
        kind=kind if kind in said.KINDS else "",
        call=uuid_of(given.get("aufruf", "")),
        why=Why(why) if why in set(Why) else None,
    )
    return Place(chosen, _after(given.get("nach", "")), {key: given.get(key, "") for key in _PLACE})


def uuid_of(raw: str) -> UUID | None:
    """Return the id in an address; None for nonsense."""
    try:
        return UUID(raw)
    except ValueError:
        return None


def _after(raw: str) -> tuple[datetime, UUID] | None:
    instant, _sep, key = raw.partition("_")
    last = uuid_of(key)
    try:
        at = datetime.fromisoformat(instant)
    except ValueError:
        return None
    return (at, last) if last and at.tzinfo else None


def turned_away(request: HttpRequest, act: Act = Act.LOOK) -> HttpResponse | None:
    """Send to the first page, with the reason, who may not do this."""
    if rules.may(act, staff(request).role_set):
        return None
    messages.error(request, _(rules.NOT_YOUR_ROLE))
    return redirect("wagtailadmin_home")
