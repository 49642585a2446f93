"""A route is a permutation, urgent stops first, never longer than nearest neighbour, and nearly always the shortest."""

from datetime import date, timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.deliver.fieldwork.rules import Stop, length, metres, route
from smilecity.deliver.fieldwork.rules.routes import Point, point_of

ROSTOCK, HAMBURG = (12.1, 54.09), (9.99, 53.55)
DAY = date(2026, 3, 2)

_lon, _lat = st.floats(12.0, 12.3), st.floats(54.0, 54.25)
_stops = st.builds(Stop, _lon, _lat, st.booleans(), st.none() | st.dates(DAY, DAY + timedelta(days=60)))
_lost = st.builds(Stop, st.none(), st.none(), st.booleans(), st.none() | st.dates(DAY, DAY + timedelta(days=60)))
_starts = st.none() | st.tuples(_lon, _lat)


def way(start: Point | None, stops: list[Stop], order: list[int]) -> float:
    return length(start, [point for at in order if (point := point_of(stops[at]))])


def nearest(start: Point, stops: list[Stop]) -> list[int]:
    left, here, path = list(range(len(stops))), start, []
    while left:
        at = min(left, key=lambda at: (metres(here, point_of(stops[at]) or here), at))
        left.remove(at)
        path.append(at)
        here = point_of(stops[at]) or here
    return path


def scattered(seed: int, number: int) -> list[Stop]:
    rng = Random(seed)
    return [Stop(rng.uniform(12.0, 12.3), rng.uniform(54.0, 54.25)) for _ in range(number)]


def test_a_distance_is_that_of_the_globe() -> None:
    assert metres(ROSTOCK, ROSTOCK) == 0
    assert metres((0, 0), (0, 1)) == pytest.approx(111_195, abs=1)
    assert metres(ROSTOCK, HAMBURG) == pytest.approx(150_600, rel=0.01)
    assert metres((179.999, 0), (-179.999, 0)) == pytest.approx(222.4, abs=1)
    assert metres((0, 90), (77, 90)) == pytest.approx(0, abs=0.001)
    assert metres((0, 0), (180, 0)) == pytest.approx(20_015_115, abs=2)


@given(a=st.tuples(_lon, _lat), b=st.tuples(_lon, _lat), c=st.tuples(_lon, _lat))
def test_distances_are_the_same_both_ways_and_no_detour_is_shorter(a: Point, b: Point, c: Point) -> None:
    assert metres(a, b) == pytest.approx(metres(b, a))
    assert metres(a, c) <= metres(a, b) + metres(b, c) + 1e-6


@given(start=_starts, stops=st.lists(_stops | _lost, max_size=14))
def test_a_route_visits_each_stop_once_urgent_ones_first_and_those_without_a_place_last(
    start: Point | None, stops: list[Stop]
) -> None:
    order = route(start, stops)
    assert sorted(order) == list(range(len(stops)))
    ranks = [(point_of(stops[at]) is None, not stops[at].urgent) for at in order]
    assert ranks == sorted(ranks)
    lost = [stops[at] for at in order if point_of(stops[at]) is None]
    assert lost == sorted(lost, key=lambda stop: (not stop.urgent, stop.due_on or date.max))


@given(start=_starts, stops=st.lists(_stops | _lost, max_size=12))
def test_the_same_stops_give_the_same_route(start: Point | None, stops: list[Stop]) -> None:
    assert route(start, stops) == route(start, stops)


@given(start=st.tuples(_lon, _lat), stops=st.lists(st.builds(Stop, _lon, _lat), min_size=1, max_size=14))
def test_a_route_is_never_longer_than_always_going_on_to_what_is_nearest(start: Point, stops: list[Stop]) -> None:
    assert way(start, stops, route(start, stops)) <= way(start, stops, nearest(start, stops)) + 0.01


@given(stops=st.lists(st.builds(Stop, _lon, _lat), min_size=2, max_size=9))
def test_without_a_start_a_route_is_never_longer_than_from_any_stop_to_the_nearest(stops: list[Stop]) -> None:
    found = way(None, stops, route(None, stops))
    for stop in stops:
        assert found <= way(None, stops, nearest(point_of(stop) or (0, 0), stops)) + 0.01


@pytest.mark.parametrize("start", [None, ROSTOCK])
def test_small_routes_are_as_short_as_the_shortest_of_all(start: Point | None) -> None:
    exact, worst = 0, 1.0
    for seed in range(60):
        stops = scattered(seed, 6)
        best = min(way(start, stops, list(order)) for order in permutations(range(6)))
        ratio = way(start, stops, route(start, stops)) / best
        exact += ratio < 1 + 1e-9
        worst = max(worst, ratio)
    assert exact >= 55, exact
    assert worst < 1.1, worst


def test_stops_at_one_place_are_no_trouble() -> None:
    stops = [Stop(12.1, 54.1)] * 5 + [Stop(12.1, 54.1, urgent=True)]
    assert route(None, stops)[0] == 5
    assert route(None, []) == []
    assert route(ROSTOCK, [Stop(12.1, 54.1)]) == [0]


def test_a_street_is_driven_from_one_end_to_the_other() -> None:
    """From its middle, always going on to what is nearest jumps to and fro."""
    street = [Stop(12.1 + 0.001 * step, 54.1) for step in (0, -1, 3, -7, 15)]
    middle = (12.1, 54.1)
    assert way(None, street, route(None, street)) == pytest.approx(metres((12.093, 54.1), (12.115, 54.1)), abs=1)
    assert way(middle, street, route(middle, street)) < 0.8 * way(middle, street, nearest(middle, street))
