"""Geometry from GeoJSON: what is accepted, repaired, refused, and how large it is."""

import json
import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from smilecity.ground import geo

SQUARE = [[12.0, 54.0], [12.1, 54.0], [12.1, 54.1], [12.0, 54.1], [12.0, 54.0]]


def polygon(*rings: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": list(rings)}


def test_a_square_comes_back_as_it_went_in() -> None:
    assert geo.to_geojson(geo.parse_area(polygon(SQUARE)))["type"] == "Polygon"
    assert geo.bbox(geo.parse_area(polygon(SQUARE))) == (12.0, 54.0, 12.1, 54.1)


def test_an_outline_that_is_not_closed_is_closed() -> None:
    assert geo.parse_area(polygon(SQUARE[:-1])).equals(geo.parse_area(polygon(SQUARE)))


def test_heights_are_dropped() -> None:
    high = polygon([[*position, 7.5] for position in SQUARE])
    assert not geo.parse_area(high).has_z
    assert geo.parse_area(high).equals(geo.parse_area(polygon(SQUARE)))


def test_a_small_knot_in_an_outline_is_repaired() -> None:
    knot = [[12.05, 54.1], [12.0501, 54.1001], [12.0501, 54.1], [12.05, 54.1001]]
    area = geo.parse_area(polygon([*SQUARE[:3], *knot, *SQUARE[3:]]))
    assert area.is_valid
    assert area.area == pytest.approx(0.01, rel=0.01)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (None, "Die Geometrie fehlt"),
        ([], "Die Geometrie fehlt"),
        ({}, "Geometrieart „None“"),
        ({"type": "Circle", "coordinates": []}, "Geometrieart „Circle“"),
        ({"type": ["Polygon"], "coordinates": []}, "nicht unterstützt"),
        ({"type": "Polygon"}, "geschachtelt"),
        (polygon(), "leer"),
        (polygon([]), "leer"),
        (polygon(SQUARE, []), "leer"),
        (polygon(SQUARE[0]), "zwei Zahlen"),
        (polygon(SQUARE[:2]), "zu wenige Punkte"),
        (polygon([SQUARE[0]] * 4), "keine Fläche"),
        (polygon([[12, 54], [12.1, 54], [12.2, 54]]), "keine Fläche"),
        (polygon([[12], [13], [14]]), "zwei Zahlen"),
        (polygon([["a", "b"], ["c", "d"], ["e", "f"]]), "zwei Zahlen"),
        (polygon([[True, 54], [12, 54], [12, 55]]), "zwei Zahlen"),
        (polygon([[math.nan, 54], [12, 54], [12, 55]]), "zwei Zahlen"),
        (polygon([[math.inf, 54], [12, 54], [12, 55]]), "zwei Zahlen"),
        (polygon([[12, 91], [12, 54], [13, 54]]), "außerhalb von WGS 84"),
        (polygon([[10**400, 54], [12, 54], [12, 55]]), "sehr groß"),
        (polygon([[33312000.5, 5996000], [33313000, 5996000], [33313000, 5997000]]), "ETRS89/UTM"),
        (polygon([[12, 54], [13, 55], [13, 54], [12, 55]]), "überschneidet sich selbst"),
        ({"type": "Point", "coordinates": [12, 54]}, "Erwartet wird eine Fläche"),
    ],
)
def test_bad_geometry_is_refused_with_its_reason(data: object, sentence: str) -> None:
    with pytest.raises(geo.BadGeometry, match=sentence):
        geo.parse_area(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=20,
)


@given(kind=st.sampled_from(["Point", "LineString", "Polygon", "MultiPolygon"]), coordinates=json_values)
def test_whatever_the_coordinates_are_there_is_a_geometry_or_a_sentence(kind: str, coordinates: object) -> None:
    try:
        geometry = geo.parse_geometry({"type": kind, "coordinates": coordinates})
    except geo.BadGeometry:
        return
    assert geometry.is_valid


positions = st.tuples(st.floats(5, 15, width=32), st.floats(47, 55, width=32))


@given(st.lists(positions, min_size=3, max_size=12))
def test_every_outline_that_is_accepted_survives_being_stored(points: list[tuple[float, float]]) -> None:
    try:
        area = geo.parse_area(polygon([list(point) for point in points]))
    except geo.BadGeometry:
        return
    stored = json.loads(json.dumps(geo.to_geojson(area)))
    assert geo.parse_area(stored).area == pytest.approx(area.area, rel=0.02, abs=1e-4)


def _integrated_km2(west: float, south: float, east: float, north: float) -> float:
    """Sum the surface elements of WGS 84, a^2 (1-e^2) cos / (1 - e^2 sin^2)^2, over latitude."""
    a, e2, steps = 6_378_137.0, 0.00669437999014, 1000
    height = math.radians(north - south) / steps
    latitudes = [math.radians(south) + (step + 0.5) * height for step in range(steps)]
    strips = (math.cos(lat) / (1 - e2 * math.sin(lat) ** 2) ** 2 for lat in latitudes)
    return a * a * (1 - e2) * math.radians(east - west) * height * sum(strips) / 1e6


@pytest.mark.parametrize("box", [(0, 0, 1, 1), (12, 54, 13, 55), (-70, -55, -60, -40), (10, 70, 20, 85)])
def test_areas_are_those_on_the_ellipsoid(box: tuple[float, float, float, float]) -> None:
    assert geo.area_km2(shapely.box(*box)) == pytest.approx(_integrated_km2(*box), rel=1e-6)


def test_holes_do_not_count_as_area() -> None:
    hole = [[12.02, 54.02], [12.02, 54.08], [12.08, 54.08], [12.08, 54.02], [12.02, 54.02]]
    whole, rest = geo.parse_area(polygon(SQUARE)), geo.parse_area(polygon(SQUARE, hole))
    assert geo.area_km2(rest) == pytest.approx(geo.area_km2(whole) * (1 - 0.36), rel=1e-3)
    assert not geo.point_in(rest, 12.05, 54.05)


def test_a_point_on_the_edge_lies_in_the_area() -> None:
    area = geo.parse_area(polygon(SQUARE))
    assert geo.point_in(area, 12.05, 54.05)
    assert geo.point_in(area, 12.0, 54.05)
    assert not geo.point_in(area, 11.99, 54.05)


def _wavy_neighbours() -> list[geo.Area]:
    """Two areas that share a wavy border of many points."""
    border = [[12.05 + 0.0004 * math.sin(step), 54.0 + step / 1000] for step in range(101)]
    west = polygon([[12.0, 54.0], *border, [12.0, 54.1]])
    east = polygon([[12.1, 54.1], *reversed(border), [12.1, 54.0]])
    return [geo.parse_area(west), geo.parse_area(east)]


def test_neighbours_still_meet_after_their_border_was_simplified() -> None:
    west, east = geo.simplify_together(_wavy_neighbours(), 100)
    assert shapely.get_num_coordinates(west) < 52
    assert west.intersection(east).area == pytest.approx(0, abs=1e-12)
    assert west.union(east).area == pytest.approx(0.01, rel=1e-6)


def test_areas_that_overlap_are_simplified_one_by_one() -> None:
    west, east = _wavy_neighbours()
    simpler = geo.simplify_together([west, east.buffer(0.01)], 100)
    assert all(area.is_valid and shapely.get_num_coordinates(area) < 60 for area in simpler)
    assert geo.simplify_together([], 100) == []


def test_simplifying_keeps_what_is_larger_than_the_tolerance() -> None:
    area = geo.parse_area(polygon(SQUARE))
    assert geo.simplify(area, 100).area == pytest.approx(area.area)
