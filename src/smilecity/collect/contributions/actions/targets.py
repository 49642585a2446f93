"""What is supported or commented on. In: any contribution. Out: the one that stands for it, if people may still act.

Whoever acts on what was merged acts on what it was merged into.
"""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions.actions.history import GONE, held
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.queries.chains import chain
from smilecity.collect.contributions.rules import End, is_open
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

NOT_SHOWN = sentence("Dieser Beitrag ist nicht mehr öffentlich.")
OVER = sentence("Dieser Aufruf ist beendet. Unterstützen und Kommentieren sind nicht mehr möglich.")
_REASONS = {End.GONE: NOT_SHOWN, End.CLOSED: OVER}
_PATIENCE = 10


class _Moved(Exception):
    """It was merged while we waited for its lock."""


def held_end(contribution: UUID) -> Contribution:
    """Return what stands at the end of the mergers, locked, with its call. Raises Refused."""
    for _ in range(_PATIENCE):
        links = chain(contribution)
        if not links:
            break
        # Leaving the savepoint by an error lets the lock go: nobody holds one contribution and waits for another.
        with suppress(_Moved), transaction.atomic():
            row = held(links[-1][0])
            if row.merged_into_id is None:
                return row
            raise _Moved
    raise Refused(GONE)


def seen_end(contribution: UUID) -> Contribution:
    """Return what stands at the end of the mergers, with its call, without locking it. Raises Refused."""
    links = chain(contribution)
    row = Contribution.objects.select_related("call").defer("words").filter(pk=links[-1][0]).first() if links else None
    if row is None:
        raise Refused(GONE)
    return row


def why_not(row: Contribution, at: datetime) -> End | None:
    """Return why nobody may support it or comment on it at this moment; None: they may."""
    if not row.visible:
        return End.GONE
    if not is_open(row.call.opens_at, row.call.closes_at, at):
        return End.CLOSED
    return None


def require_possible(row: Contribution, at: datetime) -> None:
    """Raise Refused unless people may support it and comment on it."""
    reason = why_not(row, at)
    if reason:
        raise Refused(_REASONS[reason])
