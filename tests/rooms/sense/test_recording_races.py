"""Two committers at the same moment: nothing is lost, nothing is counted twice, nobody waits in a circle."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from smilecity.people.keys.rules import CITY
from smilecity.sense.things import actions
from smilecity.sense.things.actions import changing, months, record
from smilecity.sense.things.models import Datastream, FeatureOfInterest, Observation
from smilecity.sense.things.rules.entities import Way
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.words import SecondValue
from tests.factories_values import AT, make_series, value_of
from tests.support.side_by_side import at_once, beside, not_yet_committed, wait_until_blocked
from tests.support.sums import assert_all_agree

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_committers_with_the_same_datastreams_in_opposite_order_both_end() -> None:
    streams = [make_series() for _ in range(20)]

    def commit(order: list[Datastream]) -> int:
        for turn in range(15):
            answers = record([value_of(stream, turn) for stream in order], caller=CITY, at=AT)
            assert not [answer for answer in answers if isinstance(answer, Problem)]
        return 15

    assert at_once(lambda: commit(streams), lambda: commit(streams[::-1]), lambda: commit(streams[7:])) == [15] * 3
    assert Observation.objects.count() == 15 * (20 + 20 + 13)
    assert_all_agree()


def test_the_first_value_of_a_place_makes_one_feature_however_many_come_at_once() -> None:
    stream = make_series()
    assert len(at_once(*[lambda: len(record([value_of(stream)], caller=CITY, at=AT))] * 4)) == 4
    assert Observation.objects.count() == 4
    assert FeatureOfInterest.objects.count() == 1
    assert_all_agree()


@pytest.mark.parametrize(("second", "kept"), [(SecondValue.REFUSE, 1), (SecondValue.REPLACE, 1), (SecondValue.KEEP, 4)])
def test_second_values_at_the_same_moment_obey_their_datastream(second: SecondValue, kept: int) -> None:
    stream = make_series(second_value=second)
    answers = at_once(*[lambda: record([value_of(stream)], caller=CITY, at=AT)] * 4)
    refused = [answer for (answer,) in answers if isinstance(answer, Problem)]  # type: ignore[misc] # lists
    assert len(refused) == (3 if second is SecondValue.REFUSE else 0)
    assert Observation.objects.count() == kept
    assert_all_agree()


def test_a_month_that_many_need_at_once_is_made_once() -> None:
    streams = [make_series() for _ in range(4)]

    def commit(stream: Datastream) -> list[int | Problem]:
        value = value_of(stream)
        value.phenomenon_start = datetime(2044, 5, 6, tzinfo=UTC)
        return record([value], caller=CITY, at=AT)

    answers = at_once(*[lambda stream=stream: commit(stream) for stream in streams])
    assert all(isinstance(answer, list) and isinstance(answer[0], int) for answer in answers)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM things_observation_2044_05")
        assert cursor.fetchone() == (4,)


def test_a_month_can_be_made_within_an_act_that_is_undone() -> None:
    stream = make_series()
    value = value_of(stream)
    value.phenomenon_start = datetime(2045, 5, 6, tzinfo=UTC)
    with transaction.atomic():
        record([value], caller=CITY, at=AT)
        transaction.set_rollback(True)
    assert Observation.objects.count() == 0
    assert record([value], caller=CITY, at=AT)
    assert_all_agree()


def test_a_month_that_somebody_removed_is_made_again() -> None:
    stream = make_series()
    record([value_of(stream)], caller=CITY, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE things_observation_2026_03")
    (answer,) = record([value_of(stream)], caller=CITY, at=AT)
    assert isinstance(answer, int)
    assert Observation.objects.count() == 1


def test_who_reads_and_writes_does_not_wait_for_a_new_month() -> None:
    stream = make_series()
    with transaction.atomic():
        record([value_of(stream)], caller=CITY, at=AT)
        with beside(lambda: months.ensure([datetime(2046, 5, 6, tzinfo=UTC)])) as made:
            assert made.result(20) is None


def test_a_value_for_a_datastream_that_is_deleted_meanwhile_finds_it_gone() -> None:
    stream = make_series()
    record([value_of(stream)], caller=CITY, at=AT)
    with (
        not_yet_committed(lambda: actions.delete(Kind.DATASTREAMS, stream.pk, caller=CITY, at=AT)) as commit,
        beside(lambda: record([value_of(stream, 1)], caller=CITY, at=AT)) as recorded,
    ):
        wait_until_blocked()
        commit()
        (answer,) = recorded.result(20)  # type: ignore[misc] # a list
    assert isinstance(answer, Problem)
    assert answer.status == 404
    assert not Observation.objects.exists()


def test_a_datastream_waits_with_its_deletion_for_the_values_before_it() -> None:
    stream = make_series()
    with (
        not_yet_committed(lambda: record([value_of(stream)], caller=CITY, at=AT)) as commit,
        beside(lambda: actions.delete(Kind.DATASTREAMS, stream.pk, caller=CITY, at=AT)) as deleted,
    ):
        wait_until_blocked()
        commit()
        assert deleted.result(20) is None
    assert not Observation.objects.exists()


def test_a_feature_that_is_deleted_meanwhile_is_gone_for_the_value_that_waits() -> None:
    stream = make_series()
    (id_,) = record([value_of(stream)], caller=CITY, at=AT)
    assert isinstance(id_, int)
    feature = Observation.objects.get(pk=id_).feature_id
    with (
        not_yet_committed(lambda: actions.delete(Kind.FEATURES_OF_INTEREST, feature, caller=CITY, at=AT)) as commit,
        beside(lambda: record([value_of(stream, 1, feature=feature)], caller=CITY, at=AT)) as recorded,
    ):
        wait_until_blocked()
        commit()
        (answer,) = recorded.result(20)  # type: ignore[misc] # a list
    assert isinstance(answer, Problem)
    assert not Observation.objects.exists()
    assert_all_agree()


def test_changes_of_the_same_value_come_one_after_the_other() -> None:
    stream = make_series()
    (id_,) = record([value_of(stream)], caller=CITY, at=AT)
    assert isinstance(id_, int)

    def change(turn: int) -> None:
        for step in range(8):
            moment = AT + timedelta(days=20 * step + turn)
            body = {"phenomenonTime": moment.isoformat(), "result": turn * 100 + step}
            changing.update(id_, body, way=Way.MERGE, caller=CITY, at=AT)

    assert at_once(*[lambda turn=turn: change(turn) for turn in range(3)]) == [None] * 3
    assert Observation.objects.count() == 1
    assert_all_agree()
