"""What of the surveys can be found: those that are or were open, with their questions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from smilecity.collect.surveys.models import Question, Survey
from smilecity.collect.surveys.rules import State
from smilecity.ground.search.rules import Findable
from smilecity.ground.text import Texts

SOURCE = "surveys"


def read(keys: Sequence[str] | None) -> Iterator[Findable]:
    """Yield those of these surveys that are no draft. 2 SQL."""
    rows = Survey.objects.exclude(state=State.DRAFT)
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    surveys = list(rows.order_by("pk"))
    questions = defaultdict(list)
    for question in Question.objects.filter(survey__in=surveys).order_by("position"):
        questions[question.survey_id].append(question)
    for survey in surveys:
        yield _findable(survey, questions[survey.pk])


def _findable(survey: Survey, questions: Sequence[Question]) -> Findable:
    return Findable(
        key=str(survey.pk),
        kind="survey",
        title=survey.title,
        lead=survey.summary,
        body=joined([survey.what_happens, *asked(questions)]),
        at=survey.opened_at,
        facts={"slug": survey.slug, "closes_at": survey.closes_at.isoformat() if survey.closes_at else None}
        | {"closed": survey.state == State.CLOSED},
    )


def asked(questions: Iterable[Question]) -> Iterator[Texts]:
    """Yield the texts of questions and of the answers they offer."""
    for question in questions:
        yield question.text
        yield question.hint
        yield question.help
        yield question.section
        yield question.intro
        yield from (option["text"] for option in question.options)


def joined(texts: Iterable[Texts]) -> Texts:
    """Return texts as one, language by language."""
    found: dict[str, list[str]] = {}
    for each in texts:
        for language, text in each.items():
            found.setdefault(language, []).append(text)
    return {language: "\n".join(parts) for language, parts in found.items()}
