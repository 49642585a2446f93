"""Rows of things, datastreams and values for tests, made by the ORM: what stands in the tables, without the actions.

Observations go in with the partitions of their months; extents and aggregates are kept in step.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.db.models import JSONField, Max, Min, Value

from smilecity.people.keys.models import Party
from smilecity.people.keys.rules import Caller, Scope
from smilecity.sense.things import models
from smilecity.sense.things.actions import months
from smilecity.sense.things.rules.words import Access

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
METRE = {"name": "Meter", "symbol": "m", "definition": "http://qudt.org/vocab/unit/M"}
GEOJSON = "application/geo+json"
WARNEMUENDE = (12.09, 54.18)

_numbers = count(1)


def make_party(name: str = "", *, contact: str = "") -> Party:
    """Make a party."""
    return Party.objects.create(name=name or f"Partner {next(_numbers)}", contact=contact, made_at=AT)


def caller_of(party: Party, *scopes: Scope) -> Caller:
    """Return who comes with a key of a party (no scope named: it may read)."""
    return Caller(party=party.pk, scopes=frozenset(scopes or (Scope.READ,)))


def point(lon: float, lat: float) -> dict[str, Any]:
    """Return a point in GeoJSON."""
    return {"type": "Point", "coordinates": [lon, lat]}


def make_thing(name: str = "", *, at: tuple[float, float] | None = None, **fields: Any) -> models.Thing:
    """Make a thing; `at` puts it at a place of its own (longitude, latitude)."""
    given = {"name": name or f"Ding {next(_numbers)}", "changed_at": AT} | fields
    thing = models.Thing.objects.create(**given)
    if at is not None:
        place(thing, make_location(at=at))
    return thing


def make_location(name: str = "", *, at: tuple[float, float] = WARNEMUENDE, **fields: Any) -> models.Location:
    """Make a location at a point."""
    lon, lat = at
    box = {"west": lon, "south": lat, "east": lon, "north": lat}
    given = {"name": name or f"Ort {next(_numbers)}", "encoding_type": GEOJSON, "location": point(lon, lat)}
    return models.Location.objects.create(**given | box | {"changed_at": AT} | fields)


def place(thing: models.Thing, *locations: models.Location, time: datetime = AT) -> models.HistoricalLocation:
    """Put a thing at locations, and note since when."""
    moment = models.HistoricalLocation.objects.create(thing=thing, time=time, changed_at=AT)
    models.ThingPlace.objects.filter(thing=thing).delete()
    for location in locations:
        models.ThingPlace.objects.create(thing=thing, location=location)
        models.HistoricalLocationPlace.objects.create(historical_location=moment, location=location)
    return moment


def make_sensor(name: str = "", **fields: Any) -> models.Sensor:
    """Make a sensor described by a link."""
    given = {"name": name or f"Sensor {next(_numbers)}", "encoding_type": "application/pdf", "changed_at": AT}
    return models.Sensor.objects.create(**given | {"metadata": "https://example.org/sensor.pdf"} | fields)


def make_observed(name: str = "", **fields: Any) -> models.ObservedProperty:
    """Make an observed property."""
    given = {"name": name or f"Größe {next(_numbers)}", "definition": "https://example.org/level", "changed_at": AT}
    return models.ObservedProperty.objects.create(**given | fields)


def make_feature(name: str = "", *, at: tuple[float, float] = WARNEMUENDE, **fields: Any) -> models.FeatureOfInterest:
    """Make a feature of interest at a point."""
    lon, lat = at
    box = {"west": lon, "south": lat, "east": lon, "north": lat}
    given = {"name": name or f"Gegenstand {next(_numbers)}", "encoding_type": GEOJSON, "feature": point(lon, lat)}
    return models.FeatureOfInterest.objects.create(**given | box | {"changed_at": AT} | fields)


def make_datastream(
    name: str = "",
    *,
    thing: models.Thing | None = None,
    observed: Sequence[models.ObservedProperty] = (),
    access: Access = Access.PUBLIC,
    shared_with: Sequence[Party] = (),
    **fields: Any,
) -> models.Datastream:
    """Make a datastream; `multi=True` makes a multi one, of as many components as it has observed properties."""
    measured = list(observed) or [make_observed()]
    multi = bool(fields.get("multi"))
    given = {
        "name": name or f"Reihe {next(_numbers)}",
        "thing": thing or make_thing(),
        "observation_type": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        "units": [METRE for _ in measured] if multi else METRE,
        "types": ["http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"] * len(measured)
        if multi
        else None,
        "access": access,
        "changed_at": AT,
    }
    fields.setdefault("sensor", None)
    fields["sensor"] = fields["sensor"] or make_sensor()
    stream = models.Datastream.objects.create(**given | fields)
    models.Extent.objects.create(datastream=stream)
    for position, each in enumerate(measured):
        models.Measured.objects.create(datastream=stream, observed_property=each, position=position)
    for party in shared_with:
        models.DatastreamShare.objects.create(datastream=stream, party=party)
    return stream


def make_observation(
    stream: models.Datastream,
    result: Any = 1.0,
    *,
    at: datetime = AT,
    feature: models.FeatureOfInterest | None = None,
    **fields: Any,
) -> models.Observation:
    """Make a value; floats and whole numbers are kept as numbers, everything else as JSON."""
    # Beside the test's transaction: actions remember which months there are, and a month that is rolled back is gone.
    months.ensure([at])
    number = isinstance(result, int | float) and not isinstance(result, bool)
    found = feature or models.FeatureOfInterest.objects.filter(name="Gegenstand").first() or make_feature("Gegenstand")
    made = models.Observation.objects.create(
        id=next_id(at),
        datastream=stream,
        feature=found,
        phenomenon_start=at,
        result_number=result if number else None,
        # None is a value here, not the absence of one.
        result_other=None if number else Value(result, JSONField()),
        **fields,
    )
    keep_in_step(stream)
    _extend(found, stream, at)
    return made


def next_id(at: datetime) -> int:
    """Return an id that holds the month, as `rules.identifiers` says."""
    month = (at.year - 1900) * 12 + at.month - 1
    return (min(max(month, 0), 4095) << 41) | next(_numbers)


def keep_in_step(stream: models.Datastream) -> None:
    """Write down anew what is known of a datastream's values."""
    values = models.Observation.objects.filter(datastream=stream)
    known = values.aggregate(
        starts=Min("phenomenon_start"),
        ends=Max("phenomenon_end"),
        latest_start=Max("phenomenon_start"),
        result_start=Min("result_time"),
        result_end=Max("result_time"),
    )
    ends = [each for each in (known.pop("ends"), known["latest_start"]) if each]
    known["phenomenon_start"] = known.pop("starts")
    box = values.aggregate(
        west=Min("feature__west"), south=Min("feature__south"), east=Max("feature__east"), north=Max("feature__north")
    )
    given = known | box | {"phenomenon_end": max(ends, default=None), "observations": values.count()}
    models.Extent.objects.filter(datastream=stream).update(**given)


def _extend(feature: models.FeatureOfInterest, stream: models.Datastream, at: datetime) -> None:
    extent, made = models.FeatureExtent.objects.get_or_create(
        feature=feature, datastream=stream, defaults={"first": at, "last": at}
    )
    if not made:
        extent.first, extent.last = min(extent.first, at), max(extent.last, at)
        extent.save()
