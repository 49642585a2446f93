"""What of the results can be found: those that are published, by their survey's words and by what was asked."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from smilecity.collect.surveys.findable import asked, joined
from smilecity.collect.surveys.models import Question
from smilecity.ground.search.rules import Findable
from smilecity.understand.results.models import Publication

SOURCE = "results"


def read(keys: Sequence[str] | None) -> Iterator[Findable]:
    """Yield the published results of these surveys. 2 SQL."""
    rows = Publication.objects.filter(withdrawn_at=None).select_related("survey")
    if keys is not None:
        rows = rows.filter(survey__in=list(keys))
    published = list(rows.order_by("survey"))
    questions = defaultdict(list)
    for question in Question.objects.filter(survey__in=[row.survey_id for row in published]).order_by("position"):
        questions[question.survey_id].append(question)
    for row in published:
        yield Findable(
            key=str(row.survey_id),
            kind="result",
            title=row.survey.title,
            lead=row.survey.summary,
            body=joined(asked(questions[row.survey_id])),
            at=row.published_at,
            facts={"slug": row.survey.slug, "base": row.base},
        )
