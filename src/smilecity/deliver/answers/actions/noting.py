"""What clerks keep for themselves: notes, who has taken a contribution, and text blocks. Never public."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from smilecity.collect.contributions.rules import clean_line, clean_text
from smilecity.deliver.answers import reading, rules
from smilecity.deliver.answers.actions.acting import begin
from smilecity.deliver.answers.models import Note, Taken, TextBlock
from smilecity.deliver.answers.rules import Act
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User

NOTE_MOST = 2_000
BLOCK_MOST = 4_000
NAME_MOST = 80
NO_NOTE = sentence("Bitte schreiben Sie eine Notiz.")
NO_NAME = sentence("Bitte geben Sie dem Textbaustein einen Namen.")
NO_TEXT = sentence("Bitte schreiben Sie den Text des Bausteins.")
NAME_TAKEN = sentence("Ein Textbaustein dieser Stelle heißt schon so. Bitte wählen Sie einen anderen Namen.")
BLOCK_GONE = sentence("Diesen Textbaustein gibt es nicht mehr.")


@transaction.atomic
def note(*, contribution: UUID, text: str, by: User, at: datetime) -> UUID:
    """Note something for the other clerks; return the note. Raises Refused."""
    row = begin(contribution, Act.NOTE, by=by, at=at)
    said = clean_text(text, NOTE_MOST)
    if not said:
        raise Refused(NO_NOTE)
    return Note.objects.create(contribution=row, by=by, text=said, at=at).pk


@transaction.atomic
def take(*, contribution: UUID, by: User, at: datetime) -> None:
    """Take a contribution upon oneself, also from a colleague; the office sees who has it. Raises Refused."""
    row = begin(contribution, Act.ANSWER, by=by, at=at)
    Taken.objects.update_or_create(contribution=row, defaults={"user": by})


@transaction.atomic
def let_go(*, contribution: UUID, by: User, at: datetime) -> None:
    """Leave a contribution to the whole office again. Raises Refused."""
    begin(contribution, Act.ANSWER, by=by, at=at)
    Taken.objects.filter(contribution=contribution).delete()


@transaction.atomic
def make_block(*, office: int | None, name: str, text: str, by: User, at: datetime) -> int:
    """Keep words that an office needs again and again; without an office, for all. Raises Refused."""
    _require_right(office, by, at)
    values = _checked(office, name, text, None)
    made = TextBlock.objects.create(office_id=office, **values)
    audit.record(actor=by.pk, verb="answers.make_block", subject=f"block:{made.pk}", at=at)
    return made.pk


@transaction.atomic
def edit_block(*, block: int, name: str, text: str, by: User, at: datetime) -> None:
    """Replace name and text of a text block. Raises Refused."""
    row = _block(block)
    _require_right(row.office_id, by, at)
    values = _checked(row.office_id, name, text, block)
    TextBlock.objects.filter(pk=block).update(**values)
    audit.record(actor=by.pk, verb="answers.edit_block", subject=f"block:{block}", at=at)


@transaction.atomic
def remove_block(*, block: int, by: User, at: datetime) -> None:
    """Delete a text block. Raises Refused."""
    row = _block(block)
    _require_right(row.office_id, by, at)
    row.delete()
    audit.record(actor=by.pk, verb="answers.remove_block", subject=f"block:{block}", at=at)


def _block(block: int) -> TextBlock:
    row = TextBlock.objects.select_for_update().filter(pk=block).first()
    if row is None:
        raise Refused(BLOCK_GONE)
    return row


def _require_right(office: int | None, by: User, at: datetime) -> None:
    act = Act.BLOCKS if office is not None else Act.ORGANISE
    reason = rules.why_not_act(act, reading.standing_of(by, timezone.localdate(at)), office)
    if reason:
        raise Refused(reason)


def _checked(office: int | None, name: str, text: str, block: int | None) -> dict[str, str]:
    called, said = clean_line(name, NAME_MOST), clean_text(text, BLOCK_MOST)
    if not called:
        raise Refused(NO_NAME)
    if not said:
        raise Refused(NO_TEXT)
    if TextBlock.objects.filter(office=office, name=called).exclude(pk=block or 0).exists():
        raise Refused(NAME_TAKEN)
    return {"name": called, "text": said}
