"""Values as they are sent: what is read, and a sentence for what cannot be (18-088 clauses 8.2.8 and 13.2)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.values import (
    NewObservation,
    as_document,
    as_json,
    is_inline,
    keep,
    read_change,
    read_data_array,
    read_observation,
    settle,
    shape_of,
)

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 13, tzinfo=UTC)
STREAM = {"Datastream": {"@iot.id": 7}}
O_M = "http://www.opengis.net/def/observationType/OGC-OM/2.0/"


def read(**body: Any) -> NewObservation:
    return read_observation({"result": 1} | STREAM | body, at=AT)


def test_everything_of_a_value_is_read() -> None:
    value = read(
        phenomenonTime="2026-03-02T12:00:00Z/2026-03-02T14:00:00+01:00",
        resultTime="2026-03-02T12:00:00.5Z",
        resultQuality="high",
        validTime="2026-03-02T12:00:00Z/2026-03-02T13:00:00Z",
        parameters={"a": 1},
        FeatureOfInterest={"@iot.id": 3},
    )
    assert value == NewObservation(
        datastream=7,
        phenomenon_start=AT,
        result=1,
        phenomenon_end=LATER,
        result_time=AT + timedelta(milliseconds=500),
        valid_start=AT,
        valid_end=LATER,
        quality_other="high",
        parameters={"a": 1},
        feature=3,
        multi=False,
    )


def test_without_a_phenomenon_time_it_is_the_time_of_the_server_and_the_result_time_stays_open() -> None:
    value = read()
    assert (value.phenomenon_start, value.phenomenon_end, value.result_time) == (AT, None, None)
    assert read(phenomenonTime=None, resultTime=None, validTime=None, FeatureOfInterest=None) == value


@pytest.mark.parametrize(("given_", "flag"), [(0, 0), (9, 9), (10, None), (-1, None), (True, None), ("4", None)])
def test_a_quality_from_0_to_9_is_a_flag_and_anything_else_is_kept_as_it_is(given_: Any, flag: int | None) -> None:
    value = read(resultQuality=given_)
    assert (value.quality, value.quality_other) == (flag, None if flag is not None else given_)


@pytest.mark.parametrize(
    "text",
    [
        "", "now", "2026", "2026-03-02", "2026-03-02T12:00:00", "2026-13-02T12:00:00Z", "2026-02-30T12:00:00Z",
        "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00",
        "2026-03-02T24:00:01Z", "2026-03-02T12:00:00+25:00", "12:00:00Z", 5, 1.5, True, [], {},
        "2026-03-02T12:00:00Z/", "/2026-03-02T12:00:00Z", "2026-03-02T12:00:00Z/2026-03-02T11:59:59Z",
        "2026-03-02T12:00:00Z/2026-03-02T13:00:00Z/2026-03-02T14:00:00Z", "2026-03-02T12:00:00Z\0",
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused(text: Any) -> None:
    with pytest.raises(Problem, match="phenomenonTime") as caught:
        read(phenomenonTime=text)
    assert caught.value.status == 400


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"result": 1}, "needs a Datastream"),
        ({"result": 1, "MultiDatastream": {"@iot.id": 1}} | STREAM, "not both"),
        (STREAM, "result is missing"),
        ({"result": 1, "Datastream": {"@iot.id": 0}}, "by its id"),
        ({"result": 1, "Datastream": {"@iot.id": True}}, "by its id"),
        ({"result": 1, "Datastream": {"@iot.id": 2**63}}, "by its id"),
        ({"result": 1, "Datastream": {"@iot.id": "x"}}, "by its id"),
        ({"result": 1, "Datastream": {"name": "new"}}, "by its id"),
        ({"result": 1, "Datastream": 7}, "by its id"),
        ({"reslut": 1} | STREAM, 'Did you mean "result"'),
        ({"result": 1, "parameters": []} | STREAM, "parameters is a JSON object"),
        ({"result": 1, "validTime": "2026-03-02T12:00:00Z"} | STREAM, "validTime is an interval"),
        ({"result": 1, "FeatureOfInterest": {"name": "new"}} | STREAM, "by its id"),
        ([], "JSON object"),
        (None, "JSON object"),
    ],
)
def test_what_is_wrong_with_a_value_is_said(body: Any, said: str) -> None:
    with pytest.raises(Problem, match=said) as caught:
        read_observation(body, at=AT)
    assert caught.value.status == 400


@pytest.mark.parametrize("link", [{"@iot.id": 7}, {"@iot.id": "7"}, {"id": 7}])
def test_a_link_names_an_id(link: dict[str, Any]) -> None:
    assert read_observation({"result": 1, "MultiDatastream": link}, at=AT).datastream == 7


def test_the_path_may_name_the_datastream_and_what_clients_send_back_is_passed_over() -> None:
    body = {"result": 1, "@iot.id": 3, "@iot.selfLink": "x", "Datastream@iot.navigationLink": "y", "id": 3}
    value = read_observation(body, datastream=5, multi=True, at=AT)
    assert (value.datastream, value.multi) == (5, True)


def test_a_feature_that_was_just_made_takes_the_place_of_the_inline_one() -> None:
    inline = {"name": "new", "feature": {}}
    assert is_inline(inline)
    assert not is_inline({"@iot.id": 1})
    assert read_observation({"result": 1, "FeatureOfInterest": inline} | STREAM, feature=9, at=AT).feature == 9


def table(components: Any, rows: Any, **more: Any) -> list[Any]:
    return read_data_array([STREAM | {"components": components, "dataArray": rows} | more], at=AT)


def test_a_data_array_is_read_row_by_row_and_a_bad_row_spoils_no_other() -> None:
    time = "2026-03-02T13:00:00Z"
    odd = [["?", 2], [time], {time: 1, "result": 2}, None, [time, 3, 4]]
    values = table(["phenomenonTime", "result"], [[time, 1], *odd, [None, 5]])
    read_ = [(each.phenomenon_start, each.result) if isinstance(each, NewObservation) else 400 for each in values]
    assert read_ == [(LATER, 1), 400, 400, 400, 400, 400, (AT, 5)]


def test_a_data_array_may_hold_everything_of_a_value() -> None:
    names = [
        "result",
        "phenomenonTime",
        "resultTime",
        "resultQuality",
        "validTime",
        "parameters",
        "FeatureOfInterest/id",
    ]
    interval = "2026-03-02T12:00:00Z/2026-03-02T13:00:00Z"
    row = [1, "2026-03-02T12:00:00Z", "2026-03-02T13:00:00Z", 4, interval, {"a": 1}, 3]
    full = NewObservation(7, AT, 1, None, LATER, AT, LATER, 4, None, {"a": 1}, 3, multi=False)
    assert table(names, [row, [1, *[None] * 6]]) == [full, NewObservation(7, AT, 1, multi=False)]
    bad = table(names, [[1, *[None] * 5, "3"], row[:-1]])
    assert [type(each) for each in bad] == [Problem, Problem]


@pytest.mark.parametrize(
    "body",
    [
        {},
        None,
        [1],
        [{}],
        [STREAM],
        [STREAM | {"components": ["result"]}],
        [STREAM | {"components": ["result", "colour"], "dataArray": []}],
        [STREAM | {"components": ["phenomenonTime"], "dataArray": []}],
        [STREAM | {"components": ["result", "result"], "dataArray": []}],
        [STREAM | {"components": [1], "dataArray": []}],
        [STREAM | {"components": "result", "dataArray": []}],
        [STREAM | {"components": ["result"], "dataArray": {}}],
        [STREAM | {"MultiDatastream": {"@iot.id": 1}, "components": ["result"], "dataArray": []}],
    ],
)
def test_a_table_that_makes_no_sense_is_refused_as_a_whole(body: Any) -> None:
    with pytest.raises(Problem) as caught:
        read_data_array(body, at=AT)
    assert caught.value.status == 400


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(value=json_values, shape=st.sampled_from(["OM_Measurement", "OM_CountObservation", "OM_Observation", ""]))
def test_whatever_is_kept_comes_back_and_whatever_is_refused_is_told(value: Any, shape: str) -> None:
    try:
        number, text = keep(value, shape=shape_of(O_M + shape, None, multi=False), quality=None)
    except Problem as problem:
        assert problem.status == 400  # noqa: PT017 -- either is right
        return
    kept = number if text is None else json.loads(text)
    assert kept == value
    assert number is not None or text is not None


@given(value=json_values)
def test_json_that_is_accepted_has_nothing_that_postgresql_refuses(value: Any) -> None:
    try:
        text = as_json(value, "result")
    except Problem:
        return
    text.encode()
    assert "\0" not in text
    assert "NaN" not in text.replace('"', "") or '"' in text


@pytest.mark.parametrize(("number", "exact"), [(2**53, True), (-(2**53), True), (2**53 + 1, False), (10**300, False)])
def test_a_whole_number_is_a_float_only_where_it_is_the_same(number: int, exact: bool) -> None:
    kept, text = keep(number, shape=shape_of(O_M + "OM_Measurement", None, multi=False), quality=None)
    assert (kept == number and text is None) if exact else (kept is None and text == str(number))


def test_a_change_keeps_what_it_does_not_name_and_putting_sets_it_back() -> None:
    found = NewObservation(7, AT, 1, LATER, quality=3, parameters={"a": 1}, feature=5)
    changed = read_change(found, {"result": 2}, whole=False)
    assert (changed.result, changed.quality, changed.feature, found.result) == (2, 3, 5, 1)
    put = read_change(found, {"result": 2}, whole=True)
    assert (put.quality, put.parameters, put.feature, put.phenomenon_end) == (None, None, 5, LATER)


def test_the_document_of_a_value_says_all_that_a_body_could() -> None:
    value = read(phenomenonTime="2026-03-02T12:00:00Z", resultQuality=3, parameters={"a": 1})
    value.valid_start, value.valid_end, value.result_time = AT, LATER, LATER
    again = read_observation(as_document(value) | STREAM, at=LATER)
    assert again == value


def test_settling_brings_times_to_utc() -> None:
    value = NewObservation(7, datetime.fromisoformat("2026-03-02T13:00:00+01:00"), 1)
    settle(value)
    assert (value.phenomenon_start, value.phenomenon_start.tzinfo) == (AT, UTC)
