"""Bodies of entities: what a new one needs, and the sentence that names the property which is wrong (18-088, 10.2)."""

from typing import Any

import pytest

from smilecity.sense.things.rules.entities import Draft, Link, read_new
from smilecity.sense.things.rules.entities.places import is_box
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import SCHEMA, Kind

MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
UNIT = {"name": "metre", "symbol": "m", "definition": "http://unitsofmeasure.org/m"}
NAMED = {"name": "Pegel", "description": "An der Mole"}
POINT = {"type": "Point", "coordinates": [12.09, 54.18]}
THING = NAMED | {"properties": {"colour": "blue"}}
LOCATION = NAMED | {"encodingType": "application/geo+json", "location": POINT}
SENSOR = NAMED | {"encodingType": "text/html", "metadata": "https://example.org/sensor"}
PROPERTY = NAMED | {"definition": "http://example.org/level"}
FEATURE = NAMED | {"encodingType": "application/geo+json", "feature": POINT}
SERIES = NAMED | {"Thing": {"@iot.id": 1}, "Sensor": {"@iot.id": 2}}
DATASTREAM = SERIES | {
    "observationType": MEASUREMENT,
    "unitOfMeasurement": UNIT,
    "ObservedProperty": {"@iot.id": 3},
}
MULTI = SERIES | {
    "multiObservationDataTypes": [MEASUREMENT, MEASUREMENT],
    "unitOfMeasurements": [UNIT, UNIT],
    "ObservedProperties": [{"@iot.id": 3}, {"@iot.id": 4}],
}
MOMENT = {"time": "2026-01-01T00:00:00Z", "Thing": {"@iot.id": 1}, "Locations": [{"@iot.id": 5}]}
BODIES: dict[Kind, dict[str, Any]] = {
    Kind.THINGS: THING,
    Kind.LOCATIONS: LOCATION,
    Kind.HISTORICAL_LOCATIONS: MOMENT,
    Kind.DATASTREAMS: DATASTREAM,
    Kind.MULTI_DATASTREAMS: MULTI,
    Kind.SENSORS: SENSOR,
    Kind.OBSERVED_PROPERTIES: PROPERTY,
    Kind.FEATURES_OF_INTEREST: FEATURE,
}


def _told(kind: Kind, body: Any) -> str:
    with pytest.raises(Problem) as refused:
        read_new(kind, body)
    assert refused.value.status == 400
    return refused.value.message


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_with_all_it_needs_is_a_draft(kind: Kind) -> None:
    draft = read_new(kind, BODIES[kind])
    assert draft.kind is kind
    assert draft.columns


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in BODIES for name, each in SCHEMA[kind].properties.items() if each.required],
)
def test_each_required_property_that_is_missing_or_null_is_named(kind: Kind, name: str) -> None:
    without = {key: value for key, value in BODIES[kind].items() if key != name}
    assert _told(kind, without) == f"{name} is missing."
    assert _told(kind, without | {name: None}) == f"{name} must not be null."


@pytest.mark.parametrize("name", ["Thing", "Sensor", "ObservedProperty"])
def test_a_datastream_needs_thing_sensor_and_observed_property(name: str) -> None:
    without = {key: value for key, value in DATASTREAM.items() if key != name}
    assert _told(Kind.DATASTREAMS, without).startswith(f"A Datastream needs {name}:")
    assert name not in read_new(Kind.DATASTREAMS, without, given=name).related


@pytest.mark.parametrize("name", ["Thing", "Locations"])
def test_a_historical_location_needs_thing_and_locations(name: str) -> None:
    assert f"needs {name}" in _told(Kind.HISTORICAL_LOCATIONS, {k: v for k, v in MOMENT.items() if k != name})
    assert f"needs {name}" in _told(Kind.HISTORICAL_LOCATIONS, MOMENT | {name: [] if name == "Locations" else None})


def test_an_observation_needs_one_datastream_of_either_kind() -> None:
    link = {"@iot.id": 1}
    assert read_new(Kind.OBSERVATIONS, {"result": 1, "Datastream": link}).related == {
        "Datastream": [Link(Kind.DATASTREAMS, 1, "Datastream")]
    }
    assert "one Datastream or one MultiDatastream" in _told(Kind.OBSERVATIONS, {"result": 1})
    assert "one Datastream" in _told(Kind.OBSERVATIONS, {"result": 1, "Datastream": link, "MultiDatastream": link})


