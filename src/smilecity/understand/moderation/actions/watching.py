"""What was shown at once is remembered until somebody of the town hall has looked at it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions.models import Comment, Contribution, Photo, Step
from smilecity.collect.contributions.rules import Publicity, Verb
from smilecity.understand.moderation.models import Decision, Unseen
from smilecity.understand.moderation.rules import Target


@transaction.atomic
def notice(*, target: Target, at: datetime) -> None:
    """Put into the queue what is public unread; repeating it changes nothing, also after somebody has looked."""
    if not _is_shown(target):
        return
    about = {"contribution_id": target.contribution, "comment_id": target.comment}
    if not Decision.objects.filter(**about, undone_at=None).exists():
        Unseen.objects.bulk_create([Unseen(**about, since=at)], ignore_conflicts=True)


@transaction.atomic
def notice_step(*, step: UUID) -> None:
    """Put into the queue again what its author has changed since somebody looked; repeating it changes nothing."""
    row = Step.objects.filter(pk=step, verb=Verb.EDITED, by=None).first()
    if row is None or not _is_shown(Target(row.contribution_id)):
        return
    about = {"contribution_id": row.contribution_id, "comment_id": None}
    if not Decision.objects.filter(**about, undone_at=None, decided_at__gte=row.at).exists():
        Unseen.objects.bulk_create([Unseen(**about, since=row.at)], ignore_conflicts=True)


@transaction.atomic
def notice_photo(*, contribution: UUID, photo: UUID, at: datetime) -> None:
    """Put into the queue again what a photo came to too late, as long as nobody has shown it."""
    if _is_shown(Target(contribution)) and Photo.objects.filter(pk=photo, hidden=True).exists():
        Unseen.objects.bulk_create(
            [Unseen(contribution_id=contribution, comment_id=None, since=at)], ignore_conflicts=True
        )


def _is_shown(target: Target) -> bool:
    if target.comment is None:
        return Contribution.objects.filter(pk=target.contribution, publicity=Publicity.SHOWN).exists()
    # The town hall's own word needs no second look.
    return Comment.objects.filter(pk=target.comment, publicity=Publicity.SHOWN, office=None).exists()
