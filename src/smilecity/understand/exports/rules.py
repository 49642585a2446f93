"""The law of files: who may have one, what may be chosen, which columns it has and what stands in its cells."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from smilecity.collect.surveys.rules import (
    DISTRICT,
    LAT,
    LON,
    SCALE_STEPS,
    TEXTS,
    Feature,
    Kind,
    Question,
    State,
    has_abstained,
)
from smilecity.ground.refusals import Refused
from smilecity.ground.text import Texts, pick, sentence
from smilecity.people.rules import Role
from smilecity.understand.results.rules import FEATURE_TITLES

KEPT = timedelta(days=7)
WAITING_MOST = 3
ABSTAINED = "Keine Angabe"
# What a workbook holds, less its first line.
SHEET_MOST = 1_048_575


class Form(StrEnum):
    """The form of a file."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class Stage(StrEnum):
    """Where a file stands. A job that was killed begins it anew."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


UNDER_WAY = (Stage.WAITING, Stage.RUNNING)
ROLES = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
NOT_YOURS = sentence("Dafür fehlt Ihrem Konto die Berechtigung.")
NOT_OVER = sentence("Dateien mit allen Antworten gibt es erst nach dem Ende der Umfrage.")
ERASED = sentence("Die einzelnen Antworten sind gelöscht. Es gibt nichts mehr, woraus eine Datei werden könnte.")
ENOUGH = sentence("Es werden schon {most} Dateien für Sie erstellt. Bitte warten Sie, bis eine fertig ist.")
NOT_OFFERED = sentence("Diese Auswahl gibt es nicht mehr. Bitte wählen Sie noch einmal.")
TOO_LARGE = sentence("Ein Tabellenblatt hat nur {most} Zeilen. Bitte wählen Sie CSV oder JSON.")


def why_not(roles: frozenset[Role], state: State, *, erased: bool = False) -> str | None:
    """Return the reason why staff with `roles` may have no file of a survey in this state; None: they may.

    `erased`: its single answers are, or are this very day.
    """
    if not roles & ROLES:
        return NOT_YOURS
    if state is not State.CLOSED:
        return NOT_OVER
    return ERASED if erased else None


Labels = Mapping[str, Texts]
Chosen = Mapping[str, Sequence[str]]
Cell = str | int | float | None


@dataclass(frozen=True)
class Book:
    """What a file is about: the questions in their order and the features, each with the words of its values.

    `districts`: where a question asks for a place.
    """

    questions: Sequence[Question]
    features: Mapping[Feature, Labels] = field(default_factory=dict)
    districts: Labels = field(default_factory=dict)

    def offered(self) -> dict[str, list[str]]:
        """Return what may be chosen: by question or feature, the keys of its values."""
        closed = {question.id: list(answers_of(question)) for question in self.questions}
        told = {feature.value: list(labels) for feature, labels in self.features.items()}
        return {key: values for key, values in (closed | told).items() if values}


def answers_of(question: Question) -> Labels:
    """Return the answers a question offers, none where people write or count themselves."""
    if question.kind is Kind.SCALE:
        return {str(step): {"de": str(step)} for step in SCALE_STEPS}
    if question.kind in {Kind.ONE, Kind.SEVERAL}:
        return {option.key: option.text for option in question.options}
    return {}


def check_chosen(book: Book, given: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return what was chosen, in the order offered; what is chosen as a whole is not chosen at all. Raises Refused."""
    offered, chosen = book.offered(), {key: values for key, values in given.items() if values}
    if any(key not in offered or not set(values) <= set(offered[key]) for key, values in chosen.items()):
        raise Refused(NOT_OFFERED)
    kept = {key: [value for value in offered[key] if value in values] for key, values in chosen.items()}
    return {key: values for key, values in kept.items() if values != offered[key]}


# --- columns ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """One column: its key for programs, its heading for people, and what a participation has there."""

    key: str
    heading: str
    cell: Callable[[Mapping[str, Any], Mapping[str, str]], Cell]


def columns(book: Book) -> list[Column]:
    """Return the columns of a table for people: the words of answers, several answers in a column each."""
    found = [
        column
        for number, question in enumerate(book.questions, 1)
        for column in _of_question(number, question, book.districts)
    ]
    return found + [_of_feature(feature, labels) for feature, labels in book.features.items()]


def _of_question(number: int, question: Question, districts: Labels) -> Iterator[Column]:
    if question.kind in TEXTS:
        return
    heading = f"{number}. {pick(question.text, 'de')}"
    if question.kind is Kind.PLACE:
        yield from _of_place(f"q{number}", heading, question.id, districts)
    elif question.kind in _BY_OPTION:
        part = _BY_OPTION[question.kind]
        for place, option in enumerate(question.options, 1):
            text = f"{heading} [{pick(option.text, 'de')}]"
            yield Column(f"q{number}_{place}", text, _of_option(question.id, option.key, part))
    else:
        yield Column(f"q{number}", heading, _said(question))


