"""Results in the database: counted there, published once, frozen, never with a count that must not be shown."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from smilecity.city import actions as city
from smilecity.city import reading as city_files
from smilecity.collect.surveys import actions as surveys
from smilecity.collect.surveys import queries as survey_queries
from smilecity.collect.surveys import rules as survey_rules
from smilecity.collect.surveys.models import Participation
from smilecity.collect.surveys.rules import Act, Feature, Kind, State
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.rules import Role
from smilecity.understand.results import actions, queries
from smilecity.understand.results.models import Publication
from smilecity.understand.results.queries import ResultPage
from smilecity.understand.results.rules import Hidden, Table
from tests.factories import AT, CLOSES_AT, Made, closed, make_staff, make_survey, take_part, take_part_as_member
from tests.support.side_by_side import at_once
from tests.support.statements import statements

PUBLISHED_AT = CLOSES_AT + timedelta(days=7)
pytestmark = pytest.mark.django_db


def answered(
    survey: Made, *answers: Mapping[UUID, Any], profile: Mapping[str, str] | None = None, times: int = 1
) -> None:
    """Have these answers counted, so often each."""
    Participation.objects.bulk_create(
        Participation(
            survey_id=survey.id,
            answers={str(question): value for question, value in given.items()},
            profile=dict(profile or {}),
        )
        for given in answers
        for _ in range(times)
    )


def published(survey: Made) -> ResultPage:
    """Close and publish a survey and return what everybody may read."""
    closed(survey)
    actions.publish(survey=survey.id, by=survey.staff, at=PUBLISHED_AT)
    return found(survey)


def found(survey: Made) -> ResultPage:
    row = survey_queries.by_id(survey.id)
    page = queries.published(row.slug) if row else None
    assert page
    return page


def counts(table: Table) -> dict[str, int | None]:
    return {row.key: row.count for row in table.rows}


def test_answers_of_every_kind_are_counted() -> None:
    survey = make_survey(open=True, features=())
    one, several, scale, short, long = survey.questions
    answered(survey, {one: "bus", several: ["bench", "light"], scale: 4, short: "Hafen", long: "Mehr!"}, times=7)
    answered(survey, {one: "bike", several: ["bench"], scale: 2, short: "Markt"}, times=5)
    answered(survey, {one: "bike"}, times=5)
    page = published(survey)
    assert [counts(table) for table in page.result.tables] == [
        {"bus": 7, "bike": 10, "car": 0},
        {"bench": 12, "tree": 0, "light": 7},
        {"1": 0, "2": 5, "3": 0, "4": 7, "5": 0},
        {},
        {},
    ]
    assert [table.base for table in page.result.tables] == [17, 12, 12, 12, 7]
    assert (page.result.tables[2].mean, page.result.tables[2].median) == (3.2, 4.0)
    assert page.result.base == 17


def test_a_free_text_that_looks_like_an_answer_is_only_counted() -> None:
    survey = make_survey(open=True, features=())
    short = survey.questions[3]
    answered(survey, {short: "bus"}, {short: '["bench"]'}, {short: "{}"}, times=3)
    row = queries.preview(survey.id)
    assert row
    assert [(table.base, table.rows) for table in row.tables if table.kind is Kind.SHORT] == [(9, ())]


def test_texts_are_counted_alike_before_and_after_the_close_cuts_them_loose() -> None:
    survey = make_survey(open=True, features=())
    answered(survey, {survey.questions[4]: "Mehr Bänke."}, times=8)
    before = queries.preview(survey.id)
    closed(survey)
    assert before == queries.preview(survey.id)
    assert before
    assert before.tables[4].base == 8


def test_counts_below_five_never_reach_the_published_tables() -> None:
    survey = make_survey(open=True, features=[Feature.SEX])
    one, several, scale, *_ = survey.questions
    answered(survey, {one: "bus", several: ["bench"], scale: 5}, profile={"sex": "female"}, times=20)
    answered(survey, {one: "bike", several: ["bench", "tree"], scale: 4}, profile={"sex": "male"}, times=9)
    answered(survey, {one: "car", several: ["light"], scale: 1}, profile={"sex": "diverse"}, times=3)
    page = published(survey)
    assert [counts(table) for table in page.result.tables[:3]] == [
        {"bus": 20, "bike": None, "car": None},
        {"bench": None, "tree": 9, "light": None},
        {"1": None, "2": 0, "3": 0, "4": None, "5": 20},
    ]
    assert [row.count for row in page.result.portraits[0].rows] == [20, None, None]
    assert '"count": 3' not in json.dumps(Publication.objects.get().tables)


def test_a_question_with_fewer_than_five_answers_shows_nothing() -> None:
    survey = make_survey(open=True, features=[Feature.AGE_GROUP])
    answered(survey, {survey.questions[0]: "bus"}, profile={"age_group": "15-29"}, times=4)
    result = published(survey).result
    assert (result.tables[0].base, result.tables[0].hidden) == (None, Hidden.ALL)
    assert (result.portraits[0].base, result.portraits[0].unsaid) == (None, None)


def test_a_survey_nobody_answered_can_be_published() -> None:
    survey = make_survey(open=True)
    page = published(survey)
    assert (page.result.base, {table.base for table in page.result.tables}) == (0, {0})


def test_guests_and_members_are_counted_by_their_way() -> None:
    survey = make_survey(open=True)
    for number in range(6):
        take_part(survey, f"guest-{number}@example.org")
    for number in range(5):
        take_part_as_member(survey, f"member-{number}@example.org")
    assert published(survey).result.ways == {"guest": 6, "member": 5}


# --- beside the population -----------------------------------------------------------------------------------------

PEOPLE = "Jahr;Ortsteil;Geschlecht;Altersgruppe;Anzahl\n" + "".join(
    f"2024;;{sex};{ages};{number}\n"
    for sex in ("weiblich", "männlich")
    for ages, number in [("0-14", 100), ("15-29", 150), ("30-44", 200), ("45-64", 250), ("65-74", 100), ("75+", 200)]
)


def import_population(text: str) -> None:
    city.import_population(table=city_files.table(text.encode()), by=None, at=AT)


def test_participants_stand_beside_the_population_of_the_newest_year() -> None:
    import_population(PEOPLE)
    survey = make_survey(open=True)
    answered(survey, {}, profile={"age_group": "15-29", "sex": "female"}, times=30)
    answered(survey, {}, profile={"age_group": "75-"}, times=10)
    answered(survey, {}, times=6)
    age, sex, district = published(survey).result.portraits
    assert [(row.key, row.count, row.residents) for row in age.rows] == [
        ("0-14", 0, 200),
        ("15-29", 30, 300),
        ("30-44", 0, 400),
        ("45-64", 0, 500),
        ("65-74", 0, 200),
        ("75-", 10, 400),
    ]
    assert (age.base, age.unsaid, age.year, age.population) == (40, 6, 2024, 2000)
    assert [(row.key, row.residents) for row in sex.rows] == [("female", 1000), ("male", 1000), ("diverse", None)]
    assert (district.rows, district.base) == ((), 0)


def test_ages_the_city_cannot_tell_apart_leave_the_comparison_out() -> None:
    lines = [f"2024;{sex};{ages};500" for sex in ("weiblich", "männlich") for ages in ("0-49", "50+")]
    import_population("\n".join(["Jahr;Geschlecht;Altersgruppe;Anzahl", *lines]))
    survey = make_survey(open=True, features=[Feature.AGE_GROUP])
    answered(survey, {}, profile={"age_group": "15-29"}, times=30)
    shown = published(survey).result.portraits[0]
    assert (shown.base, shown.year, {row.residents for row in shown.rows}) == (30, None, {None})


# --- publishing ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("act", [actions.publish, actions.withdraw])
def test_who_may_publish_and_withdraw_in_which_state(role: Role, state: State, act: Any) -> None:
    survey = make_survey(open=state is not State.DRAFT)
    if state is State.CLOSED:
        closed(survey)
    if act is actions.withdraw and state is State.CLOSED:
        actions.publish(survey=survey.id, by=survey.staff, at=PUBLISHED_AT)
    reason = survey_rules.why_not(Act.PUBLISH, frozenset({role}), state)
    if reason is None:
        act(survey=survey.id, by=make_staff(role), at=PUBLISHED_AT)
    else:
        with pytest.raises(Refused) as refusal:
            act(survey=survey.id, by=make_staff(role), at=PUBLISHED_AT)
        assert refusal.value.sentence == reason


def test_publishing_twice_is_refused_and_changes_nothing() -> None:
    survey = make_survey(open=True)
    first = published(survey)
    with pytest.raises(Refused, match="schon veröffentlicht"):
        actions.publish(survey=survey.id, by=survey.staff, at=PUBLISHED_AT + timedelta(days=1))
    assert found(survey) == first


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_is_refused() -> None:
    survey = make_survey(open=True)
    closed(survey)

    def publish() -> UUID:
        return actions.publish(survey=survey.id, by=survey.staff, at=PUBLISHED_AT)

    ends = at_once(publish, publish)
    assert sorted(type(end).__name__ for end in ends) == ["Refused", "UUID"]
    assert Publication.objects.count() == 1


def test_a_result_can_be_withdrawn_and_published_anew() -> None:
    survey = make_survey(open=True)
    published(survey)
    actions.withdraw(survey=survey.id, by=survey.staff, at=PUBLISHED_AT)
    assert not queries.is_published(survey.id)
    with pytest.raises(Refused, match="nicht veröffentlicht"):
        actions.withdraw(survey=survey.id, by=survey.staff, at=PUBLISHED_AT)
    actions.publish(survey=survey.id, by=survey.staff, at=PUBLISHED_AT)
    assert queries.is_published(survey.id)


def test_publishing_and_withdrawing_stand_in_the_audit_log() -> None:
    survey = make_survey(open=True)
    published(survey)
    actions.withdraw(survey=survey.id, by=survey.staff, at=PUBLISHED_AT)
    entries = AuditEntry.objects.filter(subject=f"survey:{survey.id}", verb__startswith="results.")
    assert sorted(entries.values_list("verb", "actor")) == [
        ("results.publish", survey.staff.pk),
        ("results.withdraw", survey.staff.pk),
    ]


def test_a_survey_that_does_not_exist_cannot_be_published() -> None:
    with pytest.raises(Refused, match="gibt es nicht mehr"):
        actions.publish(survey=uuid4(), by=make_staff(), at=PUBLISHED_AT)


def test_a_published_result_stays_as_it_was_when_the_city_gets_new_figures() -> None:
    import_population(PEOPLE)
    survey = make_survey(open=True, features=[Feature.AGE_GROUP])
    answered(survey, {}, profile={"age_group": "15-29"}, times=30)
    before = published(survey)
    import_population(PEOPLE.replace("2024", "2025").replace("150", "999"))
    assert found(survey) == before


# --- reading -------------------------------------------------------------------------------------------------------


def test_an_unpublished_result_is_not_there() -> None:
    survey = make_survey(open=True)
    row = survey_queries.by_id(survey.id)
    assert row
    assert queries.published(row.slug) is None
    assert queries.published("there-is-no-such-survey") is None
    assert queries.published_list() == []
    assert queries.preview(uuid4()) is None


def test_the_newest_result_comes_first() -> None:
    older, newer = make_survey(open=True), make_survey(open=True)
    for survey, days in ((newer, 2), (older, 1)):
        answered(survey, {survey.questions[0]: "bus"}, times=8)
        closed(survey)
        actions.publish(survey=survey.id, by=survey.staff, at=PUBLISHED_AT + timedelta(days=days))
    first, second = queries.published_list()
    assert [first.published_at, second.published_at] == [
        PUBLISHED_AT + timedelta(days=2),
        PUBLISHED_AT + timedelta(days=1),
    ]
    assert first.finding.text("de", str) == "Am häufigsten genannt: „Mit dem Bus“ (8 von 8, 100\u00a0%)."
    assert (first.base, first.generated) == (8, False)


def release(survey: Made, texts: Sequence[UUID]) -> None:
    for text in texts:
        surveys.review_text(text=text, release=True, by=survey.staff, at=CLOSES_AT)


def test_only_released_texts_can_be_read_a_page_at_a_time() -> None:
    survey = make_survey(open=True)
    answered(survey, *({survey.questions[4]: f"Text {number}"} for number in range(6)))
    closed(survey)
    waiting = [row.id for row in survey_queries.texts(survey.id)]
    assert queries.released_texts(survey.id).rows == []
    release(survey, waiting[:5])
    first = queries.released_texts(survey.id, most=3)
    second = queries.released_texts(survey.id, most=3, after=first.after)
    assert ([row.id for row in first.rows + second.rows], second.after) == (waiting[:5], None)


def statements_for(participations: int) -> tuple[int, int]:
    """Return how many statements publishing takes, and reading what was published."""
    survey = make_survey(open=True)
    one, several, scale, short, long = survey.questions
    answers = {one: "bus", several: ["bench", "light"], scale: 4, short: "Hafen", long: "Mehr!"}
    answered(survey, answers, profile={"age_group": "15-29", "sex": "male"}, times=participations)
    closed(survey)
    with statements() as publishing:
        actions.publish(survey=survey.id, by=survey.staff, at=PUBLISHED_AT)
    release(survey, [row.id for row in survey_queries.texts(survey.id)])
    with statements() as reading:
        page = found(survey)
        queries.released_texts(page.survey.id)
        queries.published_list()
    return len(publishing), len(reading)


def test_statements_stay_as_many_when_twice_as_many_took_part() -> None:
    import_population(PEOPLE)
    publishing, reading = statements_for(10)
    assert (publishing, reading) == statements_for(20)
    assert (publishing <= 24, reading) == (True, 5)
