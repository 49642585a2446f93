"""How times and intervals compare, by the table of the conformance tests of the standard (ets-sta10, date and time)."""

from datetime import UTC, datetime

import pytest

from smilecity.sense.things.rules.grammar import parse_filter
from smilecity.sense.things.rules.problems import QueryProblem
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.tree import Compare, Interval, Literal
from tests.support.sense_evaluate import holds

NOW = datetime(2024, 5, 10, tzinfo=UTC)
# Around the hour from seven to eight: before, at its start, within, at its end, after.
VALUES = [
    "6:00", "6:59", "7:00", "7:01", "7:59", "8:00", "8:01", "9:00", "6:00-6:59", "6:00-7:00", "6:00-7:01", "7:00-8:00",
    "7:01-7:59", "7:59-9:00", "8:00-9:00", "8:01-9:00", "6:59-8:01", "7:00-7:59", "7:00-8:01", "6:59-8:00", "7:01-8:00",
]  # fmt: skip


def moment(clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2016, 1, 1, int(hour), int(minute), tzinfo=UTC)


def value(text: str) -> datetime | Interval:
    start, dash, end = text.partition("-")
    return Interval(moment(start), moment(end)) if dash else moment(start)


def written(text: str) -> str:
    return "/".join(moment(clock).isoformat() for clock in text.split("-"))


def matching(text: str) -> list[str]:
    """Which of the values it is true of."""
    expression = parse_filter(text, Kind.OBSERVATIONS)
    return [each for each in VALUES if holds(expression, {"phenomenonTime": value(each)}, NOW)]


@pytest.mark.parametrize(
    ("words", "swapped", "other", "expected"),
    [
        ("{} lt {}", "{} gt {}", "7:00", "6:00 6:59 6:00-6:59 6:00-7:00"),
        ("{} lt {}", "{} gt {}", "7:00-8:00", "6:00 6:59 6:00-6:59 6:00-7:00"),
        ("{} gt {}", "{} lt {}", "8:00", "8:01 9:00 8:01-9:00"),
        ("{} gt {}", "{} lt {}", "7:00-8:00", "8:00 8:01 9:00 8:00-9:00 8:01-9:00"),
        ("{} le {}", "{} ge {}", "7:00", "6:00 6:59 7:00 6:00-6:59 6:00-7:00"),
        (
            "{} le {}",
            "{} ge {}",
            "7:00-8:00",
            "6:00 6:59 7:00 6:00-6:59 6:00-7:00 6:00-7:01 7:00-8:00 7:00-7:59 6:59-8:00",
        ),
        ("{} ge {}", "{} le {}", "8:00", "8:00 8:01 9:00 8:00-9:00 8:01-9:00"),
        (
            "{} ge {}",
            "{} le {}",
            "7:00-8:00",
            "8:00 8:01 9:00 7:00-8:00 7:59-9:00 8:00-9:00 8:01-9:00 7:00-8:01 7:01-8:00",
        ),
        ("{} eq {}", "{} eq {}", "8:00", "8:00"),
        ("{} eq {}", "{} eq {}", "7:00-8:00", "7:00-8:00"),
        ("before({},{})", "after({},{})", "7:00", "6:00 6:59 6:00-6:59 6:00-7:00"),
        ("before({},{})", "after({},{})", "7:00-8:00", "6:00 6:59 6:00-6:59 6:00-7:00"),
        ("after({},{})", "before({},{})", "8:00", "8:01 9:00 8:01-9:00"),
        ("after({},{})", "before({},{})", "7:00-8:00", "8:00 8:01 9:00 8:00-9:00 8:01-9:00"),
        ("meets({},{})", "meets({},{})", "7:00", "7:00 6:00-7:00 7:00-8:00 7:00-7:59 7:00-8:01"),
        ("meets({},{})", "meets({},{})", "7:00-8:00", "7:00 8:00 6:00-7:00 8:00-9:00"),
        (
            "overlaps({},{})",
            "overlaps({},{})",
            "7:00",
            "7:00 6:00-7:01 7:00-8:00 6:59-8:01 7:00-7:59 7:00-8:01 6:59-8:00",
        ),
        (
            "overlaps({},{})",
            "overlaps({},{})",
            "7:00-8:00",
            "7:00 7:01 7:59 6:00-7:01 7:00-8:00 7:01-7:59 7:59-9:00 6:59-8:01 7:00-7:59 7:00-8:01 6:59-8:00 7:01-8:00",
        ),
        ("starts({},{})", "starts({},{})", "7:00", "7:00 7:00-8:00 7:00-7:59 7:00-8:01"),
        ("starts({},{})", "starts({},{})", "7:00-8:00", "7:00 7:00-8:00 7:00-7:59 7:00-8:01"),
        ("finishes({},{})", "finishes({},{})", "8:00", "8:00 7:00-8:00 6:59-8:00 7:01-8:00"),
        ("finishes({},{})", "finishes({},{})", "7:00-8:00", "8:00 7:00-8:00 6:59-8:00 7:01-8:00"),
    ],
)
def test_times_compare_as_the_conformance_tests_want_it(words: str, swapped: str, other: str, expected: str) -> None:
    assert matching(words.format("phenomenonTime", written(other))) == expected.split()
    assert matching(swapped.format(written(other), "phenomenonTime")) == expected.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("during(phenomenonTime,{})", "7:00 7:01 7:59 7:00-8:00 7:01-7:59 7:00-7:59 7:01-8:00"),
        ("during({},phenomenonTime)", "7:00-8:00 6:59-8:01 7:00-8:01 6:59-8:00"),
    ],
)
def test_an_interval_holds_what_lies_within_it(text: str, expected: str) -> None:
    assert matching(text.format(written("7:00-8:00"))) == expected.split()


