"""The properties that a body may set, as data: into which column, checked by what, and whether one must be there."""

from dataclasses import dataclass
from typing import Any

from smilecity.sense.things.rules.entities import checks, series
from smilecity.sense.things.rules.entities.checks import Check
from smilecity.sense.things.rules.schema import SCHEMA, Kind
from smilecity.sense.things.rules.values.instants import read_instant

DATASTREAMS = frozenset({Kind.DATASTREAMS, Kind.MULTI_DATASTREAMS})
PLACED = {Kind.LOCATIONS: "location", Kind.FEATURES_OF_INTEREST: "feature"}


@dataclass(frozen=True, slots=True)
class Part:
    """One property. `empty` is what an optional one is without a value."""

    column: str
    check: Check
    required: bool = True
    empty: Any = None


_NAME = Part("name", checks.text(checks.LONGEST_NAME, may_be_empty=False))
_DESCRIPTION = Part("description", checks.text(checks.LONGEST_TEXT))
_MORE = Part("properties", checks.obj, required=False)
_NAMED = {"name": _NAME, "description": _DESCRIPTION, "properties": _MORE}
_ENCODING = Part("encoding_type", checks.text(checks.LONGEST_TYPE, may_be_empty=False))
_TYPE = checks.text(checks.LONGEST_TYPE, may_be_empty=False)
_AREA = Part("observed_area", series.area, required=False)

PARTS: dict[Kind, dict[str, Part]] = {
    Kind.THINGS: _NAMED,
    Kind.LOCATIONS: _NAMED | {"encodingType": _ENCODING, "location": Part("location", checks.anything)},
    Kind.HISTORICAL_LOCATIONS: {"time": Part("time", read_instant)},
    Kind.DATASTREAMS: _NAMED
    | {
        "observationType": Part("observation_type", _TYPE),
        "unitOfMeasurement": Part("units", series.unit),
        "observedArea": _AREA,
    },
    Kind.MULTI_DATASTREAMS: _NAMED
    | {
        "observationType": Part("observation_type", series.complex_only, required=False, empty=series.COMPLEX),
        "multiObservationDataTypes": Part("types", checks.listed(_TYPE)),
        "unitOfMeasurements": Part("units", checks.listed(series.unit)),
        "observedArea": _AREA,
    },
    Kind.SENSORS: _NAMED | {"encodingType": _ENCODING, "metadata": Part("metadata", checks.anything)},
    Kind.OBSERVED_PROPERTIES: _NAMED
    | {"definition": Part("definition", checks.text(checks.LONGEST_LINK, may_be_empty=False))},
    Kind.FEATURES_OF_INTEREST: _NAMED | {"encodingType": _ENCODING, "feature": Part("feature", checks.anything)},
}

# Known to the standard, but said by the service; a client may send back what it got.
READ_ONLY: dict[Kind, frozenset[str]] = {
    kind: frozenset(SCHEMA[kind].properties) - frozenset(parts) for kind, parts in PARTS.items()
}

# To-one relations (and, of multi datastreams and moments, lists) without which an entity makes no sense.
NEEDED: dict[Kind, tuple[str, ...]] = {
    Kind.DATASTREAMS: ("Thing", "Sensor", "ObservedProperty"),
    Kind.MULTI_DATASTREAMS: ("Thing", "Sensor", "ObservedProperties"),
    Kind.HISTORICAL_LOCATIONS: ("Thing", "Locations"),
}
