"""Addresses on pages: suggestions for the script and the same answer without it, at every place that asks where."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from smilecity.city import actions, queries
from smilecity.doors.visitor import places
from smilecity.ground import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_rostock")]
TABLE = (
    b"strasse;hausnummer;plz;lon;lat\nLange Strasse;12;18055;12.1351;54.0893\nLange Strasse;12a;18055;12.1353;54.0893\n"
)


@pytest.fixture
def numbers() -> None:
    """Two houses on one street."""
    actions.import_addresses(file=io.BytesIO(TABLE), by=None, at=clock.now())


def suggested(client: Client, text: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get(reverse("web:place_search"), {"q": text}).json()["places"]
    return found


@pytest.mark.parametrize(
    "typed", ["Lange Str. 12a", "lange strasse 12 A", "18055 Lange Straße 12a", "Lnage Strase 12a"]
)
def test_a_house_is_suggested_as_people_type_it(client: Client, numbers: None, typed: str) -> None:
    first = suggested(client, typed)[0]
    assert (first["name"], first["district"], first["note"]) == ("Lange Straße 12a", "Stadtmitte", "")
    assert (first["lon"], first["lat"]) == (12.1353, 54.0893)


def test_a_number_nobody_knows_is_said_in_each_language(client: Client, numbers: None) -> None:
    assert suggested(client, "Lange Straße 999")[0]["note"] == (
        "Hausnummer 999 kennen wir nicht. Gemeint ist die Straße."
    )


def test_the_same_is_offered_without_a_script(client: Client, numbers: None) -> None:
    for typed in ("Lange Str. 12a", "Lange Straße 999", "Doberaner Str.", "Lnage"):
        with translation.override("de"):
            offered = [text for _value, text in places.found(typed)]
        said = [
            ", ".join(str(part) for part in (one["name"], one["district"]) if part)
            + (f" ({one['note']})" if one["note"] else "")
            for one in suggested(client, typed)
        ]
        assert offered == said


def test_a_point_names_the_closest_house_but_not_where_it_was_kept_roughly(client: Client, numbers: None) -> None:
    said = client.get(reverse("web:place_words"), {"lon": "12.1351", "lat": "54.0893"}).json()
    assert said["sentence"] == "Nähe Lange Straße 12, Stadtmitte"
    with translation.override("de"):
        kept = places.in_words({"lon": "12.1351", "lat": "54.0893", "district": "stadtmitte"})
    assert kept == "Nähe Lange Straße, Stadtmitte"


def test_the_office_directory_knows_addresses(client: Client, numbers: None) -> None:
    page = client.get(reverse("web:offices"), {"wo": "Lange Str. 12a"}).content.decode()
    assert "Stadtmitte" in page
    assert "data-pin-query" in page
    assert "web/js/pin" in page


def test_however_an_existing_street_is_spelled_it_is_found_first(numbers: None) -> None:
    """Every street of the town, in every spelling people use."""
    names = sorted({place.name for place in queries_streets()})
    assert len(names) > 1100
    for name in names[:: len(names) // 60]:
        for spelled in spellings(name):
            assert queries.places_named(spelled)[0].name == name, spelled


def queries_streets() -> list[queries.NamedPlace]:
    from smilecity.city.models import KnownPlace

    rows = KnownPlace.objects.filter(is_district=False).values_list("name", "lon", "lat", "district")
    return [queries.NamedPlace(*row) for row in rows]


def spellings(name: str) -> list[str]:
    short = name.replace("straße", "str.").replace("Straße", "Str.")
    plain = name.translate(str.maketrans({"ß": "ss", "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}))
    return [
        name,
        name.upper(),
        name.lower(),
        short,
        f"{short} 12",
        f"{name} 3a, 18055 Rostock",
        f"18055 Rostock, {name} 7",
        plain,
        plain.replace("-", " "),
        f"  {name}  ",
    ]
