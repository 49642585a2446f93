"""Where in the inbox somebody is, as addresses carry it, who they are today, and who is let in."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.collect.contributions.rules import Kind, Status
from smilecity.deliver.answers import queries, rules
from smilecity.deliver.answers.queries import Desk, InboxFilter, Tab
from smilecity.deliver.answers.rules import REMIND_BEFORE, Act, Standing
from smilecity.doors.desk.shell import staff
from smilecity.ground import clock
from smilecity.ground.workdays import add_workdays

# What in the address says where in the inbox somebody is.
_PLACE = ("wo", "was", "stand", "stelle", "art", "suche")


@dataclass(frozen=True)
class Place:
    """Where in the inbox somebody is: the filter, the cursor of the page, and the same as a query."""

    wanted: InboxFilter
    after: str
    query: dict[str, str]

    def url(self, **changed: str) -> str:
        """Return the address of the inbox from here, with something changed; empty values are left out."""
        query = {key: value for key, value in (self.query | changed).items() if value}
        return reverse("desk:inbox") + (f"?{urlencode(query)}" if query else "")

    def offices(self, who: Standing) -> frozenset[int] | None:
        """Return whose work lies here; None is everybody's."""
        everywhere = self.wanted.desk is Desk.ALL and who.administers
        return None if everywhere else who.offices | who.heads


@dataclass(frozen=True)
class Today:
    """Who is signed in, what they are today, and which day it is in the city."""

    who: Standing
    people: frozenset[UUID]
    at: datetime
    today: date
    land: str

    @property
    def soon(self) -> date:
        """The last day that counts as due soon."""
        return add_workdays(self.today, REMIND_BEFORE, self.land)


def today(request: HttpRequest) -> Today:
    """Return who asks, as they stand today. 4 SQL."""
    at = clock.now()
    user, day = staff(request), timezone.localdate(at)
    who, people = queries.standing(user, at=at)
    return Today(who, people, at, day, city.profile().land)


def place(given: QueryDict, now: Today) -> Place:
    """Read an address; what makes no sense is left out."""
    query = {key: given.get(key, "").strip()[:100] for key in _PLACE}
    office = query["stelle"]
    wanted = InboxFilter(
        who=now.who,
        people=now.people,
        today=now.today,
        soon=now.soon,
        desk=_desk(query["wo"], now.who),
        tab=Tab(query["was"]) if query["was"] in set(Tab) else Tab.OPEN,
        status=Status(query["stand"]) if query["stand"] in set(Status) else None,
        office=int(office) if office.isdecimal() and len(office) < 9 else None,
        kind=Kind(query["art"]) if query["art"] in set(Kind) else None,
        text=query["suche"],
    )
    return Place(wanted, given.get("nach", ""), query)


def _desk(raw: str, who: Standing) -> Desk:
    """Return whose table is shown: administrators without an office begin with all of them."""
    wanted = Desk(raw) if raw in set(Desk) else None
    if wanted is Desk.ALL and not who.administers:
        wanted = None
    own = Desk.OFFICE if who.offices | who.heads else Desk.ALL
    return wanted or (own if who.administers else Desk.OFFICE)


def turned_away(request: HttpRequest, now: Today, act: Act = Act.SEE, office: int | None = None) -> HttpResponse | None:
    """Send to the first page, with the reason, who may not do this."""
    reason = rules.why_not_act(act, now.who, office)
    if reason is None:
        return None
    messages.error(request, _(reason))
    return redirect("wagtailadmin_home")
