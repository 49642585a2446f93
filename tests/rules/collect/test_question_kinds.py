"""Numbers, days, places and lines: what counts as an answer; "keine Angabe", limits, and which questions are asked."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.rules import Answer, Condition, Kind, Limits, Option, Question
from smilecity.ground.refusals import Refused

OPTIONS = tuple(Option(key, {"de": key.upper()}) for key in "abcd")


def question(kind: Kind, *, required: bool = False, abstains: bool = False, **limits: Any) -> Question:
    return Question(
        id="q",
        kind=kind,
        text={"de": "?"},
        required=required,
        options=OPTIONS,
        abstains=abstains,
        limits=Limits(**limits),
    )


def refusal(asked: Question, raw: Sequence[str], *, abstains: bool = False) -> str:
    with pytest.raises(Refused) as refused:
        rules.check_answer(asked, raw, abstains=abstains)
    return str(refused.value)


# --- numbers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "places", "number"),
    [
        ("12", 0, "12"),
        (" 12 ", 0, "12"),
        ("1.234", 0, "1234"),
        ("1.234.567", 0, "1234567"),
        ("1 234", 0, "1234"),
        ("0012", 0, "12"),
        ("-3", 0, "-3"),
        ("−3", 0, "-3"),
        ("-0", 0, "0"),
        ("12,0", 0, "12"),
        ("12,5", 1, "12.5"),
        ("12.5", 1, "12.5"),
        ("12,50", 1, "12.5"),
        ("1.234,56", 2, "1234.56"),
        ("100", 2, "100"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, places: int, number: str) -> None:
    assert rules.check_answer(question(Kind.NUMBER, places=places), [typed]) == number


@pytest.mark.parametrize(
    ("typed", "limits", "sentence"),
    [
        ("zwölf", {}, "Das ist keine Zahl. Bitte schreiben Sie nur Ziffern, zum Beispiel 12."),
        ("12 km", {"places": 1}, "Das ist keine Zahl. Bitte schreiben Sie nur Ziffern, zum Beispiel 12,5."),
        ("1e5", {}, "Das ist keine Zahl. Bitte schreiben Sie nur Ziffern, zum Beispiel 12."),
        ("٣", {}, "Das ist keine Zahl. Bitte schreiben Sie nur Ziffern, zum Beispiel 12."),
        ("9" * 40, {}, "Das ist keine Zahl. Bitte schreiben Sie nur Ziffern, zum Beispiel 12."),
        ("9" * 20, {}, "Diese Zahl ist zu groß. Bitte prüfen Sie, ob Sie sich vertippt haben."),
        ("1,5", {}, "Bitte geben Sie eine ganze Zahl ein, ohne Stellen nach dem Komma."),
        ("1,55", {"places": 1}, "Bitte geben Sie höchstens eine Stelle nach dem Komma ein."),
        ("1,555", {"places": 2}, "Bitte geben Sie höchstens zwei Stellen nach dem Komma ein."),
        ("11", {"least": Decimal(0), "most": Decimal(10)}, "Bitte geben Sie eine Zahl von 0 bis 10 ein."),
        ("-1", {"least": Decimal(0)}, "Bitte geben Sie eine Zahl ab 0 ein."),
        ("2000", {"most": Decimal(1500)}, "Bitte geben Sie eine Zahl bis 1.500 ein."),
    ],
)
def test_what_is_no_fitting_number_is_told_why(typed: str, limits: dict[str, Any], sentence: str) -> None:
    assert refusal(question(Kind.NUMBER, **limits), [typed]) == sentence


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_a_number_written_in_german_comes_back_the_same(number: Decimal) -> None:
    kept = rules.parse_number(rules.german(number), Limits(places=2))
    assert Decimal(kept) == number
    assert rules.parse_number(kept, Limits(places=2)) == kept


# --- days --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["2026-03-09", "09.03.2026", "9.3.2026", "9. 3. 2026"])
def test_a_day_is_read_as_browsers_send_it_and_as_germans_write_it(typed: str) -> None:
    assert rules.check_answer(question(Kind.DATE), [typed]) == "2026-03-09"


MAY, JULY = date(2026, 5, 1), date(2026, 7, 31)


@pytest.mark.parametrize(
    ("typed", "limits", "sentence"),
    [
        ("gestern", {}, "Bitte geben Sie Tag, Monat und Jahr ein, zum Beispiel 31.12.2026."),
        ("1.5.26", {}, "Bitte geben Sie Tag, Monat und Jahr ein, zum Beispiel 31.12.2026."),
        ("05/01/2026", {}, "Bitte geben Sie Tag, Monat und Jahr ein, zum Beispiel 31.12.2026."),
        ("30.02.2026", {}, "Diesen Tag gibt es nicht. Bitte prüfen Sie das Datum."),
        ("0000-01-01", {}, "Diesen Tag gibt es nicht. Bitte prüfen Sie das Datum."),
        (
            "30.04.2026",
            {"first": MAY, "last": JULY},
            "Bitte geben Sie einen Tag vom 01.05.2026 bis zum 31.07.2026 ein.",
        ),
        ("30.04.2026", {"first": MAY}, "Bitte geben Sie einen Tag ab dem 01.05.2026 ein."),
        ("01.08.2026", {"last": JULY}, "Bitte geben Sie einen Tag bis zum 31.07.2026 ein."),
    ],
)
def test_what_is_no_fitting_day_is_told_why(typed: str, limits: dict[str, Any], sentence: str) -> None:
    assert refusal(question(Kind.DATE, **limits), [typed]) == sentence


@given(st.dates(min_value=date(1, 1, 1)))
def test_a_day_written_in_german_comes_back_the_same(day: date) -> None:
    assert rules.parse_day(rules.german_day(day), Limits()) == day.isoformat()


# --- ranking -----------------------------------------------------------------------------------------------------


def ranked(**places: object) -> list[str]:
    return [f"{key}={place}" for key, place in places.items()]


def test_a_ranking_is_kept_from_the_first_place_down() -> None:
    assert rules.check_answer(question(Kind.RANKING), ranked(a=2, b=4, c=1, d=3)) == ["c", "a", "d", "b"]


def test_only_the_first_places_are_given_where_the_question_says_so() -> None:
    first_two = question(Kind.RANKING, most=Decimal(2))
    assert rules.check_answer(first_two, ranked(a="", b=2, c=1, d="")) == ["c", "b"]
    assert refusal(first_two, ranked(a=1, b=2, c=3)) == rules.UNKNOWN_OPTION


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (ranked(a=1, b=1, c=2, d=3), "Platz 1 haben Sie mehrmals vergeben. Bitte vergeben Sie jeden Platz nur einmal."),
        (ranked(a=1, b=2, c=4), "Platz 3 fehlt noch. Bitte vergeben Sie alle Plätze von 1 bis 4."),
        (ranked(a=1), "Platz 2 fehlt noch. Bitte vergeben Sie alle Plätze von 1 bis 4."),
        (ranked(a=0, b=1), rules.UNKNOWN_OPTION),
        (ranked(a=5), rules.UNKNOWN_OPTION),
        (ranked(z=1), rules.UNKNOWN_OPTION),
        (["a"], rules.UNKNOWN_OPTION),
    ],
)
def test_ties_and_gaps_in_a_ranking_are_told(raw: list[str], sentence: str) -> None:
    assert refusal(question(Kind.RANKING), raw) == sentence


@given(st.permutations("abcd"), st.integers(1, 4))
def test_every_order_can_be_given_and_shown_again(order: Sequence[str], most: int) -> None:
    asked = question(Kind.RANKING, most=Decimal(most))
    kept = rules.check_answer(asked, rules.given_by(Kind.RANKING, list(order[:most])))
    assert kept == list(order[:most])


@given(st.lists(st.tuples(st.sampled_from("abcdz"), st.integers(0, 6)), max_size=5))
def test_whatever_places_are_given_each_is_there_once_or_it_is_refused(places: list[tuple[str, int]]) -> None:
    try:
        kept = rules.check_answer(question(Kind.RANKING), [f"{key}={place}" for key, place in places])
    except Refused:
        return
    assert kept is None or sorted(kept) == list("abcd")  # type: ignore[arg-type] # a ranking is a list


# --- matrix ------------------------------------------------------------------------------------------------------


def test_a_matrix_keeps_the_lines_that_were_answered() -> None:
    assert rules.check_answer(question(Kind.MATRIX), ranked(a=5, b="", c=1)) == {"a": 5, "c": 1}


def test_every_line_must_be_answered_where_the_question_must_be() -> None:
    must = question(Kind.MATRIX, required=True)
    assert refusal(must, []) == "Bitte wählen Sie in jeder Zeile eine Antwort aus. Es fehlen noch 4."
    assert refusal(must, ranked(a=1, b=2, c=3)) == "Bitte wählen Sie in jeder Zeile eine Antwort aus. Eine fehlt noch."
    assert rules.lines_without(must, ranked(a=1, b="", c=3)) == ["b", "d"]
    assert rules.check_answer(must, ranked(a=1, b=2, c=3, d=4)) == {"a": 1, "b": 2, "c": 3, "d": 4}


def test_a_matrix_with_gaps_counts_from_paper_but_is_missing_a_part_where_it_is_required() -> None:
    must = question(Kind.MATRIX, required=True)
    assert rules.fitting([must], {"q": {"a": 1}}) == {"q": {"a": 1}}
    assert rules.missing([must], {"q": {"a": 1}}) == [must]
    assert rules.missing([must], {"q": dict.fromkeys("abcd", 1)}) == []


def test_a_line_may_say_keine_angabe_only_where_it_is_offered() -> None:
    offered = question(Kind.MATRIX, required=True, abstains=True)
    assert rules.check_answer(offered, ranked(a=0, b=0, c=0, d=1)) == {"a": 0, "b": 0, "c": 0, "d": 1}
    assert refusal(question(Kind.MATRIX), ranked(a=0)) == rules.UNKNOWN_OPTION
    assert refusal(question(Kind.MATRIX), ranked(z=1)) == rules.UNKNOWN_OPTION


# --- keine Angabe, limits ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.MATRIX}))
def test_keine_angabe_answers_a_question_that_must_be_answered(kind: Kind) -> None:
    answer = rules.check_answer(question(kind, required=True, abstains=True), [], abstains=True)
    assert rules.has_abstained(answer)
    assert answer is not None
    assert rules.fitting([question(kind, required=True, abstains=True)], {"q": answer}) == {"q": {}}


@pytest.mark.parametrize("kind", Kind)
def test_keine_angabe_is_nothing_where_it_is_not_offered(kind: Kind) -> None:
    assert rules.check_answer(question(kind), [], abstains=True) is None
    assert rules.fitting([question(kind)], {"q": {}}) == {}


def test_an_answer_beside_keine_angabe_has_to_be_decided() -> None:
    assert refusal(question(Kind.SHORT, abstains=True), ["doch"], abstains=True) == rules.BOTH


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (["a"], "Bitte wählen Sie mindestens 2 Antworten aus. Jetzt sind es 1."),
        (["a", "b", "c", "d"], "Bitte wählen Sie höchstens 3 Antworten aus. Jetzt sind es 4."),
    ],
)
def test_several_answers_keep_to_their_number(raw: list[str], sentence: str) -> None:
    limited = question(Kind.SEVERAL, least=Decimal(2), most=Decimal(3))
    assert refusal(limited, raw) == sentence
    assert rules.check_answer(limited, ["c", "a"]) == ["a", "c"]
    assert rules.check_answer(limited, []) is None


@pytest.mark.parametrize("kind", [Kind.SHORT, Kind.LONG])
def test_a_text_keeps_to_its_own_length(kind: Kind) -> None:
    limited = question(kind, most=Decimal(10))
    assert rules.check_answer(limited, ["x" * 10]) == "x" * 10
    assert refusal(limited, ["x" * 11]) == "Ihr Text hat 11 Zeichen. Bitte kürzen Sie ihn auf höchstens 10 Zeichen."


def test_a_text_may_end_like_an_empty_line_of_a_matrix() -> None:
    assert rules.check_answer(question(Kind.SHORT), ["1+1="]) == "1+1="


LIMITS = st.builds(
    Limits,
    least=st.none() | st.decimals(-1000, 1000, places=2),
    most=st.none() | st.decimals(-1000, 1000, places=2),
    places=st.integers(0, 2),
    unit=st.dictionaries(st.sampled_from(["de", "en"]), st.text(min_size=1), max_size=2),
    first=st.none() | st.dates(),
    last=st.none() | st.dates(),
    by_year=st.booleans(),
)


@given(LIMITS)
def test_limits_are_read_back_as_they_were_kept(limits: Limits) -> None:
    assert rules.limits_of(limits.kept()) == limits


# --- conditions --------------------------------------------------------------------------------------------------


def asks(name: str, condition: Condition | None = None, kind: Kind = Kind.ONE, **more: object) -> Question:
    return Question(id=name, kind=kind, text={"de": name}, options=OPTIONS, condition=condition, **more)  # type: ignore[arg-type] # named by each test


RIDES = asks("1")
WHERE = asks("2", Condition("1", ("a", "b")), required=True)
WHY_NOT = asks("3", Condition("1", ("a", "b"), negated=True))
CHAIN = asks("4", Condition("2", ("a",), negated=True), required=True)
SURVEY = [RIDES, WHERE, WHY_NOT, CHAIN]


@pytest.mark.parametrize(
    ("answers", "numbers"),
    [
        ({}, "13"),
        ({"1": "a"}, "124"),
        ({"1": "c"}, "13"),
        ({"1": {}}, "13"),
        ({"1": "b", "2": "a"}, "12"),
        ({"1": "b", "2": "c"}, "124"),
        # What hangs on a question that is not asked is not asked either, whichever way it is put.
        ({"1": "c", "2": "c"}, "13"),
    ],
)
def test_a_question_is_asked_where_an_earlier_answer_says_so(answers: dict[str, Answer], numbers: str) -> None:
    assert "".join(question.id for question in rules.asked(SURVEY, answers)) == numbers


def test_one_of_several_answers_is_enough_and_a_scale_decides_by_its_step() -> None:
    several = [asks("1", kind=Kind.SEVERAL), asks("2", Condition("1", ("b",)))]
    assert len(rules.asked(several, {"1": ["a", "b"]})) == 2
    scale = [asks("1", kind=Kind.SCALE), asks("2", Condition("1", ("1", "2")))]
    assert len(rules.asked(scale, {"1": 2})) == 2
    assert len(rules.asked(scale, {"1": 3})) == 1


def test_skipped_questions_are_not_missing_and_their_answers_are_dropped() -> None:
    assert rules.missing(SURVEY, {"1": "c"}) == []
    assert [question.id for question in rules.missing(SURVEY, {"1": "a"})] == ["2", "4"]
    assert rules.fitting(SURVEY, {"1": "c", "2": "a", "3": "b", "4": "a"}) == {"1": "c", "3": "b"}


@given(st.dictionaries(st.sampled_from("1234"), st.sampled_from("abcd"), max_size=4))
def test_dropping_the_answers_of_skipped_questions_changes_nothing_that_is_asked(answers: dict[str, str]) -> None:
    kept = rules.fitting(SURVEY, answers)
    assert rules.asked(SURVEY, kept) == rules.asked(SURVEY, rules.fitting(SURVEY, kept))
    assert kept.keys() <= {question.id for question in rules.asked(SURVEY, kept)}


@pytest.mark.parametrize(
    ("questions", "sentence"),
    [
        ([WHERE, RIDES], "Frage 1 kann nur von einer früheren Frage abhängen."),
        ([asks("2", Condition("2", ("a",)))], "Frage 1 kann nur von einer früheren Frage abhängen."),
        ([asks("1", kind=Kind.SHORT), WHERE], "Frage 2 kann nur von einer Frage mit Auswahl oder Skala abhängen."),
        ([RIDES, asks("2", Condition("1", ("z",)))], "Frage 2 hängt von einer Antwort ab, die es nicht gibt."),
        ([RIDES, asks("2", Condition("1", ()))], "Frage 2 ist an keine Antwort geknüpft."),
    ],
)
def test_a_condition_nobody_can_meet_is_found(questions: list[Question], sentence: str) -> None:
    assert next(str(refused) for refused in rules.broken(questions)).startswith(sentence)
    assert list(rules.broken(SURVEY)) == []


def test_who_depends_on_a_question_is_known_by_number() -> None:
    assert rules.dependents(SURVEY, "1") == [2, 3]
    assert rules.dependents(SURVEY, "4") == []


def test_a_section_lasts_until_the_next_one_begins() -> None:
    first, second = asks("2", section={"de": "Wege"}), asks("4", section={"de": "Parks"})
    survey = [asks("1"), first, asks("3"), second]
    assert [rules.section_at(survey, place) for place in range(4)] == [None, first, first, second]


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        (question(Kind.NUMBER, least=Decimal(5), most=Decimal(4)), rules.LIMITS_CROSSED),
        (question(Kind.NUMBER, least=Decimal(4), most=Decimal(4)), None),
        (question(Kind.DATE, first=JULY, last=MAY), rules.DAYS_CROSSED),
        (question(Kind.SEVERAL, most=Decimal(5)), rules.MORE_THAN_OPTIONS),
        (question(Kind.RANKING, most=Decimal(5)), rules.MORE_THAN_OPTIONS),
        (question(Kind.RANKING, most=Decimal(4)), None),
        (question(Kind.SHORT, most=Decimal(201)), rules.TOO_MANY_LETTERS),
        (question(Kind.LONG, most=Decimal(5000)), None),
    ],
)
def test_limits_nobody_can_keep_to_are_found(asked: Question, wrong: str | None) -> None:
    assert rules.wrong_limits(asked) == wrong


def test_a_limit_is_written_as_the_readers_language_writes_numbers() -> None:
    with pytest.raises(Refused) as caught:
        rules.parse_number("9000", Limits(least=Decimal(0), most=Decimal("1234.5")))
    reason = caught.value
    assert str(reason) == "Bitte geben Sie eine Zahl von 0 bis 1.234,5 ein."
    assert reason.filled("A number from {least} to {most}.", "en") == "A number from 0 to 1,234.5."
    assert reason.filled(reason.sentence, "de-simple") == str(reason)
