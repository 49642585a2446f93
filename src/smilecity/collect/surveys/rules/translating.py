"""The texts of a survey, one after the other, each with the place it stands at: for translating them side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from smilecity.collect.surveys.rules.questions import Question
from smilecity.ground.text import FALLBACK, LANGUAGES, Texts, has

TRANSLATED = tuple(language for language in LANGUAGES if language != FALLBACK)
OF_SURVEY = ("title", "summary", "what_happens")
OF_QUESTION = ("section", "intro", "text", "hint", "help", "low", "high")


@dataclass(frozen=True)
class Place:
    """A text of a survey. `question`: its number (0: of the survey itself); `key`: of the option (else empty)."""

    question: int
    name: str
    texts: Texts
    key: str = ""
    id: str = ""

    @property
    def address(self) -> tuple[str, str, str]:
        """What tells the place apart: the id of the question, the name of the text, the key of the option."""
        return self.id, self.name, self.key


def places(survey_texts: Sequence[Texts], questions: Sequence[Question]) -> list[Place]:
    """Return every text that is written in German, in the order of the survey. `survey_texts` as in OF_SURVEY."""
    every = [
        *(Place(0, name, texts) for name, texts in zip(OF_SURVEY, survey_texts, strict=True)),
        *(place for number, question in enumerate(questions, 1) for place in _of(question, number)),
    ]
    return [place for place in every if has(place.texts, FALLBACK)]


def _of(question: Question, number: int) -> Iterator[Place]:
    for name in OF_QUESTION:
        yield Place(number, name, getattr(question, name), id=question.id)
    for option in question.options:
        yield Place(number, "option", option.text, key=option.key, id=question.id)
    yield Place(number, "unit", question.limits.unit, id=question.id)
    if question.picture is not None:
        yield Place(number, "picture", question.picture.alt, id=question.id)
