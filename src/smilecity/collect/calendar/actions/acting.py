"""What every act of staff on the calendar needs: the right, the row it locks, the entry in the audit log."""

from datetime import datetime
from uuid import UUID

from smilecity.collect.calendar.models import Event, Occurrence
from smilecity.collect.calendar.rules import rights
from smilecity.collect.calendar.rules.rights import Act
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User

GONE = sentence("Diese Veranstaltung gibt es nicht mehr.")
DATE_GONE = sentence("Diesen Termin gibt es nicht mehr.")


def require(act: Act, by: User | None) -> None:
    """Raise Refused unless the person may do this. None: the program itself."""
    if by is not None and not rights.may(act, by.role_set):
        raise Refused(rights.NOT_YOUR_GUESTS if act is Act.GUESTS else rights.NOT_YOURS)


def held_event(event: UUID) -> Event:
    """Return an event, locked. Raises Refused."""
    row = Event.objects.select_for_update().filter(pk=event).first()
    if row is None:
        raise Refused(GONE)
    return row


def held_date(occurrence: int) -> Occurrence:
    """Return a date with its event; the date is locked. Raises Refused."""
    row = Occurrence.objects.select_for_update(of=("self",)).select_related("event").filter(pk=occurrence).first()
    if row is None:
        raise Refused(DATE_GONE)
    return row


def record(verb: str, subject: str, by: User | None, at: datetime, **details: str | int | bool) -> None:
    """Append to the audit log, within the transaction of the act."""
    actor = by.pk if by else None
    audit.record(actor=actor, verb=f"calendar.{verb}", subject=subject, at=at, details=details)
