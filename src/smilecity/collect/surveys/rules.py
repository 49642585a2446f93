"""The law of surveys: which states follow each other, who may do what when, and what counts as an answer."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from smilecity.ground.refusals import Refused
from smilecity.ground.text import Texts, pick, sentence
from smilecity.people.rules import Role

SHORT_MOST = 200
LONG_MOST = 5_000
SCALE_STEPS = (1, 2, 3, 4, 5)
OPTIONS_MOST = 30
QUESTIONS_MOST = 60

Answer = str | int | list[str]


class State(StrEnum):
    """Where a survey stands. It only ever moves forward: after the close the answers are shuffled for good."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class End(StrEnum):
    """How the attempt to be counted ended. Each has a page that says so."""

    COUNTED = "counted"
    REPEATED = "repeated"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Settled:
    """How an attempt to be counted ended, and in which survey (None: the link was never ours)."""

    end: End
    survey: UUID | None = None


class Kind(StrEnum):
    """The kind of a question."""

    ONE = "one"
    SEVERAL = "several"
    SCALE = "scale"
    SHORT = "short"
    LONG = "long"


CHOICES = frozenset({Kind.ONE, Kind.SEVERAL})
TEXTS = frozenset({Kind.SHORT, Kind.LONG})


class Feature(StrEnum):
    """A feature of the statistical profile. Each is optional."""

    AGE_GROUP = "age_group"
    SEX = "sex"
    DISTRICT = "district"


# Bounds that official statistics know too, so that participants can be set beside the population.
AGE_GROUPS: dict[str, tuple[int, int | None]] = {
    "0-14": (0, 14),
    "15-29": (15, 29),
    "30-44": (30, 44),
    "45-64": (45, 64),
    "65-74": (65, 74),
    "75-": (75, None),
}
SEXES = ("female", "male", "diverse")


class Act(StrEnum):
    """What staff do with a survey."""

    EDIT = "edit"
    PREVIEW = "preview"
    OPEN = "open"
    EXTEND = "extend"
    CLOSE = "close"
    RELEASE = "release"
    PUBLISH = "publish"
    WATCH = "watch"


_EDITORS = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
_MODERATORS = frozenset({Role.MODERATOR, Role.ADMINISTRATOR})
_STAFF = frozenset(Role)
_ANY = frozenset(State)

# role & state: the whole law of who may do what when.
RIGHTS: dict[Act, tuple[frozenset[Role], frozenset[State]]] = {
    Act.EDIT: (_EDITORS, frozenset({State.DRAFT})),
    Act.PREVIEW: (_STAFF, _ANY),
    Act.OPEN: (_EDITORS, frozenset({State.DRAFT})),
    Act.EXTEND: (_EDITORS, frozenset({State.OPEN})),
    Act.CLOSE: (_EDITORS, frozenset({State.OPEN})),
    Act.RELEASE: (_MODERATORS, frozenset({State.CLOSED})),
    Act.PUBLISH: (_EDITORS, frozenset({State.CLOSED})),
    Act.WATCH: (_STAFF, _ANY),
}
_WHY_STATE = {
    Act.EDIT: sentence("Diese Umfrage wurde schon geöffnet. Ihre Fragen bleiben, wie sie sind."),
    Act.OPEN: sentence("Diese Umfrage wurde schon geöffnet."),
    Act.EXTEND: sentence("Nur eine offene Umfrage kann verlängert werden."),
    Act.CLOSE: sentence("Nur eine offene Umfrage kann geschlossen werden."),
    Act.RELEASE: sentence("Freie Texte können erst nach dem Ende der Umfrage geprüft werden."),
    Act.PUBLISH: sentence("Ein Ergebnis kann erst nach dem Ende der Umfrage veröffentlicht werden."),
}
NOT_YOUR_ROLE = sentence("Dafür fehlt Ihrem Konto die Berechtigung.")


def why_not(act: Act, roles: frozenset[Role], state: State) -> str | None:
    """Return the reason why staff with `roles` may not do `act` in `state`; None: they may."""
    allowed_roles, allowed_states = RIGHTS[act]
    if not roles & allowed_roles:
        return NOT_YOUR_ROLE
    return None if state in allowed_states else _WHY_STATE[act]


def require(act: Act, roles: frozenset[Role], state: State) -> None:
    """Raise Refused unless staff with `roles` may do `act` in `state`."""
    reason = why_not(act, roles, state)
    if reason:
        raise Refused(reason)


def accepts(state: State, closes_at: datetime | None, at: datetime) -> bool:
    """Say whether answers are taken: exactly until the deadline, even before the closing job has run."""
    return state is State.OPEN and not is_over(closes_at, at)


def is_over(closes_at: datetime | None, at: datetime) -> bool:
    """Say whether the deadline has come. The deadline itself is over."""
    # In UTC: Python compares two times of one zone by the clock on the wall, which shows an hour twice in autumn.
    return closes_at is not None and at.astimezone(UTC) >= closes_at.astimezone(UTC)


@dataclass(frozen=True)
class Option:
    """One answer to choose, with its text in each language."""

    key: str
    text: Texts


@dataclass(frozen=True)
class Question:
    """A question as the rules see it. `low` and `high` name the ends of a scale."""

    id: str
    kind: Kind
    text: Texts
    hint: Texts = field(default_factory=dict)
    required: bool = False
    options: tuple[Option, ...] = ()
    low: Texts = field(default_factory=dict)
    high: Texts = field(default_factory=dict)


