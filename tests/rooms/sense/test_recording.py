"""Values come in: each is stored or told why not, none takes another down, and few statements do it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings

from smilecity.ground import events
from smilecity.people.keys.rules import CITY, PUBLIC, Caller, Scope
from smilecity.sense.things import actions
from smilecity.sense.things.actions import record, wire
from smilecity.sense.things.actions.knowing import know
from smilecity.sense.things.events import ObservationsRecorded
from smilecity.sense.things.models import (
    Change,
    Datastream,
    DatastreamShare,
    Extent,
    FeatureExtent,
    Location,
    Observation,
    Taken,
    ThingPlace,
)
from smilecity.sense.things.rules.identifiers import months_of_ids
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.words import Access, SecondValue
from tests.factories_sense import caller_of, make_feature, make_party, make_thing
from tests.factories_values import AT, make_series, value_of
from tests.support.sums import assert_all_agree

pytestmark = pytest.mark.django_db


def problems(answers: list[int | Problem]) -> list[int | None]:
    return [answer.status if isinstance(answer, Problem) else None for answer in answers]


def stored(stream: Datastream) -> list[Any]:
    rows = Observation.objects.filter(datastream=stream).order_by("phenomenon_start", "pk")
    return [row.result_other if row.result_number is None else row.result_number for row in rows]


def test_values_are_stored_in_their_order_and_answered_with_ids_that_name_their_month() -> None:
    stream = make_series()
    ids = record([value_of(stream, 0, 1.5), value_of(stream, 60 * 24 * 40, 7)], caller=CITY, at=AT)
    assert [row.pk for row in Observation.objects.order_by("phenomenon_start")] == ids
    assert stored(stream) == [1.5, 7]
    first, until = months_of_ids(int(str(ids[1])))
    assert (first, until) == (datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC))
    assert_all_agree()


def test_one_bad_value_refuses_no_other() -> None:
    stream = make_series()
    bad = [float("nan"), "wet", None, True, [1], {"a": "\0"}, 10**400]
    values = [value_of(stream, minutes, each) for minutes, each in enumerate([1.0, *bad, 2.0])]
    answers = record(values, caller=CITY, at=AT)
    assert problems(answers) == [None, *[400] * len(bad), None]
    assert stored(stream) == [1.0, 2.0]
    assert_all_agree()


def test_what_postgresql_could_not_keep_is_refused_with_a_sentence() -> None:
    stream = make_series(observation_type="OM_Observation")
    deep: Any = []
    for _ in range(2000):
        deep = [deep]
    cases: list[tuple[dict[str, Any], int]] = [
        ({"result": "a\0b"}, 400),
        ({"result": "\ud800"}, 400),
        ({"result": {"\0": 1}}, 400),
        ({"result": deep}, 400),
        ({"result": [float("inf")]}, 400),
        ({"result": 10**5000}, 400),
        ({"result": "x" * 10_000_000}, 413),
        ({"parameters": {"a": "\0"}}, 400),
        ({"quality_other": "x" * 2_000_000}, 413),
        ({"quality": 10}, 400),
        ({"quality": 99_999}, 400),
        ({"phenomenon_end": AT - timedelta(days=1)}, 400),
        ({"valid_start": AT}, 400),
        ({"valid_start": AT, "valid_end": AT - timedelta(seconds=1)}, 400),
        ({"feature": 2**70}, 400),
        ({"feature": 987_654_321}, 400),
    ]
    values = [value_of(stream, 0, **{"result": 1.0} | more) for more, _ in cases]
    values[0].phenomenon_start = AT
    answers = record(values, caller=CITY, at=AT)
    assert problems(answers) == [status for _, status in cases]
    assert stored(stream) == []


@pytest.mark.parametrize("year", [1, 9999])
def test_the_first_and_the_last_year_have_no_days_in_the_city(year: int) -> None:
    value = value_of(make_series())
    value.phenomenon_start = datetime(year, 6, 1, tzinfo=UTC)
    assert problems(record([value], caller=CITY, at=AT)) == [400]


def test_a_time_without_a_zone_is_refused_and_other_zones_become_utc() -> None:
    stream = make_series()
    naive, elsewhere = value_of(stream), value_of(stream)
    naive.phenomenon_start = AT.replace(tzinfo=None)
    elsewhere.phenomenon_start = datetime.fromisoformat("2026-03-02T14:00:00+02:00")
    assert problems(record([naive, elsewhere], caller=CITY, at=AT)) == [400, None]
    assert Observation.objects.get().phenomenon_start == AT


@pytest.mark.parametrize(
    ("observation_type", "right", "wrong"),
    [
        ("OM_Measurement", [1, 1.5, -0.0, 1e300], ["1", True, None, [], {}]),
        ("OM_CountObservation", [1, 0, 5.0], [1.5, "1", True]),
        ("OM_TruthObservation", [True, False], [1, 0, "true"]),
        ("OM_CategoryObservation", ["http://example.org/a", ""], [1, True, None]),
        ("OM_Observation", [1, "1", True, None, [1], {"a": 1}], []),
        ("OM_Something", [1, "1"], []),
    ],
)
def test_a_result_is_of_the_type_its_datastream_promises(
    observation_type: str, right: list[Any], wrong: list[Any]
) -> None:
    stream = make_series(observation_type=observation_type)
    values = [value_of(stream, minutes, each) for minutes, each in enumerate([*right, *wrong])]
    assert problems(record(values, caller=CITY, at=AT)) == [None] * len(right) + [400] * len(wrong)
    assert stored(stream) == right


def test_no_number_is_needed_where_the_flag_says_that_it_is_missing() -> None:
    stream = make_series()
    assert problems(record([value_of(stream, 0, None, quality=9)], caller=CITY, at=AT)) == [None]
    assert_all_agree()


def test_a_multi_datastream_wants_one_part_for_each_property() -> None:
    stream = make_series(parts=2)
    right = [[1.5, 2], [1, None]]
    wrong = [[1], [1, 2, 3], 1.5, {"0": 1}, [1, "2"]]
    values = [value_of(stream, minutes, each) for minutes, each in enumerate(right + wrong)]
    assert problems(record(values, caller=CITY, at=AT)) == [None] * 2 + [400] * 5
    assert stored(stream) == right
    assert_all_agree()


def test_a_datastream_and_a_multi_datastream_are_not_mistaken_for_each_other() -> None:
    single, multi = make_series(), make_series(parts=1)
    values = [value_of(single, multi=True), value_of(multi, result=[1], multi=False), value_of(single, multi=False)]
    assert problems(record(values, caller=CITY, at=AT)) == [404, 404, None]


def test_numbers_come_back_as_they_were_sent() -> None:
    stream = make_series()
    sent = [0.1, 5e-324, 1.7976931348623157e308, 2**53, 2**53 + 1, -(10**200), 3]
    record([value_of(stream, minutes, each) for minutes, each in enumerate(sent)], caller=CITY, at=AT)
    assert stored(stream) == sent
    assert_all_agree()


def test_everything_a_value_carries_is_kept_in_small_and_in_large_batches() -> None:
    stream = make_series(observation_type="OM_Observation")
    more: dict[str, Any] = {
        "phenomenon_end": AT + timedelta(hours=1),
        "result_time": AT + timedelta(hours=2),
        "valid_start": AT,
        "valid_end": AT + timedelta(days=1),
        "quality_other": {"level": 'hi\\"gh,{}'},
        "parameters": {"voltage": None, "ä": "\n"},
    }
    few = [value_of(stream, -1, "NULL", **more), value_of(stream, -1, "", quality=3)]
    many = [value_of(stream, 0, "NULL", **more), *(value_of(stream, 0, "", quality=3) for _ in range(200))]
    for values in (few, many):
        record(values, caller=CITY, at=AT)
    columns = ("phenomenon_end", "result_time", "valid_start", "valid_end", "quality_other", "parameters")
    rich = Observation.objects.filter(result_other="NULL").order_by("phenomenon_start")
    assert [{name: getattr(row, name) for name in columns} for row in rich] == [more, more]
    assert Observation.objects.filter(result_other="", quality=3).count() == 201
    assert_all_agree()


WHO_MAY = [
    # access, who, status
    (Access.PUBLIC, "nobody", 401),
    (Access.PUBLIC, "owner", None),
    (Access.PUBLIC, "owner who reads", 403),
    (Access.PUBLIC, "other", 403),
    (Access.PUBLIC, "city", None),
    (Access.INTERNAL, "nobody", 404),
    (Access.INTERNAL, "owner", None),
    (Access.INTERNAL, "other", 404),
    (Access.INTERNAL, "city", None),
    (Access.SHARED, "nobody", 404),
    (Access.SHARED, "friend", 403),
    (Access.SHARED, "other", 404),
    (Access.SHARED, "owner", None),
]


@pytest.mark.parametrize(("access", "who", "status"), WHO_MAY)
def test_who_may_add_values(access: Access, who: str, status: int | None) -> None:
    owner, other, friend = make_party(), make_party(), make_party()
    callers: dict[str, Caller] = {
        "nobody": PUBLIC,
        "owner": caller_of(owner, Scope.OBSERVE),
        "owner who reads": caller_of(owner, Scope.READ),
        "other": caller_of(other, Scope.OBSERVE, Scope.READ),
        "friend": caller_of(friend, Scope.OBSERVE, Scope.READ),
        "city": CITY,
    }
    stream = make_series(owner=owner, access=access)
    if access is Access.SHARED:
        DatastreamShare.objects.create(datastream=stream, party=friend)
    assert problems(record([value_of(stream)], caller=callers[who], at=AT)) == [status]


def test_each_value_is_judged_by_its_own_sender() -> None:
    one, two = make_party(), make_party()
    streams = [make_series(owner=one), make_series(owner=two)]
    callers = [caller_of(party, Scope.OBSERVE) for party in (one, two)]
    pairs = [(stream, caller) for stream in streams for caller in callers]
    answers = record([value_of(stream) for stream, _ in pairs], caller=[caller for _, caller in pairs], at=AT)
    assert problems(answers) == [None, 403, 403, None]


def test_a_hidden_datastream_is_answered_as_if_there_were_none() -> None:
    hidden = make_series(access=Access.INTERNAL)
    gone, huge = value_of(hidden), value_of(hidden)
    gone.datastream, huge.datastream = hidden.pk + 1, 2**80
    answers = record([value_of(hidden), gone, huge], caller=PUBLIC, at=AT)
    ids = (hidden.pk, hidden.pk + 1, 2**80)
    assert {str(answer).replace(str(id_), "N") for answer, id_ in zip(answers, ids, strict=True)} == {
        "Datastreams(N) does not exist."
    }


def test_without_a_feature_it_is_the_place_of_the_thing() -> None:
    stream = make_series()
    record([value_of(stream), value_of(stream, 1)], caller=CITY, at=AT)
    location = Location.objects.get()
    assert {row.feature_id for row in Observation.objects.all()} == {location.feature_id}
    extent = Extent.objects.get(pk=stream.pk)
    assert (extent.west, extent.south) == (location.west, location.south)


def test_after_a_move_values_are_about_the_new_place() -> None:
    stream = make_series()
    record([value_of(stream)], caller=CITY, at=AT)
    point = {"type": "Point", "coordinates": [13.0, 55.0]}
    body = {"name": "b", "description": "b", "encodingType": "application/geo+json", "location": point}
    actions.create(Kind.LOCATIONS, body, parent=(Kind.THINGS, stream.thing_id), caller=CITY, at=AT)
    record([value_of(stream, 1)], caller=CITY, at=AT)
    assert Observation.objects.values("feature").distinct().count() == 2
    assert ThingPlace.objects.count() == 1
    extent = Extent.objects.get(pk=stream.pk)
    assert (extent.east, extent.north) == (13.0, 55.0)


def test_a_thing_without_a_place_needs_a_feature() -> None:
    stream = make_series(thing=make_thing())
    feature = make_feature()
    answers = record([value_of(stream), value_of(stream, 1, feature=feature.pk)], caller=CITY, at=AT)
    assert problems(answers) == [400, None]
    assert FeatureExtent.objects.get().feature_id == feature.pk


def test_a_feature_that_the_sender_cannot_see_does_not_exist_for_them() -> None:
    one, two = make_party(), make_party()
    secret = make_series(owner=one, access=Access.INTERNAL)
    feature = make_feature()
    record([value_of(secret, feature=feature.pk)], caller=CITY, at=AT)
    value = value_of(make_series(owner=two), feature=feature.pk)
    assert problems(record([value], caller=caller_of(two, Scope.OBSERVE, Scope.READ), at=AT)) == [400]
    assert problems(record([value], caller=CITY, at=AT)) == [None]


def test_keep_keeps_both() -> None:
    stream = make_series(second_value=SecondValue.KEEP)
    record([value_of(stream, 0, 1.0), value_of(stream, 0, 2.0)], caller=CITY, at=AT)
    assert stored(stream) == [1.0, 2.0]


def test_refuse_keeps_the_earlier_one_and_tells_the_sender() -> None:
    stream = make_series(second_value=SecondValue.REFUSE)
    assert problems(record([value_of(stream, 0, 1.0), value_of(stream, 0, 2.0)], caller=CITY, at=AT)) == [None, 409]
    assert problems(record([value_of(stream, 0, 3.0), value_of(stream, 1, 4.0)], caller=CITY, at=AT)) == [409, None]
    assert stored(stream) == [1.0, 4.0]


def test_replace_keeps_the_later_one_under_the_same_id() -> None:
    stream = make_series(second_value=SecondValue.REPLACE)
    first = record([value_of(stream, 0, 1.0), value_of(stream, 0, 2.0)], caller=CITY, at=AT)
    assert first[0] == first[1]
    assert record([value_of(stream, 0, 3.0)], caller=CITY, at=AT) == first[:1]
    assert stored(stream) == [3.0]
    assert_all_agree()


def test_an_interval_is_no_second_value_of_an_instant() -> None:
    stream = make_series(second_value=SecondValue.REFUSE)
    end = AT + timedelta(hours=1)
    values = [value_of(stream), value_of(stream, phenomenon_end=end), value_of(stream, phenomenon_end=AT)]
    assert problems(record(values, caller=CITY, at=AT)) == [None, None, 409]


def test_months_that_nobody_has_made_appear_and_ends_of_time_find_a_place() -> None:
    stream = make_series()
    times = [datetime(year, month, 1, tzinfo=UTC) for year, month in [(1850, 1), (1970, 1), (2031, 7), (2500, 1)]]
    values = [value_of(stream) for _ in times]
    for value, time in zip(values, times, strict=True):
        value.phenomenon_start = time
    assert problems(record(values, caller=CITY, at=AT)) == [None] * 4
    assert [row.phenomenon_start for row in Observation.objects.order_by("phenomenon_start")] == times


def test_a_batch_leaves_one_change_and_what_the_broker_may_send_again(settings: Settings) -> None:
    settings.MQTT_URL = "mqtt://127.0.0.1"
    stream = make_series()
    messages = [Taken(client="bridge", packet=7, digest=b"a" * 32), Taken(client="bridge", packet=7, digest=b"b" * 32)]
    ids = record([value_of(stream), value_of(stream, 1, "no")], caller=CITY, at=AT, taken=messages)
    assert Change.objects.filter(kind="Observations").values_list("entities", flat=True).get() == ids[:1]
    assert bytes(Taken.objects.get().digest) == b"b" * 32
    record([], caller=CITY, at=AT, taken=[Taken(client="bridge", packet=7, digest=b"c" * 32)])
    assert bytes(Taken.objects.get().digest) == b"c" * 32
    assert Change.objects.filter(kind="Observations").count() == 1


def test_without_a_broker_nothing_is_kept_for_it() -> None:
    record([value_of(make_series())], caller=CITY, at=AT)
    assert not Change.objects.exists()


def test_one_event_tells_of_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, Any]] = []

    class Job:
        def defer(self, **arguments: Any) -> None:
            told.append(arguments)

    monkeypatch.setitem(events._subscribers, ObservationsRecorded, [Job()])
    ids = record([value_of(make_series(), minutes) for minutes in range(3)], caller=CITY, at=AT)
    record([value_of(make_series(), 0, "no")], caller=CITY, at=AT)
    assert told == [{"observations": ids}]


@pytest.mark.parametrize("count", [1, 20, 500])
def test_the_number_of_statements_does_not_grow_with_values(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    streams = [make_series() for _ in range(5)]
    values = [value_of(streams[minutes % 5], minutes) for minutes in range(count)]
    record(values, caller=CITY, at=AT)
    sent: list[int] = []
    real = wire.ask_together

    def counted(*statements: wire.Statement) -> list[wire.Rows]:
        sent.append(len(statements))
        return real(*statements)

    monkeypatch.setattr(wire, "ask_together", counted)
    wire.remembered().numbers[:] = [range(10**9, 10**9 + count)]
    record(values, caller=CITY, at=AT)
    # The locks with what is known of datastreams; the rows (unless they are copied), their sums, their extents.
    assert sent == [2, 3 if count < 100 else 2]


def test_a_datastream_whose_extent_is_missing_gets_one() -> None:
    stream = make_series()
    Extent.objects.all().delete()
    assert problems(record([value_of(stream)], caller=CITY, at=AT)) == [None]
    assert_all_agree()


def test_nothing_to_record_costs_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert record([], caller=CITY, at=AT) == []


def test_what_is_known_is_read_after_the_lock() -> None:
    assert connection.in_atomic_block
    assert know({987_654_321}) == ({}, {})
