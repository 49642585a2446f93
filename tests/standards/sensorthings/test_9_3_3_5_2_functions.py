"""Built-in query functions (18-088, clause 9.3.3.5.2, table 23): of texts, dates, numbers, places and relations."""

import pytest

from tests.support.conforming import Body, datastream, feature, holds, location, send, thing
from tests.support.sensorthings import Server

TEXTS = [
    "substringof('asser', name)",
    "endswith(name, 'stand')",
    "startswith(name, ' Wasser')",
    "length(name) eq 12",
    "indexof(name, 'Wasser') eq 1",
    "substring(name, 1) eq 'Wasserstand'",
    "substring(name, 1, 6) eq 'Wasser'",
    "tolower(name) eq ' wasserstand'",
    "toupper(name) eq ' WASSERSTAND'",
    "trim(name) eq 'Wasserstand'",
    "concat(name, description) eq ' Wasserstandam Alten Strom'",
    "concat(concat(name, ', '), description) eq ' Wasserstand, am Alten Strom'",
    "not substringof('wasser', name)",
    "indexof(name, 'Wind') eq -1",
]
# Of a value at 2026-03-01T12:34:56.789Z.
DATES = [
    "year(resultTime) eq 2026",
    "month(resultTime) eq 3",
    "day(resultTime) eq 1",
    "hour(resultTime) eq 12",
    "minute(resultTime) eq 34",
    "second(resultTime) eq 56",
    "fractionalseconds(resultTime) eq 0.789",
    "date(resultTime) eq date(2026-03-01T00:00:00Z)",
    "date(resultTime) eq 2026-03-01",
    "time(resultTime) gt time(2026-01-01T12:34:56Z)",
    "time(resultTime) lt 12:35:00",
    "totaloffsetminutes(resultTime) eq 0",
    "resultTime lt now()",
    "now() sub resultTime gt duration'PT1H'",
    "resultTime gt mindatetime()",
    "resultTime lt maxdatetime()",
]
NUMBERS = [
    "round(result) eq 22",
    "floor(result) eq 21",
    "ceiling(result) eq 22",
    "round(-2.5) eq -3",
    "floor(-2.5) eq -3",
    "ceiling(-2.5) eq -2",
]
SQUARE = "geography'POLYGON((12 54, 13 54, 13 55, 12 55, 12 54))'"
FAR = "geography'POLYGON((1 1, 2 1, 2 2, 1 2, 1 1))'"
# Each with what it says of the point 12.5 54.5, the line from 12.5 54.5 to 13.5 54.5, and the square 12.5 to 13.5.
PLACES = [
    (f"geo.intersects({{0}}, {SQUARE})", (True, True, True)),
    (f"st_intersects({{0}}, {SQUARE})", (True, True, True)),
    (f"st_intersects({{0}}, {FAR})", (False, False, False)),
    (f"st_disjoint({{0}}, {SQUARE})", (False, False, False)),
    (f"st_disjoint({{0}}, {FAR})", (True, True, True)),
    (f"st_within({{0}}, {SQUARE})", (True, False, False)),
    (f"st_contains({SQUARE}, {{0}})", (True, False, False)),
    (f"st_overlaps({{0}}, {SQUARE})", (False, False, True)),
    (f"st_crosses({{0}}, {SQUARE})", (False, True, False)),
    ("st_equals({0}, geography'POINT(12.5 54.5)')", (True, False, False)),
    ("st_touches({0}, geography'POLYGON((11 54, 12.5 54, 12.5 55, 11 55, 11 54))')", (True, True, True)),
    ("st_relate({0}, geography'POINT(12.5 54.5)', 'T********')", (True, False, False)),
    (f"st_relate({{0}}, {SQUARE}, 'T*F**F***')", (True, False, False)),
    ("geo.distance({0}, geography'POINT(12.5 54)') le 0.5", (True, True, True)),
    ("geo.distance({0}, geography'POINT(12.5 54)') lt 0.4", (False, False, False)),
    ("geo.length({0}) eq 1", (False, True, False)),
    ("geo.length({0}) ne 1", (True, False, True)),
    ("geo.length({0}) le 4", (True, True, True)),
]
SHAPES: list[Body] = [
    {"type": "Point", "coordinates": [12.5, 54.5]},
    {"type": "LineString", "coordinates": [[12.5, 54.5], [13.5, 54.5]]},
    {"type": "Polygon", "coordinates": [[[12.5, 54.5], [13.5, 54.5], [13.5, 55.5], [12.5, 55.5], [12.5, 54.5]]]},
]


@pytest.fixture(scope="module")
def gauge(server: Server) -> int:
    return server.create("Things", thing(" Wasserstand"))


