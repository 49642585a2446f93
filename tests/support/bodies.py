"""Bodies of entities that are right but for a few properties, for tests that send anything."""

import json
from typing import Any

from hypothesis import strategies as st

from smilecity.sense.things.rules.entities.parts import PARTS
from smilecity.sense.things.rules.schema import SCHEMA, Kind
from tests import factories_things as some

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
NAMES = sorted({name for kind in PARTS for name in [*PARTS[kind], *SCHEMA[kind].relations, "@iot.id", "id", "type"]})
KEYS = st.sampled_from([*NAMES, "coordinates", "geometry", "smilecity", "access", "sharedWith"]) | st.text(max_size=9)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6))
BODIES: dict[Kind, dict[str, Any]] = {
    Kind.THINGS: some.WHOLE,
    Kind.LOCATIONS: some.LOCATION,
    Kind.HISTORICAL_LOCATIONS: {"time": "2026-01-01T00:00:00Z", "Thing": some.THING, "Locations": [some.LOCATION]},
    Kind.DATASTREAMS: some.WHOLE_SERIES | {"Thing": some.THING, "properties": {"smilecity": {"licence": "CC0"}}},
    Kind.MULTI_DATASTREAMS: some.MULTI | {"Thing": some.THING},
    Kind.SENSORS: some.SENSOR,
    Kind.OBSERVED_PROPERTIES: some.PROPERTY,
    Kind.FEATURES_OF_INTEREST: some.FEATURE,
}


@st.composite
def nearly_right(draw: st.DrawFn) -> tuple[Kind, Any]:
    """A body that is right but for some of its properties, at the top or one level below."""
    kind = draw(st.sampled_from(sorted(BODIES)))
    body = json.loads(json.dumps(BODIES[kind]))
    inside = [value for value in body.values() if isinstance(value, dict)]
    target = draw(st.sampled_from([body, *inside]))
    return kind, target.update(draw(st.dictionaries(KEYS, JSON, max_size=3))) or body
