"""A datastream at the desk: what it measures, its latest value, and what staff say of it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.messages import validation_error

from smilecity.doors.desk import measured_values as shown
from smilecity.doors.desk import measured_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.datastream_form import DatastreamForm, initial
from smilecity.doors.desk.measured_place import LARGEST_ID, NOT_SAVED, turned_away, way
from smilecity.doors.desk.shell import page, sent, staff
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.people.keys import queries as keys
from smilecity.people.keys.rules import CITY
from smilecity.sense.things import queries
from smilecity.sense.things.actions import describing, looking
from smilecity.sense.things.queries import DatastreamRow
from smilecity.sense.things.rules.words import Access


@require_http_methods(["GET", "HEAD", "POST"])
def datastream(request: HttpRequest, datastream: int) -> HttpResponse:
    """Show a datastream, and change what staff say of it."""
    away = turned_away(request)
    if away:
        return away
    row, at = datastream_or_404(datastream), clock.now()
    form = DatastreamForm(sent(request), parties=_parties(row), initial=initial(row))
    if form.is_valid() and _describe(request, datastream, form):
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect("desk:datastream", datastream)
    if form.errors:
        validation_error(request, NOT_SAVED, form)
    _remember(request, row, at)
    return page(
        request,
        "desk/datastream.html",
        row.name,
        way((reverse("desk:thing", args=[row.thing]), row.thing_name), here=row.name),
        icon="decimal",
        form=form,
        row=_shown(row, at),
    )


def datastream_or_404(datastream: int) -> DatastreamRow:
    """Return the datastream of an address."""
    row = queries.datastream(datastream, caller=CITY) if datastream <= LARGEST_ID else None
    if row is None:
        raise Http404
    return row


def _parties(row: DatastreamRow) -> list[tuple[int, str]]:
    """Return the parties to choose from; those that ended stay where they are chosen already."""
    every = dict(keys.choices())
    chosen = {*row.shared_with, *([row.owner] if row.owner else [])}
    return [*every.items(), *keys.names(chosen - every.keys()).items()]


def _describe(request: HttpRequest, datastream: int, form: DatastreamForm) -> bool:
    try:
        describing.describe(datastream=datastream, said=form.described(), by=staff(request), at=clock.now())
    except Refused as refusal:
        form.add_error(None, words.said(refusal))
        return False
    return True


def _remember(request: HttpRequest, row: DatastreamRow, at: datetime) -> None:
    """Remember who looked at a value that is not public."""
    if row.latest and row.access is not Access.PUBLIC:
        what = f"{request.method} {request.path}"
        looking.look(caller=CITY, what=what, datastreams=[row.id], by=staff(request).pk, at=at)


def _when(row: DatastreamRow, at: datetime) -> str:
    """Return when the latest value was measured, and how long ago that is unless the day says so."""
    if row.latest is None:
        return ""
    age, moment = said.age(row.latest.at, at), words.moment(row.latest.at)
    return moment if age == words.day(row.latest.at) else f"{moment} · {age}"


def _shown(row: DatastreamRow, at: datetime) -> dict[str, Any]:
    return {
        "thing": row.thing_name,
        "thing_url": reverse("desk:thing", args=[row.thing]),
        "value": shown.value_of(row.latest, row.units),
        "when": _when(row, at),
        "observed": words.listed([observed.name for observed in row.observed]),
        "unit": shown.unit_of(row.units),
        "sensor": row.sensor.name,
        "values": said.values(row.observations),
        "from": words.day(row.first) if row.first else "",
        "until": words.day(row.last) if row.last else "",
        "access": row.access.value,
        "access_text": said.ACCESS[row.access],
        "generated": row.generated,
        "looks_url": f"{reverse('desk:looks')}?messreihe={row.id}" if row.access is not Access.PUBLIC else "",
        "remove_url": reverse("desk:remove_datastream", args=[row.id]),
        "public_url": reverse("web:measured_series", args=[row.id]) if row.access is Access.PUBLIC else "",
    }
