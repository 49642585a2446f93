"""The page of a thing: what it measures now, where it is, where its values come from; hidden ones are not there."""

from datetime import timedelta

import pytest

from smilecity.sense.things.rules.words import Access
from tests import factories_sense as sense
from tests.factories_contributions import make_district
from tests.factories_measured import CELSIUS, fill, gauge, hidden
from tests.factories_sense import AT
from tests.support.statements import statements
from tests.support.visitor import Page, Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time")]


def opened(thing: int, language: str = "") -> Page:
    return Visitor().get(f"{language and '/'}{language}/messwerte/orte/{thing}/")


def test_it_says_what_is_measured_where_and_from_whom() -> None:
    lon, lat = sense.WARNEMUENDE
    make_district("Warnemünde", lon=lon, lat=lat)
    office = sense.make_party("Schifffahrtsamt")
    stream = gauge(licence="dl-de/by-2-0", owner=office, sensor=sense.make_sensor("Radarpegel"))
    page = opened(stream.thing_id)
    assert page.title.startswith("Pegel Warnemünde")
    assert page.says("Wasserstand", "0,42 m", "aktuell", "vor 12 Minuten", "Warnemünde", "54,1800° Nord, 12,0900° Ost")
    assert page.says("Schifffahrtsamt", "Radarpegel", "Datenlizenz Deutschland – Namensnennung – Version 2.0")
    assert 'href="https://example.org/sensor.pdf"' in page.html
    assert f'data-map-source="/messwerte/karte/?stelle={stream.thing_id}"' in page.html


def test_each_series_has_its_value_and_age() -> None:
    thing = gauge().thing
    warm = sense.make_datastream("Wasser", thing=thing, observed=[sense.make_observed("Temperatur")], units=CELSIUS)
    fill(warm, [8.2], until=AT - timedelta(days=3))
    sense.make_datastream("Regen", thing=thing, observed=[sense.make_observed("Niederschlag")])
    page = opened(thing.pk)
    assert page.says("Temperatur", "8,2 °C", "veraltet", "vor 3 Tagen", "Niederschlag", "noch kein Wert")


def test_two_series_of_the_same_are_told_apart_by_their_names() -> None:
    level = sense.make_observed("Wasserstand")
    thing = gauge(level=level).thing
    sense.make_datastream("Pegel Nord", thing=thing, observed=[level])
    assert opened(thing.pk).says("Wasserstand Pegel Warnemünde", "Pegel Nord")


def test_without_a_place_it_says_so() -> None:
    thing = sense.make_thing("Mobiles Gerät")
    page = opened(thing.pk)
    assert page.says("Für diese Messstelle ist kein Ort eingetragen.", "Hier wird noch nichts gemessen")
    assert "data-map-source" not in page.html


def test_it_says_where_it_stood_before_the_newest_first() -> None:
    thing = gauge().thing
    sense.place(thing, sense.make_location("Westmole"), time=AT + timedelta(days=40))
    page = opened(thing.pk)
    assert page.says("Standorte bisher", "seit 11. April 2026", "Westmole", "2. März 2026 bis 11. April 2026")
    assert page.html.index("Westmole") < page.html.index("2. März 2026 bis")


def test_what_never_moved_has_no_places_before() -> None:
    assert "Standorte bisher" not in opened(gauge().thing_id).words


def test_however_often_it_moved_it_asks_as_much_and_shows_the_newest() -> None:
    thing = gauge().thing

    def moved(times: range) -> list[str]:
        for n in times:
            sense.place(thing, sense.make_location(f"Mole {n}."), time=AT + timedelta(days=n))
        with statements() as sent:
            page = opened(thing.pk)
        assert page.says(f"Mole {times[-1]}.")
        return sent

    assert len(moved(range(1, 3))) == len(moved(range(3, 40)))
    assert "Mole 1." not in opened(thing.pk).words


def test_only_public_series_are_shown() -> None:
    thing = gauge().thing
    sense.make_datastream("Nur intern", thing=thing, access=Access.INTERNAL, observed=[sense.make_observed("Geheim")])
    assert "Geheim" not in opened(thing.pk).html


def test_invented_values_say_so() -> None:
    assert opened(gauge(generated=True).thing_id).says("Diese Werte sind erfunden.")


def test_what_people_and_devices_wrote_is_never_markup() -> None:
    stream = gauge("<b>Pegel</b>", values=["<script>x</script>"], licence="javascript:alert(1)", contact='"><i>')
    page = opened(stream.thing_id)
    assert "<b>Pegel" not in page.html
    assert "<script>x" not in page.html
    assert 'href="javascript' not in page.html


def test_what_is_hidden_is_as_if_it_were_not_there() -> None:
    gone, secret = Visitor().get("/messwerte/orte/999999/"), Visitor().get(f"/messwerte/orte/{hidden().pk}/")
    assert (gone.status, secret.status) == (404, 404)
    assert gone.words == secret.words


@pytest.mark.parametrize("number", ["0", str(2**63), "9" * 60])
def test_numbers_that_no_thing_has_are_not_found(number: str) -> None:
    assert Visitor().get(f"/messwerte/orte/{number}/").status == 404


@pytest.mark.parametrize("language", ["en", "de-simple"])
def test_it_is_there_in_every_language(language: str) -> None:
    assert opened(gauge().thing_id, language).status == 200