CHOOSE_ONE = sentence("Bitte wählen Sie eine Antwort aus.")
CHOOSE_SOME = sentence("Bitte wählen Sie mindestens eine Antwort aus.")
WRITE = sentence("Bitte schreiben Sie eine Antwort.")
UNKNOWN_OPTION = sentence("Diese Antwort steht nicht zur Auswahl. Bitte wählen Sie noch einmal.")
_PLEASE = {
    Kind.ONE: CHOOSE_ONE,
    Kind.SEVERAL: CHOOSE_SOME,
    Kind.SCALE: CHOOSE_ONE,
    Kind.SHORT: WRITE,
    Kind.LONG: WRITE,
}
TOO_LONG = sentence("Ihr Text hat {length} Zeichen. Bitte kürzen Sie ihn auf höchstens {most} Zeichen.")

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def clean_text(raw: str) -> str:
    """Return text as it is kept: NFC, unix line ends, no control characters, no surrounding space.

    Emoji, right-to-left scripts and angle brackets stay: pages escape and isolate what they show.
    """
    text = raw.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    # Normalised last: a letter and its accent may meet only when what stood between them is gone.
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def check_answer(question: Question, raw: Sequence[str]) -> Answer | None:
    """Return the answer that the fields `raw` of a form give; None: not answered. Raises Refused.

    One choice: the option's key; several: keys in the question's order; scale: 1 to 5; text: the cleaned text.
    """
    given = [value for value in map(clean_text, raw) if value]
    if not given:
        if question.required:
            raise Refused(_PLEASE[question.kind])
        return None
    if question.kind in TEXTS:
        return _check_length(given[0], SHORT_MOST if question.kind is Kind.SHORT else LONG_MOST)
    if question.kind is Kind.SCALE:
        return _check_step(given[0])
    return _check_choice(question, given)


def _check_length(text: str, most: int) -> str:
    if len(text) > most:
        raise Refused(TOO_LONG, length=f"{len(text):,}".replace(",", "."), most=f"{most:,}".replace(",", "."))
    return text


def _check_step(raw: str) -> int:
    if raw not in {str(step) for step in SCALE_STEPS}:
        raise Refused(UNKNOWN_OPTION)
    return int(raw)


def _check_choice(question: Question, given: list[str]) -> str | list[str]:
    known = [option.key for option in question.options]
    if not set(given) <= set(known) or (question.kind is Kind.ONE and len(set(given)) > 1):
        raise Refused(UNKNOWN_OPTION)
    return given[0] if question.kind is Kind.ONE else [key for key in known if key in given]


def missing(questions: Sequence[Question], answers: Mapping[str, Answer]) -> list[Question]:
    """Return the required questions that have no answer yet, in order."""
    return [question for question in questions if question.required and question.id not in answers]


def fitting(questions: Sequence[Question], answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers that fit a question; what was answered to another version of the questions falls away."""
    fits: dict[str, Answer] = {}
    for question in questions:
        kept = answers.get(question.id, [])
        with suppress(Refused):
            answer = check_answer(question, kept if isinstance(kept, list) else [str(kept)])
            if answer is not None:
                fits[question.id] = answer
    return fits


def check_profile(features: Sequence[Feature], raw: Mapping[str, str], districts: frozenset[str]) -> dict[str, str]:
    """Return the profile given, only the features that are asked. Raises Refused for a value nobody offered."""
    known = {Feature.AGE_GROUP: set(AGE_GROUPS), Feature.SEX: set(SEXES), Feature.DISTRICT: set(districts)}
    profile = {feature.value: raw.get(feature, "").strip() for feature in features}
    if any(value and value not in known[Feature(name)] for name, value in profile.items()):
        raise Refused(UNKNOWN_OPTION)
    return {name: value for name, value in profile.items() if value}


NO_QUESTION = sentence("Die Umfrage hat noch keine Frage.")
NO_TITLE = sentence("Die Umfrage braucht einen Titel.")
NO_TEXT = sentence("Frage {number} hat keinen Text.")
FEW_OPTIONS = sentence("Frage {number} braucht mindestens zwei Antworten zur Auswahl.")
NO_OPTION_TEXT = sentence("Bei Frage {number} hat eine Antwort keinen Text.")
TWIN_OPTIONS = sentence("Bei Frage {number} gibt es eine Antwort doppelt.")
PAST_DEADLINE = sentence("Das Ende der Umfrage muss in der Zukunft liegen.")


def lacking(title: Texts, questions: Sequence[Question], closes_at: datetime | None, at: datetime) -> Iterator[Refused]:
    """Yield every reason why a survey cannot open yet."""
    if not pick(title, "de"):
        yield Refused(NO_TITLE)
    if not questions:
        yield Refused(NO_QUESTION)
    for number, question in enumerate(questions, 1):
        if not pick(question.text, "de"):
            yield Refused(NO_TEXT, number=number)
        if question.kind in CHOICES:
            yield from (Refused(reason, number=number) for reason in _lacking_options(question.options))
    if is_over(closes_at, at):
        yield Refused(PAST_DEADLINE)


def _lacking_options(options: Sequence[Option]) -> Iterator[str]:
    texts = [pick(option.text, "de").casefold() for option in options]
    if len(texts) < 2:
        yield FEW_OPTIONS
    if not all(texts):
        yield NO_OPTION_TEXT
    # By its key an answer is counted, by its text it is chosen: neither may be there twice.
    elif len({option.key for option in options}) < len(texts) or len(set(texts)) < len(texts):
        yield TWIN_OPTIONS


def check_ready(title: Texts, questions: Sequence[Question], closes_at: datetime | None, at: datetime) -> None:
    """Raise Refused with the first reason why a survey cannot open yet."""
    for reason in lacking(title, questions, closes_at, at):
        raise reason
