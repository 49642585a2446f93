"""What every act of a clerk begins with: the contribution held, the right to act, and nobody else was faster."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from smilecity.collect.contributions.actions.history import held
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Publicity
from smilecity.deliver.answers import reading, rules
from smilecity.deliver.answers.rules import Act
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User

MERGED = sentence("Dieser Beitrag wurde mit einem anderen zusammengeführt. Bitte antworten Sie dort.")
MEANWHILE = sentence("Hier hat sich inzwischen etwas geändert. Bitte lesen Sie den Verlauf und entscheiden Sie neu.")
NOT_SHOWN = sentence("Dieser Beitrag ist nicht veröffentlicht. Antworten können Sie, sobald alle ihn lesen können.")


def begin(contribution: UUID, act: Act, *, by: User, at: datetime) -> Contribution:
    """Return the contribution, locked, if this person may do this with it today. Raises Refused."""
    row = held(contribution)
    reason = rules.why_not_act(act, reading.standing_of(by, timezone.localdate(at)), row.office_id)
    if reason:
        raise Refused(reason)
    return row


def require_unchanged(row: Contribution, seen: int) -> None:
    """Raise Refused where something was decided after the page was opened; `seen`: its decisive steps."""
    if reading.decisive_steps(row.pk) != seen:
        raise Refused(MEANWHILE)


def require_public(row: Contribution) -> None:
    """Raise Refused for what nobody could read an answer to."""
    if row.merged_into_id is not None:
        raise Refused(MERGED)
    if row.publicity != Publicity.SHOWN:
        raise Refused(NOT_SHOWN)
