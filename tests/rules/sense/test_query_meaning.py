"""What filters mean, held against a small town of dicts: every operator, every function, null, JSON, to-many ways."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.sense.things.rules.functions import FUNCTIONS
from smilecity.sense.things.rules.grammar import parse_filter
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.tree import Interval
from tests.support.sense_evaluate import holds
from tests.support.sense_filters import filters


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2024, 5, day, hour, tzinfo=UTC)


NOW = at(10, 12)
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]}
OBSERVATION: dict[str, Any] = {
    "id": 7,
    "phenomenonTime": Interval(at(1), at(2)),
    "resultTime": datetime(2024, 5, 2, 13, 30, 15, 250_000, tzinfo=UTC),
    "result": 12.5,
    "resultQuality": None,
    "validTime": None,
    "parameters": {"depth": 3, "who": "Ödön", "ok": True, "list": [1, "zwei", None], "odd key": 1, "12": "a"},
    "Datastream": {"id": 1, "name": "Pegel O'Brien", "Thing": {"id": 5, "name": "Pegel", "Datastreams": []}},
    "MultiDatastream": None,
    "FeatureOfInterest": {"id": 3, "feature": SQUARE, "encodingType": "application/geo+json"},
}


def true(text: str) -> bool:
    return holds(parse_filter(text, Kind.OBSERVATIONS), OBSERVATION, NOW)


TRUE = [
    # comparisons
    "result eq 12.5", "result ne 12", "result gt 12", "result ge 12.5", "result lt 1.3e1", "result le 12.5",
    "12 lt result",
    "id eq 7", "@iot.id eq 7", "id eq '7'", "Datastream/@iot.id eq 1", "Datastream/id lt 2", "-1 lt 0", "- 1 eq -1",
    # logic and precedence
    "true or false and false", "(true or false) and true", "not false", "not (true and false)", "not not true",
    "false and false or true", "1 add 2 mul 3 eq 7", "(1 add 2) mul 3 eq 9", "7 sub 2 sub 1 eq 4", "8 div 2 div 2 eq 2",
    "1 lt 2 eq true", "true eq 1 lt 2", "not startswith(Datastream/name,'x') and true", "-2 mul -3 eq 6",
    # arithmetic
    "result add 0.5 eq 13", "result sub 5 gt 7", "result mul 2 eq 25", "5 div 2 eq 2.5", "7 mod 3 eq 1",
    "-7 mod 3 eq -1",
    "1 div 0 eq null", "1 mod 0 eq null", "-(result) eq -12.5", "-parameters/depth eq -3",
    # texts
    "substringof('Brien',Datastream/name)", "substringof('O''B',Datastream/name)", "contains(Datastream/name,'Pegel')",
    "not substringof(Datastream/name,'Pegel')", "startswith(Datastream/name,'Pe')", "endswith(Datastream/name,'en')",
    "length(parameters/who) eq 4", "indexof('Sensor','ns') eq 2", "indexof('Sensor','x') eq -1",
    "substring('Sensor',3) eq 'sor'", "substring('Sensor',1,2) eq 'en'", "substring('Sensor',-5,2) eq 'Se'",
    "tolower('ÄB') eq 'äb'", "toupper('äb') eq 'ÄB'", "trim('  a b ') eq 'a b'", "concat('a',concat('b','c')) eq 'abc'",
    "'a' lt 'b'", "'Z' lt 'a'", "'' eq ''",
    # times
    "year(resultTime) eq 2024", "month(resultTime) eq 5", "day(resultTime) eq 2", "hour(resultTime) eq 13",
    "minute(resultTime) eq 30", "second(resultTime) eq 15", "fractionalseconds(resultTime) eq 0.25",
    "date(resultTime) eq date'2024-05-02'", "date(resultTime) eq 2024-05-02", "time(resultTime) gt time'13:30:15'",
    "time(resultTime) lt 13:31", "totaloffsetminutes(resultTime) eq 0", "year(phenomenonTime) eq 2024",
    "day(phenomenonTime) eq 1", "day(date'2024-05-31') eq 31", "hour(time'13:30:00') eq 13",
    "now() eq 2024-05-10T12:00:00Z", "mindatetime() lt now()", "maxdatetime() gt now()",
    "resultTime lt 2024-05-02T15:30:16+02:00", "resultTime gt 2024-05-02T15:30:15+0200", "resultTime gt '2024-05-02'",
    "resultTime gt 2024-05-02", "resultTime lt 2024-05-02T13:31", "resultTime sub duration'P1D' lt 2024-05-02",
    "now() sub resultTime gt duration'P7D'", "now() sub duration'PT12H' eq 2024-05-10T00:00:00Z",
    "2024-01-31T00:00:00Z add duration'P1M' eq 2024-02-29T00:00:00Z", "duration'P1D' mul 2 eq duration'PT48H'",
    "duration'P1W' div 7 eq duration'P1D'", "-duration'P1D' lt duration'PT0S'", "duration'P1Y' eq duration'P12M'",
    # intervals: the phenomenon took from the 1st to the 2nd
    "phenomenonTime lt 2024-05-03T00:00:00Z", "phenomenonTime lt 2024-05-02T00:00:00Z",
    "not (phenomenonTime lt 2024-05-01T23:00:00Z)",
    "phenomenonTime le 2024-05-02T00:00:00Z", "phenomenonTime ge 2024-05-01T00:00:00Z",
    "not (phenomenonTime gt 2024-05-01T00:00:00Z)", "phenomenonTime ne 2024-05-01T00:00:00Z",
    "phenomenonTime eq 2024-05-01T00:00:00Z/2024-05-02T00:00:00Z", "2024-05-03T00:00:00Z gt phenomenonTime",
    "before(phenomenonTime,2024-05-03T00:00:00Z)", "after(resultTime,phenomenonTime)",
    "meets(phenomenonTime,2024-05-02T00:00:00Z/2024-05-03T00:00:00Z)",
    "during(phenomenonTime,2024-05-01T00:00:00Z/2024-05-02T00:00:00Z)", "not during(resultTime,phenomenonTime)",
    "overlaps(phenomenonTime,2024-05-01T12:00:00Z)", "not overlaps(phenomenonTime,2024-05-02T00:00:00Z)",
    "during(phenomenonTime,2024-05-01/P1D)",
    "during(phenomenonTime,2024-05-01T00:00:00Z/2024-05-02)", "not during(2024-05-02T00:00:00Z,phenomenonTime)",
    "resultTime gt now() sub duration'P1m10d'",
    "overlaps(phenomenonTime,2024-05-01T12:00:00Z/2024-06-01T00:00:00Z)", "starts(2024-05-01T00:00:00Z,phenomenonTime)",
    "finishes(2024-05-02T00:00:00Z,phenomenonTime)", "phenomenonTime sub resultTime lt duration'PT0S'",
    # numbers
    "round(2.5) eq 3", "round(-2.5) eq -3", "floor(result) eq 12", "ceiling(result) eq 13", "floor(-1.5) eq -2",
    # geometry
    "geo.intersects(FeatureOfInterest/feature,geography'POINT(1 1)')",
    "st_within(geography'POINT (1 1)',FeatureOfInterest/feature)",
    "geo.distance(FeatureOfInterest/feature,geography'SRID=4326;POINT(3 1)') eq 1",
    "geo.length(geometry'LINESTRING(0 0,3 4)') eq 5",
    "geo.length(FeatureOfInterest/feature) eq 0", "geo.length(geometry'MULTILINESTRING((0 0,3 4),(0 0,1 0))') eq 6",
    "st_equals(FeatureOfInterest/feature,geography'POLYGON((0 0,0 2,2 2,2 0,0 0))')",
    "st_disjoint(FeatureOfInterest/feature,geography'POINT(5 5)')",
    "st_touches(FeatureOfInterest/feature,geography'POINT(2 1)')",
    "st_overlaps(FeatureOfInterest/feature,geography'POLYGON((1 1,3 1,3 3,1 3,1 1))')",
    "st_crosses(FeatureOfInterest/feature,geography'LINESTRING(-1 1,3 1)')",
    "st_contains(FeatureOfInterest/feature,'POINT(1 1)')",
    "st_intersects(FeatureOfInterest/feature,geography'MULTIPOINT((9 9),(1 1))')",
    "st_relate(FeatureOfInterest/feature,geography'POINT(1 1)','T*****FF*')", "FeatureOfInterest/feature ne null",
    "geo.distance(FeatureOfInterest/feature,geography'POINT(3, 1)') lt 2",
    # JSON
    "parameters/depth eq 3", "parameters/depth ne '3'", "not (parameters/depth eq '3')", "parameters/ok",
    "parameters/ok eq true",
    "parameters/list[1] eq 'zwei'", "parameters/list/1 eq 'zwei'", "parameters/list[2] eq null",
    "parameters/list[9] eq null",
    "parameters/'odd key' eq 1", "parameters/12 eq 'a'", "result gt parameters/depth",
    "parameters/who ne parameters/depth",
    "not (parameters/who gt parameters/depth)", "length(parameters/depth) eq null",
    "FeatureOfInterest/feature/type eq 'Polygon'",
    "parameters/list ne null", "parameters/list ne parameters/list",
    # null
    "validTime eq null", "null eq null", "not (null ne null)", "resultQuality ne 5", "not (resultQuality eq 5)",
    "not (resultQuality lt 5)", "not (resultQuality ge 5)", "resultQuality add 1 eq null", "MultiDatastream/id eq null",
    "MultiDatastream/Thing/name ne 'x'", "(not startswith(MultiDatastream/name,'x')) eq null",
    "(not parameters/nothing) eq null",
    "startswith(MultiDatastream/name,'x') eq null", "year(null) eq null", "tolower(null) eq null",
    "true or parameters/nothing", "(false or parameters/nothing) eq null", "(true and parameters/nothing) eq null",
    "(false and parameters/nothing) eq false",
    # singular and plural, as examples have it
    "Datastreams/Things/name eq 'Pegel'", "FeaturesOfInterest/id eq 3",
]  # fmt: skip


def test_the_opposite_of_null_is_not_true_either() -> None:
    assert not true("parameters/nothing")
    assert not true("not parameters/nothing")
    assert not true("not startswith(MultiDatastream/name,'x')")
    assert not true("not (parameters/nothing and parameters/ok)")


@pytest.mark.parametrize("text", TRUE)
def test_it_is_true_of_this_observation(text: str) -> None:
    assert true(text)
    assert not true(f"not ({text})")


def test_every_function_is_among_the_examples() -> None:
    assert [name for name in FUNCTIONS if not any(f"{name}(" in text for text in TRUE)] == []


THING = {
    "id": 1,
    "name": "Parkhaus",
    "Datastreams": [
        {"id": 1, "name": "frei", "Observations": [{"id": 1, "result": 1}, {"id": 2, "result": 9}]},
        {"id": 2, "name": "belegt", "Observations": []},
    ],
    "Locations": [],
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Datastreams/name eq 'frei'", True),
        ("Datastreams/name eq 'frei' and Datastreams/id eq 2", False),  # one datastream has to be both
        ("Datastreams/name eq 'frei' or Datastreams/id eq 7", True),
        ("Datastreams/name eq 'frei' and Datastreams/Observations/result gt 5", True),
        ("Datastreams/name eq 'belegt' and Datastreams/Observations/result gt 5", False),
        ("Datastreams/name eq 'belegt' and Datastreams/Observations/result eq null", True),
        ("Datastreams/name eq 'frei' and Datastreams/Observations/result eq null", False),
        ("not (Datastreams/name eq 'frei')", True),  # the other one is not
        ("Locations/name eq null", True),
        ("Locations/name eq 'x'", False),
        ("Datastreams/Observations/result gt 5 and Datastreams/Observations/result lt 5", False),
    ],
)
def test_a_way_to_many_asks_for_one_of_them_that_fits_all(text: str, expected: bool) -> None:
    assert holds(parse_filter(text, Kind.THINGS), THING, NOW) is expected


@given(st.data())
def test_the_oracle_has_an_answer_to_every_filter(data: st.DataObject) -> None:
    expression = data.draw(filters(Kind.OBSERVATIONS))
    assert holds(expression, OBSERVATION, NOW) in {True, False}
