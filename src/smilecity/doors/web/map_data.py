"""Contributions as GeoJSON for the map. In: the address with the list's filters, the visible box and the zoom."""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from smilecity.city import queries as city
from smilecity.city.queries import Names
from smilecity.collect.contributions.queries.clusters import Cluster, Pin, clusters
from smilecity.collect.contributions.rules import Kind
from smilecity.collect.reports.queries.titles import Titles
from smilecity.doors.web import contribution_filters as filters
from smilecity.doors.web import contribution_words as said
from smilecity.doors.web import map_asked
from smilecity.doors.web.contribution_cards import url_of
from smilecity.ground.cells import NEAREST

KIND, ZOOM = "art", "zoom"
_SIDES = ("west", "south", "east", "north")
_MOST = (180.0, 90.0, 180.0, 90.0)
_NOBODY = Names({}, {}, {})
# A metre: nobody's pin is more exact than a finger.
_DIGITS = 5


class NotUnderstood(Exception):
    """The address names no kind, no box or no zoom."""


def data(given: Mapping[str, str], language: str, at: datetime) -> dict[str, object]:
    """Return a FeatureCollection; a group has a `count` above 1. Raises NotUnderstood. At most 5 SQL, mostly 2."""
    kind, zoom, box = _kind(given), zoom_of(given), box_of(given)
    # Most maps show everything: then no names are needed to understand the filters.
    names = city.names(language) if filters.THEME in given or filters.DISTRICT in given else _NOBODY
    since = map_asked.since(given.get(map_asked.TIME, ""), at)
    wanted = replace(filters.read(kind, given, names).wanted, box=box, published_since=since)
    titles, found = Titles(language), clusters(wanted, zoom)
    return {"type": "FeatureCollection", "features": [_feature(one, wanted.kind, titles) for one in found]}


def _kind(given: Mapping[str, str]) -> Kind | None:
    """Return the kind that is asked for; None for all of them together. Raises NotUnderstood."""
    if KIND not in given:
        return None
    try:
        return Kind(given[KIND])
    except ValueError:
        raise NotUnderstood from None


def zoom_of(given: Mapping[str, str]) -> float:
    """Return the zoom. Raises NotUnderstood."""
    try:
        zoom = float(given.get(ZOOM, ""))
    except ValueError:
        raise NotUnderstood from None
    if not math.isfinite(zoom):
        raise NotUnderstood
    return max(0.0, min(zoom, NEAREST))


def box_of(given: Mapping[str, str]) -> tuple[float, float, float, float]:
    """Return the box, cut off where the world ends. Raises NotUnderstood."""
    try:
        sides = [float(given.get(side, "")) for side in _SIDES]
    except ValueError:
        raise NotUnderstood from None
    if not all(map(math.isfinite, sides)):
        raise NotUnderstood
    west, south, east, north = (max(-most, min(side, most)) for side, most in zip(sides, _MOST, strict=True))
    if west >= east or south >= north:
        raise NotUnderstood
    return west, south, east, north


def _feature(one: Cluster, kind: Kind | None, titles: Titles) -> dict[str, object]:
    pins = [_pin(pin, kind, titles) for pin in one.pins]
    if one.count == 1 and pins:
        properties = {"count": 1, **pins[0]}
    else:
        properties = {"count": one.count} | ({"items": pins} if pins else {})
    point = {"type": "Point", "coordinates": [round(one.lon, _DIGITS), round(one.lat, _DIGITS)]}
    return {"type": "Feature", "geometry": point, "properties": properties}


def _pin(pin: Pin, kind: Kind | None, titles: Titles) -> dict[str, object]:
    """Return what a pin says; what kind it is only where there are others."""
    label = said.category(pin.category)
    if kind is None:
        label = ", ".join(filter(None, [map_asked.one(pin.kind), label]))
    return {
        "number": pin.number,
        "title": titles.said(pin.kind, pin.title),
        "kind": pin.kind.value,
        "category": pin.category,
        "label": label,
        "status": said.status(pin.status),
        "url": url_of(pin.kind, pin.number),
    }
