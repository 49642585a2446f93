"""The list of what the city measures: what it shows, how it is narrowed and paged; its map says the same."""

import json
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from smilecity.doors.web import measured_filters
from smilecity.sense.things.rules.words import Access
from tests import factories_sense as sense
from tests.factories_contributions import make_district
from tests.factories_measured import CELSIUS, gauge, hidden
from tests.factories_sense import AT
from tests.support.clock import Clock
from tests.support.visitor import Page, Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time")]
LON, LAT = sense.WARNEMUENDE
BOX = {"west": LON - 0.2, "south": LAT - 0.2, "east": LON + 0.2, "north": LAT + 0.2, "zoom": 19}


def listed(language: str = "", **query: str) -> Page:
    prefix = f"/{language}" if language else ""
    return Visitor().get(f"{prefix}/messwerte/?{urlencode(query)}")


def names(page: Page) -> list[str]:
    return [re.sub(r"<[^>]+>", "", found) for found in re.findall(r"<h3[^>]*>(.*?)</h3>", page.html)]


def on_the_map(**query: str) -> set[str]:
    answer = Visitor().client.get(f"/messwerte/karte/?{urlencode(BOX | query)}")
    features = json.loads(answer.content)["features"]
    shown = [item for one in features for item in one["properties"].get("items", [one["properties"]])]
    return {item["title"] for item in shown}


def test_a_card_says_where_something_is_and_what_it_measures_now() -> None:
    make_district("Warnemünde", lon=LON, lat=LAT)
    stream = gauge()
    page = listed()
    assert page.says("1 Messstelle", "Pegel Warnemünde", "Warnemünde", "Wasserstand", "0,42 m", "vor 12 Minuten")
    assert f'data-number="{stream.thing_id}"' in page.html
    assert f'href="/messwerte/orte/{stream.thing_id}/"' in page.html
    assert f'href="/messwerte/reihen/{stream.pk}/"' in page.html


def test_old_and_missing_values_differ_in_words() -> None:
    gauge("Alt", until=AT - timedelta(days=9))
    gauge("Leer", values=())
    page = listed()
    assert page.says("veraltet", "vor 9 Tagen", "noch kein Wert")


def test_what_is_not_public_is_nowhere() -> None:
    gauge()
    hidden()
    page = listed()
    assert page.says("1 Messstelle")
    assert "Geheim" not in page.html
    assert on_the_map() == {"Pegel Warnemünde"}


def test_a_thing_shows_only_its_public_series() -> None:
    stream = gauge()
    sense.make_datastream(
        "Nur intern", thing=stream.thing, access=Access.INTERNAL, observed=[sense.make_observed("Geheim")]
    )
    page = listed()
    assert "Geheim" not in page.html
    assert "Geheim" not in listed(suche="intern").html.replace("suche=intern", "")
    assert listed(suche="intern").says("0 Messstellen mit dem Wort „intern“")


def test_the_rest_of_many_series_is_counted() -> None:
    thing = sense.make_thing("Wetterstation")
    for number in range(6):
        sense.make_datastream(f"Reihe {number}", thing=thing)
    assert listed().says("und 2 weitere Messreihen")


def test_generated_values_say_so() -> None:
    gauge(generated=True)
    assert listed().says("frei erfundenes Beispiel")


def test_before_anything_is_measured_the_list_explains_itself() -> None:
    assert listed().says("0 Messstellen", "Hier wird noch nichts gemessen", "Sobald die Stadt Messwerte veröffentlicht")


