"""The city's own map: layers come in as whole files, are drawn once, and say where a place is."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from smilecity.city import actions, queries, reading
from smilecity.city.actions import Imported
from smilecity.city.models import MapDrawing, MapFeature
from smilecity.city.problems import BadFile
from smilecity.city.rules import LayerKind
from smilecity.ground.models import AuditEntry
from tests.rooms.city.test_city_command import run
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
# Within the two districts of the second city.
STREETS = [
    ("Lange Str.", [[9.72, 52.45], [9.76, 52.45]]),
    ("Kurze Straße", [[9.72, 52.42], [9.73, 52.42]]),
    ("Am Langen See", [[9.75, 52.47], [9.76, 52.47]]),
    ("Kröpeliner-Tor-Weg", [[9.75, 52.48], [9.75, 52.49]]),
]


def street(name: str, points: list[list[float]]) -> dict[str, object]:
    return {"properties": {"name": name}, "geometry": {"type": "LineString", "coordinates": points}}


def area(name: str, west: float, south: float, size: float) -> dict[str, object]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


@pytest.fixture
def town(request: pytest.FixtureRequest) -> None:
    """The second city, without layers."""
    request.getfixturevalue("_small_town")


@pytest.fixture
def streets(town: None, at: datetime) -> None:
    """The second city with four streets."""
    bring(LayerKind.STREET, [street(*one) for one in STREETS], at)


def bring(kind: LayerKind, features: list[dict[str, object]], at: datetime, **more: str) -> Imported:
    return actions.import_layer(kind=kind, features=json.loads(json.dumps(features)), by=None, at=at, **more)


def drawn(name: str) -> list[dict[str, object]]:
    row = queries.drawing(name)
    assert row
    features: list[dict[str, object]] = json.loads(row.content)["features"]
    return features


def kinds(name: str) -> set[object]:
    return {properties["kind"] for properties in map(properties_of, drawn(name))}


def properties_of(feature: dict[str, object]) -> dict[str, object]:
    properties = feature["properties"]
    assert isinstance(properties, dict)
    return properties


def test_the_file_is_the_layer_and_twice_is_once(town: None, at: datetime) -> None:
    features = [street(*one) for one in STREETS]
    assert bring(LayerKind.STREET, features, at) == Imported(added=4)
    digest = queries.drawings()["streets"]
    assert bring(LayerKind.STREET, features, at) == Imported(unchanged=4)
    assert queries.drawings()["streets"] == digest
    assert bring(LayerKind.STREET, features[1:], at) == Imported(removed=1, unchanged=3)
    assert queries.drawings()["streets"] != digest
    assert AuditEntry.objects.filter(verb="city.import_street").count() == 3


def test_a_bad_file_changes_nothing(streets: None, at: datetime) -> None:
    with pytest.raises(BadFile):
        bring(LayerKind.STREET, [area("Platz", 10, 52, 0.01)], at)
    assert MapFeature.objects.count() == 4


def test_with_districts_alone_the_city_has_a_map_already(town: None) -> None:
    assert kinds("ground") == {"outline", "district", "district-name"}
    names = [properties["name"] for properties in map(properties_of, drawn("ground")) if "name" in properties]
    assert names == [district.name for district in queries.districts()]


def test_each_layer_is_drawn_and_an_outline_replaces_the_districts_edge(town: None, at: datetime) -> None:
    bring(LayerKind.WATER, [area("See", 9.72, 52.42, 0.01)], at)
    bring(LayerKind.PARK, [area("Rosengarten", 9.74, 52.44, 0.01)], at)
    bring(LayerKind.OUTLINE, [area("", 9.9, 51.9, 0.5)], at)
    assert kinds("ground") == {"outline", "water", "park", "district", "district-name"}
    (outline,) = [one for one in drawn("ground") if properties_of(one)["kind"] == "outline"]
    assert "9.9" in json.dumps(outline["geometry"])


def test_long_streets_show_first(streets: None) -> None:
    ranks = {properties["name"]: properties["rank"] for properties in map(properties_of, drawn("streets"))}
    assert ranks == {"Lange Straße": 1, "Kurze Straße": 2, "Am Langen See": 2, "Kröpeliner-Tor-Weg": 2}


def test_new_districts_are_drawn_anew(town: None, at: datetime) -> None:
    before = MapDrawing.objects.get(name="ground").digest
    square = area("Neu", 9.7, 52.4, 0.3)
    actions.import_districts(features=[square], by=None, at=at, drop_population=True)
    assert MapDrawing.objects.get(name="ground").digest != before


def test_sources_are_named_once_each(town: None, at: datetime) -> None:
    bring(LayerKind.WATER, [area("See", 9.72, 52.42, 0.01)], at, source="Stadt (CC0); eigene Zeichnung")
    bring(LayerKind.PARK, [area("Park", 9.74, 52.44, 0.01)], at, source="Stadt (CC0)")
    assert queries.map_sources() == ["Stadt (CC0)", "eigene Zeichnung"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Lange Straße 12", "Lange Straße"),
        ("langestrasse", "Lange Straße"),
        ("lange", "Lange Straße"),
        ("Kröpliner Tor", "Kröpeliner-Tor-Weg"),
        ("langen see", "Am Langen See"),
        ("kröpeliner", "Kröpeliner-Tor-Weg"),
        ("KROPELINER TOR", "Kröpeliner-Tor-Weg"),
        ("kurze str", "Kurze Straße"),
    ],
)
def test_a_street_is_found_as_people_type_it(streets: None, typed: str, first: str) -> None:
    assert queries.places_named(typed)[0].name == first


@pytest.mark.parametrize("typed", ["", "x", "18055", "%", "_", "%%%", "'; drop table", "\\", "\0", "Unbekanntes Dorf"])
def test_what_nobody_knows_is_not_found(streets: None, typed: str) -> None:
    assert queries.places_named(typed) == []


def test_a_place_found_says_where_it_is(streets: None) -> None:
    place = queries.places_named("Lange Straße")[0]
    district = queries.district_at(place.lon, place.lat)
    assert district
    assert place.district_name == district.name


def test_a_district_is_a_place_too(streets: None) -> None:
    district = queries.districts()[0]
    place = queries.places_named(district.name)[0]
    assert (place.name, place.district_name) == (district.name, "")
    assert queries.district_at(place.lon, place.lat) == district


def test_no_more_are_offered_than_asked_for(streets: None) -> None:
    assert len(queries.places_named("lange", most=1)) == 1


def test_a_point_is_said_in_words(streets: None) -> None:
    said = queries.describe(9.74, 52.4505)
    assert said.inside
    assert said.district
    assert (said.near, said.words) == ("Lange Straße", f"Nähe Lange Straße, {said.district.name}")


def test_far_from_every_street_there_is_the_district(streets: None) -> None:
    said = queries.describe(9.78, 52.43)
    assert said.district
    assert (said.near, said.words) == ("", said.district.name)


def test_in_a_park_the_park_says_where(streets: None, at: datetime) -> None:
    bring(LayerKind.PARK, [area("Rosengarten", 9.73, 52.445, 0.01)], at)
    assert queries.describe(9.735, 52.4503).near == "Rosengarten"


def test_outside_is_outside(streets: None) -> None:
    said = queries.describe(13.4, 52.5)
    assert (said.inside, said.district, said.words) == (False, None, "")


def test_on_the_water_within_the_outline_the_nearest_district_is_the_place(town: None, at: datetime) -> None:
    bring(LayerKind.OUTLINE, [area("", 9.5, 52.0, 1.0)], at)
    said = queries.describe(9.6, 52.45)
    assert said.inside
    assert said.district
    assert said.district.name == "Oberstadt"


def test_a_city_without_districts_has_an_inside_too(at: datetime) -> None:
    bring(LayerKind.OUTLINE, [area("", 9.5, 52.0, 1.0)], at)
    assert (queries.describe(9.6, 52.45).inside, queries.describe(9.6, 52.45).district) == (True, None)
    assert not queries.describe(9.4, 52.45).inside


def test_questions_cost_the_same_for_few_and_many_streets(streets: None, at: datetime) -> None:
    def cost() -> list[int]:
        counts = []
        for ask in (
            lambda: queries.places_named("Lange Straße"),
            lambda: queries.describe(9.74, 52.45),
            lambda: queries.drawing("streets"),
            queries.drawings,
        ):
            with statements() as sent:
                ask()
            counts.append(len(sent))
        return counts

    few = cost()
    many = [street(f"Lange Straße {n}", [[9.72, 52.45 + n / 10_000], [9.76, 52.45]]) for n in range(60)]
    bring(LayerKind.STREET, many, at)
    assert cost() == few == [2, 3, 1, 1]


def test_the_command_brings_layers_in(second_city: Path, tmp_path: Path) -> None:
    roads, parks = tmp_path / "strassen.geojson", tmp_path / "parks.geojson"
    roads.write_text(json.dumps(collection([street(*one) for one in STREETS])), encoding="utf-8")
    parks.write_text(json.dumps(collection([area("Park", 9.74, 52.44, 0.01)])), encoding="utf-8")
    out, err = run("--districts", second_city / "districts.geojson", "--streets", roads, "--parks", parks)
    assert err == ""
    assert out.splitlines()[1:] == [
        "Parks: 1 neu, 0 geändert, 0 entfernt, 0 unverändert",
        "Straßen: 4 neu, 0 geändert, 0 entfernt, 0 unverändert",
    ]
    assert queries.map_sources() == ["Vermessung"]


def test_the_command_names_every_bad_feature_and_keeps_all_files_out(tmp_path: Path) -> None:
    good, bad = tmp_path / "parks.geojson", tmp_path / "strassen.geojson"
    good.write_text(json.dumps(collection([area("Park", 9.74, 52.44, 0.01)])), encoding="utf-8")
    bad.write_text(json.dumps(collection([street("A", [[10, 52]]), area("B", 10, 52, 0.1)])), encoding="utf-8")
    out, err = run("--parks", good, "--streets", bad)
    assert out == ""
    assert err.splitlines()[:3] == [
        f"Straßen: {bad} ist fehlerhaft.",
        "  Objekt 1, Feld „geometry“: Die Geometrie hat zu wenige Punkte; ein Umriss braucht mindestens drei.",
        "  Objekt 2, Feld „geometry“: Erwartet wird eine Linie, nicht „Polygon“.",
    ]
    assert not MapFeature.objects.exists()


def collection(features: list[dict[str, object]]) -> dict[str, object]:
    return {"type": "FeatureCollection", "quelle": "Vermessung", "features": features}


def test_published_layers_come_in_and_weigh_little(reference_data: Path, at: datetime) -> None:
    import gzip

    files = {
        LayerKind.OUTLINE: "geo/rostock_stadtgrenze_alkis.geojson",
        LayerKind.WATER: "geo/rostock_warnow_abgeleitet.geojson",
        LayerKind.PARK: "opendata_hro/parkanlagen.geojson",
        LayerKind.STREET: "opendata_hro/strassen.geojson",
    }
    added = {}
    for kind, name in files.items():
        features = reading.features(reading.read(reference_data / name))
        added[kind] = actions.import_layer(kind=kind, features=features, by=None, at=at).added
    assert added == {LayerKind.OUTLINE: 1, LayerKind.WATER: 1, LayerKind.PARK: 30, LayerKind.STREET: 1220}
    weights = {row.name: len(gzip.compress(row.content.encode(), 9)) for row in MapDrawing.objects.all()}
    assert weights["ground"] < 35_000
    assert sum(weights.values()) < 110_000
    assert queries.places_named("Doberaner Str. 5")[0].name == "Doberaner Straße"
    assert queries.describe(12.1313, 54.0887).near


def test_the_coast_of_the_land_is_an_outline_too(reference_data: Path, at: datetime) -> None:
    features = reading.features(reading.read(reference_data / "geo/mv_kreise_simplified.geojson"))
    assert actions.import_layer(kind=LayerKind.OUTLINE, features=features, by=None, at=at).added == 8
