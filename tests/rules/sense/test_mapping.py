"""A mapping says what stands in which column; what it gets wrong and what a row gets wrong is said in a sentence."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.sense.things.rules.mapping import BadMapping, BadRow, Target, read_mapping, reader

COLUMNS = {"time": "t", "result": "v"}
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def read(cells: dict[str, Any], **more: Any) -> Any:
    given = {"columns": {**COLUMNS, "quality": "q", "end": "e", "resultTime": "r"}, "datastream": 1} | more
    return reader(read_mapping(given))({"q": "", "e": "", "r": "", **cells}, 7)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "muss ein JSON-Objekt sein"),
        ([], "muss ein JSON-Objekt sein"),
        ({}, "„columns“ fehlt"),
        ({"columns": {"time": 1}}, "„columns“ fehlt"),
        ({"columns": {"time": "t"}}, "In „columns“ fehlt „result“"),
        ({"columns": {**COLUMNS, "value": "v"}}, "„columns“ kennt „value“ nicht"),
        ({"columns": COLUMNS}, "„datastream“ fehlt"),
        ({"columns": COLUMNS, "datastream": True}, "„datastream“ fehlt"),
        ({"columns": COLUMNS, "datastream": ""}, "„datastream“ fehlt"),
        ({"columns": COLUMNS, "datastream": {"Thing": {}}}, "„datastream“ fehlt"),
        ({"columns": {**COLUMNS, "datastream": "s"}, "datastream": 5}, "ordnet „datastream“ jedem"),
        ({"columns": COLUMNS, "datastream": 1, "zone": "x"}, "kennt „zone“ nicht"),
        ({"columns": COLUMNS, "datastream": 1, "timezone": "Europa/Rostock"}, "Die Zeitzone „Europa/Rostock“"),
        ({"columns": COLUMNS, "datastream": 1, "timezone": "../etc"}, "Die Zeitzone"),
        ({"columns": COLUMNS, "datastream": 1, "decimal": "'"}, "„decimal“ ist"),
        ({"columns": COLUMNS, "datastream": 1, "delimiter": 5}, "„delimiter“ muss ein Text sein"),
    ],
)
def test_a_mapping_that_makes_no_sense_says_what_is_wrong(given: object, said: str) -> None:
    with pytest.raises(BadMapping, match=said):
        read_mapping(given)


@pytest.mark.parametrize(
    ("given", "target"),
    [
        (12, Target(id=12)),
        ("Pegel", Target(name="Pegel")),
        ({"name": "Pegel"}, Target(name="Pegel")),
        ({"name": "Pegel", "Thing": {}}, Target(name="Pegel", body={"name": "Pegel", "Thing": {}})),
    ],
)
def test_a_series_is_named_in_four_ways(given: object, target: Target) -> None:
    assert read_mapping({"columns": COLUMNS, "datastream": given}).target == target


@pytest.mark.parametrize(
    ("cell", "more", "moment"),
    [
        ("2026-03-02T12:00:00Z", {}, NOON),
        ("2026-03-02T13:00:00+01:00", {}, NOON),
        ("2026-03-02 13:00", {"timezone": "Europe/Berlin"}, NOON),
        ("2.3.2026 13:00", {"timezone": "Europe/Berlin", "timeFormat": "%d.%m.%Y %H:%M"}, NOON),
        # What names its zone means it, whatever the mapping says of others.
        ("2026-03-02T12:00:00Z", {"timezone": "Europe/Berlin"}, NOON),
    ],
)
def test_times_mean_one_moment(cell: str, more: dict[str, str], moment: datetime) -> None:
    value = read({"t": cell, "v": "1"}, **more)
    assert value.phenomenon_start == moment
    assert value.phenomenon_start.tzinfo is UTC


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))])))
def test_every_moment_is_read_as_it_was_written(moment: datetime) -> None:
    try:
        wanted = moment.astimezone(UTC)
    except OverflowError:
        return
    assert read({"t": moment.isoformat(), "v": "1"}).phenomenon_start == wanted


@pytest.mark.parametrize(
    ("cell", "more", "result"),
    [
        ("0.22", {}, 0.22),
        (" 5 ", {}, 5),
        ("-1e3", {}, -1000),
        ("0,22", {"decimal": ","}, 0.22),
        ("0,22", {}, "0,22"),
        ("nass", {}, "nass"),
        ("", {}, None),
        (True, {}, True),
        (5, {}, 5),
        ([1, 2], {}, [1, 2]),
        (None, {}, None),
    ],
)
def test_a_text_that_is_a_number_is_one_and_everything_else_stays(
    cell: object, more: dict[str, str], result: object
) -> None:
    assert read({"t": "2026-03-02T12:00:00Z", "v": cell}, **more).result == result


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_comes_out_as_it_went_in(number: float) -> None:
    assert read({"t": "2026-03-02T12:00:00Z", "v": repr(number)}).result == number


def test_a_value_may_have_an_end_a_flag_and_the_time_of_its_result() -> None:
    value = read(
        {"t": "2026-03-02T12:00:00Z", "v": "1", "q": "3", "e": "2026-03-02T13:00:00Z", "r": "2026-03-03T00:00Z"}
    )
    assert (value.datastream, value.quality) == (7, 3)
    assert value.phenomenon_end == NOON + timedelta(hours=1)
    assert value.result_time == NOON + timedelta(hours=12)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"v": "1"}, "Die Spalte „t“ fehlt."),
        ({"t": "2026-03-02T12:00:00Z"}, "Die Spalte „v“ fehlt."),
        ({"t": "", "v": "1"}, "ist keine Zeit"),
        ({"t": None, "v": "1"}, "ist keine Zeit"),
        ({"t": 5, "v": "1"}, "ist keine Zeit"),
        ({"t": "2026-02-30T00:00Z", "v": "1"}, "ist keine Zeit"),
        ({"t": "0001-01-01T00:00+14:00", "v": "1"}, "ist keine Zeit"),
        ({"t": "2026-03-02T12:00:00", "v": "1"}, "nennt keine Zeitzone"),
        ({"t": "2026-03-02T12:00:00Z", "v": "inf"}, "mit der sich rechnen lässt"),
        ({"t": "2026-03-02T12:00:00Z", "v": "1", "q": "gut"}, "kein Qualitätszeichen"),
        ({"t": "2026-03-02T12:00:00Z", "v": "1", "q": "-1"}, "kein Qualitätszeichen"),
        ({"t": "2026-03-02T12:00:00Z", "v": "1", "q": [1]}, "kein Qualitätszeichen"),
    ],
)
def test_a_row_that_makes_no_sense_says_what_is_wrong(cells: dict[str, object], said: str) -> None:
    with pytest.raises(BadRow, match=said):
        read(cells)


@given(st.text(max_size=200))
def test_whatever_stands_in_a_cell_is_a_value_or_a_bad_row(text: str) -> None:
    for cells in ({"t": text, "v": "1"}, {"t": "2026-03-02T12:00:00Z", "v": text, "q": text}):
        said = ""
        try:
            read(cells)
        except BadRow as bad:
            said = str(bad)
        assert all(letter.isprintable() for letter in said)
