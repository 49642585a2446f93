"""Times and numbers read naturally in each language of the site."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from smilecity.doors.web import words

# Three o'clock in the afternoon on the city's clock.
AT = datetime(2026, 10, 3, 13, 0, tzinfo=UTC)


@pytest.fixture(params=["de", "en", "de-simple"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Speak one language after the other."""
    with translation.override(request.param):
        yield request.param


def test_a_day_is_written_as_its_language_writes_it(language: str) -> None:
    said = {"de": "3. Oktober 2026", "en": "3 October 2026", "de-simple": "3. Oktober 2026"}
    assert words.day(AT) == said[language]


def test_a_moment_names_the_weekday_and_the_city_s_clock(language: str) -> None:
    german = "Samstag, 3. Oktober 2026, 15:00 Uhr"
    said = {"de": german, "en": "15:00 on Saturday 3 October 2026", "de-simple": german}
    assert words.moment(AT) == said[language]


def test_an_end_is_said_with_until(language: str) -> None:
    german = "bis Samstag, 3. Oktober 2026, 15:00 Uhr"
    said = {"de": german, "en": "until 15:00 on Saturday 3 October 2026", "de-simple": german}
    assert words.until(AT) == said[language]
    assert words.until(None) == ""


@pytest.mark.parametrize(
    ("left", "german", "english", "simple"),
    [
        (timedelta(days=12, hours=5), "noch 12 Tage", "12 days left", "noch 12 Tage"),
        (timedelta(days=1), "noch 1 Tag", "1 day left", "noch 1 Tag"),
        (timedelta(hours=23, minutes=59), "noch 23 Stunden", "23 hours left", "noch 23 Stunden"),
        (timedelta(hours=1), "noch 1 Stunde", "1 hour left", "noch 1 Stunde"),
        (
            timedelta(minutes=59),
            "endet in weniger als einer Stunde",
            "ends in less than an hour",
            "weniger als 1 Stunde Zeit",
        ),
    ],
)
def test_what_is_left_of_a_time_is_rounded_down(
    left: timedelta, german: str, english: str, simple: str, language: str
) -> None:
    said = {"de": german, "en": english, "de-simple": simple}
    assert words.time_left(AT + left, AT) == said[language]


def test_a_time_without_an_end_says_nothing_of_what_is_left(language: str) -> None:
    assert words.time_left(None, AT) == ""


@pytest.mark.parametrize(
    ("count", "german", "english", "simple"),
    [
        (0, "Sie können den Anfang machen", "Be the first to answer", "Machen Sie den Anfang"),
        (1, "1 Teilnahme bisher", "1 response so far", "schon 1 Mal ausgefüllt"),
        (2, "2 Teilnahmen bisher", "2 responses so far", "schon 2 Mal ausgefüllt"),
        (1284, "1.284 Teilnahmen bisher", "1,284 responses so far", "schon 1.284 Mal ausgefüllt"),
    ],
)
def test_how_many_have_taken_part_is_a_sentence(
    count: int, german: str, english: str, simple: str, language: str
) -> None:
    said = {"de": german, "en": english, "de-simple": simple}
    assert words.taken_part(count) == said[language]


@pytest.mark.parametrize(
    ("questions", "german", "english"),
    [
        (0, "", ""),
        (1, "dauert etwa 1 Minute", "takes about 1 minute"),
        (3, "dauert etwa 1 Minute", "takes about 1 minute"),
        (4, "dauert etwa 2 Minuten", "takes about 2 minutes"),
        (13, "dauert etwa 5 Minuten", "takes about 5 minutes"),
    ],
)
def test_how_long_it_takes_is_rounded_up(questions: int, german: str, english: str, language: str) -> None:
    assert words.minutes(questions) == (english if language == "en" else german)
