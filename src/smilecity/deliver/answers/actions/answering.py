"""An office answers in public, with a new status or without; the clock stops, or starts anew when it is reopened."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import OPEN, Status, clean_text
from smilecity.deliver.answers import reading, rules
from smilecity.deliver.answers.actions.acting import begin, require_public, require_unchanged
from smilecity.deliver.answers.models import Kept
from smilecity.deliver.answers.rules import Act
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User

TEXT_MOST = 5_000
NO_OFFICE = sentence("Noch ist keine Stelle zuständig. Bitte wählen Sie zuerst eine.")


@transaction.atomic
def answer(*, contribution: UUID, text: str, status: Status | None, seen: int, by: User, at: datetime) -> UUID | None:
    """Answer in public in the name of the office; return the step. Raises Refused.

    `status` None: it stays. `seen`: how many decisive steps were known when the words were written; where somebody has
    decided since, nothing is done.
    """
    row = begin(contribution, Act.ANSWER, by=by, at=at)
    require_public(row)
    require_unchanged(row, seen)
    if row.office_id is None:
        raise Refused(NO_OFFICE)
    old, new = Status(row.status), status or Status(row.status)
    said = clean_text(text, TEXT_MOST)
    reason = rules.why_not(old, new, has_words=bool(said))
    if reason:
        raise Refused(reason)
    if new not in OPEN:
        keep(row, at)
    step = _write(row, said, new, by, at)
    if rules.reopens(old, new):
        _promise_anew(row, by, at)
    audit.record(actor=by.pk, verb="answers.answer", subject=f"contribution:{contribution}", at=at)
    return step


def _write(row: Contribution, said: str, new: Status, by: User, at: datetime) -> UUID | None:
    if said:
        changed = new if new != row.status else None
        return trunk.reply(contribution=row.pk, text=said, status=changed, by=by, at=at)
    return trunk.set_status(contribution=row.pk, status=new, by=by, at=at)


def keep(row: Contribution, at: datetime) -> None:
    """Write down, once, whether the promise was kept when the waiting first ended."""
    if row.office_id is None:
        return
    Kept.objects.bulk_create(
        [
            Kept(
                contribution=row,
                office_id=row.office_id,
                promised_on=row.due_on,
                answered_on=timezone.localdate(at),
            )
        ],
        ignore_conflicts=True,
    )


def _promise_anew(row: Contribution, by: User, at: datetime) -> None:
    """Promise another day: who opens a contribution again lets people wait again."""
    office = row.office_id
    if office is not None:
        due_on = reading.plan().due_on(office, timezone.localdate(at))
        trunk.set_office(contribution=row.pk, office=office, due_on=due_on, by=by, at=at)
