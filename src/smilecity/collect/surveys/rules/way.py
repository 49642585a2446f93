"""Which questions somebody is asked: all but those whose condition an earlier answer does not meet."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from smilecity.collect.surveys.rules.answers import Answer, check_answer, given_by, has_abstained
from smilecity.collect.surveys.rules.questions import DECIDING, Condition, Kind, Question
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

CONDITION_LATER = sentence("Frage {number} kann nur von einer früheren Frage abhängen.")
CONDITION_KIND = sentence("Frage {number} kann nur von einer Frage mit Auswahl oder Skala abhängen.")
CONDITION_ANSWER = sentence("Frage {number} hängt von einer Antwort ab, die es nicht gibt.")
NO_CONDITION = sentence("Frage {number} ist an keine Antwort geknüpft. Bitte wählen Sie mindestens eine.")


def asked(questions: Sequence[Question], answers: Mapping[str, Answer]) -> list[Question]:
    """Return the questions that somebody with these answers is asked, in order."""
    shown: dict[str, Question] = {}
    for question in questions:
        if question.condition is None or _holds(question.condition, shown, answers):
            shown[question.id] = question
    return list(shown.values())


def _holds(condition: Condition, shown: Mapping[str, Question], answers: Mapping[str, Answer]) -> bool:
    """Say whether a condition is met. One on a question that was never asked is not, whichever way it is put."""
    chosen = set(_chosen(answers.get(condition.question)))
    return condition.question in shown and bool(chosen & set(condition.keys)) is not condition.negated


def _chosen(value: Answer | None) -> list[str]:
    if isinstance(value, list):
        return value
    return [] if value is None or isinstance(value, dict) else [str(value)]


def missing(questions: Sequence[Question], answers: Mapping[str, Answer]) -> list[Question]:
    """Return the required questions that are asked and have no answer, or not all of it, in order."""
    return [
        question
        for question in asked(questions, answers)
        if question.required and not _is_whole(question, answers.get(question.id))
    ]


def _is_whole(question: Question, value: Answer | None) -> bool:
    if question.kind is Kind.MATRIX and isinstance(value, dict):
        return len(value) == len(question.options)
    return value is not None


def fitting(questions: Sequence[Question], answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers that fit a question which is asked.

    What was answered to another version of the questions falls away, and what an answer changed later has skipped.
    Whether all is there that must be is asked by `missing`: paper may have gaps.
    """
    fits: dict[str, Answer] = {}
    for question in questions:
        value = answers.get(question.id)
        with suppress(Refused):
            raw = given_by(question.kind, value)
            answer = check_answer(replace(question, required=False), raw, abstains=has_abstained(value))
            if answer is not None:
                fits[question.id] = answer
    shown = {question.id for question in asked(questions, fits)}
    return {key: answer for key, answer in fits.items() if key in shown}


def broken(questions: Sequence[Question]) -> Iterator[Refused]:
    """Yield what is wrong with the conditions of questions in this order."""
    before: dict[str, Question] = {}
    for number, question in enumerate(questions, 1):
        reason = _wrong(question.condition, before) if question.condition else None
        if reason:
            yield Refused(reason, number=number)
        before[question.id] = question


def _wrong(condition: Condition, before: Mapping[str, Question]) -> str | None:
    earlier = before.get(condition.question)
    if earlier is None:
        return CONDITION_LATER
    if earlier.kind not in DECIDING:
        return CONDITION_KIND
    if not condition.keys:
        return NO_CONDITION
    return None if set(condition.keys) <= set(earlier.keys) else CONDITION_ANSWER


def dependents(questions: Sequence[Question], question: str) -> list[int]:
    """Return the numbers of the questions whose condition looks at this one."""
    return [
        number for number, other in enumerate(questions, 1) if other.condition and other.condition.question == question
    ]


def section_at(questions: Sequence[Question], place: int) -> Question | None:
    """Return the question that began the section in which the question at this place (from 0) stands."""
    return next((question for question in reversed(questions[: place + 1]) if any(question.section.values())), None)
