"""Things at the desk: a new one on one page, its own page, something more that it measures, a new place."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.messages import validation_error

from smilecity.city import queries as city
from smilecity.doors.desk import measured_values as shown
from smilecity.doors.desk import measured_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.measured_place import LARGEST_ID, NOT_SAVED, turned_away, way
from smilecity.doors.desk.shell import page, sent, staff
from smilecity.doors.desk.thing_form import MeasuringForm, NamedForm, PlacedForm, ThingForm
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.people.keys import queries as keys
from smilecity.people.keys.rules import CITY
from smilecity.sense.things import queries
from smilecity.sense.things.actions import keeping
from smilecity.sense.things.queries import DatastreamRow, PlaceRow, ThingDetail
from smilecity.sense.things.rules.words import Access

_pages = require_http_methods(["GET", "HEAD", "POST"])


@_pages
def new(request: HttpRequest) -> HttpResponse:
    """Enter a thing; a POST searches the place (`ort`) or enters it."""
    away = turned_away(request)
    if away:
        return away
    form, searched = _searching(request, ThingForm, {}, parties=keys.choices())
    if form.is_valid():
        given = form.cleaned_data
        enter = partial(keeping.enter, name=given["name"], description=given["description"], place=form.chosen_place())
        made = _saved(request, form, partial(enter, series=[form.measured()]))
        if made:
            messages.success(request, _("Die Messstelle ist angelegt. Jetzt kann der Anbieter Werte senden."))
            return redirect("desk:thing", made)
    title = _("Neue Messstelle")
    save = _("Messstelle anlegen")
    return _form_page(request, "desk/thing_new.html", title, way(here=title), form, save, searched=searched)


def _searching(request: HttpRequest, kind: Any, initial: dict[str, Any], **offered: Any) -> tuple[Any, bool]:
    """Return the form and whether it searches: that is no attempt; nothing is complained of, what was typed stays."""
    given = sent(request)
    searches = given is not None and "ort" in given
    found = city.places_named(given.get("place", "")) if given is not None else []
    form = kind(
        None if searches else given, initial=_typed(kind, given) if searches else initial, found=found, **offered
    )
    return form, searches


def _typed(kind: type[Form], given: QueryDict | None) -> dict[str, Any]:
    many = {"shared_with"}
    return (
        {name: given.getlist(name) if name in many else given.get(name, "") for name in kind.base_fields}
        if given
        else {}
    )


def _saved(request: HttpRequest, form: Form, act: Callable[..., Any]) -> Any:
    """Do an act of staff; say at the form what was refused. Return what it returned, None for a refusal."""
    try:
        return act(by=staff(request), at=clock.now())
    except Refused as refusal:
        form.add_error(None, words.said(refusal))
        return None


def _form_page(
    request: HttpRequest,
    template: str,
    title: str,
    crumbs: Any,
    form: Any,
    save: str,
    *,
    searched: bool = False,
    **shown: Any,
) -> HttpResponse:
    if form.errors:
        validation_error(request, NOT_SAVED, form)
    return page(
        request,
        template,
        title,
        crumbs,
        icon="decimal",
        form=form,
        searched=searched,
        found=bool(getattr(form, "found", ())),
        submit_button_label=save,
        **shown,
    )


@_pages
def thing(request: HttpRequest, thing: int) -> HttpResponse:
    """Show a thing with what it measures, and change its name."""
    away = turned_away(request)
    if away:
        return away
    row = thing_or_404(thing)
    form = NamedForm(sent(request), initial={"name": row.name, "description": row.description})
    if form.is_valid():
        rename = partial(keeping.rename, thing=thing, **form.cleaned_data)
        _saved(request, form, rename)
        if not form.errors:
            messages.success(request, _("Die Angaben sind gespeichert."))
            return redirect("desk:thing", thing)
    if form.errors:
        validation_error(request, NOT_SAVED, form)
    return page(request, "desk/thing.html", row.name, way(here=row.name), icon="decimal", form=form, thing=_thing(row))


def thing_or_404(thing: int) -> ThingDetail:
    """Return the thing of an address."""
    row = queries.thing(thing, caller=CITY) if thing <= LARGEST_ID else None
    if row is None:
        raise Http404
    return row


def _thing(row: ThingDetail) -> dict[str, Any]:
    return {
        "id": row.id,
        "provider": row.provider or _("die Stadt selbst"),
        "places": [_place(place) for place in row.places],
        "standings": [(words.day(each.since), each.name or _("ohne Namen")) for each in row.standings[1:]],
        "series": [_series(series) for series in row.datastreams],
        "move_url": reverse("desk:move_thing", args=[row.id]),
        "add_url": reverse("desk:new_datastream", args=[row.id]),
        "remove_url": reverse("desk:remove_thing", args=[row.id]),
        "public_url": reverse("web:measured_thing", args=[row.id]) if _is_public(row) else "",
    }


def _is_public(row: ThingDetail) -> bool:
    return not row.datastreams or any(series.access is Access.PUBLIC for series in row.datastreams)


def _place(place: PlaceRow) -> dict[str, str]:
    return {"name": place.name, "degrees": _degrees(place.lat, place.lon)}


def _degrees(lat: float | None, lon: float | None) -> str:
    return "" if lat is None or lon is None else f"{number_format(lat, 5)}° N, {number_format(lon, 5)}° O"


def _series(row: DatastreamRow) -> dict[str, Any]:
    return {
        "url": reverse("desk:datastream", args=[row.id]),
        "name": row.name,
        "value": shown.value_of(row.latest, row.units) if row.access is Access.PUBLIC else "",
        "age": said.age(row.latest.at if row.latest else None, clock.now()),
        "access": row.access.value,
        "access_text": said.ACCESS[row.access],
        "values": said.values(row.observations),
        "generated": row.generated,
    }


@_pages
def add(request: HttpRequest, thing: int) -> HttpResponse:
    """Enter something more that a thing measures."""
    away = turned_away(request)
    if away:
        return away
    row = thing_or_404(thing)
    form = MeasuringForm(sent(request), parties=keys.choices(), initial={"owner": str(row.owner or "")})
    if form.is_valid():
        made = _saved(request, form, partial(keeping.add_series, thing=thing, series=form.measured()))
        if made:
            messages.success(request, _("Die Messreihe ist angelegt."))
            return redirect("desk:datastream", made)
    title = _("Neue Messreihe")
    return _form_page(request, "desk/datastream_new.html", title, _below(row, title), form, _("Messreihe anlegen"))


def _below(row: ThingDetail, here: str) -> Any:
    return way((reverse("desk:thing", args=[row.id]), row.name), here=here)


@_pages
def move(request: HttpRequest, thing: int) -> HttpResponse:
    """Say that a thing is somewhere else from now on."""
    away = turned_away(request)
    if away:
        return away
    row = thing_or_404(thing)
    form, searched = _searching(request, PlacedForm, {})
    if form.is_valid():
        _saved(request, form, partial(keeping.move, thing=thing, place=form.chosen_place()))
        if not form.errors:
            messages.success(request, _("Der neue Ort ist gespeichert. Der alte bleibt im Verlauf."))
            return redirect("desk:thing", thing)
    title = _("Ort ändern")
    save = _("Ort speichern")
    # Beside the form and not in it: a new name with the coordinates of the old place would lie.
    here = [_place(place) for place in row.places]
    return _form_page(
        request, "desk/thing_move.html", title, _below(row, title), form, save, searched=searched, here=here
    )
