"""Questions of one survey in another: which go along, and which lose their condition on the way."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from smilecity.collect.surveys.rules.questions import Question


def chosen(questions: Sequence[Question], ids: Collection[str]) -> tuple[tuple[Question, ...], list[int]]:
    """Return the chosen questions in their order, and the numbers (in the source) of those that lost their condition.

    A condition stays where the question it looks at comes along.
    """
    taken, lost = [], []
    for number, question in enumerate(questions, 1):
        if question.id not in ids:
            continue
        if question.condition and question.condition.question not in ids:
            lost.append(number)
            question = replace(question, condition=None)  # noqa: PLW2901 -- the same question, alone now
        taken.append(question)
    return tuple(taken), lost
