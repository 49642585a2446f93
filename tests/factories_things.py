"""Bodies as clients send them, and the entities that the actions make of them."""

from copy import deepcopy
from typing import Any
from uuid import UUID

from smilecity.people.keys.models import Party
from smilecity.people.keys.rules import CITY, Caller, Scope
from smilecity.sense.things import actions
from smilecity.sense.things.rules.schema import Kind
from tests.factories import AT

# Statements that bring the search up to date: with a thing; with what a thing is found by.
SEARCHED, SEARCHED_BY_MARK = 4, 5
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
UNIT = {"name": "metre", "symbol": "m", "definition": "http://unitsofmeasure.org/m"}
NAMED = {"name": "Pegel", "description": "An der Mole"}
POINT = {"type": "Point", "coordinates": [12.09, 54.18]}
ELSEWHERE = {"type": "Point", "coordinates": [12.14, 54.09]}
THING = NAMED | {"properties": {"colour": "blue"}}
LOCATION = NAMED | {"encodingType": "application/geo+json", "location": POINT}
IN_WORDS = NAMED | {"encodingType": "text/plain", "location": "Am Strom, hinter dem Leuchtturm"}
SENSOR = NAMED | {"encodingType": "text/html", "metadata": "https://example.org/sensor"}
PROPERTY = NAMED | {"definition": "http://example.org/level"}
FEATURE = NAMED | {"encodingType": "application/geo+json", "feature": POINT}
SERIES = NAMED | {"observationType": MEASUREMENT, "unitOfMeasurement": UNIT}
WHOLE_SERIES = SERIES | {"Sensor": SENSOR, "ObservedProperty": PROPERTY}
MULTI = NAMED | {
    "multiObservationDataTypes": [MEASUREMENT, MEASUREMENT],
    "unitOfMeasurements": [UNIT, UNIT],
    "Sensor": SENSOR,
    "ObservedProperties": [PROPERTY, PROPERTY | {"name": "Temperatur"}],
}
WHOLE = THING | {"Locations": [LOCATION], "Datastreams": [WHOLE_SERIES]}


def link(id_: int) -> dict[str, int]:
    """Return how a body links to an entity."""
    return {"@iot.id": id_}


def make(kind: Kind, body: dict[str, Any], *, caller: Caller = CITY, **more: Any) -> int:
    """Create an entity from a body and more properties; return its id."""
    return actions.create(kind, deepcopy(body) | more, caller=caller, at=AT).id


def key_of(party: int, *scopes: Scope) -> Caller:
    """Return a caller with a key of a party (no scope named: read, observe and manage)."""
    return Caller(
        key=UUID(int=party), party=party, scopes=frozenset(scopes or (Scope.READ, Scope.OBSERVE, Scope.MANAGE))
    )


def make_party(name: str) -> int:
    """Enter a party."""
    return Party.objects.create(name=name, made_at=AT).pk
