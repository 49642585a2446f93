"""A decision is taken back before anybody was told: everything is as it was, and the history says both."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions.rules import Publicity
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.actions.deciding import locked, record, set_publicity
from smilecity.understand.moderation.actions.restoring import changed_by, put_back
from smilecity.understand.moderation.models import Decision, Flag, Unseen
from smilecity.understand.moderation.queries.remedies import restorable
from smilecity.understand.moderation.rules import Act, Outcome, Remedy, Target

GONE = sentence("Diese Entscheidung gibt es nicht mehr.")


@transaction.atomic
def undo(*, decision: UUID, by: User, at: datetime) -> Target:
    """Take a decision back: former publicity, text or photo, open reports; return what it was about. Raises Refused."""
    rules.require(Act.DECIDE, by.role_set)
    found = Decision.objects.filter(pk=decision).first()
    if found is None:
        raise Refused(GONE)
    target = Target(found.contribution_id, found.comment_id)
    row = locked(target)
    found.refresh_from_db()
    _require_undoable(found, target, at)
    if found.outcome == Outcome.EDITED:
        _undo_edit(found, target, Publicity(row.publicity), by, at)
    elif row.publicity == found.after != found.before:
        set_publicity(target, Publicity(found.before), by, at)
    found.undone_at, found.undone_by = at, by
    found.save(update_fields=["undone_at", "undone_by"])
    Flag.objects.filter(decision=found).update(decision=None)
    if found.before == Publicity.SHOWN and found.outcome in rules.ANSWERING:
        Unseen.objects.get_or_create(
            contribution_id=target.contribution, comment_id=target.comment, defaults={"since": found.decided_at}
        )
    record("moderation.undo", target, by, at)
    return target


def _undo_edit(found: Decision, target: Target, now: Publicity, by: User, at: datetime) -> None:
    remedy = restorable(found, now)
    if remedy is not Remedy.RESTORED:
        raise Refused(rules.NOT_BACK[remedy])
    put_back(target, changed_by(found), by, at)


def _require_undoable(found: Decision, target: Target, at: datetime) -> None:
    if found.undone_at:
        raise Refused(rules.UNDONE_BEFORE)
    if found.outcome not in rules.UNDOABLE:
        raise Refused(rules.NOT_UNDONE)
    if found.settled_at or not rules.may_undo(found.decided_at, at):
        raise Refused(rules.TOO_LATE_TO_UNDO)
    same = Decision.objects.filter(contribution=target.contribution, comment=target.comment, undone_at=None)
    if same.filter(decided_at__gt=found.decided_at).exists():
        raise Refused(rules.NOT_THE_LAST)
