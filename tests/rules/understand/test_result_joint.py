"""Nobody who combines all tables of a survey can work out a small number: each question, feature, and both crossed."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, combinations_with_replacement

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smilecity.collect.surveys.rules import Kind, Question
from smilecity.understand.results import rules
from smilecity.understand.results.rules import Crossed, Hidden
from tests.support import towns, unmasking
from tests.support.towns import Chosen, Person, Town

SMALL = range(1, 5)


@st.composite
def some_towns(draw: st.DrawFn) -> Town:
    """Return a survey in which small groups are frequent, and so are those who keep something to themselves."""
    kinds = draw(st.lists(st.sampled_from([Kind.ONE, Kind.SEVERAL, Kind.SCALE]), min_size=1, max_size=3))
    most = st.sampled_from([None, 1, 2, 3])
    questions = [towns.question(at, kind, draw(st.integers(2, 4)), draw(most)) for at, kind in enumerate(kinds)]
    values = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    features = [tuple(f"v{at}" for at in range(number)) for number in values]
    sorts = draw(st.lists(_people(questions, features), min_size=1, max_size=14))
    number = st.integers(1, 3) | st.integers(1, 40)
    people = [person for person in sorts for _ in range(draw(number))]
    return Town(tuple(questions), tuple(features), tuple(people))


@st.composite
def _people(draw: st.DrawFn, questions: Sequence[Question], features: Sequence[Sequence[str]]) -> Person:
    answers = tuple(draw(_answers(question)) for question in questions)
    return Person(answers, tuple(draw(st.sampled_from([*values, ""])) for values in features))


def _answers(question: Question) -> st.SearchStrategy[Chosen]:
    known = towns.answers_of(question)
    if question.kind is Kind.SEVERAL:
        most = int(question.limits.most or len(known))
        return st.lists(st.sampled_from(known), unique=True, max_size=min(most, 3)).map(tuple)
    return st.sampled_from([(), *((answer,) for answer in known)])


SLOWLY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOWLY
@given(some_towns())
def test_no_linear_combination_of_what_is_published_gives_a_small_count(town: Town) -> None:
    found = unmasking.worked_out(towns.published(town))
    for cell, count, group in towns.truth(town):
        if cell in found:
            assert found[cell] == count
            assert count not in SMALL, cell
            assert not 0 < count == group, cell


# --- somebody who knows the rule -----------------------------------------------------------------------------------

Values = defaultdict[str, defaultdict[unmasking.Unknown, set[int]]]
# Enough for every table to be met with every cheapest cycle it may have.
SECRETS = [b"secret %d" % number for number in range(16)]


def every_town(kind: Kind, answers: int, people: int) -> Iterator[Town]:
    """Return every survey there is with one question, one feature of one value, and so many people."""
    asked = towns.question(0, kind, answers)
    keys = towns.answers_of(asked)
    most = answers if kind is Kind.SEVERAL else 1
    said = [chosen for number in range(most + 1) for chosen in combinations(keys, number)]
    sorts = [Person((chosen,), (value,)) for chosen in said for value in ("v0", "")]
    for group in combinations_with_replacement(sorts, people):
        yield Town((asked,), (("v0",),), group)


def values_by_page(kind: Kind, answers: int, people: int) -> tuple[Values, Values, list[tuple[str, str, Town]]]:
    """Return what each cell may be, by what tables of their own tell and by all that is published."""
    alone: Values = defaultdict(lambda: defaultdict(set))
    joint: Values = defaultdict(lambda: defaultdict(set))
    seen = []
    for town in every_town(kind, answers, people):
        for page in {repr(towns.published(town, secret)): None for secret in SECRETS}:
            own = page[: page.index("crossed=")]
            seen.append((own, page, town))
            for cell, count, _group in towns.truth(town):
                alone[own][cell].add(count)
                joint[page][cell].add(count)
    return alone, joint, seen


@pytest.mark.parametrize(("kind", "answers", "people"), [(Kind.ONE, 2, 10), (Kind.SEVERAL, 2, 7)])
def test_who_knows_the_rule_but_not_the_secret_finds_two_values_in_every_survey_there_is(
    kind: Kind, answers: int, people: int
) -> None:
    """Crossing never makes certain what tables of questions and features leave open: nobody silent, nobody small."""
    alone, joint, seen = values_by_page(kind, answers, people)
    for own, page, town in seen:
        for cell, count, group in towns.truth(town):
            if (count in SMALL or 0 < count == group) and len(alone[own][cell]) > 1:
                assert len(joint[page][cell]) > 1, (page, cell)


# --- what is hidden ------------------------------------------------------------------------------------------------


def one(groups: Mapping[str, Sequence[int]]) -> tuple[Town, Crossed]:
    """Return a question with one answer, by a feature: in each group how many gave each answer, and were silent."""
    number = len(next(iter(groups.values()))) - 1
    asked = towns.question(0, Kind.ONE, number)
    chosen: list[Chosen] = [*((key,) for key in towns.answers_of(asked)), ()]
    people = [
        Person((answer,), (value,))
        for value, counts in groups.items()
        for answer, count in zip(chosen, counts, strict=True)
        for _ in range(count)
    ]
    town = Town((asked,), (tuple(value for value in groups if value),), tuple(people))
    return town, towns.published(town).crossed[0]


def shown(crossed: Crossed) -> dict[str, tuple[int | None, ...]]:
    return {group.key: (*group.counts, group.unanswered) for group in crossed.groups}


def test_large_groups_are_shown_as_they_are() -> None:
    _, crossed = one({"young": (40, 30, 10), "old": (20, 50, 8), "": (9, 7, 6)})
    assert shown(crossed) == {"young": (40, 30, 10), "old": (20, 50, 8), "": (9, 7, 6)}
    assert (crossed.hidden, [group.base for group in crossed.groups]) == (Hidden.NONE, [70, 70, 16])


def test_beside_a_small_count_three_others_are_hidden() -> None:
    _, crossed = one({"young": (40, 3, 10), "old": (20, 50, 8), "": (9, 7, 6)})
    hidden = [(key, place) for key, counts in shown(crossed).items() for place, n in enumerate(counts) if n is None]
    assert (len(hidden), ("young", 1) in hidden, crossed.hidden) == (4, True, Hidden.SOME)


def test_a_whole_group_that_gave_the_same_answer_is_hidden() -> None:
    _, crossed = one({"young": (40, 0, 0), "old": (20, 50, 8), "": (9, 7, 6)})
    assert shown(crossed)["young"][0] is None


def test_an_answer_hidden_in_its_own_table_is_hidden_in_every_group() -> None:
    town, crossed = one({"young": (40, 30, 2, 1, 9), "old": (20, 50, 1, 2, 8), "": (9, 7, 0, 0, 6)})
    assert [row.count for row in towns.published(town).tables[0].rows] == [69, 87, None, None]
    assert {counts[2:4] for counts in shown(crossed).values()} == {(None, None)}


def test_where_so_few_told_a_feature_that_it_has_no_table_nothing_is_crossed_with_it() -> None:
    _, crossed = one({"young": (2, 1, 1), "": (40, 30, 20)})
    assert (crossed.groups, crossed.hidden) == ((), Hidden.ALL)


@SLOWLY
@given(some_towns())
def test_the_same_answers_are_hidden_alike_every_time(town: Town) -> None:
    assert towns.published(town) == towns.published(town)


@SLOWLY
@given(some_towns())
def test_crossed_tables_show_only_what_is_true_and_no_count_of_one_to_four(town: Town) -> None:
    true = {cell: count for cell, count, _ in towns.truth(town)}
    for crossed in towns.published(town).crossed:
        asked = next(asked for asked in town.questions if asked.id == crossed.question)
        for group in crossed.groups:
            name = f"{crossed.feature.value}={group.key}"
            for answer, count in zip(towns.answers_of(asked), group.counts, strict=True):
                assert count is None or count == true[unmasking.said(asked.id, answer, name)]
                assert count not in SMALL


@given(some_towns())
@settings(max_examples=20, deadline=None)
def test_a_frozen_crossed_table_comes_back_as_it_was(town: Town) -> None:
    for crossed in towns.published(town).crossed:
        assert rules.crossed_from_frozen(json.loads(json.dumps(rules.crossed_to_frozen(crossed)))) == crossed
