"""Prepared values for the page of a thing: what it measures now, where it is, where its values come from."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smilecity.city import queries as city
from smilecity.doors.web import links, measured_cards, measured_filters, measured_names, words
from smilecity.doors.web import measured_words as said
from smilecity.doors.web.measured_words import Named
from smilecity.sense.things.queries import thing
from smilecity.sense.things.queries.rows import DatastreamRow, PlaceRow, Standing, ThingDetail

Values = dict[str, object]


def page(number: int, at: datetime) -> Values | None:
    """Return everything that web/measured/thing.html takes; None where there is no such thing to be seen. 3 SQL."""
    found = thing(number)
    if found is None:
        return None
    return {
        "section": "measured",
        "list_url": links.to("web:measured"),
        "name": found.name,
        "description": found.description,
        "series": _series(found.datastreams, at),
        "series_text": _counted(len(found.datastreams)),
        "generated": any(row.generated for row in found.datastreams),
        **_place(found),
        "standings": _standings(found.standings),
        "sources": _sources(found.datastreams),
    }


def _counted(count: int) -> str:
    return ngettext("{n} Messreihe", "{n} Messreihen", count).format(n=count)


def _series(rows: Sequence[DatastreamRow], at: datetime) -> list[Values]:
    own_names = [measured_names.named(row.name) for row in rows]
    names = measured_cards.labels([(row.name, [one.name for one in row.observed]) for row in rows])
    return [
        {
            "label": name,
            "name": "" if name.casefold() in own.casefold() else own,
            "url": measured_cards.series_url(row.id),
            "finding": measured_cards.now(row.latest, row.units, row.first, row.observations, at),
        }
        for row, name, own in zip(rows, names, own_names, strict=True)
    ]


def _place(found: ThingDetail) -> Values:
    """Return where the thing is, in words and on the map."""
    place = next((one for one in found.places if one.lon is not None), None) or next(iter(found.places), None)
    if place is None:
        return {"place": "", "coordinates": "", "map_source": ""}
    point = _point(place)
    districts = city.district_names([point]) if point else [""]
    source = links.to("web:measured_map") + measured_filters.to_query({measured_filters.ONE: str(found.id)})
    return {
        "place": measured_cards.where(place.name, districts[0]),
        "place_text": place.description if place.description != place.name else "",
        "coordinates": _coordinates(*point) if point else "",
        "map_source": source if point else "",
    }


def _standings(rows: Sequence[Standing]) -> list[tuple[str, str]]:
    """Return where the thing stood and when, the newest first; nothing where it never moved."""
    if len(rows) < 2:
        return []
    ends = [None, *(row.since for row in rows)]
    return [(_time(row.since, end), row.name or _("ohne Namen")) for row, end in zip(rows, ends, strict=False)]


def _time(since: datetime, end: datetime | None) -> str:
    if end is None:
        return _("seit {day}").format(day=words.day(since))
    first, last = words.day(since), words.day(end)
    return first if first == last else _("{start} bis {end}").format(start=first, end=last)


def _point(place: PlaceRow) -> tuple[float, float] | None:
    return (place.lon, place.lat) if place.lon is not None and place.lat is not None else None


def _coordinates(lon: float, lat: float) -> str:
    north = _("{n}° Nord") if lat >= 0 else _("{n}° Süd")
    east = _("{n}° Ost") if lon >= 0 else _("{n}° West")
    return ", ".join((north.format(n=said.number(abs(lat), 4)), east.format(n=said.number(abs(lon), 4))))


def _sources(rows: Sequence[DatastreamRow]) -> list[Values]:
    """Return who provides the values, by what device, under which licence; each once. No provider: the city."""
    found = {(row.provider or "", row.sensor.name, row.licence): row for row in rows}
    return [
        {
            "provider": provider,
            "sensor": measured_names.sensor(sensor),
            "sensor_text": row.sensor.description,
            "sensor_link": sensor_link(row),
            "licence": said.licence(licence) if licence else None,
        }
        for (provider, sensor, licence), row in found.items()
    ]


def sensor_link(row: DatastreamRow) -> Named | None:
    """Return the data sheet of the device, where it is a page of the web."""
    link = said.linked(row.sensor.metadata) if isinstance(row.sensor.metadata, str) else None
    return link if link and link.url.startswith("http") else None
