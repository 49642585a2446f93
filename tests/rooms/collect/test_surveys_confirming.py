"""People confirm: nothing is counted twice, nothing half, and one person counts once."""

from uuid import uuid4

import pytest
from django.db import connection

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.models import Draft, Participation
from smilecity.collect.surveys.rules import End, Settled
from smilecity.ground import hashes
from smilecity.ground.refusals import Refused
from smilecity.people.register import actions as register
from smilecity.people.register.models import Entry
from smilecity.people.register.rules import CONFIRM_WITHIN, Way
from tests.factories import AT, Made, make_draft, make_survey, send_off, take_part, take_part_as_member, what_waits
from tests.jobs import waiting_jobs
from tests.support.stored import draft_row, stored

pytestmark = pytest.mark.django_db

MAX = "max@example.org"
MAIL = "smilecity.doors.mail.jobs.send_confirmation"


# --- confirming ---------------------------------------------------------------------------------------------------


def test_the_link_counts_and_leaves_neither_draft_nor_address(survey: Made) -> None:
    sent, secret = send_off(survey, MAX), hashes.new_secret()
    assert actions.confirm_by_link(token=sent.token, secret=secret, at=AT) == Settled(End.COUNTED, survey.id)
    assert stored() == (0, 0, 1, 1)
    kept = Participation.objects.get()
    assert kept.answers[str(survey.questions[0])] == "bus"
    assert kept.profile == {"age_group": "30-44"}


def test_the_code_counts_on_the_device_that_waits(survey: Made) -> None:
    sent, secret = send_off(survey, MAX), hashes.new_secret()
    assert isinstance(actions.confirm_by_code(draft=sent.draft, code="2222-2222", secret=secret, at=AT), str)
    counted = Settled(End.COUNTED, survey.id)
    assert actions.confirm_by_code(draft=sent.draft, code=sent.code.lower(), secret=secret, at=AT) == counted
    assert actions.confirm_by_code(draft=sent.draft, code=sent.code, secret=secret, at=AT) == counted
    assert actions.confirm_by_link(token=sent.token, secret=secret, at=AT) == counted
    assert stored() == (0, 0, 1, 1)


def test_a_double_click_ends_as_the_single_one_and_a_stranger_learns_only_that_it_was_used(survey: Made) -> None:
    sent, secret = send_off(survey, MAX), hashes.new_secret()
    for _ in range(3):
        assert actions.confirm_by_link(token=sent.token, secret=secret, at=AT) == Settled(End.COUNTED, survey.id)
    stranger = hashes.new_secret()
    assert actions.confirm_by_link(token=sent.token, secret=stranger, at=AT) == Settled(End.USED, survey.id)
    assert queries.of_secret(stranger) is None
    assert stored() == (0, 0, 1, 1)


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "\x00", "\ud800", "../../etc/passwd", "x" * 100_000])
def test_a_link_we_never_sent_is_unknown(survey: Made, token: str) -> None:
    send_off(survey, MAX)
    assert actions.confirm_by_link(token=token, secret=hashes.new_secret(), at=AT) == Settled(End.UNKNOWN)
    assert stored() == (1, 1, 0, 0)


@pytest.mark.parametrize("secret", ["", "x", "a" * 42, "a" * 44, "ä" * 43, "a" * 42 + "\n"])
def test_a_forged_secret_spends_nothing(survey: Made, secret: str) -> None:
    sent = send_off(survey, MAX)
    with pytest.raises(Refused):
        actions.confirm_by_link(token=sent.token, secret=secret, at=AT)
    with pytest.raises(Refused):
        actions.confirm_by_code(draft=sent.draft, code=sent.code, secret=secret, at=AT)
    with pytest.raises(Refused):
        actions.submit_as_member(draft=make_draft(survey), address=MAX, secret=secret, at=AT)
    assert stored() == (2, 1, 0, 0)


