"""A small random world of things and values, as rows of the database and as the plain entities the oracle reads.

Values meet those of `sense_filters`: the same few hours, a small grid of places, the same keys of JSON.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from smilecity.people.keys.models import Party
from smilecity.people.keys.rules import Caller
from smilecity.sense.things import models
from smilecity.sense.things.rules import rights
from smilecity.sense.things.rules.schema import SCHEMA, Kind
from smilecity.sense.things.rules.tree import Interval
from smilecity.sense.things.rules.words import Access
from tests import factories_sense as make

Entity = dict[str, Any]
START = datetime(2024, 2, 27, tzinfo=UTC)
TEXTS = ("", "a", "abc", "Xé", "a'b", "%_", "\\0", "abcXYZ")


@dataclass
class World:
    """Everything there is; `parties`: one that provides something, one with whom something is shared."""

    random: Random
    parties: list[Party] = field(default_factory=list)
    things: list[models.Thing] = field(default_factory=list)
    locations: list[models.Location] = field(default_factory=list)
    moments: list[models.HistoricalLocation] = field(default_factory=list)
    sensors: list[models.Sensor] = field(default_factory=list)
    observed: list[models.ObservedProperty] = field(default_factory=list)
    features: list[models.FeatureOfInterest] = field(default_factory=list)
    streams: list[models.Datastream] = field(default_factory=list)

    def text(self) -> str:
        """A short text, with letters that quoting and patterns stumble over."""
        return self.random.choice(TEXTS)

    def json(self) -> Any:
        """Something out of JSON, flat."""
        return self.random.choice([None, True, False, 3, -2.5, 0, "a", "", "abc", [1, "a"], {"a": 1}])

    def properties(self) -> dict[str, Any] | None:
        """Properties with the keys that filters ask for."""
        if self.random.random() < 0.3:
            return None
        return {
            "a": self.json(),
            "b": self.json(),
            "list": [self.json(), self.json()],
            "deep": {"a": self.json(), "b": {"a": self.json()}},
        }

    def moment(self) -> datetime:
        """One of the hours that filters ask for."""
        micros = self.random.choice([0, 0, 0, 1, 500_000])
        return START + timedelta(hours=self.random.randrange(97), microseconds=micros)

    def place(self) -> tuple[float, float]:
        """A corner of the grid."""
        return float(self.random.randrange(5)), float(self.random.randrange(5))

    def owner(self) -> Party | None:
        """The city, most often."""
        return self.random.choice([None, None, *self.parties])


def make_world(seed: int) -> World:
    """Make a world; some of it belongs to nobody else, some is hidden, some things have nothing."""
    world = World(Random(seed))
    world.parties = [make.make_party(), make.make_party()]
    _make_places(world)
    _make_means(world)
    world.streams = [_make_stream(world, multi=index % 3 == 2) for index in range(7)]
    for stream in world.streams[:-1]:
        for _ in range(world.random.randrange(5)):
            _make_value(world, stream)
    return world


def _make_places(world: World) -> None:
    for index in range(4):
        location = make.make_location(world.text(), at=world.place(), properties=world.properties())
        if index == 3:
            models.Location.objects.filter(pk=location.pk).update(
                location={"a": "no GeoJSON"}, encoding_type="text/html", west=None, south=None, east=None, north=None
            )
            location.refresh_from_db()
        world.locations.append(location)
    for _ in range(4):
        fields: dict[str, Any] = {"properties": world.properties(), "description": world.text()}
        fields["owner"] = world.owner()
        thing = make.make_thing(world.text(), **fields)
        world.things.append(thing)
        for _ in range(world.random.randrange(3)):
            spots = world.random.sample(world.locations, world.random.randrange(1, 3))
            world.moments.append(make.place(thing, *spots, time=world.moment()))


def _make_means(world: World) -> None:
    for _ in range(3):
        fields = {"properties": world.properties(), "owner": world.owner()}
        world.sensors.append(make.make_sensor(world.text(), metadata=world.json() or "m", **fields))
        world.observed.append(make.make_observed(world.text(), definition=world.text(), **fields))
        world.features.append(make.make_feature(world.text(), at=world.place(), **fields))


def _make_stream(world: World, *, multi: bool) -> models.Datastream:
    access = world.random.choice([Access.PUBLIC, Access.PUBLIC, Access.INTERNAL, Access.SHARED])
    return make.make_datastream(
        world.text(),
        thing=world.random.choice(world.things[:-1]),
        sensor=world.random.choice(world.sensors[:-1]),
        observed=world.random.sample(world.observed, 2 if multi else 1),
        access=access,
        shared_with=world.parties[:1] if access is Access.SHARED else (),
        multi=multi,
        owner=world.owner(),
        properties=world.properties(),
        licence=world.random.choice(["", "CC0"]),
    )


def _make_value(world: World, stream: models.Datastream) -> None:
    at = world.moment()
    until = at + timedelta(hours=world.random.randrange(5)) if world.random.random() < 0.5 else None
    single: list[Any] = [1, 2.5, -4, 0, "a", True, world.json()]
    result = [world.json(), 1] if stream.multi else world.random.choice(single)
    valid = at if world.random.random() < 0.5 else None
    make.make_observation(
        stream,
        result,
        at=at,
        feature=world.random.choice(world.features),
        phenomenon_end=until,
        result_time=world.moment() if world.random.random() < 0.7 else None,
        valid_start=valid,
        valid_end=valid and valid + timedelta(hours=3),
        quality=world.random.choice([None, 1, 4]),
        parameters=world.properties(),
    )


def entities_of(world: World, caller: Caller) -> dict[Kind, list[Entity]]:
    """Return what the caller may see, linked with each other, as the oracle reads it."""
    return _Seen(world, caller).linked()


class _Seen:
    """The visible part of a world."""

    def __init__(self, world: World, caller: Caller) -> None:
        self.world, self.caller = world, caller
        shares = models.DatastreamShare.objects.all()
        self.rights = {
            stream.pk: rights.Stream(
                stream.owner_id,
                stream.access,
                frozenset(share.party_id for share in shares if share.datastream_id == stream.pk),
            )
            for stream in world.streams
        }
        self.streams = [each for each in world.streams if rights.sees(self.rights[each.pk], caller=caller)]
        self.values = list(models.Observation.objects.order_by("pk"))
        self.measured = list(models.Measured.objects.order_by("position"))
        self.places = list(models.ThingPlace.objects.all())
        self.once = list(models.HistoricalLocationPlace.objects.all())
        self.things = [each for each in world.things if self._among(each.owner_id, self._is_of(each.pk))]

    def _among(self, owner: int | None, uses: Callable[[models.Datastream], bool]) -> bool:
        used = [self.rights[stream.pk] for stream in self.world.streams if uses(stream)]
        return rights.sees_among(owner, used, caller=self.caller)

    def linked(self) -> dict[Kind, list[Entity]]:
        """All entities by kind, with relations."""
        found = {kind: self._of(kind) for kind in Kind}
        for kind, entities in found.items():
            for row, entity in entities:
                for relation in SCHEMA[kind].relations.values():
                    related = [e for r, e in found[relation.target] if self._related(kind, row, relation.target, r)]
                    one = related[0] if related else None
                    entity[relation.name] = related if relation.many else one
        return {kind: [entity for _, entity in entities] for kind, entities in found.items()}

    def _of(self, kind: Kind) -> list[tuple[Any, Entity]]:
        seen = {each.pk for each in self.things}
        streams = {each.pk for each in self.streams}
        rows: Mapping[Kind, list[Any]] = {
            Kind.THINGS: self.things,
            Kind.LOCATIONS: [each for each in self.world.locations if self._sees_location(each, seen)],
            Kind.HISTORICAL_LOCATIONS: [each for each in self.world.moments if each.thing_id in seen],
            Kind.DATASTREAMS: [each for each in self.streams if not each.multi],
            Kind.MULTI_DATASTREAMS: [each for each in self.streams if each.multi],
            Kind.SENSORS: [each for each in self.world.sensors if self._among(each.owner_id, self._is_by(each.pk))],
            Kind.OBSERVED_PROPERTIES: [
                each for each in self.world.observed if self._among(each.owner_id, self._measures(each.pk))
            ],
            Kind.OBSERVATIONS: [each for each in self.values if each.datastream_id in streams],
            Kind.FEATURES_OF_INTEREST: [
                each for each in self.world.features if self._among(each.owner_id, self._is_about(each.pk))
            ],
        }
        return [(row, _entity(kind, row)) for row in rows[kind]]

    def _is_of(self, thing: int) -> Callable[[models.Datastream], bool]:
        return lambda stream: stream.thing_id == thing

    def _is_by(self, sensor: int) -> Callable[[models.Datastream], bool]:
        return lambda stream: stream.sensor_id == sensor

    def _measures(self, observed: int) -> Callable[[models.Datastream], bool]:
        used = {each.datastream_id for each in self.measured if each.observed_property_id == observed}
        return lambda stream: stream.pk in used

    def _is_about(self, feature: int) -> Callable[[models.Datastream], bool]:
        used = {each.datastream_id for each in self.values if each.feature_id == feature}
        return lambda stream: stream.pk in used

    def _sees_location(self, location: models.Location, seen: set[int]) -> bool:
        here = {each.thing_id for each in self.places if each.location_id == location.pk}
        moments = {each.historical_location_id for each in self.once if each.location_id == location.pk}
        here |= {each.thing_id for each in self.world.moments if each.pk in moments}
        return (
            not here
            or bool(here & seen)
            or rights.sees_among(location.owner_id, [rights.Stream(None, "internal")], caller=self.caller)
        )

    def _related(self, kind: Kind, one: Any, target: Kind, other: Any) -> bool:
        tests: dict[tuple[Kind, Kind], Callable[[Any, Any], bool]] = {
            (Kind.THINGS, Kind.LOCATIONS): lambda t, spot: any(
                p.thing_id == t.pk and p.location_id == spot.pk for p in self.places
            ),
            (Kind.THINGS, Kind.HISTORICAL_LOCATIONS): lambda t, h: h.thing_id == t.pk,
            (Kind.LOCATIONS, Kind.HISTORICAL_LOCATIONS): lambda spot, h: any(
                p.location_id == spot.pk and p.historical_location_id == h.pk for p in self.once
            ),
            **{
                pair: test
                for stream in (Kind.DATASTREAMS, Kind.MULTI_DATASTREAMS)
                for pair, test in {
                    (Kind.THINGS, stream): lambda t, s: s.thing_id == t.pk,
                    (Kind.SENSORS, stream): lambda e, s: s.sensor_id == e.pk,
                    (stream, Kind.OBSERVATIONS): lambda s, o: o.datastream_id == s.pk,
                    (Kind.OBSERVED_PROPERTIES, stream): lambda p, s: self._measures(p.pk)(s),
                }.items()
            },
            (Kind.FEATURES_OF_INTEREST, Kind.OBSERVATIONS): lambda f, o: o.feature_id == f.pk,
        }
        test = tests.get((kind, target))
        return test(one, other) if test else tests[target, kind](other, one)


def _entity(kind: Kind, row: Any) -> Entity:
    read = {**PLAIN, **(_OF_STREAMS if kind in {Kind.DATASTREAMS, Kind.MULTI_DATASTREAMS} else {})}
    return {"id": row.pk, **{name: read[name](row) for name in SCHEMA[kind].properties}}


def _span(start: datetime | None, end: datetime | None) -> Any:
    if start is None:
        return None
    return start if end is None else Interval(start, end)


def _of_stream(row: Any) -> dict[str, Any]:
    ours = {"access": row.access, "secondValue": row.second_value, "licence": row.licence, "generated": False}
    ours["provider"] = row.owner.name if row.owner else ""
    known = {name: given for name, given in ours.items() if given != ""}
    return {**(row.properties or {}), "smilecity": known}


def _area(row: Any) -> Any:
    extent = models.Extent.objects.get(pk=row.pk)
    if extent.west is None:
        return None
    w, s, e, n = extent.west, extent.south, extent.east, extent.north
    if w == e and s == n:
        return {"type": "Point", "coordinates": [w, s]}
    return {"type": "Polygon", "coordinates": [[[w, s], [e, s], [e, n], [w, n], [w, s]]]}


def _result(row: Any) -> Any:
    return row.result_other if row.result_number is None else row.result_number


PLAIN: dict[str, Callable[[Any], Any]] = {
    "name": lambda row: row.name,
    "description": lambda row: row.description,
    "properties": lambda row: row.properties,
    "encodingType": lambda row: row.encoding_type,
    "metadata": lambda row: row.metadata,
    "definition": lambda row: row.definition,
    "location": lambda row: row.location,
    "feature": lambda row: row.feature,
    "time": lambda row: row.time,
    "observationType": lambda row: row.observation_type,
    "unitOfMeasurement": lambda row: row.units,
    "unitOfMeasurements": lambda row: row.units,
    "multiObservationDataTypes": lambda row: row.types,
    "observedArea": _area,
    "result": _result,
    "resultTime": lambda row: row.result_time,
    "resultQuality": lambda row: row.quality,
    "validTime": lambda row: _span(row.valid_start, row.valid_end),
    "parameters": lambda row: row.parameters,
    "phenomenonTime": lambda row: _span(row.phenomenon_start, row.phenomenon_end),
}
_OF_STREAMS: dict[str, Callable[[Any], Any]] = {
    "properties": _of_stream,
    "phenomenonTime": lambda row: _known(row, "phenomenon_start", "phenomenon_end"),
    "resultTime": lambda row: _known(row, "result_start", "result_end"),
}


def _known(row: Any, start: str, end: str) -> Any:
    extent = models.Extent.objects.get(pk=row.pk)
    return _span(getattr(extent, start), getattr(extent, end))
