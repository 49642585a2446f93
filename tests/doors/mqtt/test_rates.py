"""How often a key may send over MQTT: its limit on the average of a day, so that no backlog is lost."""

from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from smilecity.doors.mqtt import rates
from smilecity.doors.mqtt.rates import WINDOW, Rates
from smilecity.people.keys import actions as keys
from smilecity.people.keys.rules import CITY, Caller, Scope
from smilecity.sense.things.models import Observation
from smilecity.sense.things.rules.problems import Problem
from tests.factories_sense import AT, make_datastream, make_party, make_thing
from tests.support.bridge import bridging, settle
from tests.support.broker import Mosquitto
from tests.support.processes import until

A_DAY = 24 * 60


def _key(number: int = 1, a_minute: int = 2) -> Caller:
    return Caller(key=UUID(int=number), party=1, scopes=frozenset({Scope.OBSERVE}), a_minute=a_minute)


def _sent(counted: Rates, caller: Caller, times: int, now: float) -> int:
    """Send so often in one moment; return how many were taken."""
    taken = 0
    for _ in range(times):
        try:
            counted.count(caller, now=now)
        except Problem:
            continue
        taken += 1
    return taken


def test_a_backlog_of_a_day_is_taken_at_once_and_no_more() -> None:
    assert _sent(Rates(), _key(), 3 * A_DAY, now=5) == 2 * A_DAY


def test_whoever_has_used_it_up_sends_on_at_the_limit_of_the_key() -> None:
    counted = Rates()
    _sent(counted, _key(), 3 * A_DAY, now=0)
    assert [_sent(counted, _key(), 5, now=minute * 60) for minute in range(1, 6)] == [2] * 5


def test_keys_are_counted_apart_and_the_citys_own_not_at_all() -> None:
    counted = Rates()
    _sent(counted, _key(1), 3 * A_DAY, now=0)
    assert _sent(counted, _key(2), 10, now=0) == 10
    assert _sent(counted, CITY, 3 * A_DAY, now=0) == 3 * A_DAY


def test_what_could_not_be_stored_is_not_counted_when_it_is_tried_again() -> None:
    counted = Rates()
    for _ in range(50):
        before = counted.kept(now=0)
        assert _sent(counted, _key(), A_DAY, now=0) == A_DAY
        counted.restore(before)
    assert _sent(counted, _key(), 3 * A_DAY, now=0) == 2 * A_DAY


def test_keys_that_have_been_silent_for_long_are_let_go() -> None:
    counted = Rates()
    _sent(counted, _key(), 1, now=0)
    assert counted.kept(now=29)
    assert not counted.kept(now=31)


@given(
    a_minute=st.integers(1, 3),
    steps=st.lists(st.tuples(st.floats(0, WINDOW / 4), st.integers(1, A_DAY)), min_size=1, max_size=12),
)
def test_within_any_time_no_more_is_taken_than_a_day_and_that_time_allow(
    a_minute: int, steps: list[tuple[float, int]]
) -> None:
    counted, now, taken = Rates(), 0.0, 0
    for pause, times in steps:
        now += pause
        taken += _sent(counted, _key(a_minute=a_minute), times, now)
        assert taken <= a_minute * (WINDOW + now) / 60 + 1


@pytest.mark.django_db(transaction=True)
def test_a_key_that_sends_too_much_is_refused_and_told_and_others_are_not(
    broker: Mosquitto, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(settings, broker, tmp_path)
    monkeypatch.setattr(rates, "WINDOW", 60.0)
    party = make_party()
    series = make_datastream(thing=make_thing(at=(12.09, 54.18)), owner=party)
    flooding, calm = (
        keys.make_key(party=party.pk, label=label, scopes={Scope.OBSERVE}, a_minute=3, by=None, at=AT).id
        for label in ("zu oft", "selten")
    )
    topic = f"v1.1/Datastreams({series.pk})/Observations"
    with bridging(broker), broker.listening("refused/#") as listener:
        for number in range(6):
            broker.publish(f"keys/{flooding}/{topic}", f'{{"result": {number}}}')
        broker.publish(f"keys/{calm}/{topic}", '{"result": 42}')
        until(lambda: Observation.objects.filter(result_number=42).exists(), 30)
        heard = listener.wait(3)
    assert Observation.objects.count() == 4
    assert {said for said, _ in heard} == {f"refused/keys/{flooding}/{topic}"}
    assert all('"code":429' in payload and "3 values a minute" in payload for _, payload in heard)