def test_a_secret_of_another_participation_opens_and_spends_nothing(survey: Made) -> None:
    secret = take_part(survey, "lena@example.org")
    other = make_survey(open=True)
    by_link, by_code, member = send_off(other, MAX), send_off(other, "moritz@example.org"), make_draft(other)
    with pytest.raises(Refused, match="laden Sie die Seite neu"):
        actions.confirm_by_link(token=by_link.token, secret=secret, at=AT)
    with pytest.raises(Refused, match="laden Sie die Seite neu"):
        actions.confirm_by_code(draft=by_code.draft, code=by_code.code, secret=secret, at=AT)
    with pytest.raises(Refused, match="laden Sie die Seite neu"):
        actions.submit_as_member(draft=member, address="kai@example.org", secret=secret, at=AT)
    assert stored() == (3, 2, 1, 1)


def test_a_link_that_ran_out_says_so_and_its_answers_are_erased(survey: Made) -> None:
    sent = send_off(survey, MAX)
    late = AT + CONFIRM_WITHIN
    for _ in range(2):
        ended = actions.confirm_by_link(token=sent.token, secret=hashes.new_secret(), at=late)
        assert ended == Settled(End.EXPIRED, survey.id)
    assert stored() == (0, 0, 0, 0)


def test_a_code_typed_ten_times_wrong_leaves_the_link_alone(survey: Made) -> None:
    sent, secret = send_off(survey, MAX), hashes.new_secret()
    for _ in range(10):
        assert actions.confirm_by_code(draft=sent.draft, code="WRONG", secret=secret, at=AT) == register.WRONG_CODE
    assert actions.confirm_by_code(draft=sent.draft, code=sent.code, secret=secret, at=AT) == register.CODE_LOCKED
    assert actions.confirm_by_link(token=sent.token, secret=secret, at=AT).end is End.COUNTED


def test_when_the_answers_are_gone_nobody_is_entered_as_having_taken_part(survey: Made) -> None:
    sent = send_off(survey, MAX)
    Draft.objects.all().delete()
    with pytest.raises(Refused, match="gibt es nicht mehr"):
        actions.confirm_by_link(token=sent.token, secret=hashes.new_secret(), at=AT)
    assert stored() == (0, 1, 0, 0)


class Outage(Exception):
    """The database went away in the middle of an act."""


@pytest.mark.parametrize("broken", ["register_entry", "surveys_participation", "surveys_draft", "register_spent"])
def test_an_act_that_breaks_off_leaves_nothing_half_saved(survey: Made, broken: str) -> None:
    sent, secret = send_off(survey, MAX), hashes.new_secret()

    def fail(execute, sql, params, many, context):  # type: ignore[no-untyped-def] # Django's own shape
        if broken in sql and not sql.lstrip().startswith("SELECT"):
            raise Outage
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail), pytest.raises(Outage):
        actions.confirm_by_link(token=sent.token, secret=secret, at=AT)
    assert stored() == (1, 1, 0, 0)
    assert actions.confirm_by_link(token=sent.token, secret=secret, at=AT).end is End.COUNTED


# --- one person, one participation --------------------------------------------------------------------------------


def test_one_person_by_mail_in_two_spellings_and_by_account_counts_once(survey: Made) -> None:
    take_part(survey, "Max.Muster@gmail.com")
    again = send_off(survey, "maxmuster+neu@googlemail.com")
    ended = actions.confirm_by_link(token=again.token, secret=hashes.new_secret(), at=AT)
    assert ended == Settled(End.REPEATED, survey.id)
    assert take_part_as_member(survey, "MAXMUSTER@gmail.com") == Settled(End.REPEATED, survey.id)
    assert stored() == (0, 0, 1, 1)


