"""A survey opens by itself at the moment that staff have set: once, late where nobody was there, or not at all."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from smilecity.collect.surveys import actions, queries, rules
from smilecity.collect.surveys.actions import SurveyFields
from smilecity.collect.surveys.actions.opening import NOTHING_PLANNED
from smilecity.collect.surveys.models import Opening
from smilecity.collect.surveys.queries import planned
from smilecity.collect.surveys.rules import State, planning
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.rules import Role
from tests.factories import AT, SHORT, Made, make_staff, make_survey, opened
from tests.jobs import run_jobs, waiting_jobs
from tests.support.side_by_side import at_once
from tests.support.statements import statements

BERLIN = ZoneInfo("Europe/Berlin")
MOMENT = AT + timedelta(days=1)


def _planned(when: datetime = MOMENT, **kwargs: object) -> Made:
    survey = make_survey(questions=[SHORT], by=make_staff(Role.EDITOR), **kwargs)  # type: ignore[arg-type] # as make_survey
    actions.plan_opening(survey=survey.id, opens_at=when, by=survey.staff, at=AT)
    return survey


def _state(survey: Made) -> State:
    row = queries.by_id(survey.id)
    assert row
    return row.state


def _acts(survey: Made) -> list[tuple[str, bool]]:
    """What the audit log says was done, and whether the program itself did it, the last first."""
    found = AuditEntry.objects.filter(subject=f"survey:{survey.id}").order_by("-at", "id")
    return [(row.verb, row.actor is None) for row in found]


@pytest.mark.django_db
class TestBySetMoment:
    """One survey, one clock."""

    def test_it_opens_at_its_moment_and_not_before(self) -> None:
        survey = _planned()
        assert actions.open_due(at=MOMENT - timedelta(microseconds=1)) == 0
        assert _state(survey) is State.DRAFT
        assert actions.open_due(at=MOMENT) == 1
        assert _state(survey) is State.OPEN
        assert _acts(survey)[0] == ("surveys.open", True)
        assert planned.opening(survey.id) is None

    def test_hours_later_it_opens_once_and_says_when_it_really_did(self) -> None:
        survey, late = _planned(), MOMENT + timedelta(hours=9)
        assert [actions.open_due(at=late) for _ in range(3)] == [1, 0, 0]
        row = queries.by_id(survey.id)
        assert row
        assert row.opened_at == late
        assert [verb for verb, _ in _acts(survey)].count("surveys.open") == 1

    @pytest.mark.parametrize("fold", [0, 1])
    def test_in_the_hour_that_comes_twice_it_opens_in_the_right_one(self, fold: int) -> None:
        when = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=fold)
        survey = _planned(when, closes_at=None)
        hour_before = (when.astimezone(UTC) - timedelta(hours=1)).astimezone(BERLIN)
        assert actions.open_due(at=hour_before) == 0
        assert actions.open_due(at=when.astimezone(UTC)) == 1
        assert _state(survey) is State.OPEN

    def test_another_moment_replaces_the_first(self) -> None:
        survey = _planned()
        later = MOMENT + timedelta(days=2)
        actions.plan_opening(survey=survey.id, opens_at=later, by=survey.staff, at=AT)
        assert actions.open_due(at=MOMENT) == 0
        assert actions.open_due(at=later) == 1

    def test_taken_back_nothing_opens(self) -> None:
        survey = _planned()
        actions.unplan_opening(survey=survey.id, by=survey.staff, at=AT)
        assert actions.open_due(at=MOMENT) == 0
        assert ("surveys.unplan_opening", False) in _acts(survey)
        with pytest.raises(Refused) as refused:
            actions.unplan_opening(survey=survey.id, by=survey.staff, at=AT)
        assert refused.value.sentence == NOTHING_PLANNED

    def test_opened_by_hand_it_does_not_open_again(self) -> None:
        survey = opened(_planned(), at=AT)
        assert not Opening.objects.exists()
        assert actions.open_due(at=MOMENT) == 0
        assert [verb for verb, _ in _acts(survey)].count("surveys.open") == 1

    def test_who_may_not_open_may_not_set_a_time(self) -> None:
        survey, reader = make_survey(questions=[SHORT]), make_staff(Role.ANALYST)
        with pytest.raises(Refused) as refused:
            actions.plan_opening(survey=survey.id, opens_at=MOMENT, by=reader, at=AT)
        assert refused.value.sentence == rules.NOT_YOUR_ROLE
        assert not Opening.objects.exists()

    def test_looking_for_what_is_due_costs_one_statement(self) -> None:
        for _ in range(3):
            _planned()
        with statements() as sent:
            assert actions.open_due(at=AT) == 0
        assert len(sent) == 1


@pytest.mark.django_db
class TestNotReady:
    """What is not ready stays a draft, and whoever writes it hears why."""

    def test_it_stays_a_draft_with_the_reason(self) -> None:
        survey = make_survey(questions=[], by=make_staff(Role.EDITOR))
        actions.plan_opening(survey=survey.id, opens_at=MOMENT, by=survey.staff, at=AT)
        assert actions.open_due(at=MOMENT) == 0
        assert _state(survey) is State.DRAFT
        known = planned.opening(survey.id)
        assert known
        assert known.held_at == MOMENT
        assert [why.sentence for why in known.reasons] == [rules.NO_QUESTION]
        assert _acts(survey)[0] == ("surveys.hold_opening", True)
        assert waiting_jobs().count("smilecity.doors.mail.jobs.tell_of_opening") == 1

    def test_a_translation_left_half_way_holds_it(self) -> None:
        survey = _planned()
        fields = SurveyFields(title={"de": "Gut leben", "en": "A good life"}, summary={"de": "Worum es geht."})
        actions.edit(survey=survey.id, fields=fields, by=survey.staff, at=AT)
        assert actions.open_due(at=MOMENT) == 0
        known = planned.opening(survey.id)
        assert known
        assert [why.sentence for why in known.reasons] == [planning.HALF_TRANSLATED["en"]]

    def test_what_was_held_is_told_once_and_never_opens_unasked(self) -> None:
        survey = make_survey(questions=[], by=make_staff(Role.EDITOR))
        actions.plan_opening(survey=survey.id, opens_at=MOMENT, by=survey.staff, at=AT)
        actions.open_due(at=MOMENT)
        actions.add_question(survey=survey.id, fields=SHORT, by=survey.staff, at=MOMENT)
        assert [actions.open_due(at=MOMENT + timedelta(minutes=n)) for n in range(1, 4)] == [0, 0, 0]
        assert [verb for verb, _ in _acts(survey)].count("surveys.hold_opening") == 1
        later = MOMENT + timedelta(days=1)
        actions.plan_opening(survey=survey.id, opens_at=later, by=survey.staff, at=MOMENT)
        assert actions.open_due(at=later) == 1

    def test_one_that_is_not_ready_keeps_no_other_waiting(self) -> None:
        empty = make_survey(questions=[], by=make_staff(Role.EDITOR))
        actions.plan_opening(survey=empty.id, opens_at=MOMENT - timedelta(hours=1), by=empty.staff, at=AT)
        ready = _planned()
        assert actions.open_due(at=MOMENT) == 1
        assert _state(ready) is State.OPEN


@pytest.fixture
def committing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let a test commit; a fresh database follows."""
    with django_db_blocker.unblock():
        yield
        TransactionTestCase._fixture_teardown(None)  # type: ignore[attr-defined] # see tests.support.database


@pytest.mark.usefixtures("committing")
def test_two_processes_at_the_same_moment_open_it_once() -> None:
    survey = _planned()
    done = at_once(*[partial(actions.open_due, at=MOMENT)] * 3)
    assert sorted(done) == [0, 0, 1]  # type: ignore[type-var] # a racer that raised fails here as well
    assert [verb for verb, _ in _acts(survey)].count("surveys.open") == 1


@pytest.mark.django_db
def test_the_job_opens_what_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    from smilecity.collect.surveys import jobs
    from smilecity.ground import clock

    survey = _planned()
    monkeypatch.setattr(clock, "now", lambda: MOMENT)
    jobs.open_due.configure().defer(timestamp=0)
    run_jobs()
    assert _state(survey) is State.OPEN
