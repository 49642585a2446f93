"""The law of the library: who may do what, names and tags, what is found, what a question leaves behind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.library import rules
from smilecity.collect.library.rules import Act, Worded
from smilecity.collect.library.rules.first_set import FIRST_SET
from smilecity.collect.surveys.rules import Condition, Kind, Question, check_ready, questionnaire
from smilecity.collect.surveys.rules.copying import chosen
from smilecity.collect.surveys.rules.questionnaire import Questionnaire
from smilecity.collect.surveys.rules.translating import places
from smilecity.ground.refusals import Refused
from smilecity.ground.text import LANGUAGES, has
from smilecity.people.rules import DESK_ROLES, Role
from tests.factories import AT

EDITING = {Role.EDITOR, Role.ADMINISTRATOR}


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_everybody_at_the_desk_looks_and_who_writes_surveys_does_the_rest(role: Role, act: Act) -> None:
    assert rules.may(act, frozenset({role})) == (act is Act.LOOK or role in EDITING)
    assert not rules.may(act, frozenset())


def test_a_name_is_one_short_line() -> None:
    assert rules.name_of("  Wie \n unterwegs ") == "Wie unterwegs"
    for wrong in ("", "  ", "x" * 81):
        with pytest.raises(Refused):
            rules.name_of(wrong)


def test_tags_are_words_between_commas_each_once() -> None:
    assert rules.tags_of("Verkehr, Wohnen ;verkehr,,\n Zum  Schluss ") == ("Verkehr", "Wohnen", "Zum Schluss")
    for wrong in ("x" * 31, ",".join(f"t{n}" for n in range(9))):
        with pytest.raises(Refused):
            rules.tags_of(wrong)


@given(st.text(max_size=60))
def test_tags_that_were_taken_are_taken_again_as_they_are(typed: str) -> None:
    try:
        tags = rules.tags_of(typed)
    except Refused:
        return
    assert rules.tags_of(", ".join(tags)) == tags


def test_what_belongs_to_a_survey_stays_behind_and_is_said() -> None:
    asked = Question("q2", Kind.SHORT, {"de": "Warum?"}, section={"de": "Teil 2"}, condition=Condition("q1", ("a",)))
    bare, left = rules.alone(asked)
    assert bare == Question("q2", Kind.SHORT, {"de": "Warum?"})
    assert left == (rules.CONDITION_LEFT, rules.SECTION_LEFT)
    assert rules.alone(bare) == (bare, ())


def test_an_entry_is_found_by_its_words_in_any_language_and_spelling() -> None:
    (entry,) = (one for one in FIRST_SET if one.name == "Meistens unterwegs mit")
    said = rules.searched(entry)
    for typed in ("FUSS", "bicycle", "verkehr unterwegs", "fahrrad"):
        assert all(term in said for term in rules.terms(typed)), typed
    assert "wohnung" not in said


def test_a_long_question_gets_its_beginning_as_a_name() -> None:
    name = rules.name_for(Question("q", Kind.LONG, {"de": "Was " * 60}))
    assert len(name) <= rules.NAME_MOST
    assert name.endswith("…")
    assert rules.name_for(Question("q", Kind.LONG, {"de": "Warum?"})) == "Warum?"


@pytest.mark.parametrize("entry", FIRST_SET, ids=lambda entry: str(entry.name))
def test_each_question_of_the_first_set_could_be_asked_as_it_is_in_three_languages(entry: Worded) -> None:
    assert rules.name_of(entry.name) == entry.name
    assert rules.tags_of(", ".join(entry.tags)) == entry.tags
    assert questionnaire.read(questionnaire.written(entry.asked)) == entry.asked
    if entry.question is None:
        assert entry.features
        return
    check_ready({"de": "Titel"}, [entry.question], None, AT)
    assert not entry.question.required
    for place in places([{}, {}, {}], [entry.question]):
        assert all(has(place.texts, language) for language in LANGUAGES), place


def test_the_first_set_has_each_name_once() -> None:
    assert len({entry.name.upper() for entry in FIRST_SET}) == len(FIRST_SET) >= 12


def _asked(number: int, condition: Condition | None = None) -> Question:
    return Question(f"q{number}", Kind.SCALE, {"de": f"{number}?"}, condition=condition)


def test_a_copied_question_keeps_its_condition_only_beside_what_it_hangs_on() -> None:
    every = [_asked(1), _asked(2, Condition("q1", ("1",))), _asked(3)]
    assert chosen(every, {"q1", "q2"}) == ((every[0], every[1]), [])
    assert chosen(every, {"q3", "q2"}) == ((_asked(2), every[2]), [2])
    assert chosen(every, set()) == ((), [])


def test_another_word_makes_another_edition() -> None:
    one = Worded("A", ("x",), Questionnaire((_asked(1),)))
    others = [Worded("B", ("x",), one.asked), Worded("A", (), one.asked), Worded("A", ("x",), Questionnaire(()))]
    assert len({each.edition for each in [one, *others]}) == 4
