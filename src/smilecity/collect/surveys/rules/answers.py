"""What counts as an answer, kind by kind. In: the fields of a form. Out: an answer as it is kept, or a refusal.

A matrix and a ranking have a field for each option: their raw values read "key=step" and "key=place".
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from smilecity.collect.surveys.rules.placed import GIVE_PLACE, check_place
from smilecity.collect.surveys.rules.questions import (
    AGE_GROUPS,
    LONG_MOST,
    SCALE_STEPS,
    SEXES,
    SHORT_MOST,
    Feature,
    Kind,
    Question,
)
from smilecity.collect.surveys.rules.values import parse_day, parse_number
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

# One choice: the option's key. Several: keys in the question's order. Ranking: keys from the first place down. Scale:
# 1 to 5. Matrix: the step by line, 0 for "keine Angabe". Number: its digits with a point. Date: ISO 8601. Text: itself.
# Place: its district and, unless only that is kept, the degrees of its point, with digits as a number has them.
# An empty mapping: "keine Angabe".
Answer = str | int | list[str] | dict[str, int] | dict[str, str]

CHOOSE_ONE = sentence("Bitte wählen Sie eine Antwort aus.")
CHOOSE_SOME = sentence("Bitte wählen Sie mindestens eine Antwort aus.")
CHOOSE_LEAST = sentence("Bitte wählen Sie mindestens {least} Antworten aus. Jetzt sind es {number}.")
CHOOSE_MOST = sentence("Bitte wählen Sie höchstens {most} Antworten aus. Jetzt sind es {number}.")
RATE_EACH = sentence("Bitte wählen Sie in jeder Zeile eine Antwort aus. Es fehlen noch {number}.")
RATE_LAST = sentence("Bitte wählen Sie in jeder Zeile eine Antwort aus. Eine fehlt noch.")
GIVE_PLACES = sentence("Bitte vergeben Sie die Plätze von 1 bis {most}.")
TWICE = sentence("Platz {place} haben Sie mehrmals vergeben. Bitte vergeben Sie jeden Platz nur einmal.")
PLACE_LACKS = sentence("Platz {place} fehlt noch. Bitte vergeben Sie alle Plätze von 1 bis {most}.")
GIVE_NUMBER = sentence("Bitte geben Sie eine Zahl ein.")
GIVE_DAY = sentence("Bitte geben Sie ein Datum ein.")
WRITE = sentence("Bitte schreiben Sie eine Antwort.")
UNKNOWN_OPTION = sentence("Diese Antwort steht nicht zur Auswahl. Bitte wählen Sie noch einmal.")
BOTH = sentence("Sie haben geantwortet und „Keine Angabe“ angekreuzt. Bitte entscheiden Sie sich für eines davon.")
_PLEASE = {
    Kind.ONE: CHOOSE_ONE,
    Kind.SEVERAL: CHOOSE_SOME,
    Kind.SCALE: CHOOSE_ONE,
    Kind.NUMBER: GIVE_NUMBER,
    Kind.DATE: GIVE_DAY,
    Kind.PLACE: GIVE_PLACE,
    Kind.SHORT: WRITE,
    Kind.LONG: WRITE,
}
TOO_LONG = sentence("Ihr Text hat {length} Zeichen. Bitte kürzen Sie ihn auf höchstens {most} Zeichen.")
_ABSTAINED = 0
# What is given to these reads "key=value".
_BY_KEY = frozenset({Kind.RANKING, Kind.MATRIX, Kind.PLACE})

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def clean_text(raw: str) -> str:
    """Return text as it is kept: NFC, unix line ends, no control characters, no surrounding space.

    Emoji, right-to-left scripts and angle brackets stay: pages escape and isolate what they show.
    """
    text = raw.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    # Normalised last: a letter and its accent may meet only when what stood between them is gone.
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def has_abstained(value: Answer | None) -> bool:
    """Say whether an answer is "keine Angabe"."""
    return value == {}


def check_answer(question: Question, raw: Sequence[str], *, abstains: bool = False) -> Answer | None:
    """Return the answer that the fields `raw` of a form give; None: not answered. Raises Refused.

    `abstains`: "keine Angabe" is chosen; where the question does not offer it, nothing is said by it.
    """
    given = [value for value in map(clean_text, raw) if value and not _is_blank_line(question, value)]
    if abstains and question.abstains:
        if given:
            raise Refused(BOTH)
        return {}
    if given:
        return _CHECKS[question.kind](question, given)
    if question.required:
        raise _please(question)
    return None


def _is_blank_line(question: Question, value: str) -> bool:
    """Say whether the field of an option was left empty."""
    return question.kind in _BY_KEY and value.endswith("=")


def _please(question: Question) -> Refused:
    """Return what is said to whoever has left out what must be answered."""
    if question.kind is Kind.RANKING:
        return Refused(GIVE_PLACES, most=question.ranks)
    if question.kind is Kind.MATRIX:
        return _lines_lacking(len(question.options))
    if question.kind is Kind.SEVERAL and (question.limits.least or 0) > 1:
        return Refused(CHOOSE_LEAST, least=int(question.limits.least or 0), number=0)
    return Refused(_PLEASE[question.kind])


def _check_text(question: Question, given: list[str]) -> str:
    kinds_most = SHORT_MOST if question.kind is Kind.SHORT else LONG_MOST
    most = int(question.limits.most or kinds_most)
    if len(given[0]) > most:
        raise Refused(TOO_LONG, length=f"{len(given[0]):,}".replace(",", "."), most=f"{most:,}".replace(",", "."))
    return given[0]


def _check_scale(_question: Question, given: list[str]) -> int:
    return _step(given[0], SCALE_STEPS)


def _step(raw: str, steps: Sequence[int]) -> int:
    if raw not in {str(step) for step in steps}:
        raise Refused(UNKNOWN_OPTION)
    return int(raw)


def _check_one(question: Question, given: list[str]) -> str:
    if not set(given) <= set(question.keys) or len(set(given)) > 1:
        raise Refused(UNKNOWN_OPTION)
    return given[0]


def _check_several(question: Question, given: list[str]) -> list[str]:
    if not set(given) <= set(question.keys):
        raise Refused(UNKNOWN_OPTION)
    chosen, limits = [key for key in question.keys if key in given], question.limits
    if limits.least and len(chosen) < limits.least:
        raise Refused(CHOOSE_LEAST, least=int(limits.least), number=len(chosen))
    if limits.most and len(chosen) > limits.most:
        raise Refused(CHOOSE_MOST, most=int(limits.most), number=len(chosen))
    return chosen


def _by_key(question: Question, given: list[str]) -> dict[str, str]:
    """Return what was given to each option, in the order of the options. Raises Refused for options nobody offered."""
    pairs = dict(value.rpartition("=")[::2] for value in given)
    if not set(pairs) <= set(question.keys):
        raise Refused(UNKNOWN_OPTION)
    return {key: pairs[key] for key in question.keys if key in pairs}


def _check_matrix(question: Question, given: list[str]) -> dict[str, int]:
    steps = (_ABSTAINED, *SCALE_STEPS) if question.abstains else SCALE_STEPS
    rated = {key: _step(value, steps) for key, value in _by_key(question, given).items()}
    if question.required and len(rated) < len(question.options):
        raise _lines_lacking(len(question.options) - len(rated))
    return rated


def _lines_lacking(number: int) -> Refused:
    return Refused(RATE_EACH, number=number) if number > 1 else Refused(RATE_LAST)


def lines_without(question: Question, raw: Sequence[str]) -> list[str]:
    """Return the keys of the lines of a matrix that must be answered and are not, in order."""
    given = {value.rpartition("=")[0] for value in raw if not value.endswith("=")}
    return [key for key in question.keys if key not in given] if question.required else []


def _check_ranking(question: Question, given: list[str]) -> list[str]:
    places = range(1, question.ranks + 1)
    chosen = {key: _step(value, places) for key, value in _by_key(question, given).items()}
    taken = list(chosen.values())
    for place in places:
        if taken.count(place) > 1:
            raise Refused(TWICE, place=place)
    for place in places:
        if place not in taken:
            raise Refused(PLACE_LACKS, place=place, most=question.ranks)
    return sorted(chosen, key=chosen.__getitem__)


def _check_number(question: Question, given: list[str]) -> str:
    return parse_number(given[0], question.limits)


def _check_day(question: Question, given: list[str]) -> str:
    return parse_day(given[0], question.limits)


def _check_place(question: Question, given: list[str]) -> dict[str, str]:
    return check_place(dict(value.partition("=")[::2] for value in given), question.limits.places)


_CHECKS: dict[Kind, Callable[[Question, list[str]], Answer]] = {
    Kind.ONE: _check_one,
    Kind.SEVERAL: _check_several,
    Kind.SCALE: _check_scale,
    Kind.MATRIX: _check_matrix,
    Kind.RANKING: _check_ranking,
    Kind.NUMBER: _check_number,
    Kind.DATE: _check_day,
    Kind.PLACE: _check_place,
    Kind.SHORT: _check_text,
    Kind.LONG: _check_text,
}


def given_by(kind: Kind, value: Answer | None) -> list[str]:
    """Return an answer as the fields of a form hold it: what `check_answer` takes."""
    match value:
        case None:
            return []
        case dict():
            return [f"{key}={step}" for key, step in value.items()]
        case list() if kind is Kind.RANKING:
            return [f"{key}={place}" for place, key in enumerate(value, 1)]
        case list():
            return list(value)
        case _:
            return [str(value)]


def check_profile(features: Sequence[Feature], raw: Mapping[str, str], districts: frozenset[str]) -> dict[str, str]:
    """Return the profile given, only the features that are asked. Raises Refused for a value nobody offered."""
    known = {Feature.AGE_GROUP: set(AGE_GROUPS), Feature.SEX: set(SEXES), Feature.DISTRICT: set(districts)}
    profile = {feature.value: raw.get(feature, "").strip() for feature in features}
    if any(value and value not in known[Feature(name)] for name, value in profile.items()):
        raise Refused(UNKNOWN_OPTION)
    return {name: value for name, value in profile.items() if value}