def test_an_instant_lies_within_intervals_only() -> None:
    found = matching(f"during({written('7:00')},phenomenonTime)")
    assert found == ["6:00-7:01", "7:00-8:00", "6:59-8:01", "7:00-7:59", "7:00-8:01", "6:59-8:00"]


@pytest.mark.parametrize("other", ["2016-01-01T07:00:00Z", "resultTime", "now()"])
def test_nothing_lies_within_an_instant(other: str) -> None:
    with pytest.raises(QueryProblem) as told:
        parse_filter(f"during(phenomenonTime,{other})", Kind.OBSERVATIONS)
    assert told.value.status == 400
    assert "nothing lies within an instant" in told.value.message


@pytest.mark.parametrize("kind", ["phenomenonTime", "validTime"])
def test_the_year_of_an_interval_is_the_one_it_begins_in(kind: str) -> None:
    long = Interval(datetime(2015, 12, 31, tzinfo=UTC), datetime(2016, 1, 1, tzinfo=UTC))
    assert holds(parse_filter(f"year({kind}) eq 2015", Kind.OBSERVATIONS), {kind: long}, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-01T00:00:00Z/2024-05-31T00:00:00Z",
        "2024-05-01/2024-05-31",
        "2024-05-01/P30D",
        "2024-05-01T02:00:00+02:00/p4w2d",
    ],
)
def test_an_interval_is_written_in_several_ways(text: str) -> None:
    plain = parse_filter("phenomenonTime eq 2024-05-01T00:00:00Z/2024-05-31T00:00:00Z", Kind.OBSERVATIONS)
    assert parse_filter(f"phenomenonTime eq {text}", Kind.OBSERVATIONS) == plain
    assert parse_filter(f"phenomenonTime eq '{text}'", Kind.OBSERVATIONS) == plain


@pytest.mark.parametrize("text", ["2024-05-02/2024-05-01", "2024-05-01/P99999Y", "2024-05-01/-P1D", "2024-05-01/Pxy"])
def test_an_interval_that_never_was_is_refused(text: str) -> None:
    with pytest.raises(QueryProblem):
        parse_filter(f"phenomenonTime eq {text}", Kind.OBSERVATIONS)


def test_times_are_kept_in_utc() -> None:
    found = parse_filter("time eq 2024-05-01T00:00:00+02:00", Kind.HISTORICAL_LOCATIONS)
    assert isinstance(found, Compare)
    assert isinstance(found.right, Literal)
    assert str(found.right.value) == "2024-04-30 22:00:00+00:00"


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2024-02-30T00:00:00Z"])
def test_a_time_beyond_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(QueryProblem) as told:
        parse_filter(f"time eq {text}", Kind.HISTORICAL_LOCATIONS)
    assert "is not a time of the calendar." in told.value.message
