"""Odd values that are sent all the same: twice, out of order, from other centuries, of other types, too large."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from smilecity.ground import clock
from smilecity.people.keys.rules import Scope
from tests.support.processes import until
from tests.support.sensorthings import Server
from tests.support.sums import assert_all_agree

TIMES = [
    "1970-01-01T00:00:00Z",
    "2026-03-02T12:00:00Z",
    "2026-03-01T12:00:00Z",
    "2026-03-02T12:00:00Z",
    "2999-12-31T23:59:59Z",
    "9998-12-31T23:59:59Z",
    "0002-01-01T00:00:00Z",
    "2026-03-29T01:30:00Z/2026-03-29T03:30:00Z",
]


def test_times_twice_out_of_order_and_of_other_centuries_are_kept_and_come_in_order(
    sensorthings_server: Server,
) -> None:
    stream = sensorthings_server.make_datastream()
    for number, time in enumerate(TIMES):
        assert sensorthings_server.observe(stream, number, phenomenonTime=time).status == 201, time
    assert sensorthings_server.results(stream) == [6, 0, 2, 1, 3, 7, 4, 5]
    seen: list[Any] = []
    following: str | None = f"Datastreams({stream})/Observations?$top=3"
    while following:
        page = sensorthings_server.get(following).json()
        seen += [each["result"] for each in page["value"]]
        following = page.get("@iot.nextLink")
    assert seen == [6, 0, 2, 1, 3, 7, 4, 5]
    described = sensorthings_server.get(f"Datastreams({stream})").json()
    assert described["phenomenonTime"] == "0002-01-01T00:00:00Z/9998-12-31T23:59:59Z"
    sensorthings_server.inside(assert_all_agree)


def test_the_first_and_the_last_year_of_the_calendar_are_refused_in_words(sensorthings_server: Server) -> None:
    """Days of the city's clock would leave the calendar there."""
    stream = sensorthings_server.make_datastream()
    for time in ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"):
        refused = sensorthings_server.observe(stream, 1, phenomenonTime=time)
        assert refused.status == 400
        assert "year" in refused.message


@pytest.mark.parametrize("time", ["10000-01-01T00:00:00Z", "2026-13-01T00:00:00Z", "morgen", "", 5, None, "2026-03-02"])
def test_a_time_that_is_none_is_refused_in_words_or_read_as_now(sensorthings_server: Server, time: object) -> None:
    stream = sensorthings_server.make_datastream()
    answered = sensorthings_server.observe(stream, 1, phenomenonTime=time)
    assert answered.status in {201, 400}
    assert answered.status == 201 or "phenomenonTime" in answered.message
    assert len(sensorthings_server.results(stream)) == (answered.status == 201)


@pytest.mark.parametrize("result", ['"viel"', "true", "[1]", '{"a": 1}', "1e400", "-1e400", "1" * 5000, "1e308", "NaN"])
def test_a_result_of_another_type_is_refused_and_the_next_one_is_stored(
    sensorthings_server: Server, result: str
) -> None:
    stream = sensorthings_server.make_datastream()
    body, path = b'{"result": %s}' % result.encode(), f"Datastreams({stream})/Observations"
    assert sensorthings_server.ask("POST", path, body, key=sensorthings_server.key).status in {201, 400}
    assert sensorthings_server.observe(stream, 7).status == 201
    assert sensorthings_server.results(stream)[-1] == 7
    sensorthings_server.inside(assert_all_agree)


def test_a_result_of_ten_megabytes_is_refused_while_others_are_stored(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream(observationType="http://www.opengis.net/def/observationType/x")
    with ThreadPoolExecutor(8) as senders:
        huge = [senders.submit(sensorthings_server.observe, stream, "x" * 9_900_000) for _ in range(3)]
        small = [senders.submit(sensorthings_server.observe, stream, number) for number in range(20)]
        assert [each.result().status for each in small] == [201] * 20
        assert {each.result().status for each in huge} <= {400, 413}
    assert sorted(sensorthings_server.results(stream)) == list(range(20))


@pytest.mark.parametrize(
    "calculation",
    [
        "result mul 1e308 mul 1e308 gt 0",
        "result div 0 gt 1",
        "id mul 9223372036854775807 gt 0",
        "id add 9223372036854775807 gt 0",
        "result mod 0 eq 0",
        "phenomenonTime add duration'P9999Y' gt now()",
        "phenomenonTime sub duration'P9999Y' gt now()",
        "duration'P9999999Y' mul 1e300 gt duration'P1D'",
        "result sub 1e308 sub 1e308 lt 0",
        "substring('abc', -1e300) eq 'x'",
        "round(1e308) gt 1",
    ],
)
def test_a_calculation_that_leaves_all_bounds_is_answered_or_refused(
    sensorthings_server: Server, calculation: str
) -> None:
    stream = sensorthings_server.make_datastream()
    sensorthings_server.observe(stream, 1.5e308)
    sensorthings_server.observe(stream, -1)
    answered = sensorthings_server.get(f"Datastreams({stream})/Observations?$filter={calculation}")
    assert answered.status in {200, 400}
    assert json.loads(answered.body)


def test_what_a_key_has_sent_before_it_ends_stays_and_the_next_value_is_refused(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream()
    party, end = sensorthings_server.party, clock.now() + timedelta(seconds=2)
    key = sensorthings_server.make_key({Scope.OBSERVE}, party=party, expires_at=end)
    stored: list[int] = []

    def goes_on() -> bool:
        answered = sensorthings_server.observe(stream, len(stored), key=key)
        assert answered.status in {201, 401}
        if answered.status == 201:
            stored.append(len(stored))
        return answered.status == 201

    until(lambda: not goes_on(), 20)
    assert not goes_on()
    assert stored
    assert sensorthings_server.results(stream) == stored
