"""What is measured at the desk: the list, a datastream, a thing, entering one, deleting, who looked."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Max

from smilecity.ground.models import AuditEntry
from smilecity.people.rules import Role
from smilecity.sense.things.actions import looking
from smilecity.sense.things.models import Datastream, DatastreamShare, Location, Look, ObservedProperty, Thing
from smilecity.sense.things.models.values import Observation
from smilecity.sense.things.rules.words import Access, SecondValue
from tests.factories import AT
from tests.factories_sense import (
    caller_of,
    make_datastream,
    make_observation,
    make_observed,
    make_party,
    make_thing,
)
from tests.support.colleague import Colleague
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {
    "name": "Wasserstand",
    "description": "",
    "owner": "",
    "licence": "dl-de/zero-2-0",
    "licence_other": "",
    "legal_basis": "",
    "contact": "",
    "access": "public",
    "shared_with": [],
    "second_value": "keep",
}
NEW: dict[str, Any] = {
    "name": "Pegel Warnemünde",
    "description": "",
    "place": "Alter Strom",
    "point": "",
    "latitude": "54,181",
    "longitude": "12,085",
    "quantity": "water_level",
    "other_name": "",
    "other_unit": "",
    "sensor": "Radarpegel",
    "owner": "",
    "licence": "CC BY 4.0",
    "licence_other": "",
    "access": "public",
    "shared_with": [],
}


@pytest.fixture
def who() -> Colleague:
    return Colleague(Role.STEWARD)


class TestTheList:
    def test_an_empty_one_says_what_a_thing_is(self, who: Colleague) -> None:
        who.opens("messwerte/").says("Noch keine Messwerte", "Erste Messstelle anlegen")

    def test_it_shows_what_was_measured_last_and_how_long_ago(self, who: Colleague) -> None:
        series = make_datastream("Wasserstand", thing=make_thing("Pegel"), owner=make_party("Hafenamt"))
        make_observation(series, 1234.5678, at=AT - timedelta(hours=3))
        make_datastream("Stummes", generated=True)
        who.opens("messwerte/").says(
            "Wasserstand", "Pegel", "Hafenamt", "1.234,568", "vor 3 Stunden", "öffentlich", "noch kein Wert"
        )
        who.opens("messwerte/").says("die Stadt selbst", "erfundene Beispieldaten")

    def test_values_that_are_not_public_are_not_in_it(self, who: Colleague) -> None:
        make_observation(make_datastream(access=Access.INTERNAL), 4711)
        page = who.opens("messwerte/")
        page.says("nur intern", "gerade eben")
        assert "4.711" not in page.words
        assert not Look.objects.exists()

    def test_it_is_searched_and_filtered(self, who: Colleague) -> None:
        party = make_party("Hafenamt")
        make_datastream("Wasserstand", thing=make_thing("Pegel"), owner=party)
        make_datastream("Füllstand", access=Access.INTERNAL)
        asked = {
            "suche=wasser": {"Wasserstand"},
            "suche=pegel": {"Wasserstand"},
            "suche=%25": set(),
            "zugriff=internal": {"Füllstand"},
            f"anbieter={party.pk}": {"Wasserstand"},
            "anbieter=stadt": {"Füllstand"},
            "anbieter=99999999999999999999": {"Wasserstand", "Füllstand"},
            "zugriff=quatsch&nach=quatsch": {"Wasserstand", "Füllstand"},
        }
        for query, found in asked.items():
            page = who.opens(f"messwerte/?{query}")
            assert {name for name in ("Wasserstand", "Füllstand") if f">{name}</a>" in page.html} == found, query
        who.opens("messwerte/?suche=xyz").says("Zu dieser Auswahl gibt es hier nichts.")

    def test_who_has_been_silent_longest_comes_first(self, who: Colleague) -> None:
        for name, hours in (("A", 1), ("B", 500), ("C", None), ("D", 20)):
            series = make_datastream(f"Reihe {name}")
            if hours is not None:
                make_observation(series, at=AT - timedelta(hours=hours))
        page = who.opens("messwerte/?sortiert=stille")
        assert re.findall(r">Reihe (\w)</a>", page.html) == ["C", "B", "D", "A"]

    @pytest.mark.parametrize("order", ["", "stille"])
    def test_it_is_paged_by_key_and_costs_no_more_sql(self, who: Colleague, order: str) -> None:
        thing, observed = make_thing(), make_observed()
        for number in range(3):
            make_datastream(f"Reihe {number:03}", thing=thing, observed=[observed])
        who.opens("messwerte/")
        with statements() as few:
            who.opens(f"messwerte/?sortiert={order}")
        for number in range(3, 60):
            make_datastream(f"Reihe {number:03}", thing=thing, observed=[observed])
        with statements() as many:
            page = who.opens(f"messwerte/?sortiert={order}")
        assert len(many) == len(few)
        following = re.search(
            r'rel="next" href="/desk/([^"]+)"|href="/desk/([^"]+)" rel="next"|href="/desk/([^"]+nach[^"]+)"', page.html
        )
        assert following
        address = next(part for part in following.groups() if part).replace("&amp;", "&")
        rest = who.opens(address)
        seen = re.findall(r">Reihe (\d+)</a>", page.html) + re.findall(r">Reihe (\d+)</a>", rest.html)
        assert seen == [f"{number:03}" for number in range(60)]
        rest.says("Zum Anfang")


class TestADatastream:
    def test_its_page_says_what_it_measures(self, who: Colleague) -> None:
        series = make_datastream("Wasserstand", observed=[make_observed("Wasserhöhe")], thing=make_thing("Pegel"))
        make_observation(series, 5.25, at=AT - timedelta(minutes=4))
        who.opens(f"messwerte/{series.pk}/").says("5,25 m", "vor 4 Minuten", "Wasserhöhe", "Meter (m)", "1 Messwert")
        assert not Look.objects.exists()

    def test_a_look_at_what_is_not_public_is_remembered(self, who: Colleague) -> None:
        series = make_datastream("Geheimes", access=Access.INTERNAL)
        make_observation(series, 42)
        who.opens(f"messwerte/{series.pk}/").says("42 m", "Zugriffe auf diese Messreihe")
        look = Look.objects.get()
        assert (look.by, look.key, look.datastreams) == (who.user.pk, None, [series.pk])
        who.opens(f"messwerte/zugriffe/?messreihe={series.pk}").says("Nur: Geheimes", "Kim Amt : Geheimes")

    def test_everything_that_is_said_of_it_is_kept(self, who: Colleague) -> None:
        series, provider, friend = make_datastream(), make_party("Hafenamt"), make_party("Uni")
        said = SAID | {
            "name": "Pegelstand",
            "owner": str(provider.pk),
            "licence": "other",
            "licence_other": "https://example.org/lizenz",
            "access": "shared",
            "shared_with": [str(friend.pk)],
            "second_value": "replace",
            "legal_basis": "§ 1 Pegelgesetz",
            "contact": "pegel@example.org",
        }
        page = who.sends(f"messwerte/{series.pk}/", **said)
        page.says("Die Angaben sind gespeichert.", "geteilt")
        assert 'value="https://example.org/lizenz"' in page.html
        series.refresh_from_db()
        assert (series.name, series.owner_id, series.licence) == (
            "Pegelstand",
            provider.pk,
            "https://example.org/lizenz",
        )
        assert (series.access, series.second_value) == (Access.SHARED, SecondValue.REPLACE)
        assert set(DatastreamShare.objects.values_list("party", flat=True)) == {friend.pk}
        entry = AuditEntry.objects.get(verb="things.describe")
        assert (entry.actor, entry.details) == (who.user.pk, {"access": "shared", "access_before": "public"})

    def test_what_is_no_longer_shared_is_shared_with_nobody(self, who: Colleague) -> None:
        series = make_datastream(access=Access.SHARED, shared_with=[make_party()])
        who.sends(f"messwerte/{series.pk}/", **SAID | {"access": "internal"})
        assert not DatastreamShare.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"name": " "}, "Bitte geben Sie der Messreihe einen Namen."),
            ({"licence": ""}, "Bitte wählen Sie eine Lizenz"),
            ({"licence": "other"}, "Bitte schreiben Sie, welche Lizenz gilt."),
            ({"access": "shared"}, "Es gibt noch keinen Partner"),
            ({"access": "secret"}, "Noch nicht gespeichert"),
            ({"owner": "999999"}, "Noch nicht gespeichert"),
            ({"name": "x" * 501}, "Bitte kürzen Sie auf höchstens 500 Zeichen"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_changes(self, who: Colleague, wrong: dict[str, Any], said: str) -> None:
        series = make_datastream("Wie zuvor")
        who.sends(f"messwerte/{series.pk}/", **SAID | wrong).says(said)
        series.refresh_from_db()
        assert series.name == "Wie zuvor"

    def test_sharing_needs_somebody_to_share_with(self, who: Colleague) -> None:
        series, _friend = make_datastream(), make_party()
        page = who.sends(f"messwerte/{series.pk}/", **SAID | {"access": "shared"})
        page.says("Bitte kreuzen Sie an, mit wem die Messreihe geteilt wird.")

    def test_deleting_says_how_many_values_go(self, who: Colleague) -> None:
        series = make_datastream("Wasserstand")
        for hour in range(3):
            make_observation(series, at=AT - timedelta(hours=hour))
        page = who.opens(f"messwerte/{series.pk}/loeschen/")
        page.says("Gelöscht wird „Wasserstand“: 1 Messreihe, 3 Messwerte.", "endgültig", "„Nur intern“")
        assert Observation.objects.count() == 3
        who.sends(f"messwerte/{series.pk}/loeschen/").says("„Wasserstand“ ist gelöscht.")
        assert not Observation.objects.exists()
        assert not Datastream.objects.exists()
        assert AuditEntry.objects.get(verb="things.remove_datastream").actor == who.user.pk


class TestAThing:
    def test_one_page_enters_it_with_place_and_datastream(self, who: Colleague) -> None:
        page = who.sends("messwerte/neu/", **NEW)
        page.says("Die Messstelle ist angelegt", "Pegel Warnemünde", "Wasserstand", "54,18100° N, 12,08500° O")
        series = Datastream.objects.get()
        assert series.units == {
            "name": "Zentimeter",
            "symbol": "cm",
            "definition": "http://qudt.org/vocab/unit/CentiM",
        }
        assert (series.licence, series.access, series.sensor.name) == ("CC BY 4.0", Access.PUBLIC, "Radarpegel")
        assert Location.objects.get().location == {"type": "Point", "coordinates": [12.085, 54.181]}
        assert AuditEntry.objects.filter(actor=who.user.pk, verb__in=["things.enter", "things.add_series"]).count() == 2

    def test_it_belongs_to_its_provider(self, who: Colleague) -> None:
        party = make_party("Hafenamt")
        who.sends("messwerte/neu/", **NEW | {"owner": str(party.pk)})
        assert {Thing.objects.get().owner_id, Datastream.objects.get().owner_id} == {party.pk}

    def test_what_is_the_same_is_linked_and_not_made_again(self, who: Colleague) -> None:
        who.sends("messwerte/neu/", **NEW)
        who.sends("messwerte/neu/", **NEW | {"name": "Pegel Stadthafen"})
        assert (Thing.objects.count(), ObservedProperty.objects.count()) == (2, 1)

    def test_something_else_is_measured_in_its_own_unit(self, who: Colleague) -> None:
        who.sends("messwerte/neu/", **NEW | {"quantity": "other", "other_name": "Sandhöhe", "other_unit": "dm"})
        series = Datastream.objects.get()
        assert (series.name, series.units["symbol"]) == ("Sandhöhe", "dm")

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"name": ""}, "Bitte geben Sie der Messstelle einen Namen."),
            ({"latitude": ""}, "oder geben Sie beide Koordinaten ein"),
            ({"latitude": "91"}, "Breitengrad als Zahl von −90 bis 90"),
            ({"longitude": "zwölf"}, "Längengrad als Zahl von −180 bis 180"),
            ({"longitude": "nan"}, "Noch nicht gespeichert"),
            ({"quantity": ""}, "Bitte wählen Sie, was gemessen wird."),
            ({"quantity": "other"}, "Bitte schreiben Sie, was gemessen wird."),
            ({"licence": ""}, "Bitte wählen Sie eine Lizenz"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_made(self, who: Colleague, wrong: dict[str, Any], said: str) -> None:
        who.sends("messwerte/neu/", **NEW | wrong).says(said)
        assert not Thing.objects.exists()

    def test_a_search_of_the_place_keeps_what_was_typed(self, who: Colleague) -> None:
        page = who.sends("messwerte/neu/", **NEW | {"ort": "1", "place": "Nirgendwo", "name": "Pegel X"})
        page.says("Diesen Ort kennt die Karte nicht.")
        assert 'value="Pegel X"' in page.html
        assert "markierten Felder" not in page.words

    def test_it_is_renamed_moved_and_measures_more(self, who: Colleague) -> None:
        thing = make_thing("Pegel", at=(12.0, 54.0))
        at = f"messwerte/messstellen/{thing.pk}/"
        who.sends(at, name="Pegel neu", description="am Strom").says("Die Angaben sind gespeichert.", "Pegel neu")
        who.sends(f"{at}ort/", place="Mole", point="", latitude="54.5", longitude="12.5").says(
            "Mole", "54,50000° N", "Standorte bisher"
        )
        who.sends(f"{at}messreihe/", **{key: NEW[key] for key in list(NEW)[6:]} | {"quantity": "wind"}).says(
            "Die Messreihe ist angelegt.", "Windgeschwindigkeit", "Meter je Sekunde (m/s)"
        )
        assert Location.objects.count() == 2

    def test_a_new_place_takes_nothing_from_the_old_one(self, who: Colleague) -> None:
        thing = make_thing("Pegel", at=(12.0, 54.0))
        at = f"messwerte/messstellen/{thing.pk}/ort/"
        page = who.opens(at)
        page.says("Bisher:", "54,00000° N, 12,00000° O")
        assert 'value="54' not in page.html
        who.sends(at, place="Lange Straße", point="", latitude="", longitude="").says(
            "oder geben Sie beide Koordinaten"
        )
        assert Location.objects.count() == 1

    def test_deleting_takes_everything_it_measured(self, who: Colleague) -> None:
        thing = make_thing("Pegel", at=(12.0, 54.0))
        for _ in range(2):
            make_observation(make_datastream(thing=thing))
        at = f"messwerte/messstellen/{thing.pk}/loeschen/"
        who.opens(at).says("Gelöscht wird „Pegel“: 2 Messreihen, 2 Messwerte.")
        who.sends(at).says("„Pegel“ ist gelöscht.")
        assert (Thing.objects.count(), Datastream.objects.count(), Observation.objects.count()) == (0, 0, 0)


class TestLooks:
    def test_they_name_party_key_and_datastreams(self, who: Colleague) -> None:
        party, series = make_party("Hafenamt"), make_datastream("Geheimes", access=Access.INTERNAL)
        looking.look(caller=caller_of(party), what="GET /Datastreams(1)", datastreams=[series.pk, 0, -1, -2], at=AT)
        who.opens("messwerte/zugriffe/").says("Hafenamt : Geheimes, gelöschte Messreihe", "und 1 weitere", "GET /Data")
        assert "Geheimes:" not in who.opens("messwerte/zugriffe/?messreihe=0").html

    def test_nobody_yet(self, who: Colleague) -> None:
        who.opens("messwerte/zugriffe/?nach=quatsch").says("Noch kein Zugriff auf Werte")

    def test_they_are_paged_by_time_and_cost_no_more_sql(self, who: Colleague) -> None:
        party, series = make_party("Hafenamt"), make_datastream()

        def look(number: int) -> None:
            at = AT - timedelta(minutes=number)
            looking.look(caller=caller_of(party), what=f"GET /{number:03}/", datastreams=[series.pk], at=at)

        for number in range(3):
            look(number)
        who.opens("messwerte/zugriffe/")
        with statements() as few:
            who.opens("messwerte/zugriffe/")
        for number in range(3, 60):
            look(number)
        with statements() as many:
            page = who.opens("messwerte/zugriffe/")
        assert len(many) == len(few)
        following = re.search(r'href="/desk/(messwerte/zugriffe/\?nach[^"]+)"', page.html)
        assert following
        rest = who.opens(following[1].replace("&amp;", "&"))
        seen = re.findall(r"GET /(\d+)/", page.html) + re.findall(r"GET /(\d+)/", rest.html)
        assert seen == [f"{number:03}" for number in range(60)]
        assert Look.objects.aggregate(Max("at"))["at__max"] == AT
