"""The law of files of answers: who may have one, what may be chosen, what stands in which column."""

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.surveys.rules import Feature, Kind, Option, Question, State
from smilecity.ground.refusals import Refused
from smilecity.people.rules import Role
from smilecity.understand.exports import rules
from smilecity.understand.exports.rules import Book

OPTIONS = (Option("bus", {"de": "Mit dem Bus"}), Option("bike", {"de": "Mit dem Rad"}), Option("car", {"de": "Auto"}))
BOOK = Book(
    [
        Question("a", Kind.ONE, {"de": "Wie kommen Sie?"}, options=OPTIONS),
        Question("b", Kind.SEVERAL, {"de": "Was fehlt?"}, options=OPTIONS[:2]),
        Question("c", Kind.SCALE, {"de": "Wie gut?"}),
        Question("d", Kind.LONG, {"de": "Was noch?"}),
    ],
    {Feature.SEX: {"female": {"de": "weiblich"}, "male": {"de": "männlich"}}},
)
MAY = {(role, State.CLOSED) for role in (Role.EDITOR, Role.ADMINISTRATOR)}


@pytest.mark.parametrize(("role", "state"), list(product(Role, State)))
def test_who_may_have_a_file_and_when(role: Role, state: State) -> None:
    assert (rules.why_not(frozenset({role}), state) is None) == ((role, state) in MAY)


def test_nobody_without_a_role_may() -> None:
    assert rules.why_not(frozenset(), State.CLOSED) == rules.NOT_YOURS


def cells(answers: Mapping[str, object], profile: Mapping[str, str]) -> dict[str, object]:
    return {column.key: column.cell(answers, profile) for column in rules.columns(BOOK)}


def test_a_participation_stands_in_words_and_each_of_several_answers_in_a_column_of_its_own() -> None:
    assert cells({"a": "bus", "b": ["bike"], "c": 4}, {"sex": "male"}) == {
        "q1": "Mit dem Bus",
        "q2_1": 0,
        "q2_2": 1,
        "q3": 4,
        "sex": "männlich",
    }


def test_what_was_not_answered_stays_empty() -> None:
    assert set(cells({}, {}).values()) == {None}
    assert cells({"b": []}, {})["q2_1"] == 0


def test_headings_are_the_questions_and_own_words_have_no_column() -> None:
    assert [column.heading for column in rules.columns(BOOK)] == [
        "1. Wie kommen Sie?",
        "2. Was fehlt? [Mit dem Bus]",
        "2. Was fehlt? [Mit dem Rad]",
        "3. Wie gut?",
        "Geschlecht",
    ]
    assert [entry["key"] for entry in rules.code_book(BOOK)] == ["q1", "q2", "q3", "sex"]


def test_programs_get_the_keys_of_the_code_book_and_never_own_words() -> None:
    row = rules.coded(BOOK)({"a": "bus", "b": ["bike"], "c": 4, "d": "Geheim"}, {"sex": "male", "age_group": "15-29"})
    assert row == {"q1": "bus", "q2": ["bike"], "q3": 4, "sex": "male"}


OFFERED = BOOK.offered()


@given(st.dictionaries(st.sampled_from(sorted(OFFERED)), st.lists(st.sampled_from(["bus", "1", "female"]))))
def test_what_was_chosen_is_what_is_offered_or_refused(given: dict[str, list[str]]) -> None:
    known = all(set(values) <= set(OFFERED[key]) for key, values in given.items())
    if not known:
        with pytest.raises(Refused, match="gibt es nicht mehr"):
            rules.check_chosen(BOOK, given)
        return
    chosen = rules.check_chosen(BOOK, given)
    assert {key: set(values) for key, values in chosen.items()} == {
        key: set(values) for key, values in given.items() if values
    }


def test_what_is_chosen_as_a_whole_is_not_chosen() -> None:
    assert rules.check_chosen(BOOK, {"a": ["car", "bus", "bike"], "sex": ["male"]}) == {"sex": ["male"]}


def test_a_question_that_is_not_there_cannot_be_chosen() -> None:
    with pytest.raises(Refused):
        rules.check_chosen(BOOK, {"d": ["x"]})


@pytest.mark.parametrize(
    ("value", "cell"),
    [(None, None), (3, 3), (2.5, 2.5), ("Ja", "Ja"), (["a", "b"], "a | b"), ({"r1": 4, "r2": 1}, "r1: 4 | r2: 1")],
)
def test_every_answer_is_one_cell(value: object, cell: object) -> None:
    assert rules.plain(value) == cell


def test_places_lines_numbers_and_keine_angabe_have_cells_of_their_own() -> None:
    options = (Option("a", {"de": "A"}), Option("b", {"de": "B"}))
    kinds = (Kind.RANKING, Kind.MATRIX, Kind.NUMBER, Kind.DATE, Kind.ONE, Kind.SEVERAL)
    asked = [Question(kind.value, kind, {"de": kind.value}, options=options) for kind in kinds]
    columns = rules.columns(rules.Book(asked))
    assert [column.key for column in columns] == ["q1_1", "q1_2", "q2_1", "q2_2", "q3", "q4", "q5", "q6_1", "q6_2"]

    def line(answers: Mapping[str, object]) -> list[object]:
        return [column.cell(answers, {}) for column in columns]

    full = {"ranking": ["b"], "matrix": {"a": 4, "b": 0}, "number": "2.5", "date": "2026-01-31", "one": "b"}
    assert line(full) == [None, 1, 4, "Keine Angabe", 2.5, "2026-01-31", "B", None, None]
    assert line({kind.value: {} for kind in kinds}) == ["Keine Angabe"] * 9
    assert line({}) == [None] * 9
