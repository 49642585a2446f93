"""What staff do who look after things: enter one with its place and what it measures, rename, move, delete.

In: plain facts from a form. Out: entities of the standard, made by the same actions a program's request goes through.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.keys.rules import CITY, Caller, Scope
from smilecity.people.models import User
from smilecity.sense.things.actions.creating import create
from smilecity.sense.things.actions.deleting import delete
from smilecity.sense.things.actions.describing import require_charge
from smilecity.sense.things.actions.updating import update
from smilecity.sense.things.models import ObservedProperty
from smilecity.sense.things.rules.entities.drafts import Way
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.quantities import Quantity
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.words import UNKNOWN_SENSOR, Access, SecondValue

GONE = sentence("Das gibt es nicht mehr. Jemand anderes hat es inzwischen gelöscht.")
NOT_DONE = sentence("Das ließ sich nicht speichern: {reason}")
_MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
_GEOJSON = "application/geo+json"
NOT_FOUND = 404
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a thing is, in words and in degrees."""

    words: str
    lon: float
    lat: float


@dataclass(frozen=True, kw_only=True)
class Series:
    """What a thing measures. `owner`: the party that provides it, None for the city itself; `sensor`: what with."""

    name: str
    quantity: Quantity
    description: str = ""
    sensor: str = ""
    owner: int | None = None
    licence: str = ""
    legal_basis: str = ""
    contact: str = ""
    access: Access = Access.PUBLIC
    shared_with: frozenset[int] = frozenset()
    second_value: SecondValue = SecondValue.KEEP
    generated: bool = False


@transaction.atomic
def enter(
    *, name: str, description: str = "", place: Place, series: list[Series], by: User | None, at: datetime
) -> int:
    """Enter a thing with its place and what it measures; return its id. It belongs to its first provider.

    `by` None: the program itself. Raises Refused.
    """
    require_charge(by)
    body = {"name": name, "description": description, "Locations": [_location(place)]}
    made = _create(Kind.THINGS, body, None, series[0].owner if series else None, at)
    _record("enter", f"thing:{made}", by, at, name=name)
    for each in series:
        add_series(thing=made, series=each, by=by, at=at)
    return made


@transaction.atomic
def add_series(*, thing: int, series: Series, by: User | None, at: datetime) -> int:
    """Enter something more that a thing measures; return the datastream's id. Raises Refused."""
    require_charge(by)
    made = _create(Kind.DATASTREAMS, _datastream(series), (Kind.THINGS, thing), series.owner, at)
    _record("add_series", f"datastream:{made}", by, at, name=series.name)
    return made


@transaction.atomic
def rename(*, thing: int, name: str, description: str, by: User | None, at: datetime) -> None:
    """Change name and description of a thing. Raises Refused."""
    require_charge(by)
    body = {"name": name, "description": description}
    _attempt(lambda: update(Kind.THINGS, thing, body, way=Way.MERGE, caller=CITY, at=at))
    _record("rename", f"thing:{thing}", by, at, name=name)


@transaction.atomic
def move(*, thing: int, place: Place, by: User | None, at: datetime) -> None:
    """Say that a thing is somewhere else from now on; where it was stays in its history. Raises Refused."""
    require_charge(by)
    _create(Kind.LOCATIONS, _location(place), (Kind.THINGS, thing), None, at)
    _record("move", f"thing:{thing}", by, at, place=place.words)


@transaction.atomic
def remove_thing(*, thing: int, by: User | None, at: datetime) -> None:
    """Delete a thing with all it ever measured. Raises Refused."""
    require_charge(by)
    _attempt(lambda: delete(Kind.THINGS, thing, caller=CITY, at=at))
    _record("remove_thing", f"thing:{thing}", by, at)


@transaction.atomic
def remove_datastream(*, datastream: int, multi: bool, by: User | None, at: datetime) -> None:
    """Delete a datastream with all its values. Raises Refused."""
    require_charge(by)
    kind = Kind.MULTI_DATASTREAMS if multi else Kind.DATASTREAMS
    _attempt(lambda: delete(kind, datastream, caller=CITY, at=at))
    _record("remove_datastream", f"datastream:{datastream}", by, at)


def _create(kind: Kind, body: Any, parent: tuple[Kind, int] | None, owner: int | None, at: datetime) -> int:
    caller = CITY if owner is None else Caller(party=owner, scopes=frozenset(Scope))
    return _attempt(lambda: create(kind, body, parent=parent, caller=caller, at=at)).id


def _attempt(act: Callable[[], T]) -> T:
    """Do an act; what the standard's rules refuse is said in a sentence."""
    try:
        return act()
    except Problem as problem:
        if problem.status == NOT_FOUND:
            raise Refused(GONE) from problem
        raise Refused(NOT_DONE, reason=problem.message) from problem


def _location(place: Place) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [place.lon, place.lat]}
    return {"name": place.words, "description": place.words, "encodingType": _GEOJSON, "location": point}


def _datastream(series: Series) -> dict[str, Any]:
    quantity = series.quantity
    unit = {"name": quantity.unit_name, "symbol": quantity.symbol, "definition": quantity.unit_definition}
    return {
        "name": series.name,
        "description": series.description,
        "observationType": _MEASUREMENT,
        "unitOfMeasurement": unit,
        "ObservedProperty": _observed(quantity),
        "Sensor": _sensor(series),
        "properties": {"smilecity": _block(series)},
    }


def _observed(quantity: Quantity) -> dict[str, Any]:
    """Link what is known by this definition, so that the same is found as the same; make it otherwise."""
    known = ObservedProperty.objects.filter(definition=quantity.definition).order_by("pk").first()
    if known is not None:
        return {"@iot.id": known.pk}
    return {"name": quantity.name, "definition": quantity.definition, "description": quantity.name}


def _sensor(series: Series) -> dict[str, Any]:
    # The standard knows no value without the procedure it came from.
    name = series.sensor or UNKNOWN_SENSOR
    return {"name": name, "description": name, "encodingType": "text/plain", "metadata": name}


def _block(series: Series) -> dict[str, Any]:
    return {
        "access": series.access.value,
        "secondValue": series.second_value.value,
        "licence": series.licence,
        "legalBasis": series.legal_basis,
        "contact": series.contact,
        "sharedWith": sorted(series.shared_with),
        "generated": series.generated,
    }


def _record(verb: str, subject: str, by: User | None, at: datetime, **details: str) -> None:
    audit.record(actor=by.pk if by else None, verb=f"things.{verb}", subject=subject, at=at, details={**details})
