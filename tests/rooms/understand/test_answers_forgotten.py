"""Single answers are erased when the time is over that residents were told: counts stay, everything else goes."""

import threading
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from smilecity.collect.surveys import actions as surveys
from smilecity.collect.surveys import queries as survey_queries
from smilecity.collect.surveys import rules
from smilecity.collect.surveys.actions import forgetting
from smilecity.collect.surveys.models import FreeText, Participation, Survey
from smilecity.collect.surveys.rules import State, Why
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.people.rules import Role
from smilecity.understand.exports import actions as exports
from smilecity.understand.exports import queries as export_queries
from smilecity.understand.exports.models import Export
from smilecity.understand.exports.rules import Form
from smilecity.understand.results import actions, jobs, queries
from smilecity.understand.results.models import Publication
from tests.factories import AT, CLOSES_AT, LONG, ONE, Made, closed, make_staff, make_survey
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.statements import statements
from tests.support.stored import tables_with

pytestmark = pytest.mark.django_db

SECRET = "Lieselotte Unverwechselbar"
# A survey made for tests closes on 2026-03-16 and says twelve months.
DUE = CLOSES_AT.replace(year=2027)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path, smtp: Inbox) -> Path:
    settings.EXPORTS_FOLDER = tmp_path / "exports"
    return tmp_path / "exports"


def answered(number: int = 7, *, at: datetime = CLOSES_AT) -> Made:
    """Make a closed survey that so many have answered, each with a text."""
    made = make_survey(open=True, questions=[ONE, LONG], features=[], closes_at=None)
    one, text = map(str, made.questions)
    Participation.objects.bulk_create(
        Participation(survey_id=made.id, answers={one: "bus", text: f"{SECRET} {n}"}, profile={}) for n in range(number)
    )
    closed(made, at=at)
    return made


def left(survey: Made) -> tuple[int, int]:
    """Return how many participations and free texts are left."""
    return Participation.objects.filter(survey=survey.id).count(), FreeText.objects.filter(survey=survey.id).count()


def erased(survey: Made) -> Survey:
    return Survey.objects.get(pk=survey.id)


# --- the day -------------------------------------------------------------------------------------------------------


def test_the_day_is_set_at_the_close_and_counts_from_there() -> None:
    assert erased(answered()).erase_on == date(2027, 3, 16)
    # Half past midnight on the clock of the city, still the day before in UTC.
    late = answered(at=datetime.fromisoformat("2026-07-31T22:30:00+00:00"))
    assert erased(late).erase_on == date(2027, 8, 1)


def test_everything_single_goes_on_that_day_and_not_before() -> None:
    survey = answered()
    assert actions.forget_due(at=DUE - DAY) == 0
    assert left(survey) == (7, 7)
    assert actions.forget_due(at=DUE) == 1
    assert left(survey) == (0, 0)
    assert tables_with(SECRET) == set()
    row = erased(survey)
    assert (row.answers_erased, row.texts_erased, row.erased_at) == (7, 7, DUE)


def test_the_log_says_how_much_was_erased_once() -> None:
    survey = answered()
    for at in (DUE, DUE, DUE + DAY):
        actions.forget_due(at=at)
    (entry,) = AuditEntry.objects.filter(verb="surveys.erase_answers")
    assert (entry.actor, entry.subject, entry.at) == (None, f"survey:{survey.id}", DUE)
    assert entry.details == {"answers": 7, "texts": 7}


def test_what_was_there_before_there_was_a_term_stays() -> None:
    survey = make_survey(open=True, questions=[ONE])
    Survey.objects.filter(pk=survey.id).update(keep_months=None)
    closed(survey)
    assert erased(survey).erase_on is None
    assert actions.forget_due(at=DUE.replace(year=2099)) == 0


def test_a_late_worker_makes_up_for_all_it_missed() -> None:
    made = [answered(2, at=CLOSES_AT + n * DAY) for n in range(3)]
    assert actions.forget_due(at=DUE.replace(year=2031)) == 3
    assert [left(survey) for survey in made] == [(0, 0)] * 3


def test_the_job_is_the_action_at_this_moment(time_is_over: Made) -> None:
    jobs.forget_answers(timestamp=0)
    assert left(time_is_over) == (0, 0)


@pytest.fixture
def time_is_over() -> Made:
    survey = answered()
    Survey.objects.filter(pk=survey.id).update(erase_on=date(2020, 1, 1))
    return survey


# --- what stays ----------------------------------------------------------------------------------------------------


def test_a_published_result_stays_as_it_was_but_for_the_texts() -> None:
    survey = answered()
    for text in survey_queries.texts(survey.id):
        surveys.review_text(text=text.id, release=True, by=survey.staff, at=CLOSES_AT)
    actions.publish(survey=survey.id, by=survey.staff, at=CLOSES_AT)
    before = queries.published(erased(survey).slug)
    assert len(queries.released_texts(survey.id).rows) == 7
    actions.forget_due(at=DUE)
    after = queries.published(erased(survey).slug)
    assert before
    assert after
    assert (after.result, after.published_at) == (before.result, before.published_at)
    assert queries.preview(survey.id) == before.result
    assert queries.released_texts(survey.id).rows == []


