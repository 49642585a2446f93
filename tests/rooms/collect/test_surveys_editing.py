"""Staff make a survey: what they write is kept clean, in order, and untouchable once it is open."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from smilecity.collect.surveys import actions, queries, rules
from smilecity.collect.surveys.actions import QuestionFields, SurveyFields
from smilecity.collect.surveys.models import Question, Survey
from smilecity.collect.surveys.rules import Feature, Kind, Option, State
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.register.models import Process
from smilecity.people.rules import Role
from tests.factories import AT, CLOSES_AT, EVERY_KIND, LONG, ONE, SCALE, SHORT, Made, closed, make_staff, make_survey
from tests.jobs import waiting_jobs
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


def _texts(survey: Made) -> list[str]:
    return [question.text["de"] for question in queries.questions_of(survey.id)]


def _positions(survey: Made) -> list[int]:
    return list(Question.objects.filter(survey=survey.id).order_by("position").values_list("position", flat=True))


def test_a_survey_is_kept_as_it_was_written_without_what_nobody_sees() -> None:
    staff = make_staff(Role.EDITOR)
    fields = SurveyFields(
        title={"de": " Gut leben\x00 hier ", "en": "  "},
        summary={"de": "Drei\r\nMinuten"},
        features=[Feature.DISTRICT, Feature.AGE_GROUP, Feature.DISTRICT],
        closes_at=CLOSES_AT,
    )
    actions.make(slug="gut-leben", fields=fields, by=staff, at=AT)
    row = queries.by_slug("gut-leben")
    assert row
    assert row.title == {"de": "Gut leben hier"}
    assert row.summary == {"de": "Drei\nMinuten"}
    assert row.features == (Feature.AGE_GROUP, Feature.DISTRICT)
    assert (row.state, row.closes_at, row.process) == (State.DRAFT, CLOSES_AT, None)


def test_two_surveys_never_share_an_address() -> None:
    staff = make_staff()
    fields = SurveyFields(title={"de": "Titel"})
    actions.make(slug="titel", fields=fields, by=staff, at=AT)
    with pytest.raises(Refused) as refused:
        actions.make(slug="titel", fields=fields, by=staff, at=AT)
    assert str(refused.value) == "Unter dieser Adresse gibt es schon eine Umfrage. Bitte wählen Sie eine andere."
    assert Survey.objects.count() == 1


def test_a_question_keeps_only_what_belongs_to_its_kind() -> None:
    survey = make_survey(questions=())
    everything = {
        "text": {"de": " Was? ", "en": ""},
        "options": [Option("a", {"de": " A "}), Option("b", {"de": "B"})],
        "low": {"de": "wenig"},
        "high": {"de": "viel"},
    }
    for kind in Kind:
        actions.add_question(
            survey=survey.id, fields=QuestionFields(kind=kind, **everything), by=survey.staff, at=AT  # type: ignore[arg-type] # one set of fields for all kinds
        )  # fmt: skip
    kept = {question.kind: question for question in queries.questions_of(survey.id)}
    assert {kind for kind in kept if kept[kind].options} == {Kind.ONE, Kind.SEVERAL, Kind.RANKING, Kind.MATRIX}
    assert kept[Kind.ONE].options == (Option("a", {"de": "A"}), Option("b", {"de": "B"}))
    assert {kind for kind in kept if kept[kind].low or kept[kind].high} == {Kind.SCALE, Kind.MATRIX}
    assert {str(question.text) for question in kept.values()} == {"{'de': 'Was?'}"}


def test_questions_stand_in_the_order_they_are_moved_to() -> None:
    survey = make_survey(questions=(ONE, SCALE, SHORT, LONG))
    one, scale, short, long = _texts(survey)
    ids = survey.questions

    def move(question: UUID, places: int) -> list[str]:
        actions.move_question(question=question, by_places=places, by=survey.staff, at=AT)
        assert _positions(survey) == [1, 2, 3, 4]
        return _texts(survey)

    assert move(ids[3], -1) == [one, scale, long, short]
    assert move(ids[0], 1) == [scale, one, long, short]
    assert move(ids[1], -1) == [scale, one, long, short]
    assert move(ids[2], 1) == [scale, one, long, short]
    actions.remove_question(question=ids[0], by=survey.staff, at=AT)
    assert _texts(survey) == [scale, long, short]
    assert _positions(survey) == [1, 2, 3]
    actions.add_question(survey=survey.id, fields=ONE, by=survey.staff, at=AT)
    assert _texts(survey) == [scale, long, short, one]
    assert _positions(survey) == [1, 2, 3, 4]


def test_no_two_questions_have_one_place() -> None:
    survey = make_survey(questions=(ONE, SCALE))
    Question.objects.filter(survey=survey.id).update(position=1)
    # The promise is kept at the end of the transaction, so that two can change places within one.
    with pytest.raises(IntegrityError, match="one_question_a_place"), transaction.atomic():
        transaction.get_connection().check_constraints()
    Question.objects.filter(survey=survey.id).delete()


def test_a_survey_has_an_end_before_its_readers_give_up() -> None:
    survey = make_survey(questions=[SHORT] * rules.QUESTIONS_MOST)
    with pytest.raises(Refused, match="Mehr als 60 Fragen"):
        actions.add_question(survey=survey.id, fields=SHORT, by=survey.staff, at=AT)
    options = [Option(str(number), {"de": str(number)}) for number in range(rules.OPTIONS_MOST + 1)]
    with pytest.raises(Refused, match="Mehr als 30 Antworten"):
        actions.edit_question(
            question=survey.questions[0],
            fields=QuestionFields(kind=Kind.ONE, text={"de": "?"}, options=options),
            by=survey.staff,
            at=AT,
        )
    assert {question.kind for question in queries.questions_of(survey.id)} == {Kind.SHORT}


def _edits(survey: Made) -> list[Callable[[], object]]:
    question, by = survey.questions[0], survey.staff
    return [
        lambda: actions.edit(survey=survey.id, fields=SurveyFields(title={"de": "Neu"}), by=by, at=AT),
        lambda: actions.add_question(survey=survey.id, fields=SHORT, by=by, at=AT),
        lambda: actions.edit_question(question=question, fields=SHORT, by=by, at=AT),
        lambda: actions.move_question(question=question, by_places=1, by=by, at=AT),
        lambda: actions.remove_question(question=question, by=by, at=AT),
        lambda: actions.open_now(survey=survey.id, by=by, at=AT),
    ]


@pytest.mark.parametrize("state", [State.OPEN, State.CLOSED])
def test_what_people_answer_stays_as_they_read_it(state: State) -> None:
    survey = make_survey(open=True)
    if state is State.CLOSED:
        closed(survey)
    before = (queries.by_id(survey.id), queries.questions_of(survey.id), AuditEntry.objects.count())
    for edit in _edits(survey):
        with pytest.raises(Refused, match="schon geöffnet"):
            edit()
    assert (queries.by_id(survey.id), queries.questions_of(survey.id), AuditEntry.objects.count()) == before


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ANALYST])
def test_who_may_not_edit_changes_nothing(role: Role) -> None:
    survey = make_survey()
    stranger = Made(survey.id, survey.process, survey.questions, make_staff(role))
    before = AuditEntry.objects.count()
    acts = _edits(stranger)
    acts.append(lambda: actions.make(slug="x", fields=SurveyFields(title={}), by=stranger.staff, at=AT))
    for edit in acts:
        with pytest.raises(Refused, match="fehlt Ihrem Konto"):
            edit()
    assert AuditEntry.objects.count() == before


def test_what_is_gone_is_said_to_be_gone() -> None:
    staff, nothing = make_staff(), uuid4()
    gone = Made(nothing, None, (nothing,), staff)
    acts: list[Callable[[], object]] = [
        *_edits(gone),
        lambda: actions.extend(survey=nothing, closes_at=CLOSES_AT, by=staff, at=AT),
        lambda: actions.close(survey=nothing, by=staff, at=AT),
        lambda: actions.review_text(text=nothing, release=True, by=staff, at=AT),
    ]
    for act in acts:
        with pytest.raises(Refused, match="gibt es nicht mehr"):
            act()


def test_every_act_stands_in_the_log_with_its_author() -> None:
    survey = make_survey(questions=(ONE, SHORT))
    first, second = survey.questions
    actions.edit(survey=survey.id, fields=SurveyFields(title={"de": "Neu"}), by=survey.staff, at=AT)
    actions.edit_question(question=first, fields=ONE, by=survey.staff, at=AT)
    actions.move_question(question=first, by_places=1, by=survey.staff, at=AT)
    actions.remove_question(question=second, by=survey.staff, at=AT)
    actions.open_now(survey=survey.id, by=survey.staff, at=AT)
    actions.extend(survey=survey.id, closes_at=CLOSES_AT, by=survey.staff, at=AT)
    actions.close(survey=survey.id, by=survey.staff, at=AT)
    entries = AuditEntry.objects.filter(subject=f"survey:{survey.id}")
    assert {entry.actor for entry in entries} == {survey.staff.pk}
    assert sorted(entry.verb.removeprefix("surveys.") for entry in entries) == [
        "add_question", "add_question", "close", "edit", "edit_question", "extend", "make", "move_question", "open",
        "remove_question",
    ]  # fmt: skip


# --- opening and the deadline ------------------------------------------------------------------------------------


def test_a_survey_opens_with_a_register_of_its_own_and_tells_it() -> None:
    survey = make_survey()
    actions.open_now(survey=survey.id, by=survey.staff, at=AT)
    row = queries.by_id(survey.id)
    assert row
    assert (row.state, row.opened_at) == (State.OPEN, AT)
    assert row.process
    process = Process.objects.get(pk=row.process)
    assert process.title == row.title
    assert process.pepper is not None
    assert len(bytes(process.pepper)) == 32


def test_a_survey_that_is_not_ready_stays_a_draft_and_gets_no_register() -> None:
    survey = make_survey(questions=())
    with pytest.raises(Refused, match="noch keine Frage"):
        actions.open_now(survey=survey.id, by=survey.staff, at=AT)
    row = queries.by_id(survey.id)
    assert row
    assert row.state is State.DRAFT
    assert not Process.objects.exists()
    assert waiting_jobs() == []


@pytest.mark.parametrize("closes_at", [AT, AT - timedelta(days=1)])
def test_a_deadline_is_moved_into_the_future_only(closes_at: object) -> None:
    survey = make_survey(open=True)
    assert isinstance(closes_at, type(AT))
    with pytest.raises(Refused, match="in der Zukunft"):
        actions.extend(survey=survey.id, closes_at=closes_at, by=survey.staff, at=AT)
    row = queries.by_id(survey.id)
    assert row
    assert row.closes_at == CLOSES_AT


@pytest.mark.parametrize("state", [State.DRAFT, State.CLOSED])
def test_only_an_open_survey_can_be_extended_or_closed(state: State) -> None:
    survey = make_survey(open=state is State.CLOSED)
    if state is State.CLOSED:
        closed(survey)
    with pytest.raises(Refused, match="verlängert"):
        actions.extend(survey=survey.id, closes_at=CLOSES_AT, by=survey.staff, at=AT)
    with pytest.raises(Refused, match="geschlossen"):
        actions.close(survey=survey.id, by=survey.staff, at=AT)


def test_the_database_knows_no_survey_between_the_states() -> None:
    draft, survey = make_survey(), make_survey(open=True)
    wrong: list[tuple[str, Made, dict[str, object]]] = [
        ("survey_state_known", survey, {"state": "paused"}),
        ("opened_survey_has_register", draft, {"state": "open"}),
        ("closed_survey_has_date", survey, {"closed_at": AT}),
        ("closed_survey_has_date", survey, {"state": "closed"}),
        ("survey_features_known", draft, {"features": ["income"]}),
    ]
    for name, made, values in wrong:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Survey.objects.filter(pk=made.id).update(**values)
    with pytest.raises(IntegrityError, match="question_kind_known"), transaction.atomic():
        Question.objects.filter(survey=draft.id).update(kind="photo")


# --- lists -------------------------------------------------------------------------------------------------------


def test_open_surveys_come_by_their_end_and_the_desk_sees_all() -> None:
    staff = make_staff()
    endless = make_survey(open=True, closes_at=None, by=staff)
    later = make_survey(open=True, closes_at=AT + timedelta(days=9), by=staff)
    soon = make_survey(open=True, closes_at=AT + timedelta(days=1), by=staff)
    draft = make_survey(by=staff)
    assert [row.survey.id for row in queries.open_at(AT)] == [soon.id, later.id, endless.id]
    assert [row.survey.id for row in queries.open_at(AT + timedelta(days=1))] == [later.id, endless.id]
    assert [row.survey.id for row in queries.open_at(AT, besides=later.id)] == [soon.id, endless.id]
    assert {row.survey.id: row for row in queries.open_at(AT)}.items() <= {
        row.survey.id: row for row in queries.all_for_desk()
    }.items(), "with the same counts"
    assert {row.survey.id for row in queries.all_for_desk()} == {endless.id, later.id, soon.id, draft.id}
    assert {row.questions for row in queries.all_for_desk()} == {len(EVERY_KIND)}


def test_lists_cost_the_same_whatever_their_length() -> None:
    staff = make_staff()

    def cost() -> tuple[int, int]:
        with statements() as public:
            queries.open_at(AT)
        with statements() as desk:
            queries.all_for_desk()
        return len(public), len(desk)

    make_survey(open=True, questions=(SHORT,), by=staff)
    before = cost()
    for _ in range(3):
        make_survey(open=True, questions=(SHORT,), by=staff)
    assert cost() == before
