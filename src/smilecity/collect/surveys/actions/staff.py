"""What every act of staff on a survey begins and ends with: the survey locked and the right checked, the audit log."""

from datetime import datetime
from uuid import UUID

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.models import Survey
from smilecity.collect.surveys.rules import Act, State
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User

GONE = sentence("Diese Umfrage oder Frage gibt es nicht mehr.")


def locked(survey: UUID, act: Act, by: User) -> Survey:
    """Return the survey, locked, if `by` may do `act` with it now. Raises Refused."""
    row = Survey.objects.select_for_update().filter(pk=survey).first()
    if row is None:
        raise Refused(GONE)
    rules.require(act, by.role_set, State(row.state))
    return row


def note(by: User, verb: str, survey: Survey, at: datetime, **details: str | int | bool) -> None:
    """Append the act to the audit log."""
    audit.record(actor=by.pk, verb=verb, subject=f"survey:{survey.pk}", at=at, details=details)