def test_a_member_who_took_part_is_told_so_as_a_guest_after_the_mail_only(survey: Made) -> None:
    assert take_part_as_member(survey, MAX) == Settled(End.COUNTED, survey.id)
    again, secret = send_off(survey, " MAX@Example.org"), hashes.new_secret()
    repeated = Settled(End.REPEATED, survey.id)
    assert actions.confirm_by_code(draft=again.draft, code=again.code, secret=secret, at=AT) == repeated
    assert actions.confirm_by_link(token=again.token, secret=secret, at=AT) == repeated
    assert stored() == (0, 0, 1, 1)


def test_of_two_mails_of_one_person_the_first_confirmed_counts(survey: Made) -> None:
    first, second = send_off(survey, MAX), send_off(survey, "MAX@example.org")
    assert actions.confirm_by_link(token=second.token, secret=hashes.new_secret(), at=AT).end is End.COUNTED
    assert actions.confirm_by_link(token=first.token, secret=hashes.new_secret(), at=AT).end is End.REPEATED
    assert stored() == (0, 0, 1, 1)


def test_the_same_person_may_answer_every_survey_once(survey: Made) -> None:
    other = make_survey(open=True)
    take_part(survey, MAX)
    take_part(other, MAX)
    assert (queries.participations(survey.id), queries.participations(other.id)) == (1, 1)


def test_a_member_who_clicks_twice_is_counted_once_and_told_the_same(survey: Made) -> None:
    draft, secret = make_draft(survey), hashes.new_secret()
    for _ in range(3):
        ended = actions.submit_as_member(draft=draft, address=MAX, secret=secret, at=AT)
        assert ended == Settled(End.COUNTED, survey.id)
    assert stored() == (0, 0, 1, 1)
    assert {entry.way for entry in Entry.objects.all()} == {Way.MEMBER}


def test_what_waits_as_a_guest_is_not_counted_as_a_member_besides(survey: Made) -> None:
    sent = send_off(survey, MAX)
    with pytest.raises(Refused, match="gibt es nicht mehr"):
        actions.submit_as_member(draft=sent.draft, address=MAX, secret=hashes.new_secret(), at=AT)
    assert stored() == (1, 1, 0, 0)


# --- another address ----------------------------------------------------------------------------------------------


def test_taking_back_gives_the_draft_back_and_kills_the_link(survey: Made) -> None:
    sent, secret = send_off(survey, "mxa@example.org"), hashes.new_secret()
    actions.take_back(draft=sent.draft, at=AT)
    row = draft_row(sent.draft, survey)
    assert (row.submitted, row.address) == (False, "mxa@example.org")
    assert actions.confirm_by_link(token=sent.token, secret=secret, at=AT).end is End.UNKNOWN
    assert actions.confirm_by_code(draft=sent.draft, code=sent.code, secret=secret, at=AT) == register.NOT_WAITING
    actions.give_address(draft=sent.draft, address=MAX, at=AT)
    actions.answer(draft=sent.draft, question=survey.questions[0], value="car", at=AT)
    actions.submit_as_guest(draft=sent.draft, language="de", at=AT)
    new = what_waits(sent.draft)
    assert new.token != sent.token
    assert actions.confirm_by_link(token=new.token, secret=secret, at=AT).end is End.COUNTED
    assert Participation.objects.get().answers[str(survey.questions[0])] == "car"


def test_only_what_waits_can_be_taken_back(survey: Made) -> None:
    writing, sent = make_draft(survey), send_off(survey, MAX)
    actions.confirm_by_link(token=sent.token, secret=hashes.new_secret(), at=AT)
    for draft in (writing, sent.draft, uuid4()):
        with pytest.raises(Refused, match="gibt es nicht mehr"):
            actions.take_back(draft=draft, at=AT)


def test_the_mail_is_sent_four_times_at_most(survey: Made) -> None:
    sent = send_off(survey, MAX)
    for _ in range(3):
        actions.resend(draft=sent.draft, at=AT)
    with pytest.raises(Refused, match="Spam-Ordner"):
        actions.resend(draft=sent.draft, at=AT)
    assert what_waits(sent.draft) == sent
    assert waiting_jobs().count(MAIL) == 4
