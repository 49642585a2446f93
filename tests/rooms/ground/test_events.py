"""Change and delivery commit or vanish together: one job per subscriber, in the transaction of the act."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from smilecity.ground import events
from smilecity.ground.events import Event, NotInTransaction, publish, subscribe
from tests.jobs import run_jobs, waiting_jobs


@dataclass(frozen=True, kw_only=True)
class LampLit(Event):
    lamp_id: UUID


@dataclass(frozen=True, kw_only=True)
class LampBroken(Event):
    lamp_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class RedLampLit(LampLit):
    """A kind of its own: subscribers of LampLit have not asked for it."""


@dataclass(frozen=True, kw_only=True)
class LampsCounted(Event):
    lamps: tuple[int, ...]
    street_id: int


HEARD: list[tuple[str, str]] = []


@app.task(name="tests.tell")
def tell(lamp_id: str) -> None:
    HEARD.append(("tell", lamp_id))


@app.task(name="tests.tell_numbers")
def tell_numbers(lamps: list[int], street_id: int) -> None:
    HEARD.append(("numbers", f"{lamps} {street_id}"))


@app.task(name="tests.count")
def count(lamp_id: str) -> None:
    HEARD.append(("count", lamp_id))


@pytest.fixture(autouse=True)
def _subscribed() -> Iterator[None]:
    before = dict(events._subscribers)
    HEARD.clear()
    subscribe(LampLit, tell)
    subscribe(LampLit, count)
    yield
    events._subscribers.clear()
    events._subscribers.update(before)


@pytest.mark.django_db
def test_every_subscriber_gets_a_job_of_its_own() -> None:
    lamp = uuid4()
    publish(LampLit(lamp_id=lamp))
    assert waiting_jobs() == ["tests.tell", "tests.count"]
    run_jobs()
    assert sorted(HEARD) == [("count", str(lamp)), ("tell", str(lamp))]


@pytest.mark.django_db
def test_subscribing_twice_means_hearing_once() -> None:
    subscribe(LampLit, tell)
    publish(LampLit(lamp_id=uuid4()))
    assert waiting_jobs().count("tests.tell") == 1


@pytest.mark.django_db
def test_who_asked_for_one_kind_of_event_hears_no_other() -> None:
    publish(RedLampLit(lamp_id=uuid4()))
    assert waiting_jobs() == []


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["max@example.org", "", "x" * 40, True, ("x",)])
def test_an_event_carries_opaque_ids_only_because_finished_jobs_may_keep_them(reason: Any) -> None:
    subscribe(LampBroken, tell)
    with pytest.raises(TypeError, match="opaque"):
        publish(LampBroken(lamp_id=uuid4(), reason=reason))


@pytest.mark.django_db
def test_numbers_and_lists_of_ids_are_opaque_too() -> None:
    subscribe(LampsCounted, tell_numbers)
    publish(LampsCounted(lamps=(1, 2), street_id=7))
    run_jobs()
    assert HEARD == [("numbers", "[1, 2] 7")]


@pytest.mark.django_db
def test_a_rolled_back_act_takes_its_jobs_away() -> None:
    with transaction.atomic():
        publish(LampLit(lamp_id=uuid4()))
        assert len(waiting_jobs()) == 2
        transaction.set_rollback(True)
    assert waiting_jobs() == []


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_an_error_even_when_nobody_listens() -> None:
    with pytest.raises(NotInTransaction, match="LampLit"):
        publish(LampLit(lamp_id=uuid4()))
    with pytest.raises(NotInTransaction):
        publish(RedLampLit(lamp_id=uuid4()))
    assert waiting_jobs() == []


@pytest.mark.django_db(transaction=True)
def test_nobody_can_take_the_job_before_the_act_has_committed() -> None:
    other = connection.copy()
    try:
        with transaction.atomic():
            publish(LampLit(lamp_id=uuid4()))
            with other.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM procrastinate_jobs")
                assert cursor.fetchone() == (0,)
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs")
            assert cursor.fetchone() == (2,)
    finally:
        other.close()