@pytest.mark.parametrize(
    ("kind", "change", "sentence"),
    [
        (Kind.THINGS, {"name": 5}, "name must be a text, not a number."),
        (Kind.THINGS, {"name": "  "}, "name must not be empty."),
        (Kind.THINGS, {"name": "x" * 501}, "name is too long: 501 characters, at most 500 are possible."),
        (Kind.THINGS, {"properties": [1]}, "properties must be a JSON object, not a list."),
        (Kind.THINGS, {"nmae": "x"}, '"nmae" is not a property of a Thing. Did you mean "name"?'),
        (Kind.THINGS, {"Datastream": {}}, 'Did you mean "Datastreams"?'),
        (Kind.THINGS, {"Locations": {}}, "Locations must be a list, not an object."),
        (Kind.THINGS, {"Locations": [7]}, "Locations[0] must be a JSON object, not a number."),
        (Kind.THINGS, {"Locations": [{"name": "a"}]}, "Locations[0]/description is missing."),
        (Kind.THINGS, {"Locations": [{"@iot.id": True}]}, "Locations[0]/@iot.id must be a whole number"),
        (Kind.THINGS, {"description": "a\0b"}, "description holds a NUL character (\\u0000)"),
        (Kind.THINGS, {"properties": {"a\0": 1}}, "properties holds a NUL character"),
        (Kind.THINGS, {"properties": {"a": ["x", "\ud800"]}}, "properties/a[1] holds half of a surrogate pair"),
        (Kind.THINGS, {"properties": {"a": float("inf")}}, "properties/a is not a finite number."),
        (Kind.DATASTREAMS, {"unitOfMeasurement": "m"}, "unitOfMeasurement must be a JSON object, not a text."),
        (
            Kind.DATASTREAMS,
            {"unitOfMeasurement": {"name": "m", "symbol": "m"}},
            "unitOfMeasurement/definition is missi",
        ),
        (Kind.DATASTREAMS, {"unitOfMeasurement": UNIT | {"symbl": ""}}, 'Did you mean "symbol"?'),
        (Kind.DATASTREAMS, {"observedArea": {"type": "Circle"}}, "observedArea is not usable GeoJSON"),
        (Kind.DATASTREAMS, {"Sensor": [{"@iot.id": 2}]}, "Sensor must be a JSON object, not a list."),
        (Kind.MULTI_DATASTREAMS, {"unitOfMeasurements": UNIT}, "unitOfMeasurements must be a list"),
        (Kind.MULTI_DATASTREAMS, {"observationType": MEASUREMENT}, "OM_ComplexObservation"),
        (Kind.MULTI_DATASTREAMS, {"multiObservationDataTypes": [1]}, "multiObservationDataTypes[0] must be a text"),
        (Kind.LOCATIONS, {"location": {"type": "Point", "coordinates": [1200, 54]}}, "location is not usable GeoJSON"),
        (Kind.LOCATIONS, {"location": {"type": []}}, "location is not usable GeoJSON"),
        (Kind.LOCATIONS, {"location": "here"}, "location is not usable GeoJSON"),
        (Kind.FEATURES_OF_INTEREST, {"feature": {"type": "Point"}}, "feature is not usable GeoJSON"),
        (Kind.HISTORICAL_LOCATIONS, {"time": "2026-01-01T00:00:00"}, "time: "),
        (Kind.HISTORICAL_LOCATIONS, {"time": 5}, "time: "),
    ],
)
def test_what_is_wrong_is_named_with_its_place(kind: Kind, change: dict[str, Any], sentence: str) -> None:
    assert sentence in _told(kind, BODIES[kind] | change)


@pytest.mark.parametrize("body", [None, [], "x", 5, True])
def test_a_body_that_is_no_object_is_refused(body: Any) -> None:
    assert _told(Kind.THINGS, body).startswith("The body must be a JSON object")


def test_what_the_service_says_itself_is_ignored_when_it_comes_back() -> None:
    said = {
        "@iot.id": 9,
        "@iot.selfLink": "https://example.org/Datastreams(9)",
        "Observations@iot.navigationLink": "https://example.org/Datastreams(9)/Observations",
        "phenomenonTime": "2026-01-01T00:00:00Z/2026-01-02T00:00:00Z",
        "resultTime": None,
    }
    assert read_new(Kind.DATASTREAMS, DATASTREAM | said).columns == read_new(Kind.DATASTREAMS, DATASTREAM).columns


def test_a_location_is_boxed_whatever_geojson_holds_it() -> None:
    line = {"type": "LineString", "coordinates": [[12, 54], [13, 55]]}
    feature = {"type": "Feature", "geometry": line, "properties": {}}
    collection = {"type": "FeatureCollection", "features": [feature, {"type": "Feature", "geometry": POINT}]}
    several = {"type": "GeometryCollection", "geometries": [line, POINT]}
    for encoding in ("application/geo+json", "application/vnd.geo+json"):
        for value in (line, feature, collection, several):
            columns = read_new(Kind.LOCATIONS, LOCATION | {"encodingType": encoding, "location": value}).columns
            assert [columns[side] for side in ("west", "south", "east", "north")] == [12, 54, 13, 55]
            assert columns["location"] == value


