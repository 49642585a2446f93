"""Well-known text as geometries."""

import pytest
from hypothesis import given
from shapely import from_wkt
from shapely.geometry import shape

from smilecity.sense.things.rules.problems import QueryProblem
from smilecity.sense.things.rules.tree import Geometry
from smilecity.sense.things.rules.wkt import read_wkt
from tests.support.sense_filters import geometries
from tests.support.sense_print import wkt

SAME = [
    "POINT (12.1 54.1)",
    "point(-1.5e1 .5)",
    "POINT EMPTY",
    "LINESTRING (0 0, 1 1, 2 0)",
    "POLYGON ((0 0, 9 0, 9 9, 0 0), (1 1, 2 1, 2 2, 1 1))",
    "MULTIPOINT (1 2, 3 4)",
    "MULTIPOINT ((1 2), (3 4))",
    "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))",
    "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))",
    "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1), GEOMETRYCOLLECTION (POINT (3 4)))",
    "MULTIPOLYGON EMPTY",
]


@pytest.mark.parametrize("text", SAME)
def test_it_is_the_geometry_that_shapely_reads(text: str) -> None:
    assert shape(read_wkt(text).geojson()).equals(from_wkt(text))


@given(geometries())
def test_a_written_geometry_is_read_back(geometry: Geometry) -> None:
    assert read_wkt(wkt(geometry)) == geometry


@pytest.mark.parametrize(
    "text", ["POINT Z (1 2 3)", "POINT ZM (1 2 3 4)", "SRID=4326;POINT(1 2)", "POINT(1, 2)", "POINT (1 2 3)"]
)
def test_heights_and_the_usual_reference_system_are_read_over(text: str) -> None:
    assert read_wkt(text) == Geometry("Point", (1.0, 2.0))


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("PUNKT(1 2)", 1, '"PUNKT" is no geometry.'),
        ("POINT(1)", 8, 'expected a number, found ")".'),
        ("POINT(1 2", 10, "found the end of the geometry."),
        ("POINT(1 2) x", 11, 'complete here, but " x" follows.'),
        ("POINT Z (1 2)", 10, "a place of 3 numbers was expected, not of 2."),
        ("POINT(1e999 2)", 7, "this number is too large."),
        ("LINESTRING(1 2)", 11, "a line needs two places or more."),
        ("POLYGON((0 0, 1 0, 1 1, 0 1))", 9, "the last the same as the first."),
        ("SRID=25833;POINT(1 2)", 1, "WGS 84"),
        ("", 1, "expected a geometry such as POINT (12.1 54.1), found the end of the geometry."),
        ("GEOMETRYCOLLECTION(" * 7, 114, "at most 5 deep."),
    ],
)
def test_a_message_says_where_it_is_wrong(text: str, position: int, reason: str) -> None:
    with pytest.raises(QueryProblem) as told:
        read_wkt(text)
    assert reason in told.value.message
    assert told.value.position == position