def test_a_result_nobody_published_is_frozen_before_and_can_be_published_later() -> None:
    survey = answered()
    counted = queries.preview(survey.id)
    assert counted
    actions.forget_due(at=DUE)
    assert not queries.is_published(survey.id)
    assert queries.preview(survey.id) == counted
    actions.publish(survey=survey.id, by=survey.staff, at=DUE + DAY)
    page = queries.published(erased(survey).slug)
    assert page
    assert (page.result.base, page.result) == (7, counted)


def test_a_withdrawn_result_stays_the_one_that_was_frozen() -> None:
    survey = answered()
    frozen = actions.publish(survey=survey.id, by=survey.staff, at=CLOSES_AT)
    actions.withdraw(survey=survey.id, by=survey.staff, at=CLOSES_AT)
    actions.forget_due(at=DUE)
    assert Publication.objects.get().pk == frozen


def test_how_many_took_part_is_known_before_in_between_and_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    survey, other = answered(), answered(3, at=CLOSES_AT + DAY)
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    seen = []
    whole = forgetting._erase

    def watched(table: str, key: object) -> int:
        number = whole(table, survey.id)
        row = survey_queries.by_id(survey.id)
        assert row
        seen.append(left(survey)[0] + erased(survey).answers_erased + (number if "participation" in table else 0))
        return number

    monkeypatch.setattr(forgetting, "_erase", watched)
    actions.forget_due(at=DUE)
    assert set(seen) == {7}
    assert [survey_queries.participations(each.id) for each in (survey, other)] == [7, 3]
    assert {row.survey.id: row.participations for row in survey_queries.all_for_desk()} == {survey.id: 7, other.id: 3}


# --- bad days ------------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """What a killed worker looks like from within."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("batches", [0, 1, 4, 7])
def test_a_job_that_was_killed_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch, batches: int) -> None:
    survey, whole = answered(), forgetting._erase_some
    counted = queries.preview(survey.id)
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    calls = iter(range(batches))

    def dying(key: object, at: datetime) -> bool:
        if next(calls, None) is None:
            raise Killed
        return whole(survey.id, at)

    monkeypatch.setattr(forgetting, "_erase_some", dying)
    with pytest.raises(Killed):
        actions.forget_due(at=DUE)
    assert sum(left(survey)) == 14 - sum([2, 2, 2, 1, 2, 2, 2][:batches])
    assert not AuditEntry.objects.filter(verb="surveys.erase_answers").exists()
    # The numbers of a half-erased survey are those of the whole one.
    assert queries.preview(survey.id) == counted
    assert survey_queries.participations(survey.id) == 7
    monkeypatch.setattr(forgetting, "_erase_some", whole)
    actions.forget_due(at=DUE + 5 * DAY)
    assert left(survey) == (0, 0)
    assert AuditEntry.objects.get(verb="surveys.erase_answers").details == {"answers": 7, "texts": 7}


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_erase_and_log_it_once() -> None:
    survey = answered(50)
    together = threading.Barrier(2)

    def work() -> None:
        try:
            together.wait(20)
            actions.forget_due(at=DUE)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert left(survey) == (0, 0)
    assert AuditEntry.objects.get(verb="surveys.erase_answers").details == {"answers": 50, "texts": 50}


def test_ten_times_the_answers_cost_as_many_statements() -> None:
    costs = []
    for number in (5, 50):
        survey = answered(number)
        actions._keep_result(survey.id, DUE)
        with statements() as run:
            surveys.erase_answers(survey=survey.id, at=DUE)
        costs.append(len(run))
    assert costs[0] == costs[1] <= 16


# --- files of staff ------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_files_that_were_made_of_them_go_too(folder: Path) -> None:
    survey, editor = answered(), make_staff(Role.EDITOR)
    ready = exports.ask(survey=survey.id, form=Form.CSV, chosen={}, by=editor, at=DUE - DAY)
    run_jobs()
    waiting = exports.ask(survey=survey.id, form=Form.JSON, chosen={}, by=editor, at=DUE - DAY)
    kept = exports.ask(survey=answered(at=DUE).id, form=Form.CSV, chosen={}, by=editor, at=DUE)
    path = export_queries.file_of(ready)
    assert path
    actions.forget_due(at=DUE)
    run_jobs()
    assert not path.exists()
    assert {row.pk for row in Export.objects.all()} == {kept}
    assert waiting not in {row.pk for row in Export.objects.all()}
    assert [each.name for each in folder.iterdir()] == [f"{kept}.csv"]
    assert AuditEntry.objects.filter(verb="exports.forget", subject=f"survey:{survey.id}").count() == 2


@pytest.mark.parametrize("at", [DUE, DUE + DAY])
def test_no_new_file_is_made_of_what_goes_today(at: datetime) -> None:
    survey = answered()
    with pytest.raises(Refused, match="sind gelöscht"):
        exports.ask(survey=survey.id, form=Form.CSV, chosen={}, by=make_staff(Role.EDITOR), at=at)


# --- sooner, and never later ---------------------------------------------------------------------------------------


