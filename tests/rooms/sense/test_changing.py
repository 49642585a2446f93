"""Stored values are changed and deleted by who may; their id stays wherever they go."""

from datetime import UTC, datetime
from typing import Any

import pytest

from smilecity.people.keys.rules import CITY, PUBLIC, Scope
from smilecity.sense.things import actions
from smilecity.sense.things.actions import changing, record
from smilecity.sense.things.actions.finding import find
from smilecity.sense.things.models import Datastream, Extent, Moved, Observation
from smilecity.sense.things.rules.entities import Way
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.words import Access, SecondValue
from tests.factories_sense import caller_of, make_feature, make_party
from tests.factories_values import AT, make_series, value_of
from tests.support.sums import assert_all_agree

pytestmark = pytest.mark.django_db


def make_one(stream: Datastream | None = None, minutes: float = 0, result: Any = 1.5, **more: Any) -> int:
    (id_,) = record([value_of(stream or make_series(), minutes, result, **more)], caller=CITY, at=AT)
    assert isinstance(id_, int)
    return id_


def change(id_: int, body: Any, way: Way = Way.MERGE) -> Observation:
    actions.update(Kind.OBSERVATIONS, id_, body, way=way, caller=CITY, at=AT)
    return Observation.objects.get(pk=id_)


def test_a_result_is_corrected_in_place() -> None:
    id_ = make_one(parameters={"a": 1}, quality=3)
    row = change(id_, {"result": 7})
    assert (row.result_number, row.parameters, row.quality, row.phenomenon_start) == (7, {"a": 1}, 3, AT)
    assert_all_agree()


def test_put_sets_back_what_it_does_not_name() -> None:
    id_ = make_one(parameters={"a": 1}, quality=3, result_time=AT)
    row = change(id_, {"result": 2, "phenomenonTime": "2026-03-02T12:00:00Z"}, Way.PUT)
    assert (row.result_number, row.parameters, row.quality, row.result_time) == (2, None, None, None)
    assert_all_agree()


def test_a_value_is_changed_by_steps() -> None:
    id_ = make_one(parameters={"a": 1})
    steps = [{"op": "replace", "path": "/result", "value": 3}, {"op": "add", "path": "/parameters/b", "value": 2}]
    row = change(id_, steps, Way.PATCH)
    assert (row.result_number, row.parameters) == (3, {"a": 1, "b": 2})


@pytest.mark.parametrize("moment", ["2026-04-01T00:00:00Z", "1970-01-01T00:00:00Z", "2500-01-01T00:00:00Z"])
def test_a_value_that_moves_to_another_month_keeps_its_id_and_is_found_there(moment: str) -> None:
    id_ = make_one()
    change(id_, {"phenomenonTime": moment})
    assert find([id_])[id_].value.phenomenon_start == datetime.fromisoformat(moment)
    assert Moved.objects.get().pk == id_
    assert_all_agree()
    change(id_, {"phenomenonTime": "2026-03-30T00:00:00Z/2026-04-02T00:00:00Z"})
    assert find([id_])[id_].value.phenomenon_end == datetime(2026, 4, 2, tzinfo=UTC)
    assert not Moved.objects.exists()
    assert_all_agree()


def test_a_moved_value_leaves_no_trace_when_it_is_deleted() -> None:
    id_ = make_one()
    change(id_, {"phenomenonTime": "2026-06-01T00:00:00Z"})
    actions.delete(Kind.OBSERVATIONS, id_, caller=CITY, at=AT)
    assert not Moved.objects.exists()
    assert find([id_]) == {}


@pytest.mark.parametrize(
    "body",
    [
        {"result": "wet"},
        {"phenomenonTime": "yesterday"},
        {"phenomenonTime": "2026-03-02T12:00:00Z/2026-03-01T12:00:00Z"},
        {"resultt": 1},
        {"Datastream": {"@iot.id": 987_654_321}},
        {"FeatureOfInterest": {"@iot.id": 987_654_321}},
        {"validTime": "2026-03-02T12:00:00Z"},
        {"parameters": [1]},
        [],
        None,
    ],
)
def test_what_does_not_fit_changes_nothing(body: Any) -> None:
    id_ = make_one()
    before = Observation.objects.values().get()
    with pytest.raises(Problem) as caught:
        change(id_, body)
    assert caught.value.status == 400
    assert Observation.objects.values().get() == before


def test_put_needs_a_result() -> None:
    id_ = make_one()
    with pytest.raises(Problem, match="result is missing"):
        change(id_, {}, Way.PUT)


