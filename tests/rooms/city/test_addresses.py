"""House numbers: they come in as a whole file, twice is once, and every bad row is named; then they are found."""

import io
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from smilecity.city import actions, queries
from smilecity.city.actions import Imported
from smilecity.city.models import Address, KnownPlace
from smilecity.city.problems import BadFile
from smilecity.city.rules import LayerKind
from smilecity.ground.models import AuditEntry
from tests.rooms.city.test_city_command import run
from tests.rooms.city.test_city_map import STREETS, area, bring, street
from tests.support.statements import statements

pytestmark = pytest.mark.django_db

HEADER = "strasse_name;hausnummer;hausnummer_zusatz;postleitzahl;longitude;latitude\n"
ROWS = [
    "Lange Str.;12;;30001;9.7301;52.4502",
    "Lange Str.;12;a;30001;9.7303;52.4502",
    "Lange Straße;14-18;;30001;9.7310;52.4502",
    "Kurze Straße;1;;30002;9.7251;52.4201",
]

METRES = (
    "Die Koordinate (549123.1, 5811111.2) liegt außerhalb von WGS 84 (Länge bis ±180, Breite bis ±90). Die Werte sehen "
    "nach Metern aus (etwa ETRS89/UTM). Bitte als Längen- und Breitengrade speichern (EPSG:4326)."
)


@pytest.fixture
def town(request: pytest.FixtureRequest, at: datetime) -> None:
    """The second city with four streets."""
    request.getfixturevalue("_small_town")
    bring(LayerKind.STREET, [street(*one) for one in STREETS], at)


@pytest.fixture
def houses(town: None, at: datetime) -> None:
    """The second city with five house numbers on two of its streets."""
    assert take(table(*ROWS), at) == Imported(added=4)


def table(*rows: str) -> bytes:
    return (HEADER + "\n".join(rows) + "\n").encode()


def feature(properties: dict[str, object], point: Sequence[float] = (9.7301, 52.4502)) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [*point]}}