class TestFilters:
    @pytest.fixture(autouse=True)
    def _town(self, _django_db_helper: None, time: Clock) -> None:
        make_district("Warnemünde", lon=LON, lat=LAT)
        make_district("Mitte", lon=LON, lat=LAT - 0.1)
        gauge()
        gauge("Thermometer", level=sense.make_observed("Lufttemperatur"), at=(LON, LAT - 0.1), units=CELSIUS)
        gauge("Stummer Pegel", until=AT - timedelta(days=2), at=(LON + 0.001, LAT))

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({}, {"Pegel Warnemünde", "Thermometer", "Stummer Pegel"}),
            ({"suche": "pegel"}, {"Pegel Warnemünde", "Stummer Pegel"}),
            ({"suche": "pegel stumm"}, {"Stummer Pegel"}),
            ({"messgroesse": "Wasserstand"}, {"Pegel Warnemünde", "Stummer Pegel"}),
            ({"messgroesse": "lufttemperatur"}, {"Thermometer"}),
            ({"ortsteil": "mitte"}, {"Thermometer"}),
            ({"aktuell": "ja"}, {"Pegel Warnemünde", "Thermometer"}),
            ({"aktuell": "ja", "ortsteil": "warnemünde", "messgroesse": "Wasserstand"}, {"Pegel Warnemünde"}),
            ({"suche": "100%_"}, set()),
        ],
    )
    def test_list_and_map_show_the_same(self, query: dict[str, str], found: set[str]) -> None:
        assert set(names(listed(**query))) - {"Dazu haben wir nichts gefunden"} == found
        assert on_the_map(**query) == found

    def test_the_summary_says_what_is_shown_and_each_filter_can_be_taken_away(self) -> None:
        page = listed(messgroesse="Wasserstand", ortsteil="warnemünde", suche="pegel", aktuell="ja")
        assert page.says("1 Messstelle für Wasserstand in Warnemünde mit dem Wort „pegel“, nur aktuelle")
        assert 'href="?suche=pegel&amp;ortsteil=warnem%C3%BCnde&amp;aktuell=ja"' in page.html

    @pytest.mark.parametrize("language", ["en", "de-simple"])
    def test_an_address_means_the_same_in_each_language(self, language: str) -> None:
        assert names(listed(language, messgroesse="Lufttemperatur")) == ["Thermometer"]

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ({"messgroesse": "Gibtsnicht"}, "„Gibtsnicht“ wird hier nicht gemessen. Wir zeigen alles."),
            ({"ortsteil": "Bullerbü"}, "Den Ortsteil „Bullerbü“ kennen wir nicht. Wir zeigen die ganze Stadt."),
            ({"aktuell": "1"}, "Mit „1“ können wir hier nichts anfangen. Wir zeigen auch ältere Werte."),
            ({"ansicht": "kugel"}, "Die Ansicht „kugel“ gibt es nicht. Wir zeigen die Liste."),
            ({"ab": "quatsch"}, "Diese Seite der Liste gibt es nicht. Wir zeigen den Anfang."),
        ],
    )
    def test_a_value_nobody_knows_is_said_and_narrows_nothing(self, query: dict[str, str], sentence: str) -> None:
        page = listed(**query)
        assert page.status == 200
        assert page.says(sentence, "3 Messstellen")

    def test_what_is_searched_for_is_shown_escaped(self) -> None:
        page = listed(suche='"><script>alert(1)</script>', messgroesse="<b>", ortsteil="\x00'")
        assert page.status == 200
        assert "<script>alert" not in page.html
        assert "„<b>“" not in page.html

    def test_nothing_found_offers_one_way_on(self) -> None:
        assert listed(suche="Seilbahn").says("Dazu haben wir nichts gefunden", "Alle Filter aufheben")

    def test_what_several_call_by_one_name_is_offered_once(self) -> None:
        page = listed()
        assert page.html.count('<option value="Wasserstand">') == 1


def test_one_reads_everything_once_page_by_page_and_finds_back() -> None:
    for number in range(30):
        sense.make_thing(f"Messstelle {number:02d}")
    first = listed()
    further = re.search(r'href="(\?[^"]*ab=[^"]+)" rel="next"', first.html)
    assert further
    second = Visitor().get("/messwerte/" + further[1].replace("&amp;", "&"))
    assert names(first) + names(second) == [f"Messstelle {number:02d}" for number in range(30)]
    assert second.says("Zurück zum Anfang")


def test_names_sort_as_in_german() -> None:
    for name in ("Zaun", "Öltank", "Ostsee", "ampel"):
        sense.make_thing(name)
    assert names(listed()) == ["ampel", "Öltank", "Ostsee", "Zaun"]


class TestMap:
    def test_every_pin_is_an_item_of_the_list(self) -> None:
        stream = gauge()
        answer = Visitor().client.get(f"/messwerte/karte/?{urlencode(BOX)}").json()
        pin = answer["features"][0]["properties"]
        assert pin["number"] == stream.thing_id
        assert pin["url"] == f"/messwerte/orte/{stream.thing_id}/"
        assert pin["status"] == "Wasserstand"
        assert f'data-number="{pin["number"]}"' in listed(ansicht="karte").html

    def test_what_stands_close_together_is_a_group(self) -> None:
        for number in range(3):
            gauge(f"Pegel {number}")
        features = Visitor().client.get(f"/messwerte/karte/?{urlencode(BOX | {'zoom': 10})}").json()["features"]
        assert [one["properties"] for one in features] == [{"count": 3}]

    def test_one_thing_alone_can_be_asked_for(self) -> None:
        one, _other = gauge("Dieser"), gauge("Jener")
        assert on_the_map(**{measured_filters.ONE: str(one.thing_id)}) == {"Dieser"}

    @pytest.mark.parametrize("wrong", [{"zoom": ""}, {"west": "x"}, {"west": "nan"}, {"east": "-180"}])
    def test_what_is_no_box_is_refused(self, wrong: dict[str, str]) -> None:
        assert Visitor().client.get(f"/messwerte/karte/?{urlencode(BOX | wrong)}").status_code == 400

    def test_the_page_with_the_map_asks_with_the_filters_of_the_list(self) -> None:
        gauge()
        page = listed(ansicht="karte", messgroesse="Wasserstand")
        assert 'data-map-source="/messwerte/karte/?messgroesse=Wasserstand"' in page.html
        assert page.says("Nur die Liste zeigen")
