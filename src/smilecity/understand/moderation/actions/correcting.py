"""Moderators change a text, visibly and with a reason, take personal data out of it, or paint over parts of photos."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions.actions import photos
from smilecity.collect.contributions.actions.editing import edit as edit_contribution
from smilecity.collect.contributions.actions.editing import edit_comment, reworded
from smilecity.collect.contributions.models import Comment, Photo
from smilecity.collect.contributions.rules import Publicity
from smilecity.ground.pictures import Box
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.actions.deciding import Reason, checked, locked, note
from smilecity.understand.moderation.rules import Act, Change, Changed, Outcome, Seen, Target


@transaction.atomic
def correct(
    *, target: Target, title: str, text: str, reason: Reason, redacts: bool, seen: Seen, by: User, at: datetime
) -> UUID | None:
    """Change title and text (of a comment only the text); return the decision, None where nothing changed.

    `redacts`: personal data was taken out, so the former text is erased on schedule. Reports stay open: whether the
    change is enough is a decision of its own. Raises Refused, above all when the text was changed meanwhile.
    """
    rules.require(Act.DECIDE, by.role_set)
    why = checked(reason)
    row = locked(target)
    before = Publicity(row.publicity)
    if not rules.possible(Outcome.EDITED, before):
        raise Refused(rules.DECIDED_MEANWHILE)
    if isinstance(row, Comment):
        changed = edit_comment(
            comment=row.pk, text=text, revision=seen.revision, by=by, reason=why.text, redacts=redacts, at=at
        )
    else:
        changed = edit_contribution(
            contribution=row.pk,
            content=reworded(row, title, text),
            revision=seen.revision,
            by=by,
            reason=why.text,
            redacts=redacts,
            at=at,
        )
    edit = Changed(Change.TEXT, revision=seen.revision)
    return note(target, Outcome.EDITED, before, before, why, by, at, edit) if changed else None


@transaction.atomic
def cover(*, photo: UUID, boxes: Sequence[Box], reason: Reason, by: User, at: datetime) -> UUID:
    """Paint over parts of a photo; return the decision. The original is erased on schedule. Raises Refused."""
    target, before, why = _of_photo(photo, reason, by)
    photos.cover_photo(photo=photo, boxes=boxes, by=by, reason=why.text, at=at)
    return note(target, Outcome.EDITED, before, before, why, by, at, Changed(Change.COVERED, photo=photo))


@transaction.atomic
def hide_photo(*, photo: UUID, reason: Reason, by: User, at: datetime) -> UUID | None:
    """Take a photo from view; return the decision, None where it was hidden before. Raises Refused."""
    target, before, why = _of_photo(photo, reason, by)
    changed = photos.hide_photo(photo=photo, hidden=True, by=by, reason=why.text, at=at)
    edit = Changed(Change.HIDDEN, photo=photo)
    return note(target, Outcome.EDITED, before, before, why, by, at, edit) if changed else None


def _of_photo(photo: UUID, reason: Reason, by: User) -> tuple[Target, Publicity, Reason]:
    rules.require(Act.DECIDE, by.role_set)
    why = checked(reason)
    row = Photo.objects.select_related("contribution").defer("contribution__words").filter(pk=photo).first()
    if row is None or row.contribution is None:
        raise Refused(photos.PHOTO_GONE)
    return Target(row.contribution.pk), Publicity(row.contribution.publicity), why
