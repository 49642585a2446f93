"""Layers of the map from GeoJSON: names, shapes, and a sentence for every bad feature."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.city import layers, reading
from smilecity.city.problems import BadFile
from smilecity.city.rules import LayerKind


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def square(west: float, south: float, size: float = 0.01) -> dict[str, object]:
    east, north = west + size, south + size
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def line(*points: tuple[float, float]) -> dict[str, object]:
    return {"type": "LineString", "coordinates": [list(point) for point in points]}


STREET = feature(line((12.1, 54.0), (12.12, 54.0)), strasse_name="Lange Str.")


def refused(kind: LayerKind, *features: object, **how: str) -> list[str]:
    with pytest.raises(BadFile) as refusal:
        layers.features(kind, list(features), **how)
    return [problem.sentence for problem in refusal.value.problems]


def test_a_street_has_its_name_in_full_and_a_point_halfway() -> None:
    (street,) = layers.features(LayerKind.STREET, [STREET])
    assert street.name == "Lange Straße"
    assert (street.lon, street.lat) == pytest.approx((12.11, 54.0))
    assert street.box == pytest.approx((12.1, 54.0, 12.12, 54.0))


def test_the_pieces_of_a_street_are_joined() -> None:
    pieces = {"type": "MultiLineString", "coordinates": [[[12.1, 54.0], [12.11, 54.01]], [[12.11, 54.01], [12.12, 54]]]}
    (street,) = layers.features(LayerKind.STREET, [feature(pieces, name="Ring")])
    assert street.geometry["type"] == "LineString"


def test_the_point_of_a_park_lies_in_it() -> None:
    bent = [[12.0, 54.0], [12.3, 54.0], [12.3, 54.3], [12.29, 54.3], [12.29, 54.01], [12.0, 54.01], [12.0, 54.0]]
    (park,) = layers.features(LayerKind.PARK, [feature({"type": "Polygon", "coordinates": [bent]}, bezeichnung="L")])
    assert park.name == "L"
    assert 54.0 <= park.lat <= 54.3
    assert not (park.lon < 12.29 and park.lat > 54.01)


def test_the_same_feature_twice_counts_once() -> None:
    assert len(layers.features(LayerKind.STREET, [STREET, STREET])) == 1


def test_a_property_for_the_name_can_be_chosen() -> None:
    (street,) = layers.features(
        LayerKind.STREET, [feature(line((12.1, 54), (12.2, 54)), name="falsch", weg="Weg")], name_property="WEG"
    )
    assert street.name == "Weg"


def test_every_bad_feature_is_named() -> None:
    assert refused(
        LayerKind.STREET,
        STREET,
        "Lange Str.",
        feature(None, name="ohne"),
        feature(square(12, 54), name="Fläche"),
        feature(line((54.0, 12.1), (54.0, 12.2)), name="vertauscht"),
        feature(line((312_000.0, 5_990_000.0), (312_001.0, 5_990_001.0)), name="Meter"),
        feature(line((12.1, 54.0), (12.2, 54.0)), name="x" * 121),
    ) == [
        "Objekt 2: Erwartet wird ein GeoJSON-Objekt (Feature).",
        "Objekt 3, Feld „geometry“: Die Geometrie fehlt.",
        "Objekt 4, Feld „geometry“: Erwartet wird eine Linie, nicht „Polygon“.",
        ("Objekt 5, Feld „geometry“: Das Objekt liegt nicht in Deutschland. Sind Länge und Breite vertauscht?"),
        (
            "Objekt 6, Feld „geometry“: Die Koordinate (312000.0, 5990000.0) liegt außerhalb von WGS 84 (Länge bis "
            "±180, Breite bis ±90). Die Werte sehen nach Metern aus (etwa ETRS89/UTM). Bitte als Längen- und "
            "Breitengrade speichern (EPSG:4326)."
        ),
        "Objekt 7, Feld „name“: Der Wert ist länger als 120 Zeichen oder enthält Steuerzeichen.",
    ]


@pytest.mark.parametrize("kind", [LayerKind.OUTLINE, LayerKind.WATER, LayerKind.PARK])
def test_areas_are_areas(kind: LayerKind) -> None:
    assert refused(kind, STREET) == ["Objekt 1, Feld „geometry“: Erwartet wird eine Fläche, nicht „LineString“."]


def test_an_empty_file_and_streets_without_names_are_refused() -> None:
    assert refused(LayerKind.WATER) == ["Die Datei enthält kein Objekt."]
    (sentence,) = refused(LayerKind.STREET, feature(line((12.1, 54.0), (12.2, 54.0))))
    assert sentence.startswith("Feld „name“: Keine Straße hat einen Namen. Gesucht: name, bezeichnung, strasse_name")


def test_a_path_without_a_name_among_streets_is_drawn_and_not_found() -> None:
    found = layers.features(LayerKind.STREET, [STREET, feature(line((12.1, 54.1), (12.2, 54.1)))])
    assert [entry.name for entry in found] == ["Lange Straße", ""]


def test_who_made_a_file_is_read_from_it() -> None:
    assert reading.source(b'{"type": "FeatureCollection", "quelle": "Stadt", "features": []}') == "Stadt"
    assert reading.source(b'{"source": 1}') == ""
    assert reading.source(b"[]") == ""


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
_COORDINATES = st.lists(st.lists(st.floats(5, 55), min_size=2, max_size=2), max_size=6)


@given(
    st.sampled_from(LayerKind),
    st.lists(
        _JSON
        | st.fixed_dictionaries(
            {
                "properties": _JSON,
                "geometry": st.fixed_dictionaries(
                    {
                        "type": st.sampled_from(["LineString", "Polygon", "Point", "MultiPolygon"]),
                        "coordinates": _COORDINATES | st.lists(_COORDINATES, max_size=2) | _JSON,
                    }
                ),
            }
        ),
        max_size=4,
    ),
)
def test_any_features_are_a_layer_or_sentences(kind: LayerKind, data: list[object]) -> None:
    try:
        found = layers.features(kind, data)
    except BadFile:
        return
    for entry in found:
        assert entry.box.west <= entry.lon <= entry.box.east
        assert entry.box.south <= entry.lat <= entry.box.north
        assert json.dumps(entry.geometry)
