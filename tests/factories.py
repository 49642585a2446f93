"""Small helpers that build what tests stand on, through actions only, as the program itself would."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.actions import QuestionFields, SurveyFields
from smilecity.collect.surveys.rules import Answer, End, Feature, Kind, Option, Settled
from smilecity.ground import hashes
from smilecity.people.actions import give_roles, make_account
from smilecity.people.models import User
from smilecity.people.register import queries as register
from smilecity.people.register.models import Pending
from smilecity.people.rules import Role

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLOSES_AT = AT + timedelta(days=14)

_numbers = count(1)


def make_resident(*, email: str | None = None, at: datetime = AT) -> User:
    """Make an account without roles."""
    return make_account(email=email or f"resident-{next(_numbers)}@example.org", password=None, at=at)


def make_staff(*roles: Role, at: datetime = AT) -> User:
    """Make an account with these roles (none named: administrator)."""
    account = make_account(email=f"staff-{next(_numbers)}@example.org", name="Kim Amt", password=None, at=at)
    give_roles(user=account.pk, roles=roles or (Role.ADMINISTRATOR,), by=None, at=at)
    account.refresh_from_db()
    return account


ONE = QuestionFields(
    kind=Kind.ONE,
    text={"de": "Wie kommen Sie meist in die Stadt?", "en": "How do you mostly get into town?"},
    required=True,
    options=[
        Option("bus", {"de": "Mit dem Bus"}),
        Option("bike", {"de": "Mit dem Rad"}),
        Option("car", {"de": "Auto"}),
    ],
)
SEVERAL = QuestionFields(
    kind=Kind.SEVERAL,
    text={"de": "Was fehlt Ihnen?"},
    options=[Option("bench", {"de": "Bänke"}), Option("tree", {"de": "Bäume"}), Option("light", {"de": "Licht"})],
)
SCALE = QuestionFields(
    kind=Kind.SCALE, text={"de": "Wie gern leben Sie hier?"}, low={"de": "ungern"}, high={"de": "gern"}
)
SHORT = QuestionFields(kind=Kind.SHORT, text={"de": "Ihr liebster Ort?"})
LONG = QuestionFields(kind=Kind.LONG, text={"de": "Was möchten Sie uns noch sagen?"})
EVERY_KIND = (ONE, SEVERAL, SCALE, SHORT, LONG)


@dataclass(frozen=True)
class Made:
    """A survey made for a test: its ids, in the order of its questions, and the administrator who made it."""

    id: UUID
    process: UUID | None
    questions: tuple[UUID, ...]
    staff: User

    @property
    def opened(self) -> UUID:
        """The id of its process in the register; a survey that was never opened has none."""
        assert self.process
        return self.process


def make_survey(
    *,
    open: bool = False,  # noqa: A002 -- reads as the state it makes: make_survey(open=True)
    questions: Sequence[QuestionFields] = EVERY_KIND,
    features: Sequence[Feature] = tuple(Feature),
    closes_at: datetime | None = CLOSES_AT,
    by: User | None = None,
    at: datetime = AT,
) -> Made:
    """Make a survey with a question of every kind; `open=True` opens it."""
    staff = by or make_staff(at=at)
    fields = SurveyFields(title={"de": "Gut leben hier"}, features=features, closes_at=closes_at)
    survey = actions.make(slug=f"survey-{next(_numbers)}", fields=fields, by=staff, at=at)
    asked = tuple(actions.add_question(survey=survey, fields=fields, by=staff, at=at) for fields in questions)
    made = Made(id=survey, process=None, questions=asked, staff=staff)
    return opened(made, at=at) if open else made


def opened(survey: Made, *, at: datetime = AT) -> Made:
    """Open a survey."""
    actions.open_now(survey=survey.id, by=survey.staff, at=at)
    row = queries.by_id(survey.id)
    assert row
    return replace(survey, process=row.process)


def closed(survey: Made, *, at: datetime = CLOSES_AT) -> None:
    """Close a survey by hand."""
    actions.close(survey=survey.id, by=survey.staff, at=at)


_FITTING: dict[Kind, Answer] = {
    Kind.ONE: "bus",
    Kind.SEVERAL: ["bench", "light"],
    Kind.SCALE: 4,
    Kind.SHORT: "Der Hafen",
    Kind.LONG: "Mehr Bänke, bitte.\nUnd Bäume 🌳.",
}


def make_draft(
    survey: Made,
    *,
    address: str | None = None,
    answers: Mapping[UUID, Answer] | None = None,
    profile: Mapping[str, str] | None = None,
    at: datetime = AT,
) -> UUID:
    """Begin a draft and answer every question (or only `answers`); return its id."""
    draft = actions.begin(survey=survey.id, language="de", at=at)
    kinds = {UUID(question.id): question.kind for question in queries.questions_of(survey.id)}
    if answers is None:
        answers = {question: _FITTING[kind] for question, kind in kinds.items()}
    for question, value in answers.items():
        actions.answer(draft=draft, question=question, value=value, at=at)
    actions.give_profile(draft=draft, profile=profile or {"age_group": "30-44"}, at=at)
    if address:
        actions.give_address(draft=draft, address=address, at=at)
    return draft


@dataclass(frozen=True)
class Sent:
    """A guest's draft sent off: what waits, and what the mail says (no code: `code` as shown in the mail)."""

    draft: UUID
    pending: UUID
    token: str
    code: str


def send_off(survey: Made, address: str, *, answers: Mapping[UUID, Answer] | None = None, at: datetime = AT) -> Sent:
    """Have a guest answer and send off; return what the mail would say."""
    draft = make_draft(survey, address=address, answers=answers, at=at)
    actions.submit_as_guest(draft=draft, language="de", at=at)
    return what_waits(draft)


def what_waits(draft: UUID) -> Sent:
    """Return what the mail of a draft sent off says."""
    pending = Pending.objects.get(reference=draft).pk
    facts = register.mail_for(pending)
    assert facts
    return Sent(draft=draft, pending=pending, token=facts.token, code=facts.code)


def take_part(survey: Made, address: str, *, answers: Mapping[UUID, Answer] | None = None, at: datetime = AT) -> str:
    """Have a guest answer, send off and confirm by link; return the secret that opens the answers afterwards."""
    sent, secret = send_off(survey, address, answers=answers, at=at), hashes.new_secret()
    settled = actions.confirm_by_link(token=sent.token, secret=secret, at=at)
    assert settled == Settled(End.COUNTED, survey.id)
    return secret


def take_part_as_member(
    survey: Made, address: str, *, answers: Mapping[UUID, Answer] | None = None, at: datetime = AT
) -> Settled:
    """Have a member answer and send off; return how it ended."""
    draft = make_draft(survey, answers=answers, at=at)
    return actions.submit_as_member(draft=draft, address=address, secret=hashes.new_secret(), at=at)
