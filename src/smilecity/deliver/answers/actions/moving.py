"""A contribution goes to another office, or its promised day moves. The promise holds until people are told.

Handing over does not move the day: which office answers is the town hall's affair, when it answers is not. Only
`extend` does, once, with a reason that everybody can read.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from smilecity.city import queries as city
from smilecity.city.models import Office
from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import OPEN, Status, clean_text
from smilecity.deliver.answers import reading, rules
from smilecity.deliver.answers.actions.acting import MERGED, begin, require_public, require_unchanged
from smilecity.deliver.answers.models import Note, Taken
from smilecity.deliver.answers.rules import Act
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.ground.workdays import add_workdays
from smilecity.people.models import User

NOTE_MOST = 2_000
NO_NOTE = sentence("Bitte schreiben Sie der anderen Stelle, warum Sie ihr den Beitrag geben.")
SAME_OFFICE = sentence("Dafür ist diese Stelle schon zuständig.")
NO_OFFICE = sentence("Diese Stelle gibt es nicht mehr. Bitte wählen Sie eine andere.")
ANSWERED = sentence("Dieser Beitrag ist beantwortet. Sein Datum verschiebt sich nicht mehr.")


@transaction.atomic
def hand_over(*, contribution: UUID, office: int, text: str, seen: int, by: User, at: datetime) -> None:
    """Give a contribution to another office, with a note that only clerks read; the promised day stays. Raises Refused.

    Where no day was promised yet, the rule of the new office promises one.
    """
    row = begin(contribution, Act.HAND_OVER, by=by, at=at)
    if row.merged_into_id is not None:
        raise Refused(MERGED)
    require_unchanged(row, seen)
    said = clean_text(text, NOTE_MOST)
    _require_office(row, office, has_note=bool(said))
    due_on = row.due_on or _first_promise(row, office, at)
    trunk.set_office(contribution=row.pk, office=office, due_on=due_on, by=by, at=at)
    Note.objects.create(contribution=row, by=by, office_id=office, text=said, at=at)
    Taken.objects.filter(contribution=row).delete()
    audit.record(actor=by.pk, verb="answers.hand_over", subject=f"contribution:{contribution}", at=at)


def _require_office(row: Contribution, office: int, *, has_note: bool) -> None:
    if office == row.office_id:
        raise Refused(SAME_OFFICE)
    if not Office.objects.filter(pk=office, retired_on=None).exists():
        raise Refused(NO_OFFICE)
    if not has_note:
        raise Refused(NO_NOTE)


def _first_promise(row: Contribution, office: int, at: datetime) -> date | None:
    return reading.plan().due_on(office, timezone.localdate(at)) if row.status in OPEN else None


@transaction.atomic
def extend(*, contribution: UUID, due_on: date, text: str, seen: int, by: User, at: datetime) -> date:
    """Promise a later day, with the reason in public; return it. Raises Refused.

    A day off becomes the next working day. An office may do this once; after that only its head or an administrator.
    """
    row = begin(contribution, Act.EXTEND, by=by, at=at)
    require_public(row)
    require_unchanged(row, seen)
    if Status(row.status) not in OPEN:
        raise Refused(ANSWERED)
    today, land = timezone.localdate(at), city.profile().land
    leads = rules.may(Act.EXTEND_AGAIN, reading.standing_of(by, today), row.office_id)
    said, day = clean_text(text, NOTE_MOST), add_workdays(due_on, 0, land)
    reason = rules.why_not_extend(
        row.due_on, day, today, land, has_words=bool(said), extended=reading.extensions(row.pk), leads=leads
    )
    if reason or row.office_id is None:
        raise Refused(reason or rules.dates.NO_DATE, most=rules.dates.EXTEND_MOST)
    trunk.set_office(contribution=row.pk, office=row.office_id, due_on=day, by=by, at=at, text=said)
    audit.record(actor=by.pk, verb="answers.extend", subject=f"contribution:{contribution}", at=at)
    return day
