"""Things as GeoJSON for the map. In: the address with the list's filters, the visible box and the zoom."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from smilecity.city import queries as city
from smilecity.city.queries import Names
from smilecity.doors.web import measured_cards, measured_names
from smilecity.doors.web import measured_filters as filters
from smilecity.doors.web.map_data import box_of, zoom_of
from smilecity.ground import cells
from smilecity.ground.cells import Group
from smilecity.ground.geo import Box
from smilecity.sense.things.queries import observed_properties, pins
from smilecity.sense.things.queries.rows import Pin

KIND = "measured"
_NOBODY = Names({}, {}, {})
# A metre.
_DIGITS = 5
# More points than this are not told apart on any screen.
_MOST = 20_000


def data(given: Mapping[str, str], language: str, at: datetime) -> dict[str, object]:
    """Return a FeatureCollection; a group has a `count` above 1. Raises NotUnderstood. At most 5 SQL, mostly 2."""
    zoom, box = zoom_of(given), box_of(given)
    names = city.names(language) if filters.DISTRICT in given else _NOBODY
    observed = observed_properties() if filters.OBSERVED in given else []
    wanted = replace(filters.read(given, names, observed, at).wanted, box=Box(*box), one=_one(given))
    found = {pin.id: pin for pin in pins(wanted, most=_MOST)}
    size, named = cells.cell(box, zoom), zoom >= cells.NAMED_FROM
    groups = cells.grouped(((pin.id, pin.lon, pin.lat) for pin in found.values()), size, named=named)
    shown = sorted(cells.joined(groups, size, named=named), key=lambda one: (-one.lat, one.lon))
    return {"type": "FeatureCollection", "features": [_feature(one, found) for one in shown]}


def _one(given: Mapping[str, str]) -> int | None:
    """Return the one thing that is asked for; the map on its page shows no other."""
    raw = given.get(filters.ONE, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= len(str(2**62)) - 1 else None


def _feature(group: Group, found: Mapping[int, Pin]) -> dict[str, object]:
    items = [_pin(found[number]) for number in group.numbers or ()]
    if group.size == 1 and items:
        properties = {"count": 1, **items[0]}
    else:
        properties = {"count": group.size} | ({"items": items} if items else {})
    point = {"type": "Point", "coordinates": [round(group.lon, _DIGITS), round(group.lat, _DIGITS)]}
    return {"type": "Feature", "geometry": point, "properties": properties}


def _pin(pin: Pin) -> dict[str, object]:
    return {
        "number": pin.id,
        "title": pin.name,
        "kind": KIND,
        "category": "",
        "label": "",
        "status": ", ".join(map(measured_names.named, pin.observed)),
        "url": measured_cards.url_of(pin.id),
    }
