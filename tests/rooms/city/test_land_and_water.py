"""Land, water, outside: by the outline and the waters that came in; bridges and quays are land."""

from datetime import datetime
from typing import Any

import pytest

from smilecity.city import queries
from smilecity.city.models import District
from smilecity.city.rules import LayerKind
from smilecity.demo import load
from tests.rooms.city.test_city_map import area, bring, street
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def river(at: datetime) -> None:
    """A city of one outline with a river in two pieces, a sea that leaves it, and a bridge."""
    bring(LayerKind.OUTLINE, [area("", 9.5, 52.0, 1.0)], at)
    bring(LayerKind.WATER, [area("Fluss", 9.6, 52.4, 0.01), area("Fluss", 9.61, 52.4, 0.01), area("", 10.4, 52, 1)], at)
    bring(LayerKind.STREET, [street("Brücke", [[9.605, 52.39], [9.605, 52.42]])], at)


@pytest.mark.parametrize(
    ("lon", "lat", "said"),
    [
        (9.55, 52.1, "land"),
        (9.603, 52.405, "water"),
        pytest.param(9.61, 52.405, "water", id="where two pieces of the river meet is no bank"),
        pytest.param(9.605, 52.405, "land", id="on the bridge"),
        pytest.param(9.6051, 52.405, "land", id="at the railing of the bridge"),
        pytest.param(9.6054, 52.405, "water", id="27 metres beside the bridge"),
        pytest.param(9.603, 52.40003, "land", id="3 metres off the quay: the error of a phone"),
        pytest.param(9.603, 52.4001, "water", id="11 metres off the quay"),
        pytest.param(10.45, 52.5, "water", id="the part of the sea within the city"),
        pytest.param(10.6, 52.5, "outside", id="the part of the sea beyond the city"),
        pytest.param(9.4, 52.5, "outside", id="the next town"),
    ],
)
def test_a_place_is_land_water_or_outside(river: None, lon: float, lat: float, said: str) -> None:
    assert queries.ground_at(lon, lat) == said


def test_what_is_drawn_anew_counts_from_then_on(river: None, at: datetime) -> None:
    assert queries.ground_at(9.603, 52.405) == "water"
    bring(LayerKind.WATER, [area("Fluss", 9.7, 52.4, 0.01)], at)
    assert queries.ground_at(9.603, 52.405) == "land"
    assert queries.ground_at(9.703, 52.405) == "water"
    District.objects.create(code="1", name="Neu", name_sort="neu", **outline(11.0))
    assert queries.district_at(11.05, 52.05) is not None
    District.objects.update(**outline(12.0))
    assert queries.district_at(11.05, 52.05) is None
    assert queries.ground_at(12.05, 52.05) == "land"


def outline(west: float) -> dict[str, Any]:
    """Return the columns of a district with a square outline."""
    shape = {"type": "Polygon", "coordinates": [[[west, 52], [west + 0.1, 52], [west + 0.1, 52.1], [west, 52]]]}
    return {"outline": shape, "west": west, "south": 52.0, "east": west + 0.1, "north": 52.1}


def test_without_an_outline_the_districts_are_the_city(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("_small_town")
    assert queries.ground_at(9.74, 52.45) == "land"
    assert queries.ground_at(13.4, 52.5) == "outside"


def test_a_city_without_anything_is_nowhere() -> None:
    assert queries.ground_at(9.74, 52.45) == "outside"


def test_inside_means_the_same_everywhere(river: None) -> None:
    for n in range(60):
        lon, lat = 9.3 + n * 0.025, 51.9 + (n * 7 % 60) * 0.02
        assert (queries.ground_at(lon, lat) != "outside") == queries.describe(lon, lat).inside, (lon, lat)


def test_it_costs_two_statements_however_much_there_is(river: None, at: datetime) -> None:
    bring(LayerKind.STREET, [street(f"Gasse {n}", [[9.605, 52.39 + n / 1e5], [9.605, 52.42]]) for n in range(40)], at)
    for place, most in (((9.603, 52.405), 1), ((9.4, 52.5), 2)):
        with statements() as sent:
            queries.ground_at(*place)
        assert len(sent) == most


def test_rostock_knows_its_harbour(at: datetime) -> None:
    load.load_city(at=at)
    assert queries.ground_at(12.1405, 54.0887) == "land"  # Neuer Markt
    assert queries.ground_at(12.1300, 54.0955) == "water"  # the Warnow between Kabutzenhof and Gehlsdorf
    assert queries.ground_at(12.0800, 54.2300) == "outside"  # the Baltic off Warnemünde
    assert queries.ground_at(12.3900, 54.2400) == "outside"  # Graal-Müritz
