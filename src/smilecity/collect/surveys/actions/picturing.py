"""The picture above a question: set with words for who cannot see it, replaced, erased."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.actions.editing import clean_texts, locked_question
from smilecity.collect.surveys.actions.picture_files import erase_files, erased_if_they_fail, save
from smilecity.collect.surveys.actions.staff import note
from smilecity.collect.surveys.models import Question
from smilecity.collect.surveys.rules import Act, Picture, State
from smilecity.ground.refusals import Refused
from smilecity.ground.text import FALLBACK, Texts, has, sentence
from smilecity.people.models import User

NO_PICTURE = sentence("Bitte wählen Sie ein Bild aus.")
NO_WORDS = sentence("Bitte beschreiben Sie das Bild für alle, die es nicht sehen.")


def set_picture(*, question: UUID, content: bytes, alt: Texts, by: User, at: datetime, seen: str = "") -> None:
    """Put a picture above a question of a survey that is not open yet; without `content` only its words change.

    It is read and written before anything is locked: that is what takes long. `seen` as in `edit`. Raises Refused.
    """
    rules.require(Act.EDIT, by.role_set, State.DRAFT)
    said = clean_texts(alt)
    if not has(said, FALLBACK):
        raise Refused(NO_WORDS)
    made = [save(content, said)] if content else []
    with erased_if_they_fail(made), transaction.atomic():
        row = locked_question(question, by)
        before = row.as_rule().picture
        rules.require_edition(seen, rules.edition_of(before))
        _place(row, before, made, said)
        note(by, "surveys.set_picture", row.survey, at, question=str(question))


def _place(row: Question, before: Picture | None, made: list[Picture], said: Texts) -> None:
    if made:
        erase_files([before])
        row.picture = made[0].kept()
    elif before is None:
        raise Refused(NO_PICTURE)
    else:
        row.picture = before.kept() | {"alt": dict(said)}
    row.save(update_fields=["picture"])


@transaction.atomic
def remove_picture(*, question: UUID, by: User, at: datetime) -> None:
    """Erase the picture above a question; where there is none, nothing changes. Raises Refused."""
    row = locked_question(question, by)
    before = row.as_rule().picture
    if before:
        row.picture = {}
        row.save(update_fields=["picture"])
        erase_files([before])
        note(by, "surveys.remove_picture", row.survey, at, question=str(question))
