"""Deleting a thing or a datastream at the desk: first a page that says how many values go, then the deed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from smilecity.doors.desk import measured_words as said
from smilecity.doors.desk.datastreams import datastream_or_404
from smilecity.doors.desk.measured_place import turned_away, way
from smilecity.doors.desk.shell import attempt, page, staff
from smilecity.doors.desk.things import thing_or_404
from smilecity.ground import clock
from smilecity.sense.things.actions import keeping
from smilecity.sense.things.queries.keeping import Loss, loss

_pages = require_http_methods(["GET", "HEAD", "POST"])


@_pages
def thing(request: HttpRequest, thing: int) -> HttpResponse:
    """Delete a thing with everything it measured."""
    away = turned_away(request)
    if away:
        return away
    row, back = thing_or_404(thing), reverse("desk:thing", args=[thing])
    act = partial(keeping.remove_thing, thing=thing)
    return _ask(request, row.name, back, loss(thing=thing), act, _("Messstelle löschen"))


@_pages
def datastream(request: HttpRequest, datastream: int) -> HttpResponse:
    """Delete a datastream with all its values."""
    away = turned_away(request)
    if away:
        return away
    row, back = datastream_or_404(datastream), reverse("desk:datastream", args=[datastream])
    act = partial(keeping.remove_datastream, datastream=datastream, multi=row.multi)
    return _ask(request, row.name, back, loss(datastream=datastream), act, _("Messreihe löschen"))


def _ask(request: HttpRequest, name: str, back: str, gone: Loss, act: Callable[..., Any], label: str) -> HttpResponse:
    if request.method == "POST":
        done = attempt(
            request, partial(act, by=staff(request), at=clock.now()), _("„{name}“ ist gelöscht.").format(name=name)
        )
        return redirect("desk:measured") if done else redirect(back)
    return page(
        request,
        "desk/measured_remove.html",
        label,
        way((back, name), here=label),
        icon="bin",
        name=name,
        label=label,
        back_url=back,
        series=said.series(gone.datastreams),
        values=said.values(gone.observations),
        has_values=gone.observations > 0,
    )
