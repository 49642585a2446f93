"""Setting up a city at the desk, from an empty database on: what is done, what is missing, and where it is done."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from smilecity.city import actions as city_actions
from smilecity.city import queries as city
from smilecity.city.models import City
from smilecity.city.rules import LAND_BY_KEY
from smilecity.doors.desk import city_steps
from smilecity.doors.desk.city_form import LANDS
from smilecity.doors.desk.survey_path import Standing
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.people.rules import DESK_ROLES, Role
from tests.doors.desk.test_editions import form
from tests.factories import AT, make_resident
from tests.support.clock import Clock
from tests.support.colleague import Colleague
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
SQUARE = {"type": "Polygon", "coordinates": [[[12, 54], [12.1, 54], [12.1, 54.1], [12, 54.1], [12, 54]]]}


@pytest.fixture
def admin() -> Colleague:
    return Colleague(Role.ADMINISTRATOR)


@pytest.fixture
def empty() -> None:
    """A database as it is after the installation."""
    City.objects.all().delete()


def standings() -> dict[str, Standing]:
    return {str(step.name): step.standing for step in city_steps.found()}


def districts(*names: str) -> SimpleUploadedFile:
    found = [
        {"type": "Feature", "properties": {"name": name}, "geometry": _moved(number)}
        for number, name in enumerate(names)
    ]
    return SimpleUploadedFile("o.geojson", json.dumps({"type": "FeatureCollection", "features": found}).encode())


def _moved(number: int) -> dict[str, object]:
    ring = [[corner[0] + number, corner[1]] for corner in SQUARE["coordinates"][0]]  # type: ignore[index] # a ring
    return SQUARE | {"coordinates": [ring]}


@pytest.mark.usefixtures("empty")
def test_an_empty_city_says_what_is_missing_in_order_and_what_it_means(admin: Colleague) -> None:
    admin.opens("").says("Stadt einrichten", "Noch hat die Stadt keinen Namen.")
    page = admin.opens("stadt/")
    page.says("1. Name und Anschrift fehlt noch", "Der Name fehlt.", "steht alles still, wenn sie fehlt")
    page.says("smilecity check --deploy", "Europe/Berlin")
    found = standings()
    missing = {name for name, standing in found.items() if standing is Standing.MISSING}
    assert missing == {
        "Name und Anschrift",
        "Bundesland und Zeitzone",
        "Impressum, Datenschutz, Barrierefreiheit",
        "Ortsteile",
        "Zuständige Stellen",
        "Konten und Rollen",
        "Wer antwortet für welche Stelle?",
        "E-Mail",
    }
    assert len(found) == 17


@pytest.mark.usefixtures("empty")
def test_name_and_address_are_kept_and_checked_at_their_fields(admin: Colleague) -> None:
    admin.sends("stadt/angaben/", land="MV").says("Bitte geben Sie an, wie Ihre Stadt heißt.")
    wrong = admin.sends("stadt/angaben/", name="Hafenstadt", postal_code="123", email="nichts")
    wrong.says("„123“ passt nicht. Erwartet wird eine Postleitzahl", "Erwartet wird eine E-Mail-Adresse")
    assert "Feld „" not in wrong.words
    assert not City.objects.exists()
    right = {"name": "Hafenstadt", "land": "MV", "street": "Am Markt 1", "postal_code": "18055", "town": "Hafenstadt"}
    admin.sends("stadt/angaben/", **right, email="stadt@hafen.de", phone="0381 1", claim_de="Wir reden mit").says(
        "Die Angaben sind gespeichert."
    )
    profile = city.profile()
    assert (profile.name, profile.official_name, profile.land) == ("Hafenstadt", "Hafenstadt", "MV")
    assert profile.claim == {"de": "Wir reden mit"}
    assert standings()["Name und Anschrift"] is Standing.DONE
    assert standings()["Bundesland und Zeitzone"] is Standing.DONE
    assert "Stadt einrichten" not in [need["title"] for need in city_steps.needs(frozenset({Role.ADMINISTRATOR}))]


def test_the_forms_of_the_city_leave_alone_what_they_do_not_show(admin: Colleague) -> None:
    data = {"name": "Hafenstadt", "bbox": [12.0, 54.0, 12.4, 54.3], "vat_id": "DE 1", "land": "MV"}
    city_actions.set_profile(data=data, by=None, at=AT)
    admin.sends("stadt/farbe/", **form(admin.opens("stadt/farbe/")) | {"accent": "#AA0044", "accent_dark": ""})
    profile = city.profile()
    assert (profile.accent, profile.vat_id, profile.land) == ("#aa0044", "DE 1", "MV")
    assert profile.box == (12.0, 54.0, 12.4, 54.3)
    assert profile.accent_dark not in {"", "#aa0044"}
    admin.sends("stadt/farbe/", accent="#eeeeee").says("schlecht zu lesen")
    assert city.profile().accent == "#aa0044"


@pytest.mark.usefixtures("empty")
def test_legal_texts_wait_for_the_name_of_the_city_and_are_not_lost_in_silence(admin: Colleague) -> None:
    page = admin.sends("recht/angaben/", legal_form="Körperschaft")
    page.says("Bitte geben Sie zuerst unter „Stadt einrichten“ an, wie Ihre Stadt heißt.")
    assert "Körperschaft" in page.html
    with pytest.raises(Refused):
        city_actions.set_legal(texts={"legal_form": "x"}, by=None, at=AT)


def test_districts_come_in_as_a_file_all_or_nothing(admin: Colleague) -> None:
    path = "stadt/einlesen/districts/"
    admin.sends(path, datei=districts("Nord", "Süd"), pruefen="1").says("Nur geprüft, alles in Ordnung: 2 neu")
    assert city.districts() == []
    admin.sends(path, datei=districts("Nord", "Süd")).says("Eingelesen: 2 neu", "2 Ortsteile")
    assert [row.name for row in city.districts()] == ["Nord", "Süd"]
    admin.sends(path, datei=districts("Nord", "")).says("Nicht eingelesen. Das stimmt nicht:")
    admin.sends(path, datei=SimpleUploadedFile("x", b"{")).says("kein gültiges JSON")
    admin.sends(path).says("Bitte wählen Sie eine Datei aus.")
    assert len(city.districts()) == 2
    assert admin.opens("stadt/einlesen/nichts/").status == 404


def test_house_numbers_come_in_as_a_file_and_are_found_at_once(admin: Colleague) -> None:
    path, name = "stadt/einlesen/address/", "hausnummern.csv"
    admin.sends("stadt/einlesen/districts/", datei=districts("Nord"))
    way = {"type": "LineString", "coordinates": [[12.05, 54.05], [12.06, 54.05]]}
    street = {"type": "Feature", "properties": {"name": "Lange Straße"}, "geometry": way}
    streets = json.dumps({"type": "FeatureCollection", "features": [street]}).encode()
    admin.sends("stadt/einlesen/street/", datei=SimpleUploadedFile("s.geojson", streets)).says("Eingelesen")
    head = "strasse;hausnummer;zusatz;plz;lon;lat\n"

    def file(*rows: str) -> SimpleUploadedFile:
        return SimpleUploadedFile(name, (head + "\n".join(rows)).encode())

    good = ("Lange Str.;12;;18055;12.0501;54.0501", "Lange Straße;12;a;18055;12.0503;54.0501")
    admin.sends(path, datei=file(*good), pruefen="1").says("Nur geprüft, alles in Ordnung: 2 neu")
    assert [one.missing for one in city.places_named("Lange Straße 12a")] == ["12a"]
    admin.sends(path, datei=file(*good)).says("Eingelesen: 2 neu")
    found = city.places_named("lange str 12 a")[0]
    assert (found.name, found.is_house, found.lon) == ("Lange Straße 12a", True, 12.0503)
    admin.sends(path, datei=file(*good)).says("0 neu, 0 geändert, 0 entfernt, 2 unverändert")
    admin.sends(path, datei=file("Lange Straße;12;;18055;549123;5811111")).says(
        "Nicht eingelesen. Das stimmt nicht:", "EPSG:4326"
    )
    admin.sends(path, datei=SimpleUploadedFile(name, b"a;b\n1;2\n")).says("Nicht eingelesen.")
    assert len(city.places_named("Lange Straße 12")) == 2
    assert AuditEntry.objects.filter(verb="city.import_address", actor=admin.user.pk).count() == 2
    Colleague(Role.EDITOR).sends(path, datei=file("Lange Straße;13;;18055;12.0501;54.0501"))
    assert [one.missing for one in city.places_named("Lange Straße 13")] == ["13"]


FILES = {
    "themes": b'[{"name": "Verkehr"}]',
    "offices": b'[{"name": "Tiefbauamt"}]',
    "population": b"Jahr;Geschlecht;Altersgruppe;Anzahl\n2023;w;unter 18 Jahre;5\n2023;m;unter 18 Jahre;6\n",
    "water": json.dumps(
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": {"name": "See"}, "geometry": SQUARE}],
        }
    ).encode(),
}


@pytest.mark.parametrize("kind", FILES)
def test_each_kind_of_file_comes_in(admin: Colleague, kind: str) -> None:
    page = admin.sends(f"stadt/einlesen/{kind}/", datei=SimpleUploadedFile("datei", FILES[kind]))
    page.says("Eingelesen: ", " neu")
    stock = city.stock()
    assert stock.themes + stock.offices + bool(stock.population) + len(stock.layers) == 1


def test_a_mail_for_a_trial_is_sent_to_oneself_and_noted_when_it_came(
    admin: Colleague, mailoutbox: list[object], time: Clock
) -> None:
    admin.sends("stadt/e-mail/").says("Die E-Mail ist unterwegs.", "Zuletzt verschickt")
    (mail,) = mailoutbox
    assert getattr(mail, "to", []) == [admin.user.email]
    assert standings()["E-Mail"] is Standing.BETTER
    time.at += timedelta(minutes=1)
    admin.sends("stadt/e-mail/", angekommen="1").says("Gut: E-Mails kommen an.")
    assert standings()["E-Mail"] is Standing.DONE
    admin.opens("stadt/e-mail/").says("Zuletzt angekommen")


def test_roles_are_given_to_accounts_that_are_there(admin: Colleague) -> None:
    resident = make_resident(email="kim@example.org")
    page = admin.sends("stadt/konten/", email="Kim@Example.org", roles=["editor", "clerk"])
    page.says("Die Rollen sind gespeichert.", "kim@example.org", "Redaktion und Sachbearbeitung", "fehlt noch")
    assert User.objects.get(pk=resident.pk).role_set == {Role.EDITOR, Role.CLERK}
    assert AuditEntry.objects.filter(verb="people.give_roles", actor=admin.user.pk).count() == 1
    admin.sends("stadt/konten/", email="fehlt@example.org", roles=["editor"]).says("noch kein Konto")
    admin.sends("stadt/konten/", email="nichts").says("Bitte prüfen Sie die Adresse")
    chosen = admin.opens(f"stadt/konten/?konto={resident.pk}")
    assert chosen.fields["email"] == "kim@example.org"
    assert admin.opens("stadt/konten/?konto=x").fields["email"] == ""


def test_nobody_takes_the_administration_from_themselves(admin: Colleague) -> None:
    page = admin.sends("stadt/konten/", email=admin.user.email, roles=["editor"])
    page.says("Die Administration können Sie sich nicht selbst nehmen.")
    assert User.objects.get(pk=admin.user.pk).role_set == {Role.ADMINISTRATOR}


PAGES = ("", "angaben/", "farbe/", "e-mail/", "konten/", "einlesen/districts/")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_only_administrators_set_up_the_city(role: Role, path: str) -> None:
    who = Colleague(role)
    before = AuditEntry.objects.count()
    given = {"name": "X", "accent": "#00566b", "email": who.user.email, "roles": "administrator"}
    pages = [who.opens(f"stadt/{path}"), *([who.sends(f"stadt/{path}", **given)] if path else [])]
    refused = ["richtet nur die Administration ein" in page.words for page in pages]
    assert all(refused) == (role is not Role.ADMINISTRATOR)
    if role is not Role.ADMINISTRATOR:
        assert AuditEntry.objects.count() == before
        assert User.objects.get(pk=who.user.pk).role_set == {role}


def test_the_list_costs_the_same_however_large_the_city_is(admin: Colleague) -> None:
    with statements() as small:
        city_steps.found()
    admin.sends("stadt/einlesen/districts/", datei=districts("Nord", "Süd", "West"))
    Colleague(Role.EDITOR)
    with statements() as large:
        city_steps.found()
    assert len(small) == len(large) <= 12


def test_every_land_can_be_chosen() -> None:
    assert set(LANDS) == set(LAND_BY_KEY.values())
