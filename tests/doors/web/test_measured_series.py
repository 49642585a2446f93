"""The page of a series: the finding, periods as charts and tables, quality, source, files; hidden ones are away."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlencode

import pytest

from smilecity.sense.things.models import Datastream
from tests import factories_sense as sense
from tests.factories_measured import CELSIUS, TEN, fill, gauge, many
from tests.factories_sense import AT
from tests.support.clock import Clock
from tests.support.visitor import Page, Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time")]
LATEST = AT - timedelta(minutes=12)


def opened(stream: Datastream, language: str = "", **query: str) -> Page:
    return Visitor().get(f"{language and '/'}{language}/messwerte/reihen/{stream.pk}/?{urlencode(query)}")


def test_it_says_the_finding_the_period_and_where_values_come_from() -> None:
    office = sense.make_party("Schifffahrtsamt", contact="pegel@example.org")
    stream = gauge(licence="dl-de/by-2-0", owner=office, legal_basis="§ 12a GeoZG", sensor=sense.make_sensor("Radar"))
    page = opened(stream)
    assert page.says("Gerade 0,42 m – vor 12 Minuten gemessen", "Montag, 2. März 2026, 12:48 Uhr", "aktuell")
    assert page.says("In den letzten 24 Stunden: zwischen 0,40 m und 0,42 m, im Mittel 0,41 m.")
    assert page.says("Jeder Wert ist gezeichnet.", "2. März 2026, 12:28", "0,4 m")
    assert page.says("Wasserstand", "Meter (m)", "meist alle 10 Minuten", "Radar", "Schifffahrtsamt", "§ 12a GeoZG")
    assert page.html.count('<svg class="plot__sheet') == 2
    assert 'href="mailto:pegel@example.org"' in page.html
    assert 'href="https://www.govdata.de/dl-de/by-2-0"' in page.html


def test_the_drawing_says_in_words_what_it_shows() -> None:
    page = opened(gauge())
    assert "<title id=" in page.html
    assert "In den letzten 24 Stunden. Jeder Wert ist gezeichnet. Dieselben Zahlen stehen darunter" in page.html


@pytest.mark.parametrize(
    ("values", "until", "sentence"),
    [
        ((), LATEST, "Hier kam noch kein Wert an."),
        ((0.4,), AT - timedelta(days=9), "Zuletzt 0,4 m – vor 9 Tagen gemessen. Seitdem kam nichts Neues."),
        ((None,), LATEST, "Zuletzt kam kein gültiger Wert (vor 12 Minuten)."),
        ((0.4,), AT + timedelta(days=1), "Dieser Zeitpunkt liegt in der Zukunft."),
        ((0.4,), datetime(1970, 1, 1, tzinfo=UTC), "Zuletzt 0,4 m – am 1. Januar 1970 gemessen."),
    ],
    ids=["missing", "stale", "no value", "future", "1970"],
)
def test_old_missing_and_strange_values_differ_in_words(values: Any, until: datetime, sentence: str) -> None:
    assert opened(gauge(values=values, until=until)).says(sentence)


def test_without_a_value_it_explains_itself() -> None:
    assert opened(gauge(values=())).says("Noch keine Werte", "Zur Messstelle")


class TestPeriods:
    @pytest.mark.parametrize(
        ("age", "gap", "chosen"),
        [
            (timedelta(minutes=5), TEN, "24 Stunden"),
            (timedelta(days=3), TEN, "7 Tage"),
            (timedelta(days=20), TEN, "30 Tage"),
            (timedelta(days=200), TEN, "1 Jahr"),
            (timedelta(days=2000), TEN, "alles"),
            (timedelta(days=-30), TEN, "alles"),
            (timedelta(minutes=5), timedelta(days=1), "30 Tage"),
        ],
    )
    def test_without_a_choice_the_shortest_one_with_several_values_is_shown(
        self, age: timedelta, gap: timedelta, chosen: str
    ) -> None:
        page = opened(gauge(until=AT - age, gap=gap))
        assert f'aria-current="true">{chosen}</a>' in page.html
        assert "plot__sheet" in page.html

    @pytest.mark.parametrize("period", ["24h", "7t", "30t", "1j", "alles"])
    def test_each_can_be_chosen(self, period: str) -> None:
        assert "plot__sheet" in opened(gauge(), zeitraum=period).html

    def test_one_that_is_unknown_is_said(self) -> None:
        page = opened(gauge(), zeitraum="3w", bis="gestern")
        assert page.status == 200
        assert page.says("Den Zeitraum „3w“ gibt es nicht.", "Die Zeit „gestern“ verstehen wir nicht.")

    @pytest.mark.parametrize(
        "until", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "2026-03-02", "2026-13-01", ""]
    )
    def test_no_time_is_too_strange(self, until: str) -> None:
        assert opened(gauge(), zeitraum="1j", bis=until).status == 200

    def test_one_goes_back_in_time_and_forward_again(self) -> None:
        stream = gauge(values=[0.1] * 30, gap=timedelta(hours=2))
        before = opened(stream, zeitraum="24h")
        assert before.says("Früher")
        page = Visitor().get(f"/messwerte/reihen/{stream.pk}/?zeitraum=24h&bis=2026-03-01T13%3A00%2B0100")
        assert page.says("Vom 28. Februar 2026, 13:00 bis zum 1. März 2026, 13:00: gleichbleibend 0,1 m.", "Später")
        assert 'href="?zeitraum=24h&amp;bis=2026-02-28T13%3A00%2B0100" rel="prev"' in page.html

    def test_a_time_without_values_offers_all_of_them(self) -> None:
        page = opened(gauge(), zeitraum="24h", bis="2020-01-01")
        assert page.says("In dieser Zeit kam kein Wert", "Der neueste Wert kam am 2. März 2026, 12:48.")


class TestMeans:
    @pytest.mark.parametrize(
        ("count", "gap", "period", "told"),
        [
            (600, timedelta(minutes=15), "7t", "das Mittel jeder Stunde"),
            (500, timedelta(hours=1), "30t", "das Mittel jedes Tages"),
            (500, timedelta(hours=12), "1j", "das Mittel jedes Tages"),
            (500, timedelta(days=10), "alles", "das Mittel jedes Monats"),
            (100, timedelta(minutes=10), "24h", "Jeder Wert ist gezeichnet."),
        ],
    )
    def test_many_values_are_told_by_their_means(self, count: int, gap: timedelta, period: str, told: str) -> None:
        stream = gauge(values=())
        many(stream, count, until=LATEST, gap=gap)
        page = opened(stream, zeitraum=period)
        assert page.says(told)
        assert ("plot__band" in page.html) == ("Mittel" in told)

    def test_the_table_has_least_most_and_number(self) -> None:
        stream = gauge(values=())
        many(stream, 600, until=LATEST)
        page = opened(stream, zeitraum="7t")
        assert page.says("Zeit Mittel kleinster größter Anzahl", "zwischen 0 m und 9 m, im Mittel 4,5 m")

    def test_a_long_table_says_that_it_was_cut(self) -> None:
        stream = gauge(values=())
        many(stream, 450, until=LATEST, gap=timedelta(minutes=3))
        assert opened(stream).says("Die Tabelle zeigt die neuesten 400 von 450 Werten. Alle stehen in der Datei.")


class TestQuality:
    def test_doubtful_values_are_told_and_not_drawn(self) -> None:
        stream = gauge(values=[0.4, 0.5])
        sense.make_observation(stream, 99.0, at=LATEST - timedelta(minutes=5), quality=4)
        page = opened(stream)
        assert page.says("zwischen 0,4 m und 0,5 m", "1 zweifelhafter Wert ist nicht gezeichnet.", "99 m falsch")
        assert page.says("Was die Güte bedeutet", "Der Wert ist geprüft und stimmt nicht.")

    def test_where_no_quality_is_known_nothing_is_said_of_it(self) -> None:
        assert "Güte" not in opened(gauge()).words

    def test_nothing_but_doubtful_values_is_told_one_by_one(self) -> None:
        stream = gauge(values=())
        many(stream, 500, until=LATEST, gap=timedelta(minutes=30), quality=4)
        page = opened(stream, zeitraum="30t")
        assert page.status == 200
        assert page.says("falsch")


class TestKindsOfValues:
    def test_words_are_a_table_that_stands_open(self) -> None:
        page = opened(gauge(values=["gut", "ausgezeichnet"]))
        assert page.says("Gerade ausgezeichnet", "In den letzten 24 Stunden: 2 Werte.", "Werte als Tabelle")
        assert '<details class="details" open>' in page.html
        assert "plot__sheet" not in page.html

    @pytest.mark.parametrize("odd", [True, {"a": [1]}, [1, 2], "", 10**300, -(10**300), 0, 1e-300], ids=str)
    def test_nothing_a_device_sends_breaks_the_page(self, odd: Any) -> None:
        assert opened(gauge(values=[odd, 0.4, odd])).status == 200

    def test_a_series_of_several_parts_shows_each(self) -> None:
        warm, wind = sense.make_observed("Lufttemperatur"), sense.make_observed("Wind")
        units = [CELSIUS, {"name": "Meter je Sekunde", "symbol": "m/s", "definition": ""}]
        stream = sense.make_datastream("Wetter", observed=[warm, wind], multi=True, units=units)
        fill(stream, [[9.0, 3.5], [9.5, None], [10.0, 4.5]], until=LATEST)
        page = opened(stream)
        assert page.says("Gerade 10 °C; 4,5 m/s", "zwischen 9,0 °C", "zwischen 3,5 m/s und 4,5 m/s", "kein Wert")
        assert page.html.count("plot__sheet--wide") == 2
        assert f"/sensorthings/v1.1/MultiDatastreams({stream.pk})/Observations" in page.html

    def test_a_time_with_an_end_is_said_with_both(self) -> None:
        stream = gauge(values=())
        sense.make_observation(stream, 4.0, at=LATEST - TEN, phenomenon_end=LATEST)
        assert opened(stream).says("2. März 2026, 12:38 bis 2. März 2026, 12:48")


class TestForPrograms:
    def test_files_are_those_of_the_period(self) -> None:
        stream = gauge()
        html = unquote(opened(stream, zeitraum="7t").html).replace("&amp;", "&")
        address = f"/sensorthings/v1.1/Datastreams({stream.pk})/Observations"
        rest = "$orderby=phenomenonTime&$filter=phenomenonTime ge 2026-02-23T12:00:00Z"
        assert f"{address}?$resultFormat=CSV&{rest}" in html
        assert f"{address}?$top=10000&{rest}" in html

    def test_the_request_can_be_copied_whole(self) -> None:
        stream = gauge()
        request = f"/sensorthings/v1.1/Datastreams({stream.pk})/Observations?$orderby=phenomenonTime%20desc&amp;$top=10"
        page = opened(stream)
        assert 'value="curl &#x27;http' in page.html
        assert page.html.count(request) == 2

    def test_the_script_gets_the_latest_value_in_the_readers_words(self, time: Clock) -> None:
        stream = gauge()
        address = f"/messwerte/reihen/{stream.pk}/jetzt/"
        assert f'data-live="{address}"' in opened(stream).html
        assert Visitor().client.get(address).json()["sentence"] == "Gerade 0,42\xa0m – vor 12 Minuten gemessen"
        time.at += timedelta(days=1)
        assert Visitor().client.get(address).json()["kind"] == "stale"

    def test_the_script_gets_the_points_of_the_period(self) -> None:
        stream = gauge()
        address = f"/messwerte/reihen/{stream.pk}/verlauf/"
        assert f'data-plot="{address}?zeitraum=24h"' in opened(stream).html
        points = Visitor().client.get(f"{address}?zeitraum=24h").json()
        assert points["values"] == [0.4, 0.41, 0.42]
        assert points["end"] - points["start"] == timedelta(days=1).total_seconds()

    @pytest.mark.parametrize("way", ["jetzt", "verlauf"])
    def test_of_what_is_hidden_or_empty_nothing_is_told(self, way: str) -> None:
        secret = gauge("Geheim", access="internal")
        for number in (secret.pk, 999_999, 2**63):
            assert Visitor().client.get(f"/messwerte/reihen/{number}/{way}/").status_code == 404
        assert Visitor().client.get(f"/messwerte/reihen/{gauge(values=()).pk}/verlauf/").status_code == 404


@pytest.mark.parametrize("access", ["internal", "shared"])
def test_what_is_hidden_is_as_if_it_were_not_there(access: str) -> None:
    secret = Visitor().get(f"/messwerte/reihen/{gauge(access=access).pk}/")
    gone = Visitor().get("/messwerte/reihen/999999/")
    assert (gone.status, secret.status) == (404, 404)
    assert gone.words == secret.words


@pytest.mark.parametrize(("language", "number"), [("en", "0.42 m"), ("de-simple", "0,42 m")])
def test_numbers_are_written_in_the_readers_language(language: str, number: str) -> None:
    assert opened(gauge(), language).says(number)


def test_what_devices_wrote_is_never_markup() -> None:
    page = opened(gauge("<b>Pegel</b>", values=["<script>x</script>"], contact="javascript:alert(1)"))
    assert "<script>x" not in page.html
    assert "<b>Pegel" not in page.html
    assert 'href="javascript' not in page.html
