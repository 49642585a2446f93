"""The list of what is measured at the desk: every datastream with its thing, provider, access and latest value."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from smilecity.doors.desk import measured_values as shown
from smilecity.doors.desk import measured_words as said
from smilecity.doors.desk.measured_place import PAGE, tools, turned_away, way
from smilecity.doors.desk.shell import page
from smilecity.ground import clock
from smilecity.people.keys import queries as keys
from smilecity.people.keys.rules import CITY
from smilecity.sense.things import queries
from smilecity.sense.things.queries import DatastreamFilter, DatastreamRow
from smilecity.sense.things.rules.words import Access

# What in the address says what is shown.
_PLACE = ("suche", "zugriff", "anbieter", "sortiert")
_CITY_ITSELF = "stadt"
_SILENT = "stille"


@require_safe
def measured(request: HttpRequest) -> HttpResponse:
    """List the datastreams, a page at a time. 2 SQL beside the shell's."""
    away = turned_away(request)
    if away:
        return away
    query = {key: request.GET.get(key, "").strip()[:100] for key in _PLACE}
    found = queries.datastreams(_wanted(query), caller=CITY, after=request.GET.get("nach"), most=PAGE)
    at = clock.now()
    return page(
        request,
        "desk/measured.html",
        _("Messwerte"),
        way(),
        icon="decimal",
        rows=[_listed(row, at) for row in found.rows],
        filters=_filters(query),
        is_filtered=any(query[key] for key in _PLACE if key != "sortiert"),
        tools=tools(),
        all_url=reverse("desk:measured"),
        first_url=_url(query) if "nach" in request.GET else "",
        next_url=_url(query | {"nach": found.next}) if found.next else "",
    )


def _wanted(query: dict[str, str]) -> DatastreamFilter:
    """Read an address; what makes no sense is left out."""
    access, owner = query["zugriff"], query["anbieter"]
    return DatastreamFilter(
        words=query["suche"],
        access=Access(access) if access in set(Access) else None,
        owner=int(owner) if owner.isdecimal() and len(owner) < 19 else None,
        of_the_city=owner == _CITY_ITSELF,
        silent_first=query["sortiert"] == _SILENT,
    )


def _url(query: dict[str, str]) -> str:
    given = {key: value for key, value in query.items() if value}
    return reverse("desk:measured") + (f"?{urlencode(given)}" if given else "")


def _filters(query: dict[str, str]) -> dict[str, Any]:
    owners = [(_CITY_ITSELF, _("die Stadt selbst")), *((str(key), name) for key, name in keys.choices())]
    orders = [("", _("nach dem Namen")), (_SILENT, _("am längsten still"))]
    return {
        "text": query["suche"],
        "accesses": [(value.value, label, value == query["zugriff"]) for value, label in said.ACCESS.items()],
        "owners": [(value, label, value == query["anbieter"]) for value, label in owners],
        "orders": [(value, label, value == query["sortiert"]) for value, label in orders],
    }


def _listed(row: DatastreamRow, at: datetime) -> dict[str, Any]:
    return {
        "url": reverse("desk:datastream", args=[row.id]),
        "name": row.name,
        "thing": row.thing_name,
        "thing_url": reverse("desk:thing", args=[row.thing]),
        "provider": row.provider or _("die Stadt selbst"),
        "access": row.access.value,
        "access_text": said.ACCESS[row.access],
        # What is not public is shown on its own page only, where the look is remembered.
        "value": shown.value_of(row.latest, row.units) if row.access is Access.PUBLIC else "",
        "age": said.age(row.latest.at if row.latest else None, at),
        "generated": row.generated,
    }
