"""Districts from GeoJSON: names, codes, outlines, and a sentence for every bad one."""

import json

import pytest

from smilecity.city import outlines, reading
from smilecity.city.problems import BadFile


def square(west: float, south: float, size: float = 0.1) -> dict[str, object]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


NORTH = feature(square(10, 52.1), name="Nord")
SOUTH = feature(square(10, 52.0), name="Süd")


def refused(*features: object, **how: str) -> list[str]:
    with pytest.raises(BadFile) as refusal:
        outlines.districts(list(features), **how)
    return [problem.sentence for problem in refusal.value.problems]


def test_codes_are_made_from_names_where_none_is_given() -> None:
    assert [entry.code for entry in outlines.districts([NORTH, SOUTH])] == ["nord", "sued"]


@pytest.mark.parametrize("name", ["name", "Name", "ORTSTEIL", "bezeichnung", "stadtteil"])
def test_a_name_is_found_under_its_usual_properties(name: str) -> None:
    (entry,) = outlines.districts([feature(square(10, 52), **{name: "Nord", "code": 101.0})])
    assert (entry.name, entry.code) == ("Nord", "101")


def test_properties_for_name_and_code_can_be_chosen() -> None:
    found = feature(square(10, 52), name="falsch", gen="Nord", schluessel=7)
    (entry,) = outlines.districts([found], name_property="GEN", code_property="schluessel")
    assert (entry.name, entry.code) == ("Nord", "7")


def test_a_code_property_that_is_chosen_must_be_there() -> None:
    assert refused(NORTH, code_property="nr") == [
        "Objekt 1, Feld „nr“: Die Eigenschaft fehlt oder ist leer. Gesucht: nr; vorhanden: name."
    ]


def test_every_bad_district_is_named() -> None:
    assert refused(
        NORTH,
        "Süd",
        feature(square(10, 52), gen="West"),
        feature(None, name="Ost"),
        feature(square(52, 10), name="Vertauscht"),
        feature(square(10, 52.5), name="NORD"),
        feature(square(10.01, 52.11), name="Darüber"),
        feature(square(10, 53), name="!"),
        feature(square(11, 53), name="x" * 61),
        {"geometry": square(12, 53), "properties": None},
    ) == [
        "Objekt 2: Erwartet wird ein GeoJSON-Objekt (Feature).",
        (
            "Objekt 2, Feld „name“: Die Eigenschaft fehlt oder ist leer. Gesucht: name, ortsteil, ortsteil_name, "
            "stadtteil, bezeichnung; vorhanden: keine."
        ),
        (
            "Objekt 3, Feld „name“: Die Eigenschaft fehlt oder ist leer. Gesucht: name, ortsteil, ortsteil_name, "
            "stadtteil, bezeichnung; vorhanden: gen."
        ),
        "Objekt 4, Feld „geometry“: Die Geometrie fehlt.",
        "Objekt 5, Feld „geometry“: Der Umriss liegt nicht in Deutschland. Sind Länge und Breite vertauscht?",
        "Objekt 6, Feld „name“: „NORD“ steht schon an Stelle 1.",
        "Objekt 6, Feld „code“: „nord“ steht schon an Stelle 1.",
        "Objekt 7, Feld „geometry“: Der Umriss überdeckt sich mit Objekt 1.",
        "Objekt 8, Feld „name“: „!“ enthält keinen Buchstaben und keine Ziffer.",
        "Objekt 9, Feld „name“: Der Wert ist länger als 60 Zeichen oder enthält Steuerzeichen.",
        (
            "Objekt 10, Feld „name“: Die Eigenschaft fehlt oder ist leer. Gesucht: name, ortsteil, ortsteil_name, "
            "stadtteil, bezeichnung; vorhanden: keine."
        ),
    ]


def test_neighbours_may_touch_and_overlap_a_little() -> None:
    slightly_over = feature(square(10, 52.095), name="Mitte")
    assert len(outlines.districts([SOUTH, slightly_over])) == 2


def test_a_file_without_districts_is_refused() -> None:
    assert refused() == ["Die Datei enthält keinen Ortsteil."]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], "kein GeoJSON mit einer Sammlung"),
        ({"type": "Feature"}, "kein GeoJSON mit einer Sammlung"),
        ({"type": "FeatureCollection", "features": {}}, "kein GeoJSON mit einer Sammlung"),
        (
            {"type": "FeatureCollection", "features": [], "crs": {"properties": {"name": "EPSG:25833"}}},
            "anderen Bezugssystem",
        ),
    ],
)
def test_what_is_no_collection_in_wgs_84_is_refused(data: object, sentence: str) -> None:
    with pytest.raises(BadFile, match=sentence):
        reading.features(json.dumps(data).encode())


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"])
def test_the_old_way_to_name_wgs_84_is_known(name: str) -> None:
    data = {"type": "FeatureCollection", "features": [NORTH], "crs": {"type": "name", "properties": {"name": name}}}
    assert len(reading.features(json.dumps(data).encode())) == 1
