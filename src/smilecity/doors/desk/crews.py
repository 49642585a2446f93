"""The crews of an office: who works outside in which, for its head and administrators."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from smilecity.city import queries as city
from smilecity.deliver.fieldwork import actions, queries, rules
from smilecity.deliver.fieldwork.queries import CrewOrder, CrewRow
from smilecity.deliver.fieldwork.rules import NAME_MOST, Act, Place, Standing
from smilecity.doors.desk import words
from smilecity.doors.desk.case import uuid_of
from smilecity.doors.desk.inbox_place import Today, today
from smilecity.doors.desk.inbox_words import name
from smilecity.doors.desk.shell import attempt, crumbs, page, staff


@require_http_methods(["GET", "HEAD", "POST"])
def crews(request: HttpRequest, office: int) -> HttpResponse:
    """Show the crews of an office; a POST does what its button says."""
    now = today(request)
    reason = rules.why_not_act(Act.CREWS, _standing(now), Place(office))
    if reason:
        messages.error(request, _(reason))
        return redirect("wagtailadmin_home")
    offices = city.names().offices
    named = offices.get(office)
    if named is None:
        raise Http404
    if request.method == "POST":
        act = _act(request, office, now)
        if act:
            attempt(request, *act)
        return redirect("desk:crews", office)
    title = _("Teams im Außendienst")
    way = [(reverse("desk:inbox"), _("Eingang"))]
    if now.who.administers:
        way.append((reverse("desk:office", args=[office]), named.name))
    return page(
        request,
        "desk/crews.html",
        title,
        crumbs(*way, here=title),
        icon="group",
        office=office,
        office_name=named.name,
        name_most=NAME_MOST,
        crews=_rows(office, {pk: one.name for pk, one in offices.items() if pk != office}),
    )


def _standing(now: Today) -> Standing:
    return Standing(now.who.roles, now.who.offices, now.who.heads)


def leads(now: Today) -> list[tuple[str, str]]:
    """Return address and label of the pages with the crews of offices that somebody heads."""
    heads = sorted(office for office in now.who.heads if rules.may(Act.CREWS, _standing(now), Place(office)))
    names = city.names().offices if len(heads) > 1 else {}
    label = _("Teams im Außendienst")
    return [
        (reverse("desk:crews", args=[office]), f"{label}: {names[office].name}" if office in names else label)
        for office in heads
    ]


def _rows(office: int, elsewhere: Mapping[int, str]) -> list[dict[str, Any]]:
    orders = queries.orders_by_crew(office)
    return [_shown(row, orders.get(row.id, []), elsewhere) for row in queries.crews(office)]


def _shown(row: CrewRow, orders: Sequence[CrewOrder], elsewhere: Mapping[int, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "active": row.active,
        "open": ngettext("{n} offener Auftrag", "{n} offene Aufträge", row.open).format(n=row.open),
        "members": [{"user": one.user, "name": one.name, "email": one.email} for one in row.members],
        "orders": [_order(order, elsewhere) for order in orders],
    }


def _order(order: CrewOrder, elsewhere: Mapping[int, str]) -> dict[str, Any]:
    """Return an order as its crew's head sees it; `elsewhere`: the other offices, one may have the case now."""
    there = elsewhere.get(order.office, "") if order.office else ""
    return {
        "id": order.id,
        "url": reverse("desk:case", args=[order.number]),
        "name": name(order.kind, order.number),
        "title": order.title,
        "urgent": order.urgent,
        "since": words.moment(order.ordered_at),
        "moved": _("Der Beitrag liegt jetzt bei: {office}").format(office=there) if there else "",
    }


def _act(request: HttpRequest, office: int, now: Today) -> tuple[Callable[[], object], str] | None:
    """Return what the button that was pressed does, and what is said then."""
    given = request.POST
    who: dict[str, Any] = {"by": staff(request), "at": now.at}
    called = given.get("name", "")[: NAME_MOST * 2]
    order = uuid_of(given.get("order", ""))
    if "zurueckziehen" in given and order:
        done = _("Der Auftrag ist zurückgezogen. Das Team sieht ihn nicht mehr.")
        return partial(actions.withdraw_order, order=order, **who), done
    if "neu" in given:
        return partial(actions.make_crew, office=office, name=called, **who), _("Das Team ist angelegt.")
    crew = _crew(given, office)
    if crew is None:
        return None
    user = uuid_of(given.get("user", ""))
    if "entfernen" in given and user:
        return _removed(crew, user, who)
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "umbenennen": (partial(actions.rename_crew, crew=crew, name=called, **who), _("Das Team heißt jetzt so.")),
        "schliessen": (
            partial(actions.close_crew, crew=crew, **who),
            _("Das Team bekommt keine neuen Aufträge mehr."),
        ),
        "oeffnen": (partial(actions.open_crew, crew=crew, **who), _("Das Team bekommt wieder Aufträge.")),
        "person": (
            partial(actions.add_to_crew, crew=crew, email=given.get("email", "")[:254], **who),
            _("Diese Person sieht jetzt die Aufträge des Teams, wenn sie sich anmeldet."),
        ),
    }
    return next((acts[button] for button in acts if button in given), None)


def _removed(crew: int, user: UUID, who: dict[str, Any]) -> tuple[Callable[[], object], str]:
    said = _("Diese Person sieht die Aufträge des Teams nicht mehr.")
    return partial(actions.remove_from_crew, crew=crew, user=user, **who), said


def _crew(given: QueryDict, office: int) -> int | None:
    """Return the crew that a form names, if it is of this office."""
    raw = given.get("crew", "")
    ours = {row.id for row in queries.crews(office)}
    return int(raw) if raw.isdecimal() and len(raw) < 9 and int(raw) in ours else None