@pytest.fixture(scope="module")
def value(server: Server) -> int:
    at = "2026-03-01T12:34:56.789Z"
    stream = server.create("Datastreams", datastream())
    return server.observe(stream, 21.5, resultTime=at, phenomenonTime="2026-03-01T00:00:00Z/2026-03-02T00:00:00Z").id


@pytest.fixture(scope="module")
def locations(server: Server) -> list[int]:
    return [server.create("Locations", location(shape=shape)) for shape in SHAPES]


@pytest.fixture(scope="module")
def features(server: Server) -> list[int]:
    return [server.create("FeaturesOfInterest", feature(feature=shape)) for shape in SHAPES]


@pytest.mark.parametrize("condition", TEXTS)
def test_9_3_3_5_2_functions_of_texts(server: Server, gauge: int, condition: str) -> None:
    assert holds(server, "Things", gauge, condition)
    assert not holds(server, "Things", gauge, f"not ({condition})")


@pytest.mark.parametrize("condition", DATES)
def test_9_3_3_5_2_functions_of_dates(server: Server, value: int, condition: str) -> None:
    assert holds(server, "Observations", value, condition)
    assert not holds(server, "Observations", value, f"not ({condition})")


@pytest.mark.parametrize("condition", NUMBERS)
def test_9_3_3_5_2_functions_of_numbers(server: Server, value: int, condition: str) -> None:
    assert holds(server, "Observations", value, condition)


@pytest.mark.parametrize(("condition", "expected"), PLACES)
def test_9_3_3_5_2_functions_of_places(
    server: Server, locations: list[int], features: list[int], condition: str, expected: tuple[bool, ...]
) -> None:
    said = condition.format("location")
    assert tuple(holds(server, "Locations", number, said) for number in locations) == expected
    said = condition.format("feature")
    assert tuple(holds(server, "FeaturesOfInterest", number, said) for number in features) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("before({0}, 2026-03-02T00:00:00Z)", True),
        ("before({0}, 2026-03-01T12:00:00Z)", False),
        ("after({0}, 2026-02-28T23:59:59Z)", True),
        ("after({0}, 2026-03-01T12:00:00Z)", False),
        ("meets({0}, 2026-03-02T00:00:00Z/2026-03-03T00:00:00Z)", True),
        ("meets({0}, 2026-03-03T00:00:00Z/2026-03-04T00:00:00Z)", False),
        ("during({0}, 2026-03-01T00:00:00Z/2026-04-01T00:00:00Z)", True),
        ("during({0}, 2026-03-01T12:00:00Z/2026-04-01T00:00:00Z)", False),
        ("overlaps({0}, 2026-03-01T12:00:00Z/2026-04-01T00:00:00Z)", True),
        ("overlaps({0}, 2026-03-05T00:00:00Z/2026-04-01T00:00:00Z)", False),
        ("starts({0}, 2026-03-01T00:00:00Z/2026-04-01T00:00:00Z)", True),
        ("starts({0}, 2026-02-01T00:00:00Z/2026-04-01T00:00:00Z)", False),
        ("finishes({0}, 2026-02-01T00:00:00Z/2026-03-02T00:00:00Z)", True),
        ("finishes({0}, 2026-02-01T00:00:00Z/2026-04-01T00:00:00Z)", False),
    ],
)
def test_9_3_3_5_2_relations_of_times(server: Server, value: int, condition: str, expected: bool) -> None:
    assert holds(server, "Observations", value, condition.format("phenomenonTime")) is expected


def test_9_3_3_5_2_functions_of_places_follow_relations(server: Server) -> None:
    of = server.create("Things", thing(Locations=[location()]))
    here = "geography'POLYGON((12 54, 12.2 54, 12.2 54.3, 12 54.3, 12 54))'"
    assert holds(server, "Things", of, f"st_within(Locations/location, {here})")
    assert not holds(server, "Things", of, f"st_within(Locations/location, {FAR})")


def test_9_3_3_5_2_functions_are_nested_and_order_too(server: Server, gauge: int) -> None:
    assert holds(server, "Things", gauge, "startswith(tolower(trim(name)), 'wasser')")
    assert send(server, "GET", "Things?$top=1&$orderby=length(name) desc").status == 200


@pytest.mark.parametrize("wrong", ["POINT(12)", "POINT 12 54", "CIRCLE(12 54)", "POLYGON((12 54, 13 54))", ""])
def test_9_3_3_5_2_a_place_that_is_no_well_known_text_is_refused(server: Server, wrong: str) -> None:
    assert server.get(f"Locations?$filter=st_within(location, geography'{wrong}')").status == 400
