"""Edits are taken back: the former text, a hidden photo, what lay beneath boxes. The history says both."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions.actions import editing, photos
from smilecity.collect.contributions.actions.history import held
from smilecity.collect.contributions.models import Photo
from smilecity.collect.contributions.rules import Publicity
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.actions.deciding import NOTHING, note, record
from smilecity.understand.moderation.models import Decision
from smilecity.understand.moderation.rules import Act, Change, Changed, Outcome, Target

# What everybody reads in the history.
TEXT_IS_BACK = sentence("Die Änderung am Text ist zurückgenommen.")
PHOTO_IS_BACK = sentence("Das Foto ist wieder zu sehen.")
BOXES_ARE_GONE = sentence("Auf dem Foto ist nichts mehr verdeckt.")
SHOWN_ALREADY = sentence("Dieses Foto ist schon wieder zu sehen.")


@transaction.atomic
def show_photo(*, photo: UUID, by: User, at: datetime) -> None:
    """Show a photo again that was taken from view. Raises Refused."""
    _give_back(photo, Change.HIDDEN, by, at)


@transaction.atomic
def uncover(*, photo: UUID, by: User, at: datetime) -> None:
    """Take every box off a photo, while the original is there. Raises Refused."""
    _give_back(photo, Change.COVERED, by, at)


def _give_back(photo: UUID, change: Change, by: User, at: datetime) -> None:
    rules.require(Act.DECIDE, by.role_set)
    contribution = Photo.objects.values_list("contribution", flat=True).filter(pk=photo).first()
    if contribution is None:
        raise Refused(photos.PHOTO_GONE)
    target, now = Target(contribution), Publicity(held(contribution).publicity)
    if not rules.possible(Outcome.RESTORED, now):
        raise Refused(rules.DECIDED_MEANWHILE)
    put_back(target, Changed(change, photo=photo), by, at)
    untold = Decision.objects.filter(photo=photo, change=change, outcome=Outcome.EDITED)
    if untold.filter(settled_at=None, undone_at=None).update(undone_at=at, undone_by=by):
        record("moderation.undo", target, by, at)  # nobody hears of what nobody has been told
    else:
        note(target, Outcome.RESTORED, now, now, NOTHING, by, at, Changed(change, photo=photo))


def put_back(target: Target, changed: Changed, by: User, at: datetime) -> None:
    """Have the trunk take an edit back. Within a transaction. Raises Refused."""
    if changed.change is Change.TEXT or changed.photo is None:
        editing.restore(
            contribution=target.contribution,
            comment=target.comment,
            revision=changed.revision or 0,
            by=by,
            reason=TEXT_IS_BACK,
            at=at,
        )
    elif changed.change is Change.COVERED:
        photos.uncover_photo(photo=changed.photo, by=by, reason=BOXES_ARE_GONE, at=at)
    elif not photos.hide_photo(photo=changed.photo, hidden=False, by=by, reason=PHOTO_IS_BACK, at=at):
        raise Refused(SHOWN_ALREADY)


def changed_by(decision: Decision) -> Changed:
    """Return what an edit changed."""
    return Changed(Change(decision.change), decision.revision, decision.photo_id)
