"""What must not stay goes: texts by moderators, a person's name by their own wish, what nobody came back to by time.

The history keeps that something was removed, and why.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from smilecity.collect.contributions.actions.history import append, held
from smilecity.collect.contributions.actions.photos import erase_photos
from smilecity.collect.contributions.actions.steering import COMMENT_GONE, recount_comments
from smilecity.collect.contributions.actions.storing import growth_of
from smilecity.collect.contributions.events import ContributionRemoved
from smilecity.collect.contributions.models import Comment, Contribution, Draft, Revision, Step, Support
from smilecity.collect.contributions.queries.mine import OUR_PURPOSES
from smilecity.collect.contributions.rules import Publicity, Verb
from smilecity.ground import audit
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User
from smilecity.people.register import actions as register

# Also what everybody reads in its place: a title is never empty.
REMOVED_TITLE = sentence("Gelöschter Beitrag")


@transaction.atomic
def remove(*, contribution: UUID, by: User, reason: str, at: datetime) -> UUID | None:
    """Erase what a contribution says, its name, place and photos, for good; return the step. Raises Refused.

    Repeating it changes nothing. Comments stay, but nobody sees them. The caller says who may.
    """
    row = held(contribution)
    if row.publicity == Publicity.REMOVED:
        return None
    row.title, row.text, row.author_name, row.place = REMOVED_TITLE, "", "", ""
    row.lon = row.lat = row.district = None
    row.publicity, row.visible, row.changed_at = Publicity.REMOVED, False, at
    row.revision += 1
    row.save()
    erase_photos(contribution=contribution)
    growth = growth_of(row)
    if growth:
        growth.erase(contribution)
    Revision.objects.filter(contribution=contribution, comment=None).delete()
    _record("remove", row, by, at)
    publish(ContributionRemoved(contribution_id=contribution))
    return append(row, Verb.REMOVED, by=by, at=at, text=reason)


@transaction.atomic
def remove_comment(*, comment: UUID, by: User, reason: str, at: datetime) -> bool:
    """Erase what a comment says and its name, for good; return whether that changed anything. Raises Refused."""
    found = Comment.objects.values_list("contribution", flat=True).filter(pk=comment).first()
    if found is None:
        raise Refused(COMMENT_GONE)
    owner = held(found)
    row = Comment.objects.select_for_update().get(pk=comment)
    if row.publicity == Publicity.REMOVED:
        return False
    row.text, row.author_name, row.publicity, row.revision = "", "", Publicity.REMOVED, row.revision + 1
    row.save()
    Revision.objects.filter(comment=comment).delete()
    recount_comments(owner, at)
    _record("remove_comment", owner, by, at, comment=str(comment), reason=reason[:200])
    return True


def _record(verb: str, row: Contribution, by: User, at: datetime, **details: str | int | bool) -> None:
    subject = f"contribution:{row.pk}"
    audit.record(actor=by.pk, verb=f"contributions.{verb}", subject=subject, at=at, details=details)


@transaction.atomic
def erase_person(*, contact: UUID, at: datetime) -> None:
    """Take a person out of what they have said: no name, no way back to them. Texts stay, counts too.

    Repeating it changes nothing.
    """
    Contribution.objects.filter(author=contact).update(author=None, author_name="", informed=False, changed_at=at)
    Comment.objects.filter(author=contact).update(author=None, author_name="", informed=False)
    Support.objects.filter(contact=contact).update(contact=None)


def forget_who(*, steps: Collection[UUID]) -> None:
    """Take out of steps which account took them; what everybody reads stays. Repeating it changes nothing."""
    Step.objects.filter(pk__in=steps).update(by=None)


@transaction.atomic
def drop_expired(*, at: datetime) -> int:
    """Erase drafts nobody came back to, and what was not confirmed in time; return how many."""
    unconfirmed = register.drop_expired(purposes=OUR_PURPOSES, at=at)
    # What somebody is working on this very moment is left for the next time, so that nobody waits for this job.
    stale = Draft.objects.select_for_update(skip_locked=True).filter(Q(pk__in=unconfirmed) | Q(erase_at__lte=at))
    drafts = list(stale.values_list("pk", flat=True))
    erase_photos(drafts=drafts)
    Draft.objects.filter(pk__in=drafts).delete()
    return len(drafts)
