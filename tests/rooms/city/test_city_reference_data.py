"""Published data as it is: real outlines, real statistics, and the demo that was derived from them."""

import json
from datetime import datetime
from pathlib import Path

import pytest
import shapely

import smilecity.demo
from smilecity.city import actions, queries, reading
from smilecity.city.rules import SURVEY_AGE_GROUPS
from smilecity.ground import geo

pytestmark = pytest.mark.django_db
DEMO = Path(smilecity.demo.__file__).parent / "rostock"


def test_the_published_districts_of_rostock_come_in(reference_data: Path, at: datetime) -> None:
    raw = reading.read(reference_data / "geo" / "rostock_ortsteile_31_klarschiff.geojson")
    assert actions.import_districts(features=reading.features(raw), by=None, at=at).added == 31
    areas = [geo.parse_area(outline.geometry) for outline in queries.outlines()]
    assert sum(map(geo.area_km2, areas)) == pytest.approx(181.4, abs=0.1)


def test_a_table_of_all_counties_gives_rostock_by_its_key(reference_data: Path, at: datetime) -> None:
    (path,) = (reference_data / "index").glob("destatis_12411-0018_*.csv")
    done = actions.import_population(table=reading.table(reading.read(path)), ags="13003", by=None, at=at)
    assert done.added == 6 * 34
    found = queries.population_by("age", age_groups=SURVEY_AGE_GROUPS)
    assert found is not None
    assert (found.year, found.total) == (2020, 209_061)


def test_the_demos_outlines_stay_close_to_the_published_ones(reference_data: Path) -> None:
    raw = reading.read(reference_data / "geo" / "rostock_ortsteile_31_klarschiff.geojson")
    published = {
        item["properties"]["name"]: geo.parse_area(item["geometry"])
        for item in reading.features(raw)
        if isinstance(item, dict)
    }
    ours = _demo_areas()
    assert ours.keys() == published.keys()
    for name, area in ours.items():
        assert area.intersection(published[name]).area / published[name].area > 0.9, name


def _demo_areas() -> dict[str, geo.Area]:
    data = json.loads((DEMO / "districts.geojson").read_text(encoding="utf-8"))
    return {item["properties"]["name"]: geo.parse_area(item["geometry"]) for item in data["features"]}


def test_the_demos_districts_share_their_borders_and_are_small() -> None:
    areas = _demo_areas()
    assert len(areas) == 31
    assert shapely.coverage_is_valid(list(areas.values()))
    assert (DEMO / "districts.geojson").stat().st_size < 60_000


def test_the_demo_names_its_sources() -> None:
    data = json.loads((DEMO / "districts.geojson").read_text(encoding="utf-8"))
    assert {item["properties"]["quelle"] for item in data["features"]} == {data["quelle"]}
    assert data["quelle"] == "Ortsteile, OpenData.HRO, CC0, generalisiert"
    assert "dl-de/by-2-0" in (DEMO / "README.md").read_text(encoding="utf-8")


def test_the_demo_comes_in_and_leaves_no_legal_gap(at: datetime) -> None:
    raw = {path.name: reading.read(path) for path in DEMO.iterdir()}
    actions.set_profile(data=reading.fields(raw["profile.json"]), by=None, at=at)
    actions.import_districts(features=reading.features(raw["districts.geojson"]), by=None, at=at)
    actions.import_population(table=reading.table(raw["population.csv"]), by=None, at=at)
    actions.import_themes(items=reading.entries(raw["themes.json"], "themes"), by=None, at=at)
    actions.import_offices(items=reading.entries(raw["offices.json"], "offices"), by=None, at=at)
    assert queries.profile().gaps() == []
    assert len(queries.districts()) == 31
    assert len(queries.themes()) == 7
    assert queries.population_by("age", age_groups=SURVEY_AGE_GROUPS) is not None


def test_the_demos_texts_are_in_all_three_languages() -> None:
    for file, key in (("themes.json", "themes"), ("offices.json", "offices")):
        for entry in json.loads((DEMO / file).read_text(encoding="utf-8"))[key]:
            assert set(entry["name"]) == {"de", "en", "de-simple"}


def test_the_demo_invents_no_reachable_address() -> None:
    for office in json.loads((DEMO / "offices.json").read_text(encoding="utf-8"))["offices"]:
        assert office["email"].endswith("@rostock.example")
        assert office["phone"].startswith("030 23125 ")
