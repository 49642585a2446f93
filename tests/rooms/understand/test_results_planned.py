"""A result is published by itself at the moment that staff have set: once, late where nobody was there, or never."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from smilecity.collect.surveys import actions as survey_actions
from smilecity.collect.surveys import rules as survey_rules
from smilecity.collect.surveys.rules import planning
from smilecity.ground import clock
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.rules import Role
from smilecity.understand.results import actions, jobs, queries
from smilecity.understand.results.models import Publication
from tests.factories import AT, CLOSES_AT, SCALE, Made, closed, make_staff, make_survey
from tests.jobs import run_jobs, waiting_jobs
from tests.support.side_by_side import at_once

MOMENT = CLOSES_AT + timedelta(days=1)


def _planned(*, ended: bool = True) -> Made:
    survey = make_survey(open=True, questions=[SCALE], by=make_staff(Role.EDITOR))
    actions.plan(survey=survey.id, publish_at=MOMENT, by=survey.staff, at=AT)
    if ended:
        closed(survey)
    return survey


def _acts(survey: Made) -> list[tuple[str, bool]]:
    found = AuditEntry.objects.filter(subject=f"survey:{survey.id}").order_by("-at", "id")
    return [(row.verb, row.actor is None) for row in found]


@pytest.mark.django_db
class TestBySetMoment:
    """One result, one clock."""

    def test_it_is_published_at_its_moment_and_not_before(self) -> None:
        survey = _planned()
        assert not actions.publish_planned(survey=survey.id, at=MOMENT - timedelta(microseconds=1))
        assert queries.due(MOMENT - timedelta(microseconds=1)) == []
        assert queries.due(MOMENT) == [survey.id]
        assert actions.publish_planned(survey=survey.id, at=MOMENT)
        assert queries.is_published(survey.id)
        assert _acts(survey)[0] == ("results.publish", True)
        assert Publication.objects.get(survey=survey.id).published_by is None

    def test_hours_later_it_is_published_once(self) -> None:
        survey, late = _planned(), MOMENT + timedelta(hours=9)
        assert [actions.publish_planned(survey=survey.id, at=late) for _ in range(3)] == [True, False, False]
        assert Publication.objects.get(survey=survey.id).published_at == late

    def test_published_by_hand_nothing_is_left_to_do(self) -> None:
        survey = _planned()
        actions.publish(survey=survey.id, by=survey.staff, at=CLOSES_AT)
        assert queries.planned(survey.id) is None
        assert not actions.publish_planned(survey=survey.id, at=MOMENT)
        assert [verb for verb, _ in _acts(survey)].count("results.publish") == 1

    def test_taken_back_nothing_is_published(self) -> None:
        survey = _planned()
        actions.unplan(survey=survey.id, by=survey.staff, at=AT)
        assert queries.due(MOMENT) == []
        with pytest.raises(Refused) as refused:
            actions.unplan(survey=survey.id, by=survey.staff, at=AT)
        assert refused.value.sentence == actions.NOTHING_PLANNED

    def test_what_is_public_cannot_be_planned(self) -> None:
        survey = _planned()
        actions.publish(survey=survey.id, by=survey.staff, at=CLOSES_AT)
        with pytest.raises(Refused) as refused:
            actions.plan(survey=survey.id, publish_at=MOMENT, by=survey.staff, at=CLOSES_AT)
        assert refused.value.sentence == actions.ALREADY

    def test_who_may_not_publish_may_not_set_a_time(self) -> None:
        survey, reader = make_survey(open=True), make_staff(Role.MODERATOR)
        with pytest.raises(Refused) as refused:
            actions.plan(survey=survey.id, publish_at=MOMENT, by=reader, at=AT)
        assert refused.value.sentence == survey_rules.NOT_YOUR_ROLE

    def test_the_end_comes_first(self) -> None:
        survey = make_survey(open=True)
        with pytest.raises(Refused) as refused:
            actions.plan(survey=survey.id, publish_at=CLOSES_AT - timedelta(hours=1), by=survey.staff, at=AT)
        assert refused.value.sentence == planning.PUBLISHED_TOO_EARLY


@pytest.mark.django_db
class TestNotYet:
    """What goes on is not published."""

    def test_a_survey_that_was_extended_holds_its_result(self) -> None:
        survey = _planned(ended=False)
        later = MOMENT + timedelta(days=7)
        survey_actions.extend(survey=survey.id, closes_at=later, by=survey.staff, at=AT)
        assert not actions.publish_planned(survey=survey.id, at=MOMENT)
        known = queries.planned(survey.id)
        assert known
        assert known.held_at == MOMENT
        assert [why.sentence for why in known.reasons] == [planning.STILL_OPEN]
        assert _acts(survey)[0] == ("results.hold", True)
        assert waiting_jobs().count("smilecity.doors.mail.jobs.tell_of_publishing") == 1
        assert queries.due(later) == []

    def test_one_whose_closing_is_late_too_is_waited_for(self) -> None:
        survey = _planned(ended=False)
        late = MOMENT + timedelta(hours=5)
        assert not actions.publish_planned(survey=survey.id, at=late)
        assert queries.due(late) == [survey.id]
        assert survey_actions.close_due(at=late) == 1
        assert actions.publish_planned(survey=survey.id, at=late)


@pytest.fixture
def committing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let a test commit; a fresh database follows."""
    with django_db_blocker.unblock():
        yield
        TransactionTestCase._fixture_teardown(None)  # type: ignore[attr-defined] # see tests.support.database


@pytest.mark.usefixtures("committing")
def test_two_processes_and_a_hand_at_the_same_moment_publish_once() -> None:
    survey = _planned()
    program = partial(actions.publish_planned, survey=survey.id, at=MOMENT)
    hand = partial(actions.publish, survey=survey.id, by=survey.staff, at=MOMENT)
    done = at_once(program, program, hand)
    assert [type(each).__name__ for each in done if isinstance(each, Exception)] in ([], ["Refused"])
    assert Publication.objects.filter(survey=survey.id).count() == 1
    assert [verb for verb, _ in _acts(survey)].count("results.publish") == 1
    assert queries.planned(survey.id) is None


@pytest.mark.django_db
def test_the_job_publishes_what_is_due_each_in_a_job_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    surveys = [_planned(), _planned()]
    monkeypatch.setattr(clock, "now", lambda: MOMENT)
    jobs.publish_due.configure().defer(timestamp=0)
    jobs.publish_due(timestamp=0)
    jobs.publish_due(timestamp=0)
    assert waiting_jobs().count("smilecity.understand.results.jobs.publish_planned") == 2
    run_jobs()
    assert [queries.is_published(survey.id) for survey in surveys] == [True, True]
