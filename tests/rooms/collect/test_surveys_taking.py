"""People answer and send off: a draft keeps everything, and nothing is counted before it is confirmed."""

from datetime import timedelta
from uuid import uuid4

import pytest

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.models import Participation
from smilecity.collect.surveys.rules import Answer, End
from smilecity.ground import hashes
from smilecity.ground.refusals import Refused
from smilecity.people.register.models import Pending
from tests.factories import AT, ONE, SHORT, Made, make_draft, make_survey, send_off, take_part, what_waits
from tests.jobs import waiting_jobs
from tests.support.statements import statements
from tests.support.stored import draft_row, stored

pytestmark = pytest.mark.django_db

MAX = "max@example.org"
MAIL = "smilecity.doors.mail.jobs.send_confirmation"


# --- writing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["bus", 4, ["bench", "light"], "🙂 أريد <script>alert(1)</script> {0} %s ' \" \\", "x" * 5_000]
)
def test_a_draft_keeps_answers_as_they_are(survey: Made, value: Answer) -> None:
    draft = actions.begin(survey=survey.id, language="de", at=AT)
    actions.answer(draft=draft, question=survey.questions[4], value=value, at=AT)
    assert draft_row(draft, survey).answers == {str(survey.questions[4]): value}


def test_an_answer_can_be_changed_and_taken_away(survey: Made) -> None:
    one, several = survey.questions[:2]
    draft = make_draft(survey, answers={one: "bus", several: ["bench"]})
    actions.answer(draft=draft, question=one, value="bike", at=AT)
    actions.answer(draft=draft, question=several, value=None, at=AT)
    actions.answer(draft=draft, question=several, value=None, at=AT)
    assert draft_row(draft, survey).answers == {str(one): "bike"}


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
    assert draft_row(draft, survey).address == MAX


def test_writing_in_a_draft_that_is_gone_or_sent_off_is_refused(survey: Made) -> None:
    sent = send_off(survey, MAX)
    for draft in (sent.draft, uuid4()):
        with pytest.raises(Refused, match="gibt es nicht mehr"):
            actions.answer(draft=draft, question=survey.questions[0], value="car", at=AT)
        with pytest.raises(Refused, match="gibt es nicht mehr"):
            actions.give_profile(draft=draft, profile={}, at=AT)
        with pytest.raises(Refused, match="gibt es nicht mehr"):
            actions.give_address(draft=draft, address="other@example.org", at=AT)
    assert draft_row(sent.draft, survey).answers[str(survey.questions[0])] == "bus"


# --- sending off --------------------------------------------------------------------------------------------------


def test_a_guest_who_sends_off_waits_and_nothing_is_counted(survey: Made) -> None:
    sent = send_off(survey, MAX)
    assert stored() == (1, 1, 0, 0)
    row = draft_row(sent.draft, survey)
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
        replies.append((len(ran), draft_row(draft, survey).submitted, Pending.objects.filter(reference=draft).count()))
    assert replies[0] == replies[1]


def test_a_draft_without_address_or_required_answer_is_not_sent_off(survey: Made) -> None:
    nameless = make_draft(survey)
    with pytest.raises(Refused, match="E-Mail-Adresse"):
        actions.submit_as_guest(draft=nameless, language="de", at=AT)
    empty = make_draft(survey, address=MAX, answers={survey.questions[4]: "Text"})
    with pytest.raises(Refused) as refused:
        actions.submit_as_guest(draft=empty, language="de", at=AT)
    assert str(refused.value) == "Bitte beantworten Sie noch diese Frage: Wie kommen Sie meist in die Stadt?"
    assert not draft_row(empty, survey).submitted
    assert stored() == (2, 0, 0, 0)
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
