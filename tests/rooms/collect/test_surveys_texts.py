"""Free texts: released, withheld with a reason, words taken out for good; who may, and what remembers."""

from datetime import timedelta
from uuid import UUID

import pytest

from smilecity.collect.surveys import actions, queries, rules
from smilecity.collect.surveys.models import FreeText
from smilecity.collect.surveys.queries import TextRow
from smilecity.collect.surveys.rules import State, Why
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.people.rules import Role
from smilecity.understand.results import queries as results
from tests.factories import AT, CLOSES_AT, LONG, SHORT, Made, closed, make_staff, make_survey, take_part_as_member
from tests.support.stored import tables_with

pytestmark = pytest.mark.django_db

SECRET = "Lieselotte Unverwechselbar"
WRITTEN = f"Frau {SECRET} soll helfen"
LEFT = "Frau [entfernt: Angaben zu einem Menschen] soll helfen"
READ_AT = CLOSES_AT + timedelta(days=1)
MODERATORS = {Role.MODERATOR, Role.ADMINISTRATOR}


@pytest.fixture
def asked() -> Made:
    made = make_survey(open=True, questions=[LONG, SHORT])
    take_part_as_member(made, "a@example.org", answers={made.questions[0]: WRITTEN})
    closed(made)
    return made


@pytest.fixture
def moderator() -> User:
    return make_staff(Role.MODERATOR)


def the_text(survey: Made) -> TextRow:
    (text,) = queries.texts(survey.id)
    return text


def redact(text: TextRow, by: User, *, written: str = "Frau [entfernt] soll helfen", seen: str = "") -> None:
    actions.redact_text(text=text.id, written=written, why=Why.PERSON, seen=seen, by=by, at=READ_AT)


@pytest.mark.parametrize("kind", [0, 1])
def test_words_are_gone_from_whatever_is_shown_whichever_kind_of_question_asked(moderator: User, kind: int) -> None:
    survey = make_survey(open=True, questions=[LONG, SHORT])
    take_part_as_member(survey, "a@example.org", answers={survey.questions[kind]: WRITTEN})
    closed(survey)
    redact(the_text(survey), moderator)
    assert [(row.text, row.status) for row in queries.texts(survey.id)] == [(LEFT, "released")]
    assert [row.text for row in results.released_texts(survey.id).rows] == [LEFT]


def test_the_original_lies_beneath_for_two_weeks_and_is_erased_then(asked: Made, moderator: User) -> None:
    redact(the_text(asked), moderator)
    end = READ_AT + rules.ORIGINAL_KEPT
    assert the_text(asked).original_until == end.date()
    assert actions.erase_originals(at=end - timedelta(days=1)) == 0
    assert tables_with(SECRET) == {"surveys_freetext"}
    assert actions.erase_originals(at=end) == 1
    assert actions.erase_originals(at=end) == 0
    assert tables_with(SECRET) == set()
    assert the_text(asked).text == LEFT
    with pytest.raises(Refused, match="schon gelöscht"):
        actions.restore_text(text=the_text(asked).id, by=moderator, at=end)


def test_redacting_again_keeps_the_first_original_and_its_day(asked: Made, moderator: User) -> None:
    redact(the_text(asked), moderator)
    again = the_text(asked)
    actions.redact_text(
        text=again.id,
        written=LEFT.replace("helfen", "[entfernt]"),
        why=Why.TOPIC,
        seen=again.edition,
        by=moderator,
        at=READ_AT + timedelta(days=5),
    )
    row = FreeText.objects.get()
    assert (row.original, row.erase_original_on) == (WRITTEN, (READ_AT + rules.ORIGINAL_KEPT).date())
    assert row.text == LEFT.replace("helfen", "[entfernt: gehört nicht zur Frage]")


def test_a_slip_is_undone_and_the_text_waits_again(asked: Made, moderator: User) -> None:
    redact(the_text(asked), moderator)
    actions.restore_text(text=the_text(asked).id, by=moderator, at=READ_AT)
    row = the_text(asked)
    assert (row.text, row.status, row.original_until) == (WRITTEN, "waiting", None)


def test_two_who_decide_at_once_do_not_overwrite_each_other(asked: Made, moderator: User) -> None:
    seen = the_text(asked).edition
    redact(the_text(asked), moderator, seen=seen)
    with pytest.raises(Refused, match="inzwischen geändert"):
        redact(the_text(asked), moderator, written="[entfernt] soll helfen", seen=seen)
    with pytest.raises(Refused, match="inzwischen geändert"):
        actions.review_text(text=the_text(asked).id, release=True, by=moderator, at=READ_AT, seen=seen)
    assert the_text(asked).text == LEFT


def test_the_reason_for_withholding_is_kept_until_it_is_released(asked: Made, moderator: User) -> None:
    text = the_text(asked).id
    actions.review_text(text=text, release=False, why=Why.INSULT, by=moderator, at=READ_AT)
    assert (the_text(asked).status, the_text(asked).why) == ("withheld", "insult")
    actions.review_text(text=text, release=True, by=moderator, at=READ_AT)
    assert (the_text(asked).status, the_text(asked).why) == ("released", "")


def test_the_log_says_who_decided_and_why_but_not_a_word_of_the_text(asked: Made, moderator: User) -> None:
    text = the_text(asked).id
    redact(the_text(asked), moderator)
    actions.restore_text(text=text, by=moderator, at=READ_AT)
    actions.review_text(text=text, release=False, why=Why.LAW, by=moderator, at=READ_AT)
    acts = list(AuditEntry.objects.filter(actor=moderator.pk).order_by("pk"))
    assert sorted((act.verb, str(act.details.get("why", ""))) for act in acts) == [
        ("surveys.redact_text", "person"),
        ("surveys.restore_text", ""),
        ("surveys.review_text", "law"),
    ]
    assert all(SECRET not in str(act.details) and act.details["text"] == str(text) for act in acts)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", ["release", "withhold", "redact", "restore"])
def test_only_moderators_decide_and_only_after_the_end(act: str, role: Role, state: State) -> None:
    survey = make_survey(open=state is not State.DRAFT, questions=[LONG])
    row = FreeText.objects.create(
        survey_id=survey.id, question_id=survey.questions[0], text=WRITTEN, original="Vorher" * (act == "restore")
    )
    if state is State.CLOSED:
        closed(survey)
    if role in MODERATORS and state is State.CLOSED:
        _do(act, row.pk, make_staff(role))
        assert FreeText.objects.get().text != WRITTEN or FreeText.objects.get().status != "waiting"
        return
    with pytest.raises(Refused, match=r"Berechtigung|nach dem Ende"):
        _do(act, row.pk, make_staff(role))
    assert (FreeText.objects.get().text, FreeText.objects.get().status) == (WRITTEN, "waiting")


def _do(act: str, text: UUID, by: User) -> None:
    match act:
        case "release" | "withhold":
            actions.review_text(text=text, release=act == "release", why=Why.LAW, by=by, at=AT)
        case "redact":
            actions.redact_text(text=text, written="Frau [entfernt] soll helfen", why=Why.PERSON, seen="", by=by, at=AT)
        case "restore":
            actions.restore_text(text=text, by=by, at=AT)
