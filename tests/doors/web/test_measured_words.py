"""Measured values in words: numbers as people write them, units they know, ages, and what is to be trusted."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from smilecity.doors.web import measured_words as said
from smilecity.sense.things.queries.rows import Reading, Unit
from smilecity.sense.things.rules.pace import Pace

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
METRE, NOTHING = Unit("Meter", "m"), Unit("", "")


def reading(result: Any = 0.42, *, age: timedelta = timedelta(minutes=12), quality: int | None = None) -> Reading:
    return Reading(AT - age, None, result, quality)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.42, "0,42"),
        (42.0, "42"),
        (12345.5, "12.345,5"),
        (-0.5, "−0,5"),
        (-0.0, "0"),
        (1e20, "1,00e+20"),
        (1e-9, "1,00e−09"),
        (0.1 + 0.2, "0,300000"),
    ],
)
def test_a_number_is_written_as_the_reader_does(value: float, words: str) -> None:
    assert said.number(value) == words


def test_a_number_in_english_has_a_point() -> None:
    with translation.override("en"):
        assert said.number(12345.5) == "12,345.5"


def test_what_is_rounded_to_nothing_has_no_sign() -> None:
    assert said.number(-0.04, 1) == "0,0"


@pytest.mark.parametrize(
    ("symbol", "words"),
    [("m", "0,42\xa0m"), ("Cel", "0,42\xa0°C"), ("%", "0,42\xa0%"), ("deg", "0,42°"), ("1", "0,42"), ("", "0,42")],
)
def test_units_are_written_as_people_read_them(symbol: str, words: str) -> None:
    assert said.value(0.42, [Unit("", symbol)]) == words


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (None, "kein Wert"),
        (True, "ja"),
        (False, "nein"),
        ("ausgezeichnet", "ausgezeichnet"),
        ({"a": "ü"}, '{"a": "ü"}'),
        ("x" * 200, "x" * 79 + "…"),
    ],
)
def test_what_is_no_number_is_said_too(result: Any, words: str) -> None:
    assert said.value(result, [NOTHING]) == words


def test_a_value_of_several_parts_names_each_with_its_unit() -> None:
    assert said.value([9.1, None], [Unit("", "Cel"), METRE]) == "9,1\xa0°C; kein Wert"


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=59), "gerade eben"),
        (timedelta(minutes=1), "vor 1 Minute"),
        (timedelta(minutes=119), "vor 119 Minuten"),
        (timedelta(hours=2), "vor 2 Stunden"),
        (timedelta(days=2), "vor 2 Tagen"),
        (timedelta(days=60), "am 1. Januar 2026"),
    ],
)
def test_an_age_is_said_in_words(age: timedelta, words: str) -> None:
    assert said.ago(AT - age, AT) == words


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (timedelta(seconds=1), "jede Sekunde"),
        (timedelta(seconds=55), "jede Minute"),
        (timedelta(minutes=10), "alle 10 Minuten"),
        (timedelta(hours=1), "jede Stunde"),
        (timedelta(seconds=10), "alle 10 Sekunden"),
        (timedelta(hours=6), "alle 6 Stunden"),
        (timedelta(days=1), "jeden Tag"),
        (timedelta(hours=30), "alle 30 Stunden"),
        (timedelta(days=7), "alle 7 Tage"),
    ],
)
def test_how_often_values_come_is_said_roughly(gap: timedelta, words: str) -> None:
    assert said.gap(gap) == words


class TestFinding:
    def test_says_the_value_and_its_age(self) -> None:
        found = said.finding(reading(), [METRE], Pace.FRESH, AT)
        assert found.sentence == "Gerade 0,42\xa0m – vor 12 Minuten gemessen"
        assert (found.label, found.note) == ("aktuell", "")

    def test_says_that_nothing_came_since_where_a_value_is_old(self) -> None:
        found = said.finding(reading(age=timedelta(days=9)), [METRE], Pace.STALE, AT)
        assert found.sentence == "Zuletzt 0,42\xa0m – vor 9 Tagen gemessen. Seitdem kam nichts Neues."
        assert found.label == "veraltet"

    def test_does_not_call_now_what_comes_once_a_week(self) -> None:
        found = said.finding(reading(age=timedelta(days=5)), [METRE], Pace.FRESH, AT)
        assert found.sentence == "Zuletzt 0,42\xa0m – vor 5 Tagen gemessen."

    def test_tells_missing_from_old(self) -> None:
        found = said.finding(None, [METRE], Pace.MISSING, AT)
        assert (found.sentence, found.label) == ("Hier kam noch kein Wert an.", "noch kein Wert")

    @pytest.mark.parametrize("gone", [reading(None), reading(quality=9)], ids=["null", "flag"])
    def test_says_that_the_device_has_no_value(self, gone: Reading) -> None:
        found = said.finding(gone, [METRE], Pace.FRESH, AT)
        assert found.sentence == "Zuletzt kam kein gültiger Wert (vor 12 Minuten)."

    def test_says_that_a_time_lies_in_the_future(self) -> None:
        found = said.finding(reading(age=-timedelta(days=1)), [METRE], Pace.FUTURE, AT)
        assert found.sentence == "0,42\xa0m – für 3. März 2026, 13:00. Dieser Zeitpunkt liegt in der Zukunft."

    def test_warns_of_a_doubtful_value(self) -> None:
        found = said.finding(reading(quality=4), [METRE], Pace.FRESH, AT)
        assert found.note == "Dieser Wert ist als zweifelhaft gekennzeichnet."


@pytest.mark.parametrize(
    ("written", "name", "url"),
    [
        (
            "dl-de/by-2-0",
            "Datenlizenz Deutschland – Namensnennung – Version 2.0",
            "https://www.govdata.de/dl-de/by-2-0",
        ),
        ("https://www.govdata.de/dl-de/zero-2-0", "Datenlizenz Deutschland – Zero – Version 2.0", None),
        ("CC BY 4.0", "Creative Commons Namensnennung 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC-BY-SA-4.0", "Creative Commons Namensnennung, gleiche Bedingungen 4.0", None),
        ("CC0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("Eigene Lizenz", "Eigene Lizenz", ""),
        ("https://example.org/lizenz", "https://example.org/lizenz", "https://example.org/lizenz"),
    ],
)
def test_a_licence_is_named_in_full(written: str, name: str, url: str | None) -> None:
    found = said.licence(written)
    assert found.text == name
    assert url is None or found.url == url


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "ftp://example.org", 'https://a" onclick="x', "data:text/html,x"]
)
def test_only_pages_and_addresses_become_links(text: str) -> None:
    assert said.linked(text).url == ""


def test_an_address_becomes_a_link_to_write_to() -> None:
    assert said.linked("pegel@example.org").url == "mailto:pegel@example.org"


@pytest.mark.parametrize(("flag", "words"), [(1, "gut"), (4, "falsch"), (6, ""), (77, ""), (None, "")])
def test_quality_is_said_where_it_is_known(flag: int | None, words: str) -> None:
    assert said.quality(flag) == words
