"""A moment is chosen at the desk, changed, taken back; what was not ready says why, on its page, at home, by mail."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.queries import planned
from smilecity.collect.surveys.rules import State
from smilecity.people.models import User
from smilecity.people.rules import Role
from smilecity.understand.results import actions as result_actions
from smilecity.understand.results import queries as results
from tests.factories import AT, CLOSES_AT, SHORT, Made, closed, make_staff, make_survey
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock
from tests.support.colleague import Colleague

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def kim() -> Colleague:
    return Colleague(Role.EDITOR)


def _draft(by: User, **kwargs: object) -> Made:
    return make_survey(questions=[SHORT], by=by, **kwargs)  # type: ignore[arg-type] # as make_survey


def _opening(survey: UUID) -> str:
    return f"umfragen/{survey}/oeffnen/zeitpunkt/"


def _result(survey: UUID) -> str:
    return f"umfragen/{survey}/ergebnis/zeitpunkt/"


class TestOpening:
    """A draft opens by itself."""

    def test_the_moment_is_the_clock_on_the_town_hall(self, kim: Colleague) -> None:
        survey = _draft(kim.user)
        page = kim.sends(_opening(survey.id), day="2026-03-09", clock="08:30")
        known = planned.opening(survey.id)
        assert known
        assert known.when == datetime(2026, 3, 9, 7, 30, tzinfo=UTC)
        assert "Öffnet von selbst: Montag, 9. März 2026, 08:30 Uhr." in page.words

    @pytest.mark.parametrize(
        ("day", "clock", "said"),
        [
            ("2026-03-01", "08:00", "Der Zeitpunkt muss in der Zukunft liegen."),
            ("2026-03-29", "02:30", "Diese Uhrzeit gibt es an diesem Tag nicht: Die Uhr wird auf Sommerzeit gestellt."),
            ("2026-05-01", "08:00", "Die Umfrage muss vor ihrem Ende öffnen."),
            ("", "08:00", "Bitte geben Sie einen Tag ein, zum Beispiel 31.12.2026."),
            ("2026-03-09", "", "Bitte geben Sie eine Uhrzeit ein, zum Beispiel 18:00."),
        ],
    )
    def test_a_moment_that_cannot_be_says_why_and_keeps_what_was_typed(
        self, kim: Colleague, day: str, clock: str, said: str
    ) -> None:
        survey = _draft(kim.user)
        page = kim.sends(_opening(survey.id), day=day, clock=clock)
        assert said in page.words
        assert page.title.startswith("Fehler:")
        assert planned.opening(survey.id) is None

    def test_it_is_changed_and_taken_back(self, kim: Colleague) -> None:
        survey = _draft(kim.user)
        kim.sends(_opening(survey.id), day="2026-03-09", clock="08:30")
        kim.sends(_opening(survey.id), day="2026-03-10", clock="9")
        known = planned.opening(survey.id)
        assert known
        assert known.when == datetime(2026, 3, 10, 8, tzinfo=UTC)
        page = kim.sends(_opening(survey.id), zuruecknehmen="1")
        assert "Die Umfrage öffnet nicht mehr von selbst." in page.words
        assert planned.opening(survey.id) is None

    def test_what_is_missing_stands_beside_the_choice(self, kim: Colleague) -> None:
        survey = make_survey(questions=[], by=kim.user)
        assert "Die Umfrage hat noch keine Frage." in kim.opens(_opening(survey.id)).words

    def test_what_was_not_ready_says_so_at_home_and_on_its_page(self, kim: Colleague, time: Clock) -> None:
        survey = make_survey(questions=[], by=kim.user)
        actions.plan_opening(survey=survey.id, opens_at=AT + DAY, by=kim.user, at=AT)
        actions.open_due(at=AT + DAY)
        assert "Nicht von selbst geöffnet" in kim.opens().words
        page = kim.opens(f"umfragen/{survey.id}/")
        assert "Die Umfrage ist nicht von selbst geöffnet worden." in page.words
        assert "Geplant war: Dienstag, 3. März 2026, 13:00 Uhr." in page.words


class TestResult:
    """A result is published by itself."""

    def test_it_is_chosen_while_the_survey_is_open_and_stands_on_its_page(self, kim: Colleague) -> None:
        survey = _draft(kim.user, open=True)
        page = kim.sends(_result(survey.id), day="2026-04-01", clock="10:00")
        assert "Das Ergebnis erscheint von selbst: Mittwoch, 1. April 2026, 10:00 Uhr." in page.words
        known = results.planned(survey.id)
        assert known
        assert known.when == datetime(2026, 4, 1, 8, tzinfo=UTC)

    def test_it_comes_after_the_end(self, kim: Colleague) -> None:
        survey = _draft(kim.user, open=True)
        page = kim.sends(_result(survey.id), day="2026-03-10", clock="10:00")
        assert "Das Ergebnis kann erst nach dem Ende der Umfrage veröffentlicht werden." in page.words

    def test_it_is_taken_back(self, kim: Colleague) -> None:
        survey = _draft(kim.user, open=True)
        kim.sends(_result(survey.id), day="2026-04-01", clock="10:00")
        assert "Das Ergebnis erscheint nicht mehr von selbst." in kim.sends(_result(survey.id), zuruecknehmen="1").words
        assert results.planned(survey.id) is None

    def test_what_is_public_offers_no_moment(self, kim: Colleague) -> None:
        survey = _draft(kim.user, open=True)
        closed(survey)
        assert "Zeitpunkt für das Ergebnis wählen" in kim.opens(f"umfragen/{survey.id}/").words
        result_actions.publish(survey=survey.id, by=kim.user, at=CLOSES_AT)
        assert "Zeitpunkt für das Ergebnis wählen" not in kim.opens(f"umfragen/{survey.id}/").words
        assert "schon veröffentlicht" in kim.opens(_result(survey.id)).words


class TestMail:
    """Whoever writes a survey hears by mail that it did not open."""

    @pytest.fixture(autouse=True)
    def _standing(self, time: Clock) -> None:
        time.at = AT + DAY

    def _held(self, by: User) -> Made:
        survey = make_survey(questions=[], by=by)
        actions.plan_opening(survey=survey.id, opens_at=AT + DAY, by=by, at=AT)
        actions.open_due(at=AT + DAY)
        return survey

    def test_the_reason_goes_to_who_writes_it_and_to_nobody_else(self, smtp: Inbox) -> None:
        writer, _other, _reader = make_staff(Role.EDITOR), make_staff(Role.EDITOR), make_staff(Role.ANALYST)
        survey = self._held(writer)
        run_jobs()
        (mail,) = smtp.messages
        assert mail.to == (writer.email,)
        assert mail.subject == "Umfrage nicht geöffnet"
        assert "die Umfrage „Gut leben hier“ sollte am 3. März 2026 um 13:00 Uhr von selbst öffnen." in mail.text
        assert "- Die Umfrage hat noch keine Frage." in mail.text
        assert f"/desk/umfragen/{survey.id}/oeffnen/zeitpunkt/" in mail.text

    def test_where_who_wrote_it_may_no_more_everybody_hears_who_may(self, smtp: Inbox) -> None:
        writer, others = make_staff(Role.EDITOR), [make_staff(Role.EDITOR), make_staff(Role.ADMINISTRATOR)]
        self._held(writer)
        User.objects.filter(pk=writer.pk).update(is_active=False)
        run_jobs()
        assert {mail.to[0] for mail in smtp.messages} == {other.email for other in others}

    def test_what_was_settled_meanwhile_is_not_written(self, smtp: Inbox) -> None:
        writer = make_staff(Role.EDITOR)
        survey = self._held(writer)
        actions.plan_opening(survey=survey.id, opens_at=AT + 3 * DAY, by=writer, at=AT + DAY)
        run_jobs()
        assert smtp.messages == []

    def test_a_result_that_is_still_asked_for_says_so(self, smtp: Inbox) -> None:
        writer = make_staff(Role.EDITOR)
        survey = make_survey(open=True, closes_at=None, by=writer)
        result_actions.plan(survey=survey.id, publish_at=AT + DAY, by=writer, at=AT)
        result_actions.publish_planned(survey=survey.id, at=AT + DAY)
        run_jobs()
        (mail,) = smtp.messages
        assert mail.subject == "Ergebnis nicht veröffentlicht"
        assert "- Die Umfrage ist noch offen." in mail.text


def test_the_program_opens_what_the_desk_has_set(kim: Colleague) -> None:
    survey = _draft(kim.user)
    kim.sends(_opening(survey.id), day="2026-03-09", clock="08:30")
    assert actions.open_due(at=datetime(2026, 3, 9, 7, 30, tzinfo=UTC)) == 1
    row = queries.by_id(survey.id)
    assert row
    assert row.state is State.OPEN
