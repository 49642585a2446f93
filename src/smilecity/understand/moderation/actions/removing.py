"""What the law forbids to keep is erased for good: text, name, place, photos, former texts. Nobody takes that back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions import actions as contributions
from smilecity.collect.contributions.rules import Publicity
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.actions.deciding import Reason, checked, locked, note
from smilecity.understand.moderation.rules import Act, Outcome, Seen, Target


@transaction.atomic
def remove(*, target: Target, reason: Reason, sure: bool, seen: Seen, by: User, at: datetime) -> UUID:
    """Erase a contribution or comment for good; return the decision. `sure`: was asked and said so. Raises Refused."""
    rules.require(Act.REMOVE, by.role_set)
    why = checked(reason)
    if not sure:
        raise Refused(rules.NOT_SURE)
    row = locked(target)
    before = Publicity(row.publicity)
    rules.require_same(seen, before, row.revision)
    if not rules.possible(Outcome.REMOVED, before):
        raise Refused(rules.DECIDED_MEANWHILE)
    if target.comment:
        contributions.remove_comment(comment=target.comment, by=by, reason=why.text, at=at)
    else:
        contributions.remove(contribution=target.contribution, by=by, reason=why.text, at=at)
    return note(target, Outcome.REMOVED, before, Publicity.REMOVED, why, by, at)
