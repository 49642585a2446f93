"""Addresses on pages: suggestions for the script and the same answer without it, at every place that asks where."""

import io
from collections.abc import Generator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoDbBlocker

from smilecity.city import actions, queries
from smilecity.city.models import KnownPlace
from smilecity.demo.load import load_city
from smilecity.doors.visitor import places
from tests.factories import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_rostock")]


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Generator[None]:
    """Rostock, loaded once for all tests of this module: each of them works on a savepoint of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_city(at=AT)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _rostock(_loaded: None, db: None) -> None:
    """Rostock."""


@pytest.fixture
def numbers() -> dict[str, float]:
    """Two houses on one street, in a file that writes it as people without an ß do; return where the first is."""
    street = queries.places_named("Lange Straße")[0]
    lon, lat = round(street.lon, 6), round(street.lat, 6)
    rows = ["strasse;hausnummer;plz;lon;lat", f"Lange Strasse;12;18055;{lon};{lat}"]
    rows.append(f"Lange Strasse;12a;18055;{lon + 0.0002};{lat}")
    actions.import_addresses(file=io.BytesIO("\n".join(rows).encode()), by=None, at=AT)
    return {"lon": lon, "lat": lat}


def suggested(client: Client, text: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get(reverse("web:place_search"), {"q": text}).json()["places"]
    return found


@pytest.mark.parametrize(
    "typed", ["Lange Str. 12a", "lange strasse 12 A", "18055 Lange Straße 12a", "Lnage Strase 12a"]
)
def test_a_house_is_suggested_as_people_type_it(client: Client, numbers: dict[str, float], typed: str) -> None:
    first = suggested(client, typed)[0]
    assert (first["name"], first["district"], first["note"]) == ("Lange Straße 12a", "Stadtmitte", "")
    assert (first["lon"], first["lat"]) == (round(numbers["lon"] + 0.0002, 6), numbers["lat"])


def test_a_number_nobody_knows_is_said_in_each_language(client: Client, numbers: dict[str, float]) -> None:
    assert suggested(client, "Lange Straße 999")[0]["note"] == (
        "Hausnummer 999 kennen wir nicht. Gemeint ist die Straße."
    )


def test_the_same_is_offered_without_a_script(client: Client, numbers: dict[str, float]) -> None:
    for typed in ("Lange Str. 12a", "Lange Straße 999", "Doberaner Str.", "Lnage"):
        with translation.override("de"):
            offered = [text for _value, text in places.found(typed)]
        said = [
            ", ".join(str(part) for part in (one["name"], one["district"]) if part)
            + (f" ({one['note']})" if one["note"] else "")
            for one in suggested(client, typed)
        ]
        assert offered == said


def test_a_point_names_the_closest_house_but_not_where_it_was_kept_roughly(
    client: Client, numbers: dict[str, float]
) -> None:
    said = client.get(reverse("web:place_words"), {name: str(degrees) for name, degrees in numbers.items()}).json()
    assert said["sentence"] == "Nähe Lange Straße 12, Stadtmitte"
    with translation.override("de"):
        kept = places.in_words({**numbers, "district": "stadtmitte"})
    assert kept == "Nähe Lange Straße, Stadtmitte"


def test_the_office_directory_knows_addresses(client: Client, numbers: dict[str, float]) -> None:
    page = client.get(reverse("web:responsible"), {"wo": "Lange Str. 12a"}).content.decode()
    assert "Stadtmitte" in page
    assert "data-pin-query" in page
    assert "web/js/pin" in page


def test_however_an_existing_street_is_spelled_it_is_found_first(numbers: dict[str, float]) -> None:
    """Every street of the town, in every spelling people use."""
    names = sorted(set(KnownPlace.objects.filter(is_district=False).values_list("name", flat=True)))
    assert len(names) > 1100
    for name in names[:: len(names) // 60]:
        for spelled in spellings(name):
            assert queries.places_named(spelled)[0].name == name, spelled


def spellings(name: str) -> list[str]:
    short = name.replace("straße", "str.").replace("Straße", "Str.")
    plain = name
    for letter, written in (("ß", "ss"), ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue")):
        plain = plain.replace(letter, written)
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
