"""People take part: nothing is counted before it is confirmed, nothing twice, nothing half."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.models import Draft, Participation
from smilecity.collect.surveys.rules import Answer, End, Settled
from smilecity.ground import hashes
from smilecity.ground.refusals import Refused
from smilecity.people.register import actions as register
from smilecity.people.register.models import Entry, Pending
from smilecity.people.register.rules import CONFIRM_WITHIN, Way
from tests.factories import (
    AT,
    CLOSES_AT,
    ONE,
    SHORT,
    Made,
    closed,
    make_draft,
    make_survey,
    send_off,
    take_part,
    take_part_as_member,
    what_waits,
)
from tests.jobs import waiting_jobs
from tests.support.statements import statements

pytestmark = pytest.mark.django_db

MAX = "max@example.org"
MAIL = "smilecity.doors.mail.jobs.send_confirmation"
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def survey() -> Made:
    return make_survey(open=True)


def _draft(draft: UUID, survey: Made) -> queries.DraftRow:
    row = queries.draft(draft, survey.id)
    assert row
    return row


def _counts() -> tuple[int, int, int, int]:
    """Return how many drafts, confirmations that wait, register entries and participations there are."""
    return Draft.objects.count(), Pending.objects.count(), Entry.objects.count(), Participation.objects.count()


# --- writing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["bus", 4, ["bench", "light"], "🙂 أريد <script>alert(1)</script> {0} %s ' \" \\", "x" * 5_000]
)
def test_a_draft_keeps_answers_as_they_are(survey: Made, value: Answer) -> None:
    draft = actions.begin(survey=survey.id, language="de", at=AT)
    actions.answer(draft=draft, question=survey.questions[4], value=value, at=AT)
    assert _draft(draft, survey).answers == {str(survey.questions[4]): value}


def test_an_answer_can_be_changed_and_taken_away(survey: Made) -> None:
    one, several = survey.questions[:2]
    draft = make_draft(survey, answers={one: "bus", several: ["bench"]})
    actions.answer(draft=draft, question=one, value="bike", at=AT)
    actions.answer(draft=draft, question=several, value=None, at=AT)
    actions.answer(draft=draft, question=several, value=None, at=AT)
    assert _draft(draft, survey).answers == {str(one): "bike"}


def test_two_tabs_never_overwrite_each_others_questions_and_cost_one_statement(survey: Made) -> None:
    draft = make_draft(survey, answers={})
    with statements() as ran:
        actions.answer(draft=draft, question=survey.questions[0], value="bus", at=AT)
    assert len(ran) == 1
    assert ran[0].startswith("UPDATE")
    assert "SELECT" not in ran[0]


def test_a_draft_is_found_in_its_own_survey_only(survey: Made) -> None:
    other = make_survey(open=True)
    draft = make_draft(survey)
    assert queries.draft(draft, other.id) is None
    assert queries.draft(uuid4(), survey.id) is None


@pytest.mark.parametrize("address", ["", "max", "max@", "max@example", "a@b.de, c@d.de"])
def test_what_is_no_address_is_refused_and_the_draft_stays(survey: Made, address: str) -> None:
    draft = make_draft(survey, address=MAX)
    with pytest.raises(Refused, match="vollständige E-Mail-Adresse"):
        actions.give_address(draft=draft, address=address, at=AT)
    assert _draft(draft, survey).address == MAX


def test_writing_in_a_draft_that_is_gone_or_sent_off_is_refused(survey: Made) -> None:
    sent = send_off(survey, MAX)
    for draft in (sent.draft, uuid4()):
        with pytest.raises(Refused, match="gibt es nicht mehr"):
            actions.answer(draft=draft, question=survey.questions[0], value="car", at=AT)
        with pytest.raises(Refused, match="gibt es nicht mehr"):
            actions.give_profile(draft=draft, profile={}, at=AT)
        with pytest.raises(Refused, match="gibt es nicht mehr"):
            actions.give_address(draft=draft, address="other@example.org", at=AT)
    assert _draft(sent.draft, survey).answers[str(survey.questions[0])] == "bus"


# --- sending off -------------------------------------------------------------------------------------------------


def test_a_guest_who_sends_off_waits_and_nothing_is_counted(survey: Made) -> None:
    sent = send_off(survey, MAX)
    assert _counts() == (1, 1, 0, 0)
    row = _draft(sent.draft, survey)
    assert (row.submitted, row.address) == (True, "")
    assert waiting_jobs().count(MAIL) == 1
    assert queries.participations(survey.id) == 0


def test_sending_off_twice_changes_nothing(survey: Made) -> None:
    sent = send_off(survey, MAX)
    actions.submit_as_guest(draft=sent.draft, language="en", at=AT + timedelta(minutes=1))
    assert what_waits(sent.draft) == sent
    assert waiting_jobs().count(MAIL) == 1


def test_the_reply_is_the_same_whether_or_not_the_address_has_taken_part(survey: Made) -> None:
    new, again = make_draft(survey, address=MAX), make_draft(survey, address="known@example.org")
    take_part(survey, "Known@example.org")
    replies = []
    for draft in (new, again):
        with statements() as ran:
            actions.submit_as_guest(draft=draft, language="de", at=AT)
        replies.append((len(ran), _draft(draft, survey).submitted, Pending.objects.filter(reference=draft).count()))
    assert replies[0] == replies[1]


def test_a_draft_without_address_or_required_answer_is_not_sent_off(survey: Made) -> None:
    nameless = make_draft(survey)
    with pytest.raises(Refused, match="E-Mail-Adresse"):
        actions.submit_as_guest(draft=nameless, language="de", at=AT)
    empty = make_draft(survey, address=MAX, answers={survey.questions[4]: "Text"})
    with pytest.raises(Refused) as refused:
        actions.submit_as_guest(draft=empty, language="de", at=AT)
    assert str(refused.value) == "Bitte beantworten Sie noch diese Frage: Wie kommen Sie meist in die Stadt?"
    assert not _draft(empty, survey).submitted
    assert _counts() == (2, 0, 0, 0)
    assert waiting_jobs() == []


def test_a_missing_question_is_named_in_the_language_of_the_page(survey: Made) -> None:
    draft = make_draft(survey, address=MAX, answers={})
    with pytest.raises(Refused, match="How do you mostly get into town"):
        actions.submit_as_guest(draft=draft, language="en", at=AT)


def test_answers_from_before_a_question_was_changed_are_not_counted() -> None:
    draft_of_survey = make_survey(questions=(ONE, SHORT))
    one, short = draft_of_survey.questions
    preview = make_draft(draft_of_survey, address=MAX, answers={one: "gone", short: "x" * 5_000, uuid4(): "stray"})
    actions.open_now(survey=draft_of_survey.id, by=draft_of_survey.staff, at=AT)
    with pytest.raises(Refused, match="noch diese Frage"):
        actions.submit_as_guest(draft=preview, language="de", at=AT)
    actions.answer(draft=preview, question=one, value="bus", at=AT)
    secret = hashes.new_secret()
    assert actions.submit_as_member(draft=preview, address=MAX, secret=secret, at=AT).end is End.COUNTED
    assert Participation.objects.get().answers == {str(one): "bus"}


@pytest.mark.parametrize("draft", ["gone", "changing"])
def test_only_a_draft_of_a_first_participation_can_be_sent_off_as_a_guest(survey: Made, draft: str) -> None:
    secret = take_part(survey, MAX)
    key = actions.begin_change(secret=secret, language="de", at=AT) if draft == "changing" else uuid4()
    with pytest.raises(Refused, match="gibt es nicht mehr"):
        actions.submit_as_guest(draft=key, language="de", at=AT)


# --- confirming --------------------------------------------------------------------------------------------------


def test_the_link_counts_and_leaves_neither_draft_nor_address(survey: Made) -> None:
    sent, secret = send_off(survey, MAX), hashes.new_secret()
    assert actions.confirm_by_link(token=sent.token, secret=secret, at=AT) == Settled(End.COUNTED, survey.id)
    assert _counts() == (0, 0, 1, 1)
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
    assert _counts() == (0, 0, 1, 1)


def test_a_double_click_ends_as_the_single_one_and_a_stranger_learns_only_that_it_was_used(survey: Made) -> None:
    sent, secret = send_off(survey, MAX), hashes.new_secret()
    for _ in range(3):
        assert actions.confirm_by_link(token=sent.token, secret=secret, at=AT) == Settled(End.COUNTED, survey.id)
    stranger = hashes.new_secret()
    assert actions.confirm_by_link(token=sent.token, secret=stranger, at=AT) == Settled(End.USED, survey.id)
    assert queries.of_secret(stranger) is None
    assert _counts() == (0, 0, 1, 1)


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "\x00", "\ud800", "../../etc/passwd", "x" * 100_000])
def test_a_link_we_never_sent_is_unknown(survey: Made, token: str) -> None:
    send_off(survey, MAX)
    assert actions.confirm_by_link(token=token, secret=hashes.new_secret(), at=AT) == Settled(End.UNKNOWN)
    assert _counts() == (1, 1, 0, 0)


@pytest.mark.parametrize("secret", ["", "x", "a" * 42, "a" * 44, "ä" * 43, "a" * 42 + "\n"])
def test_a_forged_secret_spends_nothing(survey: Made, secret: str) -> None:
    sent = send_off(survey, MAX)
    with pytest.raises(Refused):
        actions.confirm_by_link(token=sent.token, secret=secret, at=AT)
    with pytest.raises(Refused):
        actions.confirm_by_code(draft=sent.draft, code=sent.code, secret=secret, at=AT)
    with pytest.raises(Refused):
        actions.submit_as_member(draft=make_draft(survey), address=MAX, secret=secret, at=AT)
    assert _counts() == (2, 1, 0, 0)


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
    assert _counts() == (3, 2, 1, 1)


def test_a_link_that_ran_out_says_so_and_its_answers_are_erased(survey: Made) -> None:
    sent = send_off(survey, MAX)
    late = AT + CONFIRM_WITHIN
    for _ in range(2):
        ended = actions.confirm_by_link(token=sent.token, secret=hashes.new_secret(), at=late)
        assert ended == Settled(End.EXPIRED, survey.id)
    assert _counts() == (0, 0, 0, 0)


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
    assert _counts() == (0, 1, 0, 0)


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
    assert _counts() == (1, 1, 0, 0)
    assert actions.confirm_by_link(token=sent.token, secret=secret, at=AT).end is End.COUNTED


# --- one person, one participation -------------------------------------------------------------------------------


def test_one_person_by_mail_in_two_spellings_and_by_account_counts_once(survey: Made) -> None:
    take_part(survey, "Max.Muster@gmail.com")
    again = send_off(survey, "maxmuster+neu@googlemail.com")
    ended = actions.confirm_by_link(token=again.token, secret=hashes.new_secret(), at=AT)
    assert ended == Settled(End.REPEATED, survey.id)
    assert take_part_as_member(survey, "MAXMUSTER@gmail.com") == Settled(End.REPEATED, survey.id)
    assert _counts() == (0, 0, 1, 1)


def test_a_member_who_took_part_is_told_so_as_a_guest_after_the_mail_only(survey: Made) -> None:
    assert take_part_as_member(survey, MAX) == Settled(End.COUNTED, survey.id)
    again, secret = send_off(survey, " MAX@Example.org"), hashes.new_secret()
    repeated = Settled(End.REPEATED, survey.id)
    assert actions.confirm_by_code(draft=again.draft, code=again.code, secret=secret, at=AT) == repeated
    assert actions.confirm_by_link(token=again.token, secret=secret, at=AT) == repeated
    assert _counts() == (0, 0, 1, 1)


def test_of_two_mails_of_one_person_the_first_confirmed_counts(survey: Made) -> None:
    first, second = send_off(survey, MAX), send_off(survey, "MAX@example.org")
    assert actions.confirm_by_link(token=second.token, secret=hashes.new_secret(), at=AT).end is End.COUNTED
    assert actions.confirm_by_link(token=first.token, secret=hashes.new_secret(), at=AT).end is End.REPEATED
    assert _counts() == (0, 0, 1, 1)


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
    assert _counts() == (0, 0, 1, 1)
    assert {entry.way for entry in Entry.objects.all()} == {Way.MEMBER}


def test_what_waits_as_a_guest_is_not_counted_as_a_member_besides(survey: Made) -> None:
    sent = send_off(survey, MAX)
    with pytest.raises(Refused, match="gibt es nicht mehr"):
        actions.submit_as_member(draft=sent.draft, address=MAX, secret=hashes.new_secret(), at=AT)
    assert _counts() == (1, 1, 0, 0)


# --- another address ---------------------------------------------------------------------------------------------


def test_taking_back_gives_the_draft_back_and_kills_the_link(survey: Made) -> None:
    sent, secret = send_off(survey, "mxa@example.org"), hashes.new_secret()
    actions.take_back(draft=sent.draft, at=AT)
    row = _draft(sent.draft, survey)
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


# --- the deadline ------------------------------------------------------------------------------------------------


def _acts_at_the_end(survey: Made, at: datetime) -> list[str]:
    """Do everything that counts at `at`; return what became of it."""
    prepared = at.astimezone(UTC) - timedelta(hours=1)
    sent = send_off(survey, "a@example.org", at=prepared)
    coded = send_off(survey, "b@example.org", at=prepared)
    guest, member = make_draft(survey, address=MAX, at=prepared), make_draft(survey, at=prepared)
    changing = take_part(survey, "c@example.org", at=prepared)
    change = actions.begin_change(secret=changing, language="de", at=prepared)
    secrets = [hashes.new_secret() for _ in range(3)]
    acts: list[Callable[[], object]] = [
        lambda: actions.confirm_by_link(token=sent.token, secret=secrets[0], at=at),
        lambda: actions.confirm_by_code(draft=coded.draft, code=coded.code, secret=secrets[1], at=at),
        lambda: actions.submit_as_guest(draft=guest, language="de", at=at),
        lambda: actions.submit_as_member(draft=member, address="d@example.org", secret=secrets[2], at=at),
        lambda: actions.begin_change(secret=changing, language="de", at=at),
        lambda: actions.save_change(draft=change, at=at),
    ]
    ended = []
    for act in acts:
        try:
            result = act()
        except Refused as refused:
            ended.append(refused.sentence)
        else:
            ended.append(result.end.value if isinstance(result, Settled) else _short(result))
    return ended


def _short(result: object) -> str:
    return result if isinstance(result, str) else "done"


@pytest.mark.parametrize(
    "closes_at",
    [
        CLOSES_AT,
        # The night in which half past two comes twice: the second one, and the first one.
        datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1),
        datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=0),
        # The night in which it never comes: three o'clock is the next after two.
        datetime(2026, 3, 29, 3, 0, tzinfo=ZoneInfo("Europe/Berlin")),
    ],
)
def test_everything_counts_until_the_deadline_and_nothing_at_it(closes_at: datetime) -> None:
    end = closes_at.astimezone(UTC)
    for zone in (UTC, ZoneInfo("Europe/Berlin")):
        before, at_the_end = (end - MOMENT).astimezone(zone), end.astimezone(zone)
        survey = make_survey(open=True, closes_at=closes_at)
        assert _acts_at_the_end(survey, before) == ["counted", "counted", "done", "counted", "done", "done"]
        survey = make_survey(open=True, closes_at=closes_at)
        refused = actions.taking.CLOSED
        assert _acts_at_the_end(survey, at_the_end) == ["expired", register.CODE_EXPIRED, *[refused] * 4]
        assert queries.participations(survey.id) == 1


def test_a_link_sent_shortly_before_the_end_lives_to_the_end_only(survey: Made) -> None:
    sent = send_off(survey, MAX, at=CLOSES_AT - timedelta(hours=1))
    assert Pending.objects.get(pk=sent.pending).expires_at == CLOSES_AT


def test_a_survey_without_deadline_takes_answers_until_it_is_closed_by_hand() -> None:
    survey = make_survey(open=True, closes_at=None)
    late = AT + timedelta(days=4_000)
    take_part(survey, MAX, at=late)
    closed(survey, at=late)
    assert actions.confirm_by_link(token="x", secret=hashes.new_secret(), at=late).end is End.UNKNOWN
    with pytest.raises(Refused):
        take_part_as_member(survey, "lena@example.org", at=late)


def test_a_survey_that_is_still_written_counts_nobody() -> None:
    survey = make_survey()
    preview = make_draft(survey, address=MAX)
    with pytest.raises(Refused, match="beendet"):
        actions.submit_as_guest(draft=preview, language="de", at=AT)
    with pytest.raises(Refused, match="beendet"):
        actions.submit_as_member(draft=preview, address=MAX, secret=hashes.new_secret(), at=AT)
    assert _counts() == (1, 0, 0, 0)


# --- cost --------------------------------------------------------------------------------------------------------


def test_statements_stay_few(survey: Made) -> None:
    def cost(act: Callable[[], object]) -> int:
        with statements() as ran:
            act()
        return len(ran)

    drafts = [make_draft(survey, address=MAX) for _ in range(2)]
    guest = cost(lambda: actions.submit_as_guest(draft=drafts[0], language="de", at=AT))
    sent = what_waits(drafts[0])
    secrets = [hashes.new_secret() for _ in range(3)]
    link = cost(lambda: actions.confirm_by_link(token=sent.token, secret=secrets[0], at=AT))
    coded = send_off(survey, "b@example.org")
    code = cost(lambda: actions.confirm_by_code(draft=coded.draft, code=coded.code, secret=secrets[1], at=AT))
    member = cost(lambda: actions.submit_as_member(draft=drafts[1], address="c@d.de", secret=secrets[2], at=AT))
    change = actions.begin_change(secret=secrets[2], language="de", at=AT)
    save = cost(lambda: actions.save_change(draft=change, at=AT))
    assert {"guest": guest, "link": link, "code": code, "member": member, "save": save} == {
        "guest": 8, "link": 9, "code": 8, "member": 7, "save": 5,
    }  # fmt: skip