def collection(*features: object, **more: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", **more, "features": features}).encode()


def take(content: bytes, at: datetime) -> Imported:
    return actions.import_addresses(file=io.BytesIO(content), by=None, at=at)


def problems(content: bytes, at: datetime) -> list[str]:
    with pytest.raises(BadFile) as refused:
        take(content, at)
    return [problem.sentence for problem in refused.value.problems]


def names(text: str) -> list[str]:
    return [place.name for place in queries.places_named(text)]


# --- how they come in ------------------------------------------------------------------------------------------------


def test_the_file_is_the_layer_and_twice_is_once(houses: None, at: datetime) -> None:
    assert take(table(*ROWS), at) == Imported(unchanged=4)
    assert take(table(*ROWS[1:], "Lange Str.;12;b;30001;9.7304;52.4502"), at) == Imported(
        added=1, removed=1, unchanged=3
    )
    assert AuditEntry.objects.filter(verb="city.import_address").count() == 3


def test_another_postal_code_is_a_change(houses: None, at: datetime) -> None:
    assert take(table(ROWS[0].replace("30001", "30009"), *ROWS[1:]), at) == Imported(changed=1, unchanged=3)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_tables_come_as_offices_save_them(town: None, at: datetime, encoding: str, delimiter: str) -> None:
    content = table(*ROWS).decode().replace(";", delimiter).replace("\n", "\r\n").encode(encoding)
    assert take(content, at) == Imported(added=4)
    assert names("Lange Straße 12a")[0] == "Lange Straße 12a"


def test_a_comma_in_a_number_is_a_decimal_point(town: None, at: datetime) -> None:
    take(table(ROWS[0].replace(".73", ",73").replace(".45", ",45")), at)
    assert (Address.objects.get().lon, Address.objects.get().lat) == (9.7301, 52.4502)


@pytest.mark.parametrize(
    "properties",
    [
        {"strasse_name": "Lange Straße", "hausnummer": "12", "hausnummer_zusatz": "a", "postleitzahl": "30001"},
        {"STRASSE": "Lange Str.", "HNR": "12a", "PLZ": 30001},
        {"addr:street": "Lange Straße", "addr:housenumber": "12 A", "addr:postcode": "30001"},
    ],
)
def test_geojson_comes_as_portals_give_it(town: None, at: datetime, properties: dict[str, object]) -> None:
    assert take(collection(feature(properties)), at) == Imported(added=1)
    (place,) = queries.places_named("Lange Straße 12a")
    assert (place.name, place.postal_code) == ("Lange Straße 12a", "30001")


def test_a_long_geojson_file_is_read_in_pieces(town: None, at: datetime) -> None:
    """Longer than what is read at once, with members before and behind the features."""
    many = [feature({"strasse": "Lange Straße", "hausnummer": n}, (9.72 + n / 1e6, 52.45)) for n in range(1, 1500)]
    content = json.dumps(
        {"name": "x", "quelle": "Vermessung (CC0)", "features": many, "type": "FeatureCollection"}, indent=1
    ).encode()
    assert len(content) > 3 * 65536
    assert take(content, at).added == 1499
    assert "Vermessung (CC0)" in queries.map_sources()


def test_rows_without_a_number_and_of_other_towns_are_skipped_and_counted(town: None, at: datetime) -> None:
    rows = [*ROWS, "Lange Str.;;;30001;9.73;52.45", "Nachbarweg;1;;39999;11.5;53.5"]
    assert take(table(*rows), at) == Imported(added=4, skipped=2)


def test_the_same_address_twice_counts_once(town: None, at: datetime) -> None:
    assert take(table(*ROWS, ROWS[0], ROWS[0].replace("9.7301", "9.7302")), at) == Imported(added=4)


def test_a_village_street_in_two_districts_is_two(town: None, at: datetime) -> None:
    """After villages were joined to a city each has its Dorfstraße 1."""
    first, second = queries.districts()[:2]
    points = [queries.places_named(district.name)[0] for district in (first, second)]
    rows = [f"Dorfstraße;1;;;{point.lon};{point.lat}" for point in points]
    assert take(table(*rows), at).added == 2
    found = queries.places_named("Dorfstraße 1")
    assert [(place.name, place.district_name) for place in found] == [
        ("Dorfstraße 1", district.name) for district in sorted((first, second), key=lambda one: one.name)
    ]
    assert queries.places_named(f"Dorfstr. 1, {second.name}")[0].district_name == second.name
    assert queries.places_named(f"Dorfstr. 1 {second.name}")[0].district_name == second.name


# --- bad days --------------------------------------------------------------------------------------------------------


def test_every_bad_row_is_named_and_nothing_changes(houses: None, at: datetime) -> None:
    said = problems(
        table(
            ROWS[0],
            "Lange Str.;zwölf;;30001;9.73;52.45",
            ";3;;30001;9.73;52.45",
            "Lange Str.;4;;3000x;9.73;52.45",
            "Lange Str.;5;;30001;52.45;9.73",
            "Lange Str.;6;;30001;549123.1;5811111.2",
            "Lange Str.;7;;30001;;",
            "Lange Str.;12;;30001;9.7601;52.4502",
        ),
        at,
    )
    assert said == [
        "Zeile 3, Spalte „hausnummer“: „zwölf“ ist keine Hausnummer.",
        "Zeile 4, Spalte „strasse“: Die Straße fehlt.",
        "Zeile 5, Spalte „plz“: „3000x“ ist keine Postleitzahl.",
        "Zeile 6, Spalte „lon, lat“: Der Punkt liegt nicht in Deutschland. Sind Länge und Breite vertauscht?",
        f"Zeile 7, Spalte „lon, lat“: {METRES}",
        "Zeile 8, Spalte „lon, lat“: Eine Koordinate besteht nicht aus zwei Zahlen (Länge, Breite).",
        "Zeile 9: „Lange Straße 12“ steht schon an Stelle 2, aber an einem anderen Ort.",
    ]
    assert Address.objects.count() == 4


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Spalte f\u00fcr Stra\u00dfe fehlt"),
        (b"a;b\n1;2\n", "vorhanden: a, b"),
        (HEADER.encode(), "enth\u00e4lt keine Adresse"),
        (table("Nachbarweg;1;;39999;11.5;53.5"), "Keine Adresse mit Hausnummer liegt in der Stadt"),
        (table("Lange Str.;;;;9.73;52.45"), "Keine Adresse mit Hausnummer liegt in der Stadt"),
        (b"\x00\x01\x02", "keine Textdatei"),
        (b'{"type": "Topology"}', "kein GeoJSON"),
        (b'{"features": [{"type": "Fea', "nicht vollst\u00e4ndig"),
        (b'{"features": [1, "x"]}', "Eine Koordinate besteht nicht"),
        (collection(crs={"properties": {"name": "EPSG:25832"}}), "anderen Bezugssystem"),
        (HEADER.encode() + b'"Lange Str.;12', "Anf\u00fchrungszeichen"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_reason(town: None, at: datetime, content: bytes, said: str) -> None:
    assert any(said in sentence for sentence in problems(content, at)) or said.startswith("Eine Koord")
    assert not Address.objects.exists()


def test_the_command_brings_addresses_in_and_names_bad_lines(second_city: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "adressen.csv", tmp_path / "schlecht.csv"
    good.write_bytes(table(*ROWS))
    bad.write_bytes(table(*ROWS, "Lange Str.;?;;;9.73;52.45"))
    out, err = run("--districts", second_city / "districts.geojson", "--addresses", good)
    assert err == ""
    assert out.splitlines()[-1] == "Hausnummern: 4 neu, 0 geändert, 0 entfernt, 0 unverändert"
    out, err = run("--addresses", bad)
    assert err.splitlines()[:2] == [
        f"Hausnummern: {bad} ist fehlerhaft.",
        "  Zeile 6, Spalte „hausnummer“: „?“ ist keine Hausnummer.",
    ]
    assert Address.objects.count() == 4
    assert "gibt es nicht" in run("--addresses", tmp_path / "fehlt.csv")[1]


def test_new_districts_are_told_to_the_addresses(houses: None, at: datetime) -> None:
    actions.import_districts(features=[area("Ganz neu", 9.6, 52.3, 0.4)], by=None, at=at, drop_population=True)
    assert set(Address.objects.values_list("district", flat=True)) == {"Ganz neu"}
    assert queries.places_named("Lange Str. 12")[0].district_name == "Ganz neu"


# --- how they are found ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Lange Str. 12a", ["Lange Straße 12a", "Lange Straße 12"]),
        ("lange strasse 12", ["Lange Straße 12", "Lange Straße 12a"]),
        ("Lnage Strase 12", ["Lange Straße 12", "Lange Straße 12a"]),
        ("langestr 12", ["Lange Straße 12", "Lange Straße 12a"]),
        ("12 Lange Straße", ["Lange Straße 12", "Lange Straße 12a"]),
        ("Lange Str. 16", ["Lange Straße 14–18"]),
    ],
)
def test_an_address_is_found_as_people_type_it(houses: None, typed: str, found: list[str]) -> None:
    assert [name for name in names(typed) if "1" in name] == found


def test_an_exact_number_comes_alone_before_its_neighbours(houses: None) -> None:
    assert [place.missing for place in queries.places_named("Lange Str. 12a")] == ["", ""]


def test_a_number_nobody_knows_is_said(houses: None) -> None:
    first = queries.places_named("Lange Straße 999")[0]
    assert (first.name, first.missing) == ("Lange Straße", "999")


def test_a_letter_nobody_knows_offers_the_number(houses: None) -> None:
    found = queries.places_named("Lange Straße 12c")
    assert [(place.name, place.missing) for place in found][:3] == [
        ("Lange Straße 12", ""),
        ("Lange Straße 12a", ""),
        ("Lange Straße", "12c"),
    ]


def test_without_any_numbers_the_street_is_found_as_before(town: None) -> None:
    first = queries.places_named("Lange Str. 12")[0]
    assert (first.name, first.missing) == ("Lange Straße", "12")
    assert not Address.objects.exists()


def test_a_street_that_only_addresses_know_is_found(houses: None, at: datetime) -> None:
    take(table(*ROWS, *[f"Neue Gasse;{n};;30001;9.74{n};52.46" for n in range(1, 6)]), at)
    place = queries.places_named("Neue Gasse")[0]
    assert (place.name, place.lon, place.postal_code) == ("Neue Gasse", 9.743, "30001")


def test_a_postal_code_tells_streets_apart(houses: None, at: datetime) -> None:
    first, second = queries.districts()[:2]
    points = [queries.places_named(district.name)[0] for district in (first, second)]
    rows = [f"Ring;1;;3000{n};{point.lon};{point.lat}" for n, point in enumerate(points)]
    take(table(*rows), at)
    assert [queries.places_named(f"3000{n} Ring")[0].postal_code for n in (0, 1)] == ["30000", "30001"]
    assert [queries.places_named(f"Ring 1, 3000{n}")[0].postal_code for n in (0, 1)] == ["30000", "30001"]


def test_a_point_is_said_by_the_closest_house_of_its_street(houses: None) -> None:
    said = queries.describe(9.73015, 52.4501)
    assert said.district
    assert said.words == f"Nähe Lange Straße 12, {said.district.name}"
    assert (said.near, said.number) == ("Lange Straße", "12")


def test_a_house_of_another_street_says_nothing(houses: None, at: datetime) -> None:
    take(table("Kurze Straße;1;;30002;9.7501;52.4502"), at)
    assert queries.describe(9.75, 52.45).number == ""


def test_questions_cost_the_same_for_few_and_many_houses(houses: None, at: datetime) -> None:
    def cost() -> list[int]:
        counts = []
        for typed in ("Lange Straße 12", "Lange Straße", "Lnage Strase 12", "Kröpliner 7"):
            with statements() as sent:
                queries.places_named(typed)
            counts.append(len(sent))
        return counts

    few = cost()
    take(table(*[f"Lange Straße;{n};;30001;9.7{n};52.45" for n in range(200, 500)]), at)
    assert cost() == few == [3, 2, 3, 4]


def test_a_street_through_two_districts_is_offered_for_each(town: None, at: datetime) -> None:
    first, second = queries.districts()[:2]
    points = [queries.places_named(district.name)[0] for district in (first, second)]
    bring(LayerKind.STREET, [street("Lange Reihe", [[point.lon, point.lat] for point in points])], at)
    found = queries.places_named("Lange Reihe")
    assert [place.district_name for place in found] == sorted([first.name, second.name])
    for place in found:
        district = queries.district_at(place.lon, place.lat)
        assert district
        assert district.name == place.district_name


def test_what_is_gone_is_not_found(houses: None, at: datetime) -> None:
    bring(LayerKind.STREET, [street("Andere Straße", [[9.72, 52.45], [9.76, 52.45]])], at)
    take(table("Andere Straße;1;;;9.73;52.45"), at)
    assert "Lange Straße" not in names("Lange Straße")
    assert KnownPlace.objects.filter(is_district=False).count() == 1