def test_staff_can_have_it_done_at_once(smtp: Inbox) -> None:
    survey, editor = answered(), make_staff(Role.EDITOR)
    at = CLOSES_AT + DAY
    surveys.erase_sooner(survey=survey.id, by=editor, at=at)
    assert left(survey) == (7, 7)
    run_jobs()
    assert left(survey) == (0, 0)
    assert erased(survey).erase_on == at.date()
    acts = AuditEntry.objects.filter(verb__startswith="surveys.erase").order_by("verb")
    assert [(act.verb, act.actor) for act in acts] == [
        ("surveys.erase_answers", None),
        ("surveys.erase_sooner", editor.pk),
    ]
    assert surveys.announce_erasure(at=at) == 0
    with pytest.raises(Refused, match="schon gelöscht"):
        surveys.erase_sooner(survey=survey.id, by=editor, at=at)


def test_whoever_comes_late_to_do_it_sooner_does_not_postpone_it() -> None:
    survey = answered()
    surveys.erase_sooner(survey=survey.id, by=survey.staff, at=DUE + 30 * DAY)
    assert erased(survey).erase_on == date(2027, 3, 16)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", State)
def test_who_may_do_it_sooner_and_when(role: Role, state: State) -> None:
    survey = answered() if state is State.CLOSED else make_survey(open=state is State.OPEN)
    by: User = make_staff(role)
    if state is State.CLOSED and role in {Role.EDITOR, Role.ADMINISTRATOR}:
        surveys.erase_sooner(survey=survey.id, by=by, at=CLOSES_AT)
        return
    with pytest.raises(Refused, match=r"Berechtigung|nach dem Ende"):
        surveys.erase_sooner(survey=survey.id, by=by, at=CLOSES_AT)


def test_the_term_is_chosen_before_it_opens_and_not_changed_afterwards() -> None:
    survey = make_survey(closes_at=None)
    fields = surveys.SurveyFields(title={"de": "Neu"}, keep_months=3)
    surveys.edit(survey=survey.id, fields=fields, by=survey.staff, at=AT)
    with pytest.raises(Refused, match="wie lange"):
        surveys.edit(
            survey=survey.id,
            fields=surveys.SurveyFields(title={"de": "Neu"}, keep_months=999),
            by=survey.staff,
            at=AT,
        )
    surveys.open_now(survey=survey.id, by=survey.staff, at=AT)
    with pytest.raises(Refused, match="schon geöffnet"):
        surveys.edit(
            survey=survey.id,
            fields=surveys.SurveyFields(title={"de": "Neu"}, keep_months=60),
            by=survey.staff,
            at=AT,
        )
    closed(survey)
    assert erased(survey).erase_on == date(2026, 6, 16)


def test_two_who_change_the_term_are_both_told() -> None:
    survey = make_survey()
    row = survey_queries.by_id(survey.id)
    assert row
    fields = surveys.SurveyFields(title=row.title, features=row.features, closes_at=row.closes_at, keep_months=3)
    surveys.edit(survey=survey.id, fields=fields, by=survey.staff, at=AT, seen=row.edition)
    with pytest.raises(Refused, match="inzwischen geändert"):
        surveys.edit(survey=survey.id, fields=fields, by=survey.staff, at=AT, seen=row.edition)


# --- the mail a week before ----------------------------------------------------------------------------------------


def test_a_week_before_all_who_could_still_use_them_are_told_once(smtp: Inbox) -> None:
    survey = answered()
    editor, administrator = make_staff(Role.EDITOR), make_staff(Role.ADMINISTRATOR)
    moderator, gone = make_staff(Role.MODERATOR), make_staff(Role.EDITOR)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert surveys.announce_erasure(at=DUE - rules.TOLD_BEFORE - DAY) == 0
    assert surveys.announce_erasure(at=DUE - rules.TOLD_BEFORE) == 1
    assert surveys.announce_erasure(at=DUE) == 0
    run_jobs()
    to = [address for got in smtp.messages for address in got.to]
    assert sorted(to) == sorted([editor.email, administrator.email, survey.staff.email])
    assert moderator.email not in to
    mail = smtp.messages[0]
    assert mail.subject == "Antworten werden bald gelöscht: Gut leben hier"
    assert "16. März 2027" in mail.text
    assert "noch nicht veröffentlicht" in mail.text
    assert f"/desk/umfragen/{survey.id}/" in mail.text
    assert SECRET not in mail.text


def test_nobody_is_told_of_what_is_gone_already(smtp: Inbox) -> None:
    survey = answered()
    actions.forget_due(at=DUE)
    assert surveys.announce_erasure(at=DUE) == 0
    assert erased(survey).erasure_told_at is None
    run_jobs()
    assert smtp.messages == []


def test_what_was_taken_out_of_texts_goes_with_them() -> None:
    survey = answered(1)
    (text,) = survey_queries.texts(survey.id)
    surveys.redact_text(text=text.id, written="[entfernt] 0", why=Why.PERSON, seen="", by=survey.staff, at=DUE - DAY)
    assert tables_with(SECRET) == {"surveys_freetext"}
    actions.forget_due(at=DUE)
    assert tables_with(SECRET) == set()
