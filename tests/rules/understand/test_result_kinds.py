"""Matrix, ranking, number and date as tables: nobody who stands alone can be read from them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.surveys.rules import Kind, Limits, Option, Question
from smilecity.understand.results import rules
from smilecity.understand.results.rules import Hidden, Table, Tally, Unfolded
from smilecity.understand.results.rules.spans import day_spans, middle, number_spans

OPTIONS = tuple(Option(key, {"de": key.upper()}) for key in "abc")


def only(kind: Kind, counts: dict[str, dict[str, int]], abstained: int = 0, limits: Limits | None = None) -> Table:
    asked = Question("q", kind, {"de": "?"}, options=OPTIONS, abstains=True, limits=limits or Limits())
    (table,) = rules.tables_of(asked, Tally(), Unfolded(abstained, counts))
    return table


NUMBERS = st.dictionaries(st.decimals(-(10**6), 10**6, places=2), st.integers(1, 30), min_size=1, max_size=40)


@given(NUMBERS, st.just(2))
def test_spans_hold_everybody_once_and_their_ends_hide_who_stands_there(
    values: dict[Decimal, int], places: int
) -> None:
    rows = number_spans(values, places)
    counts = [count for _key, _label, count in rows]
    assert sum(counts) == sum(values.values())
    assert len(rows) == 1 or min(counts[0], counts[-1]) >= rules.THRESHOLD
    assert len(rows) <= 11
    assert len({key for key, _label, _count in rows}) == len(rows)
    assert "-" in rows[0][0]


def test_numbers_stand_in_round_spans_and_the_outermost_are_open() -> None:
    rows = number_spans({Decimal(value): 6 for value in range(3, 78, 5)}, 0)
    labels = [label["de"] for _key, label, _count in rows]
    assert labels[0] == "unter 10"
    assert labels[1] == "10 bis 19"
    assert labels[-1].endswith("und mehr")
    assert [label["en"] for _key, label, _count in rows][:2] == ["under 10", "10 to 19"]


def test_one_slip_of_the_keyboard_does_not_push_all_others_into_one_span() -> None:
    rows = number_spans({Decimal(5): 40, Decimal(15): 40, Decimal(10**9): 1}, 0)
    assert len(rows) > 1


def test_the_median_is_rounded_and_nobody_learns_it_from_a_handful() -> None:
    assert middle({Decimal(7): 4, Decimal(9): 5}, 0) is None
    assert middle({Decimal(value): 1 for value in range(1001)}, 0) == 500
    table = only(Kind.NUMBER, {"": {str(value): 6 for value in range(10)}})
    assert table.median is not None
    assert (table.base, table.hidden) == (60, Hidden.NONE)


def test_small_spans_are_hidden_and_the_median_with_them() -> None:
    table = only(Kind.NUMBER, {"": {"5": 20, "15": 2, "25": 3, "35": 20, "45": 20}})
    assert table.hidden is not Hidden.NONE
    assert table.median is None
    assert not any(row.count in {1, 2, 3, 4} for row in table.rows)


@given(st.dictionaries(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 9), min_size=1), st.booleans())
def test_days_stand_in_months_or_years_and_the_ends_are_open(days: dict[date, int], by_year: bool) -> None:
    rows = day_spans(days, by_year=by_year)
    counts = [count for _key, _label, count in rows]
    assert sum(counts) == sum(days.values())
    assert len(rows) == 1 or min(counts[0], counts[-1]) >= rules.THRESHOLD
    assert len(rows) <= 25


def test_days_are_named_by_month_and_by_year() -> None:
    days = {date(2025, 11, 3): 6, date(2025, 12, 24): 7, date(2026, 1, 1): 8}
    assert [(label["de"], count) for _key, label, count in day_spans(days, by_year=False)] == [
        ("bis November 2025", 6),
        ("Dezember 2025", 7),
        ("ab Januar 2026", 8),
    ]
    assert [key for key, _label, _count in day_spans(days, by_year=False)] == [
        "/2025-11",
        "2025-12/2025-12",
        "2026-01/",
    ]
    assert [label["en"] for _key, label, _count in day_spans(days, by_year=True)] == ["until 2025", "from 2026"]


FULL = {"1": {"a": 20, "b": 10, "c": 5}, "2": {"a": 5, "b": 20, "c": 10}, "3": {"a": 10, "b": 5, "c": 20}}


def test_a_ranking_tells_places_points_and_the_mean_place() -> None:
    table = only(Kind.RANKING, FULL)
    assert [(row.key, row.count) for row in table.rows] == [("a", 20), ("b", 10), ("c", 5)]
    assert [(row.key, row.counts, row.points, row.mean) for row in table.ranked] == [
        ("a", (20, 5, 10), 80, 1.7),
        ("b", (10, 20, 5), 75, 1.9),
        ("c", (5, 10, 20), 55, 2.4),
    ]
    assert rules.places_note(table) is None
    said = rules.finding(table)
    assert said
    assert said.text("de", str) == "Am häufigsten auf Platz 1: „A“ (20 von 35, 57\u00a0%)."


def test_a_ranking_with_a_small_place_shows_its_first_places_only() -> None:
    table = only(Kind.RANKING, FULL | {"3": {"a": 10, "b": 3, "c": 22}, "2": {"a": 5, "b": 22, "c": 8}})
    assert [row.count for row in table.rows] == [20, 10, 5]
    assert table.ranked == ()
    assert rules.places_note(table)


def test_who_is_not_among_the_first_places_counts_as_small_too() -> None:
    first_two = Limits(most=Decimal(2))
    assert only(Kind.RANKING, {"1": {"a": 20, "b": 15}, "2": {"a": 12, "b": 15, "c": 8}}, limits=first_two).ranked == ()
    shown = only(Kind.RANKING, {"1": {"a": 20, "b": 15}, "2": {"a": 9, "b": 14, "c": 12}}, limits=first_two)
    assert [row.points for row in shown.ranked] == [49, 44, 12]
    assert {row.mean for row in shown.ranked} == {None}


@given(st.lists(st.permutations("abc"), max_size=60))
def test_no_place_of_a_ranking_is_shown_that_few_have_given(orders: list[list[str]]) -> None:
    counts = {
        str(place): {key: sum(order[place - 1] == key for order in orders) for key in "abc"} for place in (1, 2, 3)
    }
    table = only(Kind.RANKING, counts)
    assert not any(0 < count < rules.THRESHOLD for row in table.ranked for count in row.counts)
    assert not any(row.count and row.count < rules.THRESHOLD for row in table.rows)


def test_a_matrix_is_a_scale_for_each_line_and_keine_angabe_counts_apart() -> None:
    asked = Question("q", Kind.MATRIX, {"de": "?"}, options=OPTIONS[:2], abstains=True, low={"de": "schlecht"})
    counts = {"a": {"0": 3, "1": 10, "5": 10}, "b": {"4": 2}}
    first, second = rules.tables_of(asked, Tally(), Unfolded(0, counts))
    assert (first.key, first.part, first.kind) == ("q/a", {"de": "A"}, Kind.SCALE)
    assert (first.base, first.mean, first.abstained) == (20, 3.0, 3)
    assert (second.base, second.abstained) == (None, None)


@pytest.mark.parametrize(
    ("number", "sentence"), [(1, "Eine Person hat „Keine Angabe“ gewählt."), (7, "7 haben „Keine Angabe“ gewählt.")]
)
def test_who_would_rather_not_say_is_counted_beside_the_base(number: int, sentence: str) -> None:
    table = only(Kind.RANKING, FULL, number)
    said = rules.abstained_note(table)
    assert said
    assert said.text("de", str) == sentence
    assert table.base == 35


def test_whether_few_answered_cannot_be_worked_out_from_who_would_rather_not_say() -> None:
    assert only(Kind.NUMBER, {"": {"7": 4}}, 30).abstained is None


@pytest.mark.parametrize("kind", [Kind.RANKING, Kind.NUMBER, Kind.DATE])
def test_a_table_nobody_answered_says_so(kind: Kind) -> None:
    table = only(kind, {})
    said = rules.finding(table)
    assert said
    assert said.text("de", str) == "Diese Frage hat niemand beantwortet."


def test_a_table_is_read_back_as_it_was_frozen() -> None:
    table = only(Kind.RANKING, FULL, 3)
    assert rules.from_frozen(rules.to_frozen(table)) == table