def _of_option(
    question: str, option: str, part: Callable[[Any, str], Cell]
) -> Callable[[Mapping[str, Any], Mapping[str, str]], Cell]:
    """Return what an answer says of an option; nothing where the question was not answered."""

    def cell(answers: Mapping[str, Any], _profile: Mapping[str, str]) -> Cell:
        value = answers.get(question)
        return ABSTAINED if has_abstained(value) else None if value is None else part(value, option)

    return cell


_PLACE_PARTS = {DISTRICT: sentence("Ortsteil"), LAT: sentence("Breite"), LON: sentence("Länge")}


def _of_place(key: str, heading: str, question: str, districts: Labels) -> Iterator[Column]:
    """Yield district, latitude and longitude (WGS 84, degrees); the last two empty where only the district is kept."""
    names = {code: pick(text, "de") for code, text in districts.items()}
    for part, word in _PLACE_PARTS.items():
        yield Column(f"{key}_{part}", f"{heading} [{word}]", _of_part(question, part, names))


def _of_part(
    question: str, part: str, names: Mapping[str, str]
) -> Callable[[Mapping[str, Any], Mapping[str, str]], Cell]:
    def cell(answers: Mapping[str, Any], _profile: Mapping[str, str]) -> Cell:
        value = answers.get(question)
        if not value:
            return ABSTAINED if has_abstained(value) and part == DISTRICT else None
        if part == DISTRICT:
            return names.get(value[part], str(value[part]))
        return float(value[part]) if part in value else None

    return cell


def _place(ranked: list[str], option: str) -> Cell:
    return ranked.index(option) + 1 if option in ranked else None


def _step(lines: dict[str, int], line: str) -> Cell:
    return ABSTAINED if lines.get(line) == 0 else lines.get(line)


_BY_OPTION: dict[Kind, Callable[[Any, str], Cell]] = {
    Kind.SEVERAL: lambda chosen, option: int(option in chosen),
    Kind.RANKING: _place,
    Kind.MATRIX: _step,
}


def _said(question: Question) -> Callable[[Mapping[str, Any], Mapping[str, str]], Cell]:
    words = {key: pick(text, "de") for key, text in answers_of(question).items()}

    def cell(answers: Mapping[str, Any], _profile: Mapping[str, str]) -> Cell:
        value = answers.get(question.id)
        if question.kind is Kind.NUMBER and isinstance(value, str):
            return float(value) if "." in value else int(value)
        return words.get(value) if question.kind is Kind.ONE and isinstance(value, str) else plain(value)

    return cell


def plain(value: Any) -> Cell:
    """Return an answer as one cell: numbers as they are, all else as text."""
    if has_abstained(value):
        return ABSTAINED
    if value is None or isinstance(value, (int, float, str)):
        return value
    if isinstance(value, Mapping):
        return " | ".join(f"{key}: {part}" for key, part in value.items())
    return " | ".join(str(part) for part in value)


def _of_feature(feature: Feature, labels: Labels) -> Column:
    words = {key: pick(text, "de") for key, text in labels.items()}
    return Column(feature.value, FEATURE_TITLES[feature], lambda _, profile: words.get(profile.get(feature.value, "")))


def code_book(book: Book) -> list[dict[str, Any]]:
    """Return what each key means: of questions with their kind and text, of values with their words."""
    asked = [
        {
            "key": f"q{number}",
            "kind": question.kind.value,
            "text": dict(question.text),
            "values": _values(question, book.districts),
        }
        for number, question in enumerate(book.questions, 1)
        if question.kind not in TEXTS
    ]
    told = [
        {"key": feature.value, "kind": "feature", "text": {"de": FEATURE_TITLES[feature]}, "values": _plainly(labels)}
        for feature, labels in book.features.items()
    ]
    return asked + told


def _values(question: Question, districts: Labels) -> dict[str, dict[str, str]]:
    if question.kind is Kind.PLACE:
        return _plainly(districts)
    return _plainly({option.key: option.text for option in question.options} or answers_of(question))


def _plainly(labels: Labels) -> dict[str, dict[str, str]]:
    return {key: dict(text) for key, text in labels.items()}


def coded(book: Book) -> Callable[[Mapping[str, Any], Mapping[str, str]], dict[str, Any]]:
    """Return what makes a participation a row for programs: by the keys of the code book, as it was answered."""
    keys = {q.id: f"q{number}" for number, q in enumerate(book.questions, 1) if q.kind not in TEXTS}
    told = [feature.value for feature in book.features]
    return lambda answers, profile: (
        {keys[key]: answers[key] for key in keys if key in answers}
        | {key: profile[key] for key in told if key in profile}
    )
