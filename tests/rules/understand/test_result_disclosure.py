"""No small group can be read from a table, or worked out by somebody who knows its base and the rule itself."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.understand.results.rules import Guarded, Hidden, guard_parts, guard_several

Counts = tuple[int, ...]

counts = st.lists(st.integers(0, 6) | st.integers(0, 400), min_size=2, max_size=12).map(tuple)


@st.composite
def counts_of_several(draw: st.DrawFn) -> tuple[Counts, int]:
    """Counts with a base: everybody chose at least one answer, nobody chose one twice."""
    base = draw(st.integers(1, 20) | st.integers(1, 400))
    near = st.integers(0, 5) | st.integers(0, 5).map(lambda rest: base - rest) | st.integers(0, base)
    drawn = draw(st.lists(near.map(lambda count: min(base, max(0, count))), min_size=1, max_size=10))
    rest = max(0, base - sum(drawn))
    return (*drawn, rest), base


def tables(cells: int, base: int) -> Iterator[Counts]:
    """Return every table of so many parts of a base."""
    if cells == 1:
        yield (base,)
        return
    for first in range(base + 1):
        yield from ((first, *others) for others in tables(cells - 1, base - first))


def values_left(guard: Callable[[Counts], Guarded], possible: Iterable[Counts]) -> Iterator[tuple[Guarded, set[int]]]:
    """Return, for each hidden count of each page that can come about, every value it may have."""
    alike: defaultdict[Guarded, list[Counts]] = defaultdict(list)
    for table in possible:
        alike[guard(table)].append(table)
    for page, behind in alike.items():
        for place, count in enumerate(page.counts):
            if count is None:
                yield page, {table[place] for table in behind}


@pytest.mark.parametrize(
    ("cells", "bases"), [(2, range(5, 40)), (3, range(5, 26)), (4, range(5, 18)), (5, [5, 12, 20])]
)
def test_every_hidden_part_has_two_possible_values_in_every_table_there_is(cells: int, bases: Iterable[int]) -> None:
    for base in bases:
        for page, values in values_left(guard_parts, tables(cells, base)):
            assert len(values) > 1, page
            if page.hidden is Hidden.SOME:
                assert min(values) < 5 <= max(values), page


@pytest.mark.parametrize(("answers", "bases"), [(2, range(5, 24)), (3, range(5, 15)), (4, range(5, 9))])
def test_every_hidden_count_of_several_has_two_possible_values(answers: int, bases: Iterable[int]) -> None:
    limits = [(least, most) for least in range(1, answers + 1) for most in range(least, answers + 1)]
    for base, (least, most) in product(bases, limits):
        guard = partial(guard_several, base=base, limits=(least, most))
        every = product(range(base + 1), repeat=answers)
        possible = (table for table in every if least * base <= sum(table) <= most * base)
        for page, values in values_left(guard, possible):
            assert len(values) > 1, (base, least, most, page)


def others(table: Counts, place: int) -> Iterator[Counts]:
    """Return tables of the same base that an attacker cannot rule out at first sight."""
    number = len(table)
    for other in range(number):
        if other == place:
            continue
        for step in (table[other] - table[place], 1, -1):
            changed = list(table)
            changed[place] += step
            changed[other] -= step
            yield tuple(changed)
    # What saves a table in which all are 4.
    yield from (tuple(1 if at != high else 3 * number + 1 for at in range(number)) for high in range(number))


@given(counts)
def test_a_page_with_hidden_parts_fits_another_table_as_well(table: Counts) -> None:
    page = guard_parts(table)
    for place, count in enumerate(page.counts):
        if count is None and sum(table) >= 5:
            same_base = (other for other in others(table, place) if min(other) >= 0 and sum(other) == sum(table))
            assert any(other[place] != table[place] and guard_parts(other) == page for other in same_base)


@given(counts_of_several())
def test_a_page_with_hidden_counts_of_several_fits_another_table_as_well(given_table: tuple[Counts, int]) -> None:
    table, base = given_table
    page = guard_several(table, base)
    for place, count in enumerate(page.counts):
        if count is None and base >= 5:
            values = {*range(1, 5), *range(base - 4, base), *table}
            changed = [(*table[:place], value, *table[place + 1 :]) for value in values]
            possible = [*others(table, place), *changed]
            fits = (other for other in possible if sum(other) >= base and min(other) >= 0 and max(other) <= base)
            assert any(other[place] != table[place] and guard_several(other, base) == page for other in fits)


@given(counts)
def test_hidden_parts_stand_for_at_least_five_people(table: Counts) -> None:
    hidden = [count for count, shown in zip(table, guard_parts(table).counts, strict=True) if shown is None]
    assert not hidden or sum(hidden) >= 5 or sum(table) < 5


@given(counts)
def test_no_count_of_one_to_four_is_shown(table: Counts) -> None:
    assert not set(guard_parts(table).counts) & {1, 2, 3, 4}


@given(counts_of_several())
def test_neither_a_small_count_nor_a_small_rest_is_shown(given_table: tuple[Counts, int]) -> None:
    table, base = given_table
    shown = [count for count in guard_several(table, base).counts if count is not None]
    assert not {1, 2, 3, 4} & {*shown, *(base - count for count in shown)}


@given(counts.flatmap(lambda table: st.tuples(st.just(table), st.permutations(range(len(table))))))
def test_what_is_hidden_depends_on_sizes_only(given_table: tuple[Counts, list[int]]) -> None:
    table, order = given_table
    page, shuffled = guard_parts(table), guard_parts([table[place] for place in order])
    assert shuffled == Guarded(tuple(page.counts[place] for place in order), page.hidden)


@given(counts)
def test_a_count_called_small_is_small(table: Counts) -> None:
    page = guard_parts(table)
    if page.hidden is Hidden.SMALL:
        assert all(0 < count < 5 for count, shown in zip(table, page.counts, strict=True) if shown is None)


@pytest.mark.parametrize(
    ("table", "shown", "hidden"),
    [
        ([120, 92, 0], (120, 92, 0), Hidden.NONE),
        ([0, 0], (0, 0), Hidden.NONE),
        ([3, 1], (None, None), Hidden.ALL),
        ([4, 0], (None, None), Hidden.ALL),
        ([120, 92, 3], (120, None, None), Hidden.SOME),
        ([120, 92, 92, 3], (120, None, None, None), Hidden.SOME),
        ([120, 92, 3, 2], (120, 92, None, None), Hidden.SMALL),
        ([120, 92, 1, 2], (120, None, None, None), Hidden.SOME),
        ([120, 92, 4, 4], (120, None, None, None), Hidden.SOME),
        ([120, 92, 3, 3], (120, 92, None, None), Hidden.SMALL),
        ([120, 92, 0, 3, 2], (120, 92, 0, None, None), Hidden.SMALL),
        ([4, 4, 4], (None, None, None), Hidden.ALL),
        ([3, 2, 0], (None, None, None), Hidden.ALL),
    ],
)
def test_parts_are_shown_as_these_examples_say(
    table: Sequence[int], shown: tuple[int | None, ...], hidden: Hidden
) -> None:
    assert guard_parts(table) == Guarded(shown, hidden)


@pytest.mark.parametrize(
    ("table", "base", "shown", "hidden"),
    [
        ([80, 70, 60], 100, (80, 70, 60), Hidden.NONE),
        ([80, 70, 3], 100, (80, 70, None), Hidden.SMALL),
        ([97, 70, 60], 100, (None, 70, 60), Hidden.SOME),
        ([100, 70, 0], 100, (100, 70, 0), Hidden.NONE),
        ([3, 4], 4, (None, None), Hidden.ALL),
        # All 20 chose something and 16 of them are told: it must be 4.
        ([10, 6, 4], 20, (10, None, None), Hidden.SOME),
        ([10, 7, 4], 20, (10, 7, None), Hidden.SMALL),
        ([4, 4, 4], 12, (None, None, None), Hidden.ALL),
    ],
)
def test_counts_of_several_are_shown_as_these_examples_say(
    table: Sequence[int], base: int, shown: tuple[int | None, ...], hidden: Hidden
) -> None:
    assert guard_several(table, base) == Guarded(shown, hidden)


def test_where_everybody_had_to_choose_two_the_sum_gives_no_count_away() -> None:
    """All 50 chose two of three, so the hidden one would be what is left of 100."""
    assert guard_several([49, 26, 25], 50) == Guarded((None, 26, 25), Hidden.SOME)
    assert guard_several([49, 26, 25], 50, (2, 2)) == Guarded((None, 26, None), Hidden.SOME)
