"""A survey ends: answers lie in random order, free texts are cut loose, everything else is erased."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from smilecity.collect.surveys import actions, jobs, queries
from smilecity.collect.surveys.models import Draft, FreeText, Participation
from smilecity.collect.surveys.rules import Answer, End, State
from smilecity.ground import hashes
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.register.models import Entry, Pending, Process
from smilecity.people.register.rules import CONFIRM_WITHIN
from smilecity.people.rules import Role
from tests.factories import (
    AT,
    CLOSES_AT,
    LONG,
    ONE,
    SCALE,
    Made,
    closed,
    make_draft,
    make_staff,
    make_survey,
    send_off,
    take_part,
    take_part_as_member,
)
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


def _survey_with(number: int) -> tuple[Made, list[UUID]]:
    """Make a survey that so many have answered; return it with the ids of the participations in their order."""
    survey = make_survey(open=True, questions=(ONE, SCALE, LONG))
    one, scale, text = survey.questions
    for place in range(number):
        answers: dict[UUID, Answer] = {one: "bus", scale: place % 5 + 1, text: f"Text {place}"}
        take_part_as_member(survey, f"max{place}@example.org", answers=answers)
    return survey, _in_row_order("surveys_participation", "id")


def _in_row_order(table: str, column: str) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY ctid")  # noqa: S608 -- names of our own
        return [value for (value,) in cursor.fetchall()]


def _texts(survey: Made) -> list[str]:
    return sorted(FreeText.objects.filter(survey=survey.id).values_list("text", flat=True))


# --- the shuffle -------------------------------------------------------------------------------------------------


def test_every_participation_gets_a_new_id_and_all_one_transaction() -> None:
    survey, before = _survey_with(30)
    with connection.cursor() as cursor:
        closed(survey)
        cursor.execute("SELECT count(*), count(DISTINCT xmin::text), count(change_hash) FROM surveys_participation")
        assert cursor.fetchone() == (30, 1, 0)
        cursor.execute("SELECT count(*), count(DISTINCT xmin::text) FROM surveys_freetext")
        assert cursor.fetchone() == (30, 1)
    assert not set(before) & set(_in_row_order("surveys_participation", "id"))


def test_rows_lie_in_an_order_that_tells_nothing_of_when_they_came() -> None:
    survey, _ = _survey_with(30)
    arrived = _in_row_order("surveys_participation", f"answers ->> '{survey.questions[2]}'")
    closed(survey)
    texts = _in_row_order("surveys_freetext", "text")
    scales = _in_row_order("surveys_participation", f"answers ->> '{survey.questions[1]}'")
    assert sorted(map(str, texts)) == sorted(map(str, arrived))
    # By chance: once in 30! shufflings, and once in some 10^18.
    assert texts != arrived
    assert scales != [str(place % 5 + 1) for place in range(30)]
    # And the texts do not lie as the participations they were cut from.
    assert [str(int(str(text).split()[1]) % 5 + 1) for text in texts] != scales


def test_free_texts_leave_their_participation_and_everything_else_stays() -> None:
    survey = make_survey(open=True)
    one, several, scale, short, long = survey.questions
    take_part(survey, "a@example.org")
    take_part(survey, "b@example.org", answers={one: "car", long: "Nur 🌳 <b>das</b>"})
    closed(survey)
    kept = sorted((row.answers for row in Participation.objects.all()), key=len)
    assert kept == [{str(one): "car"}, {str(one): "bus", str(several): ["bench", "light"], str(scale): 4}]
    assert [row.profile for row in Participation.objects.all()] == [{"age_group": "30-44"}] * 2
    assert set(FreeText.objects.values_list("question", "text", "status")) == {
        (short, "Der Hafen", "waiting"),
        (long, "Mehr Bänke, bitte.\nUnd Bäume 🌳.", "waiting"),
        (long, "Nur 🌳 <b>das</b>", "waiting"),
    }
    assert {field.name for field in FreeText._meta.fields} == {
        "id", "survey", "question", "text", "status", "why", "original", "erase_original_on",
    }  # fmt: skip


def test_closing_one_survey_leaves_the_others_alone() -> None:
    survey, other = make_survey(open=True), make_survey(open=True)
    take_part(survey, "a@example.org")
    secret = take_part(other, "a@example.org")
    waits = send_off(other, "b@example.org")
    closed(survey)
    assert queries.of_secret(secret)
    assert not FreeText.objects.filter(survey=other.id).exists()
    assert actions.confirm_by_link(token=waits.token, secret=hashes.new_secret(), at=AT).end is End.COUNTED


def test_a_survey_nobody_answered_closes_too() -> None:
    survey = make_survey(open=True)
    closed(survey)
    row = queries.by_id(survey.id)
    assert row
    assert (row.state, row.closed_at) == (State.CLOSED, CLOSES_AT)


def test_what_waits_is_dropped_and_its_link_says_why() -> None:
    survey = make_survey(open=True)
    waits, writing = send_off(survey, "a@example.org"), make_draft(survey, address="b@example.org")
    closed(survey)
    assert not Draft.objects.exists()
    assert not Pending.objects.exists()
    assert not Entry.objects.exists()
    ended = actions.confirm_by_link(token=waits.token, secret=hashes.new_secret(), at=CLOSES_AT)
    assert (ended.end, ended.survey) == (End.EXPIRED, survey.id)
    with pytest.raises(Refused):
        actions.submit_as_guest(draft=writing, language="de", at=AT)


def test_closing_costs_the_same_whatever_the_number_of_answers() -> None:
    few, _ = _survey_with(2)
    many, _ = _survey_with(12)
    for number in range(3):
        send_off(many, f"waits{number}@example.org")
    costs = []
    for survey in (few, many):
        with statements() as ran:
            closed(survey)
        costs.append(len(ran))
    # One more: the fates of links that wait are kept in one statement when there are any, and erased in another.
    assert costs[1] - costs[0] <= 2
    # Four of them are the search's: it says from now on that the survey is over.
    assert costs[1] <= 13


# --- the clock ---------------------------------------------------------------------------------------------------


def test_a_survey_closes_by_itself_at_its_deadline_and_not_before() -> None:
    survey, endless = make_survey(open=True), make_survey(open=True, closes_at=None)
    take_part(survey, "a@example.org")
    assert actions.close_due(at=CLOSES_AT - timedelta(microseconds=1)) == 0
    assert actions.close_due(at=CLOSES_AT) == 1
    assert actions.close_due(at=CLOSES_AT + timedelta(days=365)) == 0
    states = {row.survey.id: row.survey.state for row in queries.all_for_desk()}
    assert states == {survey.id: State.CLOSED, endless.id: State.OPEN}
    entry = AuditEntry.objects.get(verb="surveys.close")
    assert entry.actor is None


def test_the_jobs_are_the_actions_at_this_moment() -> None:
    survey = make_survey(open=True)
    waits = send_off(survey, "a@example.org")
    jobs.close_due(timestamp=0)
    row = queries.by_id(survey.id)
    assert row
    # The deadline of a survey made for tests lies in the past of whoever runs them.
    assert row.state is State.CLOSED
    stale = make_survey(open=True, closes_at=None)
    make_draft(stale)
    jobs.drop_expired(timestamp=0)
    assert not Draft.objects.exists()
    assert actions.confirm_by_link(token=waits.token, secret=hashes.new_secret(), at=AT).end is End.EXPIRED


def test_drafts_nobody_came_back_to_are_erased_after_seven_days() -> None:
    survey = make_survey(open=True)
    make_draft(survey, address="old@example.org")
    fresh = make_draft(survey, at=AT + timedelta(hours=1))
    assert actions.drop_expired(at=AT + timedelta(days=7) - timedelta(microseconds=1)) == 0
    assert actions.drop_expired(at=AT + timedelta(days=7)) == 1
    assert Draft.objects.get().pk == fresh


def test_coming_back_to_a_draft_keeps_it_for_another_seven_days() -> None:
    survey = make_survey(open=True)
    draft = make_draft(survey)
    actions.answer(draft=draft, question=survey.questions[0], value="car", at=AT + timedelta(days=6))
    assert actions.drop_expired(at=AT + timedelta(days=12)) == 0
    assert actions.drop_expired(at=AT + timedelta(days=13)) == 1


def test_what_was_not_confirmed_in_time_is_erased_with_its_answers() -> None:
    survey = make_survey(open=True)
    late = send_off(survey, "a@example.org")
    send_off(survey, "b@example.org", at=AT + timedelta(hours=1))
    assert actions.drop_expired(at=AT + CONFIRM_WITHIN) == 1
    assert (Draft.objects.count(), Pending.objects.count()) == (1, 1)
    ended = actions.confirm_by_link(token=late.token, secret=hashes.new_secret(), at=AT + CONFIRM_WITHIN)
    assert ended.end is End.EXPIRED


def test_what_was_begun_to_change_and_not_saved_is_erased_and_the_counted_answers_stay() -> None:
    survey = make_survey(open=True)
    actions.begin_change(secret=take_part(survey, "a@example.org"), language="de", at=AT)
    assert actions.drop_expired(at=AT + timedelta(days=7)) == 1
    assert Participation.objects.count() == 1


# --- free texts --------------------------------------------------------------------------------------------------


def test_free_texts_are_released_one_by_one_and_may_be_decided_anew() -> None:
    survey, _ = _survey_with(3)
    closed(survey)
    first, second, third = queries.texts(survey.id)
    staff = make_staff(Role.MODERATOR)
    actions.review_text(text=first.id, release=True, by=staff, at=AT)
    actions.review_text(text=second.id, release=False, by=staff, at=AT)
    assert queries.text_counts(survey.id) == {"waiting": 1, "released": 1, "withheld": 1}
    assert [row.id for row in queries.texts(survey.id, status="waiting")] == [third.id]
    actions.review_text(text=first.id, release=False, by=staff, at=AT)
    assert queries.text_counts(survey.id) == {"waiting": 1, "withheld": 2}
    log = AuditEntry.objects.filter(verb="surveys.review_text")
    assert sorted(entry.details["released"] for entry in log) == [False, False, True]
    assert all("Text" not in str(entry.details) for entry in log)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ANALYST])
def test_only_moderators_release(role: Role) -> None:
    survey, _ = _survey_with(1)
    closed(survey)
    (text,) = queries.texts(survey.id)
    with pytest.raises(Refused, match="fehlt Ihrem Konto"):
        actions.review_text(text=text.id, release=True, by=make_staff(role), at=AT)
    assert queries.text_counts(survey.id) == {"waiting": 1}


def test_texts_come_a_page_at_a_time_each_once() -> None:
    survey, _ = _survey_with(7)
    closed(survey)
    seen: list[UUID] = []
    while page := queries.texts(survey.id, after=seen[-1] if seen else None, most=3):
        seen += [row.id for row in page]
    assert len(seen) == len(set(seen)) == 7


def test_the_database_knows_no_other_status() -> None:
    survey, _ = _survey_with(1)
    closed(survey)
    with pytest.raises(IntegrityError, match="freetext_status_known"), transaction.atomic():
        FreeText.objects.update(status="lost")


def test_who_may_not_close_does_not() -> None:
    survey, _ = _survey_with(1)
    for role in (Role.MODERATOR, Role.ANALYST):
        with pytest.raises(Refused, match="fehlt Ihrem Konto"):
            actions.close(survey=survey.id, by=make_staff(role), at=AT)
    assert not _texts(survey)
    assert Process.objects.get(pk=survey.opened).forget_on is None
