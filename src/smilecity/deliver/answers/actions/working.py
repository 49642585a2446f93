"""What work outside says about a contribution: that it is done, in the name of its office, or something for the office.

Who may is said by the room that calls (deliver/fieldwork): a crew has no right of its own at the desk of answers.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.actions.history import held
from smilecity.collect.contributions.rules import Status
from smilecity.deliver.answers import rules
from smilecity.deliver.answers.actions.acting import require_public
from smilecity.deliver.answers.actions.answering import NO_OFFICE, keep
from smilecity.deliver.answers.models import Note
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.people.models import User


@transaction.atomic
def answer_from_work(*, contribution: UUID, text: str, by: User, at: datetime) -> UUID:
    """Say in public that it is done, in the name of the office; return the step. Raises Refused."""
    row = held(contribution)
    require_public(row)
    if row.office_id is None:
        raise Refused(NO_OFFICE)
    reason = rules.why_not(Status(row.status), Status.DONE, has_words=bool(text))
    if reason:
        raise Refused(reason)
    keep(row, at)
    step = trunk.reply(contribution=contribution, text=text, status=Status.DONE, by=by, at=at)
    audit.record(actor=by.pk, verb="answers.answer", subject=f"contribution:{contribution}", at=at)
    return step


@transaction.atomic
def note_from_work(*, contribution: UUID, text: str, by: User, at: datetime) -> UUID:
    """Note something for the clerks; return the note."""
    return Note.objects.create(contribution_id=contribution, by=by, text=text, at=at).pk


@transaction.atomic
def forget_who_worked(*, wrote: Iterable[tuple[UUID, datetime]]) -> None:
    """Take the account out of notes from work outside; `wrote`: whose, and of when exactly. The words stay."""
    for by, at in wrote:
        Note.objects.filter(by=by, at=at).update(by=None)


def drop_notes_from_work(*, contribution: UUID, of: Collection[datetime]) -> None:
    """Erase notes from work outside about a contribution that was erased; `of`: when exactly they were written."""
    Note.objects.filter(contribution=contribution, office=None, at__in=of).delete()
