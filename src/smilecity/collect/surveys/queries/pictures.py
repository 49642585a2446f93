"""Pictures above questions: their files for pages, and for a questionnaire as a document."""

from collections.abc import Sequence
from uuid import UUID

from smilecity.collect.surveys import reading
from smilecity.collect.surveys.models import Question as QuestionRow
from smilecity.collect.surveys.rules import Picture, Question, State
from smilecity.collect.surveys.rules.questionnaire import Drawn


def drawn(questions: Sequence[Question]) -> dict[str, Drawn]:
    """Return the pictures of these questions as documents hold them; one whose file is lost is left out."""
    found = {question.id: _drawn(question.picture) for question in questions if question.picture}
    return {name: each for name, each in found.items() if each}


def _drawn(picture: Picture) -> Drawn | None:
    content = reading.content_of(picture.id, reading.LARGE)
    return Drawn(content, picture.alt) if content else None


def picture_file(picture: UUID, size: str) -> tuple[bool, bytes] | None:
    """Return whether everybody may see a picture, and a file of it; of a draft only staff may. 1 SQL."""
    state = QuestionRow.objects.filter(picture__id=str(picture)).values_list("survey__state", flat=True).first()
    content = reading.content_of(str(picture), size) if state and size in {reading.SMALL, reading.LARGE} else None
    return (state != State.DRAFT, content) if content else None
