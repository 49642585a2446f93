"""Files of the city come in at the desk: checked as a whole, every bad row named, all of it taken or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from smilecity.city import actions, reading
from smilecity.city.actions import Imported
from smilecity.city.problems import BadFile, Problem
from smilecity.city.rules import LayerKind
from smilecity.doors.desk import words
from smilecity.doors.desk.city_form import FileForm
from smilecity.doors.desk.city_place import turned_away, way
from smilecity.doors.desk.city_steps import LAYERS
from smilecity.doors.desk.ending import tell
from smilecity.doors.desk.shell import page, staff
from smilecity.ground import clock

# So many bad rows are shown; who mends them sees the others next time.
_SHOWN = 30


@dataclass(frozen=True)
class Kind:
    """A kind of file. `run` takes its bytes and the fields of the form."""

    title: str | Promise
    about: str | Promise
    accept: str
    run: Callable[..., Imported]
    named: bool = False
    yearly: bool = False


def _districts(raw: bytes, given: dict[str, Any], **who: Any) -> Imported:
    return actions.import_districts(features=reading.features(raw), name_property=given["eigenschaft"], **who)


def _population(raw: bytes, given: dict[str, Any], **who: Any) -> Imported:
    return actions.import_population(table=reading.table(raw), year=given["jahr"], **who)


def _themes(raw: bytes, given: dict[str, Any], **who: Any) -> Imported:
    return actions.import_themes(items=reading.entries(raw, "themes"), **who)


def _offices(raw: bytes, given: dict[str, Any], **who: Any) -> Imported:
    return actions.import_offices(items=reading.entries(raw, "offices"), **who)


def _layer(kind: LayerKind, raw: bytes, given: dict[str, Any], **who: Any) -> Imported:
    found, source = reading.features(raw), reading.source(raw)
    return actions.import_layer(
        kind=kind, features=found, name_property=given.get("eigenschaft", ""), source=source, **who
    )


def _addresses(raw: bytes, given: dict[str, Any], **who: Any) -> Imported:
    return actions.import_addresses(file=BytesIO(raw), **who)


_GEOJSON = ".geojson,.json"
_LAYER_ABOUT = gettext_lazy("GeoJSON in WGS 84 (EPSG:4326). Die Datei ersetzt die Ebene auf der Karte.")
KINDS = {
    "districts": Kind(
        gettext_lazy("Ortsteile"),
        gettext_lazy("GeoJSON mit Flächen in WGS 84 (EPSG:4326), der Name in „name“, „ortsteil“ oder „bezeichnung“."),
        _GEOJSON,
        _districts,
        named=True,
    ),
    "population": Kind(
        gettext_lazy("Bevölkerung"),
        gettext_lazy(
            "CSV mit den Spalten Jahr, Ortsteil, Geschlecht, Altersgruppe, Anzahl. Die Datei ersetzt die Zahlen der "
            "Jahre und Orte, die darin vorkommen. Ist etwas falsch, ändert sich nichts."
        ),
        ".csv,.txt",
        _population,
        yearly=True,
    ),
    "themes": Kind(
        gettext_lazy("Themen"), gettext_lazy("JSON: eine Liste von Einträgen mit „name“."), ".json", _themes
    ),
    "offices": Kind(
        gettext_lazy("Zuständige Stellen"),
        gettext_lazy("JSON: eine Liste von Einträgen mit „name“, auf Wunsch mit Telefon, Adresse und Suchwörtern."),
        ".json",
        _offices,
    ),
    **{
        kind.value: Kind(label, _LAYER_ABOUT, _GEOJSON, partial(_layer, kind), named=kind is LayerKind.STREET)
        for kind, label in LAYERS.items()
    },
    LayerKind.ADDRESS.value: Kind(
        gettext_lazy("Hausnummern"),
        gettext_lazy(
            "CSV oder GeoJSON mit Straße, Hausnummer und Punkt in WGS 84 (EPSG:4326), auf Wunsch mit Postleitzahl. "
            "Zeilen ohne Hausnummer und aus anderen Orten übergehen wir."
        ),
        ".csv,.txt,.geojson,.json",
        _addresses,
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest, kind: str) -> HttpResponse:
    """Check a file of the city, and take it in unless it was only to be checked."""
    away = turned_away(request)
    if away:
        return away
    what = KINDS.get(kind)
    if what is None:
        raise Http404
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*posted, named=what.named, yearly=what.yearly)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        problems = _problems(request, what, form)
        if not problems:
            return redirect(request.path if "pruefen" in request.POST else "desk:city")
    tell(request, form)
    title = _("{what} einlesen").format(what=what.title)
    return page(
        request,
        "desk/city_file.html",
        title,
        way(title),
        icon="upload",
        form=form,
        about=what.about,
        is_whole=not what.yearly,
        accept=what.accept,
        problems=[problem.sentence for problem in problems[:_SHOWN]],
        more=max(0, len(problems) - _SHOWN),
    )


def _problems(request: HttpRequest, what: Kind, form: FileForm) -> tuple[Problem, ...]:
    """Take the file in; return what is wrong with it: then nothing has changed."""
    only_check, at = "pruefen" in request.POST, clock.now()
    try:
        imported = _run(what, form, by=staff(request).pk, at=at, keep=not only_check)
    except BadFile as bad:
        return bad.problems
    told = _told(imported)
    said = _("Nur geprüft, alles in Ordnung: {told}.") if only_check else _("Eingelesen: {told}.")
    messages.success(request, said.format(told=told))
    return ()


@transaction.atomic
def _run(what: Kind, form: FileForm, *, by: Any, at: datetime, keep: bool) -> Imported:
    imported = what.run(form.cleaned_data["datei"], form.cleaned_data, by=by, at=at)
    transaction.set_rollback(not keep)
    return imported


def _told(imported: Imported) -> str:
    parts = _("{added} neu, {changed} geändert, {removed} entfernt, {unchanged} unverändert")
    return parts.format(
        added=words.number(imported.added),
        changed=words.number(imported.changed),
        removed=words.number(imported.removed),
        unchanged=words.number(imported.unchanged),
    ) + (_(", {skipped} übergangen").format(skipped=words.number(imported.skipped)) if imported.skipped else "")
