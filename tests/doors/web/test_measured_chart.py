"""Charts that are drawn on the server: everything lies on the sheet, marks are round, gaps stay gaps."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smilecity.doors.web import measured_axes as axes
from smilecity.doors.web import measured_chart as chart
from smilecity.doors.web.measured_chart import Dot, Span

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
VALUES = st.floats(-1e99, 1e99, allow_nan=False)
TIMES = st.datetimes(datetime(2, 1, 1), datetime(9990, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - UTC is added


@given(VALUES, VALUES)
def test_a_scale_holds_both_values_between_round_marks(one: float, other: float) -> None:
    scale = axes.scale(min(one, other), max(one, other))
    assert all(-1e-6 <= scale.place(value) <= 1 + 1e-6 for value in (one, other))
    assert [scale.marks[0].at, scale.marks[-1].at] == [0, 1]
    assert 2 <= len(scale.marks) <= 8


@pytest.mark.parametrize(
    ("least", "most", "labels"),
    [
        (0.31, 0.58, ["0,3", "0,4", "0,5", "0,6"]),
        (0, 200, ["0", "50", "100", "150", "200"]),
        (-1.2, 4.9, ["−2", "0", "2", "4", "6"]),
        (7, 7, ["6,0", "6,5", "7,0", "7,5", "8,0"]),
    ],
)
def test_marks_are_numbers_that_people_choose(least: float, most: float, labels: list[str]) -> None:
    assert [mark.label for mark in axes.scale(least, most).marks] == labels


@given(TIMES, st.timedeltas(timedelta(minutes=1), timedelta(days=2_000_000)), st.integers(2, 10))
@example(datetime(1999, 9, 24, tzinfo=UTC), timedelta(days=1_461_069), 2)
def test_marks_of_time_lie_within_the_span_and_are_few(start: datetime, length: timedelta, most: int) -> None:
    end = min(
        start + length if start < datetime(4000, 1, 1, tzinfo=UTC) else start + HOUR, datetime.max.replace(tzinfo=UTC)
    )
    marks = axes.time_marks(start, end, most)
    assert len(marks) <= most + 2
    assert all(0 <= mark.at <= 1 for mark in marks)


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        (1, ["15:00", "18:00", "21:00", "2. Mär", "03:00", "06:00", "09:00", "12:00"]),
        (7, ["24. Feb", "25. Feb", "26. Feb", "27. Feb", "28. Feb", "1. Mär", "2. Mär"]),
        (365, ["Apr", "Jul", "Okt", "2026"]),
    ],
)
def test_marks_of_time_are_those_of_the_clock_on_the_wall(days: int, labels: list[str]) -> None:
    assert [mark.label for mark in axes.time_marks(AT - timedelta(days=days), AT, 8)] == labels


def dots(*hours: float, spread: float | None = None) -> list[Dot]:
    return [
        Dot(
            AT + HOUR * hour, hour, None if spread is None else hour - spread, None if spread is None else hour + spread
        )
        for hour in hours
    ]


def test_a_line_breaks_where_values_are_missing() -> None:
    drawing = chart.drawings(dots(0, 1, 2, 8, 9), Span(AT, AT + HOUR * 9, HOUR * 3))[0]
    assert drawing.line.count("M") == 2


def test_a_value_alone_is_a_dot() -> None:
    drawing = chart.drawings(dots(0, 5, 10), Span(AT, AT + HOUR * 10, HOUR * 3))[0]
    assert (drawing.line, len(drawing.dots)) == ("", 2)
    assert drawing.end


def test_means_have_a_band_and_single_values_have_none() -> None:
    span = Span(AT, AT + HOUR * 2, HOUR * 3)
    assert chart.drawings(dots(0, 1, 2, spread=0.5), span)[0].band.endswith("Z")
    assert chart.drawings(dots(0, 1, 2), span)[0].band == ""


@given(st.lists(VALUES, min_size=1, max_size=40))
def test_everything_lies_on_the_sheet(values: list[float]) -> None:
    shown = [Dot(AT + HOUR * hour, value) for hour, value in enumerate(values)]
    for drawing in chart.drawings(shown, Span(AT, AT + HOUR * 40, HOUR * 3)):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", drawing.line)]
        assert all(-1 <= x <= drawing.width + 1 for x in numbers[::2])
        assert all(-1 <= y <= drawing.height + 1 for y in numbers[1::2])


def test_columns_for_the_script_have_a_hole_where_values_are_missing() -> None:
    columns = chart.columns(dots(0, 1, 8, spread=1), HOUR * 3)
    assert columns["values"] == [0, 1, None, 8]
    assert columns["least"] == [-1, 0, None, 7]
    assert columns["times"] == sorted(number for number in columns["times"] if number is not None)
