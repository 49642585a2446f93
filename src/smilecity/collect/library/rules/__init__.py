"""The law of the library: who may do what, how entries are named and found, what a question leaves behind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from smilecity.collect.surveys.rules import Feature, Question, clean_text, edition_of
from smilecity.collect.surveys.rules.questionnaire import Questionnaire
from smilecity.ground.refusals import Refused
from smilecity.ground.text import Texts, german_key, sentence
from smilecity.people.rules import DESK_ROLES, Role

NAME_MOST = 80
TAG_MOST = 30
TAGS_MOST = 8
ENTRIES_MOST = 1_000
NO_NAME = sentence("Bitte geben Sie der Frage einen kurzen Namen.")
NAME_TOO_LONG = sentence("Bitte kürzen Sie den Namen auf höchstens {most} Zeichen.")
TOO_MANY_TAGS = sentence("Höchstens {most} Schlagwörter, sonst hilft keines beim Finden.")
TAG_TOO_LONG = sentence("Das Schlagwort „{tag}“ ist zu lang. Höchstens {most} Zeichen.")
FULL = sentence("Die Sammlung ist voll: Mehr als {most} Fragen findet niemand wieder.")
CONDITION_LEFT = sentence(
    "Wann die Frage gestellt wird, bleibt zurück: Hier wird sie immer gestellt, denn die andere Frage fehlt."
)
SECTION_LEFT = sentence("Der Abschnitt bleibt zurück: Er gehört zur Umfrage, nicht zur Frage.")
PICTURE_LEFT = sentence("Das Bild bleibt zurück: Bitte laden Sie es in der Umfrage wieder hoch.")
NOT_YOURS = sentence("Die Fragensammlung ändert nur, wer Umfragen schreiben darf.")


class Act(StrEnum):
    """What staff do with the library."""

    LOOK = "look"
    PUT = "put"
    EDIT = "edit"
    REMOVE = "remove"
    TAKE = "take"


_EDITORS = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
# Who writes surveys keeps the library too; what is worded well may be read by everybody at the desk.
RIGHTS: dict[Act, frozenset[Role]] = {
    Act.LOOK: DESK_ROLES,
    Act.PUT: _EDITORS,
    Act.EDIT: _EDITORS,
    Act.REMOVE: _EDITORS,
    Act.TAKE: _EDITORS,
}


def may(act: Act, roles: frozenset[Role]) -> bool:
    """Say whether staff with these roles may do this."""
    return bool(RIGHTS[act] & roles)


def require(act: Act, roles: frozenset[Role]) -> None:
    """Raise Refused unless staff with these roles may do this."""
    if not may(act, roles):
        raise Refused(NOT_YOURS)


@dataclass(frozen=True)
class Worded:
    """An entry as it is written: a name, tags to find it by, and one question or the features it asks for."""

    name: str
    tags: tuple[str, ...]
    asked: Questionnaire

    @property
    def question(self) -> Question | None:
        """The question; None: the entry asks for features of the person."""
        return self.asked.questions[0] if self.asked.questions else None

    @property
    def features(self) -> tuple[Feature, ...]:
        """The features of the person that a survey asks for once it takes the entry."""
        return self.asked.features

    @property
    def edition(self) -> str:
        """Which edition of the entry this is."""
        return edition_of(self.name, self.tags, self.asked)


def name_of(typed: str) -> str:
    """Return a name as it is kept. Raises Refused."""
    name = " ".join(clean_text(typed).split())
    if not name:
        raise Refused(NO_NAME)
    if len(name) > NAME_MOST:
        raise Refused(NAME_TOO_LONG, most=NAME_MOST)
    return name


def tags_of(typed: str) -> tuple[str, ...]:
    """Return the tags in a line of words between commas, each once whatever its case. Raises Refused."""
    parts = (" ".join(clean_text(part).split()) for part in typed.replace(";", ",").replace("\n", ",").split(","))
    tags: dict[str, str] = {}
    for part in parts:
        if part:
            tags.setdefault(part.casefold(), part)
    found = tuple(tags.values())
    for tag in found:
        if len(tag) > TAG_MOST:
            raise Refused(TAG_TOO_LONG, tag=tag[:TAG_MOST], most=TAG_MOST)
    if len(found) > TAGS_MOST:
        raise Refused(TOO_MANY_TAGS, most=TAGS_MOST)
    return found


def alone(question: Question) -> tuple[Question, tuple[str, ...]]:
    """Return a question as it stands for itself, and the sentences that say what it left behind."""
    left = []
    if question.condition is not None:
        left.append(CONDITION_LEFT)
    if any(question.section.values()) or any(question.intro.values()):
        left.append(SECTION_LEFT)
    if question.picture is not None:
        left.append(PICTURE_LEFT)
    return replace(question, condition=None, section={}, intro={}, picture=None), tuple(left)


def name_for(question: Question) -> str:
    """Return a name for a question nobody has named: the beginning of its German text."""
    text = " ".join(question.text.get("de", "").split())
    if len(text) <= NAME_MOST:
        return text
    return text[: NAME_MOST - 1].rsplit(" ", 1)[0][: NAME_MOST - 1].rstrip(" ,.;:") + "…"


def searched(worded: Worded) -> str:
    """Return the words an entry is found by: its name, tags and all its texts, whatever the language."""
    said = [worded.name, *worded.tags, *(text for texts in _texts(worded.asked) for text in texts.values())]
    return " ".join(german_key(text) for text in said if text)


def _texts(asked: Questionnaire) -> Iterable[Texts]:
    for question in asked.questions:
        yield from (question.text, question.hint, question.help, question.low, question.high)
        yield from (option.text for option in question.options)


def terms(typed: str) -> list[str]:
    """Return the words somebody looks for, as entries are searched; an entry has to hold each."""
    return [word for word in german_key(clean_text(typed)[:200]).split() if word][:8]


def numbered(questions: Sequence[Question]) -> list[Question]:
    """Return questions under names of their own, so that they can stand in one document."""
    return [replace(question, id=f"q{number}") for number, question in enumerate(questions, 1)]