def test_a_feature_without_geometry_and_another_encoding_have_no_box_and_are_kept_as_they_are() -> None:
    nowhere: dict[str, Any] = {"type": "Feature", "geometry": None, "properties": {}}
    assert read_new(Kind.LOCATIONS, LOCATION | {"location": nowhere}).columns["west"] is None
    other = read_new(Kind.LOCATIONS, LOCATION | {"encodingType": "text/plain", "location": "round the corner"})
    assert (other.columns["location"], other.columns["west"]) == ("round the corner", None)


def test_the_citys_block_becomes_columns_and_leaves_the_properties() -> None:
    block = {
        "access": "shared",
        "secondValue": "refuse",
        "licence": "CC0",
        "legalBasis": "§ 1",
        "contact": "amt@example.org",
        "generated": True,
        "sharedWith": [4, "5", "7K4M-X2PB-9QRT"],
        "provider": "somebody, says the service",
    }
    columns = read_new(Kind.DATASTREAMS, DATASTREAM | {"properties": {"a": 1, "smilecity": block}}).columns
    assert columns["properties"] == {"a": 1}
    assert (columns["access"], columns["second_value"], columns["licence"]) == ("shared", "refuse", "CC0")
    assert (columns["legal_basis"], columns["contact"], columns["generated"]) == ("§ 1", "amt@example.org", True)
    assert columns["shared_with"] == {4, 5, "7K4M-X2PB-9QRT"}


@pytest.mark.parametrize(
    ("block", "sentence"),
    [
        ({"access": "open"}, "properties/smilecity/access must be one of public, internal, shared, not"),
        ({"licence": 1}, "properties/smilecity/licence must be a text"),
        ({"license": "CC0"}, 'Did you mean "licence"?'),
        ({"sharedWith": 4}, "properties/smilecity/sharedWith must be a list"),
        ({"sharedWith": [" "]}, "properties/smilecity/sharedWith[0] must not be empty"),
        ({"sharedWith": ["x" * 41]}, "properties/smilecity/sharedWith[0] is too long"),
        ({"generated": "yes"}, "properties/smilecity/generated must be true or false"),
        ([], "properties/smilecity must be a JSON object"),
    ],
)
def test_a_block_that_makes_no_sense_is_named(block: Any, sentence: str) -> None:
    assert sentence in _told(Kind.DATASTREAMS, DATASTREAM | {"properties": {"smilecity": block}})


def test_access_that_is_null_is_internal_and_never_public() -> None:
    columns = read_new(Kind.DATASTREAMS, DATASTREAM | {"properties": {"smilecity": {"access": None}}}).columns
    assert columns["access"] == "internal"


def test_entities_within_entities_are_drafts_that_know_their_place() -> None:
    inner = {name: value for name, value in DATASTREAM.items() if name != "Thing"} | {"Sensor": SENSOR}
    draft = read_new(Kind.THINGS, THING | {"Locations": [LOCATION, {"id": "7"}], "Datastreams": [inner]})
    stream = draft.related["Datastreams"][0]
    assert isinstance(stream, Draft)
    sensor = stream.related["Sensor"][0]
    assert isinstance(sensor, Draft)
    assert sensor.where == "Datastreams[0]/Sensor"
    assert draft.related["Locations"][1] == Link(Kind.LOCATIONS, 7, "Locations[1]")


def test_an_entity_that_was_read_before_and_is_sent_with_its_id_is_a_link() -> None:
    draft = read_new(Kind.THINGS, THING | {"Locations": [LOCATION | {"@iot.id": 4, "@iot.selfLink": "x"}]})
    assert draft.related["Locations"] == [Link(Kind.LOCATIONS, 4, "Locations[0]")]


def test_nesting_without_end_is_refused_and_not_followed() -> None:
    deep: dict[str, Any] = {}
    for _ in range(5_000):
        deep = {"a": deep}
    assert "nested too deeply" in _told(Kind.THINGS, THING | {"properties": deep})
    body: dict[str, Any] = THING
    for _ in range(10):
        body = THING | {"Locations": [LOCATION | {"Things": [body]}]}
    assert "at most 12 entities may be nested" in _told(Kind.THINGS, body)


def test_the_box_that_the_service_shows_is_known_when_it_comes_back() -> None:
    ring = [[12, 54], [13, 54], [13, 55], [12, 55], [12, 54]]
    assert is_box({"type": "Polygon", "coordinates": [ring]}, 12, 54, 13, 55.0000001)
    assert not is_box({"type": "Polygon", "coordinates": [ring]}, 12, 54, 13, 56)
    assert not is_box({"type": "Polygon", "coordinates": [ring[::-1]]}, 12, 54, 13, 55)
    assert is_box(POINT, 12.09, 54.18, 12.09, 54.18)
    assert not is_box({"type": [], "coordinates": None}, 12.09, 54.18, 12.09, 54.18)
