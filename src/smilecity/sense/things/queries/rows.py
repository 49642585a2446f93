"""What the pages show: plain rows of things, datastreams, latest values and series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from smilecity.ground.geo import Box
from smilecity.sense.things.rules.words import Access, SecondValue, Step


@dataclass(frozen=True)
class Unit:
    """What a value is counted in; `symbol` is what stands behind it, and may be empty."""

    name: str
    symbol: str


@dataclass(frozen=True)
class Reading:
    """One value. `result`: whatever JSON can say; of a multi datastream a list. `until`: None for an instant."""

    at: datetime
    until: datetime | None
    result: Any
    quality: int | None


@dataclass(frozen=True)
class CardValue:
    """The latest value of one datastream, as a card shows it. `observed`: names of what it measures."""

    datastream: int
    name: str
    observed: tuple[str, ...]
    units: tuple[Unit, ...]
    observations: int
    first: datetime | None
    latest: Reading | None
    generated: bool


@dataclass(frozen=True)
class ThingCard:
    """A thing as lists show it. `place`: the name of where it is now. `values`: of its first datastreams."""

    id: int
    name: str
    description: str
    place: str
    lon: float | None
    lat: float | None
    datastreams: int
    observed: tuple[str, ...]
    values: tuple[CardValue, ...]
    latest_at: datetime | None
    generated: bool


@dataclass(frozen=True)
class ThingList:
    """A page of things. `next`: the cursor of the next page, None on the last."""

    cards: Sequence[ThingCard]
    next: str | None


@dataclass(frozen=True)
class ThingFilter:
    """What a list of things is narrowed to; whatever is None or empty narrows nothing.

    `words`: all have to be in its name or description, or in the name of one of its datastreams. `observed`: ids of
    observed properties, any of them. `box`: in degrees. `within`: ids of locations, such as those of a district; none
    of them finds nothing. `fresh_at`: one of its series is not silent at this time (rules.pace). `one`: the id of a
    thing. `owner`: the id of a party.
    """

    words: str = ""
    observed: tuple[int, ...] | None = None
    box: Box | None = None
    within: tuple[int, ...] | None = None
    fresh_at: datetime | None = None
    one: int | None = None
    owner: int | None = None


@dataclass(frozen=True)
class Pin:
    """A thing on the map, with the names of what it measures."""

    id: int
    name: str
    lon: float
    lat: float
    observed: tuple[str, ...]


@dataclass(frozen=True)
class ObservedRow:
    """An observed property, and how many visible things have values of it."""

    id: int
    name: str
    description: str
    definition: str
    things: int


@dataclass(frozen=True)
class SensorRow:
    """The procedure that measures."""

    id: int
    name: str
    description: str
    encoding_type: str
    metadata: Any


@dataclass(frozen=True)
class DatastreamRow:
    """A datastream with all that pages and desk show of it.

    `units` and `observed` are in the order of the results (single: one each). `provider`: the name of the party, None
    for the city itself. `observations`, `first`, `last`: how many values, and of which times. `shared_with`: parties.
    """

    id: int
    name: str
    description: str
    multi: bool
    thing: int
    thing_name: str
    sensor: SensorRow
    observed: tuple[ObservedRow, ...]
    units: tuple[Unit, ...]
    observation_type: str
    access: Access
    second_value: SecondValue
    licence: str
    legal_basis: str
    contact: str
    generated: bool
    owner: int | None
    provider: str | None
    provider_contact: str
    properties: Mapping[str, Any]
    shared_with: tuple[int, ...]
    observations: int
    first: datetime | None
    last: datetime | None
    latest: Reading | None
    box: Box | None
    changed_at: datetime


@dataclass(frozen=True)
class PlaceRow:
    """Where a thing is. `geojson`: the location itself, where it is GeoJSON."""

    id: int
    name: str
    description: str
    encoding_type: str
    geojson: Mapping[str, Any] | None
    lon: float | None
    lat: float | None


@dataclass(frozen=True)
class Standing:
    """Where a thing stood, from a moment on until the next one. `name`: empty where nothing says it."""

    name: str
    since: datetime


@dataclass(frozen=True)
class ThingDetail:
    """A thing with where it is and everything it measures. `standings`: where it was, the newest first."""

    id: int
    name: str
    description: str
    properties: Mapping[str, Any]
    owner: int | None
    provider: str | None
    changed_at: datetime
    places: tuple[PlaceRow, ...]
    standings: tuple[Standing, ...]
    datastreams: tuple[DatastreamRow, ...]


@dataclass(frozen=True)
class Point:
    """A point of a chart: a value, or the mean of a time with its least and most and how many values it sums up."""

    at: datetime
    value: float | None
    least: float | None
    most: float | None
    count: int


@dataclass(frozen=True)
class Series:
    """What a chart draws. `step`: how long the times are that its points sum up; None: the values themselves."""

    step: Step | None
    component: int
    points: Sequence[Point]


@dataclass(frozen=True)
class DatastreamFilter:
    """What the desk's list of datastreams is narrowed to; whatever is None or empty narrows nothing.

    `of_the_city`: those without a provider. `silent_first`: what has been silent longest comes first, not by name.
    """

    words: str = ""
    access: Access | None = None
    owner: int | None = None
    thing: int | None = None
    of_the_city: bool = False
    silent_first: bool = False


EVERY_THING = ThingFilter()
EVERY_DATASTREAM = DatastreamFilter()


@dataclass(frozen=True)
class DatastreamList:
    """A page of datastreams. `next`: the cursor of the next page, None on the last."""

    rows: Sequence[DatastreamRow]
    next: str | None