def test_a_value_can_be_about_another_feature() -> None:
    id_, feature = make_one(), make_feature()
    assert change(id_, {"FeatureOfInterest": {"@iot.id": feature.pk}}).feature_id == feature.pk
    assert_all_agree()


@pytest.mark.parametrize(("second", "left"), [(SecondValue.KEEP, 2), (SecondValue.REPLACE, 1), (SecondValue.REFUSE, 2)])
def test_a_change_to_the_time_of_another_value_obeys_the_datastream(second: SecondValue, left: int) -> None:
    stream = make_series(second_value=second)
    make_one(stream, 0, 1.0)
    id_ = make_one(stream, 5, 2.0)
    if second is SecondValue.REFUSE:
        with pytest.raises(Problem) as caught:
            change(id_, {"phenomenonTime": AT.isoformat()})
        assert caught.value.status == 409
    else:
        change(id_, {"phenomenonTime": AT.isoformat()})
    assert Observation.objects.count() == left
    assert_all_agree()


def test_a_change_of_anything_else_is_no_second_value() -> None:
    id_ = make_one(make_series(second_value=SecondValue.REFUSE))
    assert change(id_, {"result": 3, "phenomenonTime": AT.isoformat()}).result_number == 3


WHO_MAY = [
    (Access.PUBLIC, "nobody", 401),
    (Access.PUBLIC, "owner", None),
    (Access.PUBLIC, "owner who observes", 403),
    (Access.PUBLIC, "other", 403),
    (Access.PUBLIC, "city", None),
    (Access.INTERNAL, "nobody", 404),
    (Access.INTERNAL, "other", 404),
    (Access.INTERNAL, "owner", None),
    (Access.INTERNAL, "owner who observes", 403),
]


@pytest.mark.parametrize("act", ["change", "delete"])
@pytest.mark.parametrize(("access", "who", "status"), WHO_MAY)
def test_who_may_change_and_delete_values(access: Access, who: str, status: int | None, act: str) -> None:
    owner, other = make_party(), make_party()
    callers = {
        "nobody": PUBLIC,
        "owner": caller_of(owner, Scope.MANAGE),
        "owner who observes": caller_of(owner, Scope.OBSERVE),
        "other": caller_of(other, Scope.MANAGE, Scope.READ),
        "city": CITY,
    }
    id_ = make_one(make_series(owner=owner, access=access))
    try:
        if act == "change":
            changing.update(id_, {"result": 2}, way=Way.MERGE, caller=callers[who], at=AT)
        else:
            changing.delete([id_], caller=callers[who], at=AT)
        found = None
    except Problem as problem:
        found = problem.status
    assert found == status


@pytest.mark.parametrize("id_", [0, -1, 1, 2**53, 2**70])
def test_an_id_that_nothing_has_is_not_found(id_: int) -> None:
    for act in (lambda: change(id_, {"result": 1}), lambda: changing.delete([id_], caller=CITY, at=AT)):
        with pytest.raises(Problem) as caught:
            act()
        assert caught.value.status == 404


def test_several_are_deleted_together_or_not_at_all() -> None:
    stream = make_series()
    ids = [make_one(stream, minutes) for minutes in range(3)]
    with pytest.raises(Problem):
        actions.delete_all(Kind.OBSERVATIONS, [*ids, 1], caller=CITY, at=AT)
    assert Observation.objects.count() == 3
    changing.delete(ids[:2], caller=CITY, at=AT)
    assert_all_agree()
    changing.delete(ids[2:], caller=CITY, at=AT)
    extent = Extent.objects.get(pk=stream.pk)
    assert (extent.observations, extent.west) == (0, None)
    assert_all_agree()


def test_the_values_of_a_feature_go_with_it_and_others_stay() -> None:
    stream, feature = make_series(), make_feature()
    kept = make_one(stream)
    gone = make_one(stream, 60 * 24 * 3, feature=feature.pk)
    change(gone, {"phenomenonTime": "2026-09-01T00:00:00Z"})
    actions.delete(Kind.FEATURES_OF_INTEREST, feature.pk, caller=CITY, at=AT)
    assert Observation.objects.get().pk == kept
    assert not Moved.objects.exists()
    assert_all_agree()


def test_deleting_a_datastream_takes_its_values_along() -> None:
    stream = make_series()
    make_one(stream)
    actions.delete(Kind.DATASTREAMS, stream.pk, caller=CITY, at=AT)
    assert not Observation.objects.exists()
