"""When a question is asked: the earlier answers it can hang on, for its form; and in words, for lists and previews."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.rules import Condition, Kind, Question
from smilecity.doors.desk import words
from smilecity.ground.text import pick

# A select of answers, in groups: (the question, [(value, the answer)]).
Choices = list[tuple[str, list[tuple[str, str]]]]


def before(questions: Sequence[Question], kept: Question | None) -> list[Question]:
    """Return the questions before this one (None: a new one, at the end)."""
    ids = [question.id for question in questions]
    return list(questions[: ids.index(kept.id)] if kept and kept.id in ids else questions)


def choices(earlier: Iterable[Question]) -> Choices:
    """Return the answers a question can hang on, in groups by their question."""
    return [
        (
            f"{number}. {pick(question.text, 'de')}",
            [(f"{question.id}:{key}", text) for key, text in _answers(question).items()],
        )
        for number, question in enumerate(earlier, 1)
        if question.kind in rules.DECIDING
    ]


def _answers(question: Question) -> dict[str, str]:
    """Return the answers to a question in words, by their key."""
    if question.kind is Kind.SCALE:
        ends = {question.keys[0]: question.low, question.keys[-1]: question.high}
        return {key: " – ".join(filter(None, [key, pick(ends.get(key, {}), "de")])) for key in question.keys}
    return {option.key: pick(option.text, "de") for option in question.options}


def values(condition: Condition | None) -> list[str]:
    """Return what the form of a question begins with."""
    return [f"{condition.question}:{key}" for key in condition.keys] if condition else []


def chosen(picked: Iterable[str], *, negated: bool) -> Condition | None:
    """Return the condition that was picked in a form; None: none. Raises ValueError for answers to two questions."""
    pairs = [value.partition(":")[::2] for value in picked]
    if not pairs:
        return None
    (question,) = {question for question, _key in pairs}
    return Condition(question, tuple(key for _question, key in pairs), negated)


def in_words(asked: Question, questions: Sequence[Question]) -> str:
    """Return when a question is asked, in words; empty: always."""
    condition = asked.condition
    if condition is None:
        return ""
    for number, earlier in enumerate(questions, 1):
        if earlier.id == condition.question:
            answers = _answers(earlier)
            told = words.listed([f"„{answers.get(key, key)}“" for key in condition.keys])
            text = _("Nur ohne die Antwort auf Frage {number}: {answers}.")
            if not condition.negated:
                text = _("Nur nach der Antwort auf Frage {number}: {answers}.")
            return text.format(number=number, answers=told)
    return ""
