"""The entities of SensorThings 1.1 (18-088, clause 8.2) with their properties and relations, as data."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """An entity set of the standard."""

    THINGS = "Things"
    LOCATIONS = "Locations"
    HISTORICAL_LOCATIONS = "HistoricalLocations"
    DATASTREAMS = "Datastreams"
    MULTI_DATASTREAMS = "MultiDatastreams"
    SENSORS = "Sensors"
    OBSERVED_PROPERTIES = "ObservedProperties"
    OBSERVATIONS = "Observations"
    FEATURES_OF_INTEREST = "FeaturesOfInterest"

    @property
    def singular(self) -> str:
        """What one of them is called, as in `Observations(1)/Datastream`."""
        return SINGULAR[self]


SINGULAR = {
    Kind.THINGS: "Thing",
    Kind.LOCATIONS: "Location",
    Kind.HISTORICAL_LOCATIONS: "HistoricalLocation",
    Kind.DATASTREAMS: "Datastream",
    Kind.MULTI_DATASTREAMS: "MultiDatastream",
    Kind.SENSORS: "Sensor",
    Kind.OBSERVED_PROPERTIES: "ObservedProperty",
    Kind.OBSERVATIONS: "Observation",
    Kind.FEATURES_OF_INTEREST: "FeatureOfInterest",
}


class Type(StrEnum):
    """What a value is, in words a message can use."""

    NUMBER = "a number"
    TEXT = "a text"
    BOOLEAN = "true or false"
    TIME = "a time"
    INTERVAL = "a time interval"  # or an instant: its end is empty, or equals its start
    DURATION = "a duration"
    DATE = "a date"
    CLOCK = "a time of day"
    GEOMETRY = "a geometry"
    JSON = "JSON"  # each row may hold something else
    ID = "an id"
    NULL = "null"  # the word `null` where nothing says of which type


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an entity. `required`: a body that creates one must hold it. `nullable`: some have none."""

    name: str
    type: Type
    nullable: bool = False
    required: bool = False
    read_only: bool = False

    @property
    def holds_json(self) -> bool:
        """Whether a path may go on into it, as in `properties/colour` or `location/type`."""
        return self.type in {Type.JSON, Type.GEOMETRY}


@dataclass(frozen=True, slots=True)
class Relation:
    """A way from one entity to others. `nullable`: there may be none, although it leads to one."""

    name: str
    target: Kind
    many: bool
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """What is known of one kind; both in the order in which answers show them. The id is not among `properties`."""

    kind: Kind
    properties: dict[str, Property]
    relations: dict[str, Relation]


ID = Property("id", Type.ID, read_only=True)
# Both are one property: 18-088 writes `@iot.id` in answers and `id` in filters.
NAMES_OF_ID = frozenset({"id", "@iot.id"})


def _needed(name: str, kind: Type = Type.TEXT) -> Property:
    return Property(name, kind, required=True)


def _spare(name: str, kind: Type) -> Property:
    return Property(name, kind, nullable=True)


def _many(target: Kind) -> Relation:
    return Relation(target.value, target, many=True)


def _one(target: Kind, *, nullable: bool = False) -> Relation:
    return Relation(target.singular, target, many=False, nullable=nullable)


NAMED = (_needed("name"), _needed("description"))
MORE = _spare("properties", Type.JSON)
SERIES = (_spare("observedArea", Type.GEOMETRY), _spare("phenomenonTime", Type.INTERVAL))
RESULT_TIMES = _spare("resultTime", Type.INTERVAL)

PROPERTIES: dict[Kind, tuple[Property, ...]] = {
    Kind.THINGS: (*NAMED, MORE),
    Kind.LOCATIONS: (*NAMED, _needed("encodingType"), _needed("location", Type.GEOMETRY), MORE),
    Kind.HISTORICAL_LOCATIONS: (_needed("time", Type.TIME),),
    Kind.DATASTREAMS: (
        *NAMED,
        _needed("observationType"),
        _needed("unitOfMeasurement", Type.JSON),
        *SERIES,
        RESULT_TIMES,
        MORE,
    ),
    Kind.MULTI_DATASTREAMS: (
        *NAMED,
        Property("observationType", Type.TEXT),
        _needed("multiObservationDataTypes", Type.JSON),
        _needed("unitOfMeasurements", Type.JSON),
        *SERIES,
        RESULT_TIMES,
        MORE,
    ),
    Kind.SENSORS: (*NAMED, _needed("encodingType"), _needed("metadata", Type.JSON), MORE),
    Kind.OBSERVED_PROPERTIES: (_needed("name"), _needed("definition"), _needed("description"), MORE),
    Kind.OBSERVATIONS: (
        Property("phenomenonTime", Type.INTERVAL),
        _spare("resultTime", Type.TIME),
        _needed("result", Type.JSON),
        _spare("resultQuality", Type.JSON),
        _spare("validTime", Type.INTERVAL),
        _spare("parameters", Type.JSON),
    ),
    Kind.FEATURES_OF_INTEREST: (*NAMED, _needed("encodingType"), _needed("feature", Type.GEOMETRY), MORE),
}

MEASURING = (_many(Kind.DATASTREAMS), _many(Kind.MULTI_DATASTREAMS))

RELATIONS: dict[Kind, tuple[Relation, ...]] = {
    Kind.THINGS: (*MEASURING, _many(Kind.LOCATIONS), _many(Kind.HISTORICAL_LOCATIONS)),
    Kind.LOCATIONS: (_many(Kind.THINGS), _many(Kind.HISTORICAL_LOCATIONS)),
    Kind.HISTORICAL_LOCATIONS: (_one(Kind.THINGS), _many(Kind.LOCATIONS)),
    Kind.DATASTREAMS: (
        _one(Kind.THINGS),
        _one(Kind.SENSORS),
        _one(Kind.OBSERVED_PROPERTIES),
        _many(Kind.OBSERVATIONS),
    ),
    Kind.MULTI_DATASTREAMS: (
        _one(Kind.THINGS),
        _one(Kind.SENSORS),
        _many(Kind.OBSERVED_PROPERTIES),
        _many(Kind.OBSERVATIONS),
    ),
    Kind.SENSORS: MEASURING,
    Kind.OBSERVED_PROPERTIES: MEASURING,
    Kind.OBSERVATIONS: (
        _one(Kind.DATASTREAMS, nullable=True),
        _one(Kind.MULTI_DATASTREAMS, nullable=True),
        _one(Kind.FEATURES_OF_INTEREST),
    ),
    Kind.FEATURES_OF_INTEREST: (_many(Kind.OBSERVATIONS),),
}

SCHEMA: dict[Kind, Entity] = {
    kind: Entity(
        kind,
        {each.name: each for each in PROPERTIES[kind]},
        {each.name: each for each in RELATIONS[kind]},
    )
    for kind in Kind
}
