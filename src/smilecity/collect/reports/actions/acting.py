"""What every act on a report begins with: it is held, it is a report, and it has not become part of another."""

from uuid import UUID

from smilecity.collect.contributions.actions.history import GONE, held
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import GONE as LOST_NOW
from smilecity.collect.contributions.rules import LOST, MERGED, Kind
from smilecity.ground.refusals import Refused


def begin(contribution: UUID) -> Contribution:
    """Return a report, locked. Raises Refused."""
    row = held(contribution)
    if row.kind != Kind.REPORT:
        raise Refused(GONE)
    if row.publicity in LOST:
        raise Refused(LOST_NOW)
    if row.merged_into_id is not None:
        raise Refused(MERGED)
    return row
