"""Subscriptions begin and end: by taking part, by an own wish, by one click in a mail."""

import secrets
import uuid
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from smilecity.collect.contributions.models import Comment, Contribution, Support
from smilecity.deliver.notices import rules
from smilecity.deliver.notices.actions.agreeing import agree, contact_agrees_no_longer, hold
from smilecity.deliver.notices.models import Notice, Reader, Subscription
from smilecity.deliver.notices.reading import columns, is_there
from smilecity.deliver.notices.rules import Post, Reason, Rhythm, Target
from smilecity.ground import hashes
from smilecity.ground.refusals import Refused


def make_reader(contact: UUID) -> None:
    """Have a contact known as a reader, with a link of its own for its mails. Repeating it changes nothing."""
    if Reader.objects.filter(pk=contact).exists():
        return
    salt = secrets.token_bytes(16)
    token = hashes.derived_token(rules.TOKEN_PURPOSE, salt)
    Reader.objects.bulk_create(
        [Reader(contact_id=contact, salt=salt, token_hash=hashes.digest(token))], ignore_conflicts=True
    )


@transaction.atomic(savepoint=False)
def subscribe(*, contact: UUID, target: Target, at: datetime) -> UUID:
    """Begin a subscription that its reader asked for, or begin it again; return its id. Raises Refused.

    The address is known to work, or its owner says so: earlier refusals are forgotten.
    """
    if not is_there(target):
        raise Refused(rules.NOT_THERE)
    running = Subscription.objects.filter(contact=contact, ended_at=None).exclude(**_same(target))
    if running.count() >= rules.SUBSCRIPTIONS_MOST:
        raise Refused(rules.ENOUGH, most=rules.SUBSCRIPTIONS_MOST)
    hold(contact)
    return _follow(contact, target, Reason.SUBSCRIBED, origin=uuid.uuid4(), at=at, agreed_at=at)


def _follow(contact: UUID, target: Target, reason: Reason, *, origin: UUID, at: datetime, agreed_at: datetime) -> UUID:
    """Begin a subscription with its proof within the running transaction, or leave the one that runs as it is.

    What began it before and was ended stays ended.
    """
    make_reader(contact)
    fresh = Subscription(contact_id=contact, reason=reason, origin=origin, made_at=at, **columns(target))
    Subscription.objects.bulk_create([fresh], ignore_conflicts=True)
    row = Subscription.objects.select_for_update().get(contact=contact, **_same(target))
    if row.origin != origin:
        _begin_again(row, reason, origin, at)
    agree(contact, Reason(row.reason), agreed_at)
    return row.pk


def _begin_again(row: Subscription, reason: Reason, origin: UUID, at: datetime) -> None:
    if row.ended_at is None:
        return
    row.reason, row.origin, row.made_at, row.ended_at = reason, origin, at, None
    row.save(update_fields=["reason", "origin", "made_at", "ended_at"])


def _same(target: Target) -> dict[str, object]:
    return {name: value for name, value in columns(target).items() if value is not None}


@transaction.atomic
def welcome_author(*, contribution: UUID, at: datetime) -> None:
    """Let the author hear what becomes of a contribution, if they wish to. Repeating it changes nothing."""
    row = Contribution.objects.only("author", "informed", "submitted_at").filter(pk=contribution).first()
    if row and row.informed and row.author_id:
        follows = _standing(contribution)
        welcome(row.author_id, follows, Reason.AUTHOR, origin=contribution, at=at, agreed_at=row.submitted_at)


@transaction.atomic
def welcome_supporter(*, support: UUID, at: datetime) -> None:
    """Let a supporter hear what becomes of a contribution, if they wish to. Repeating it changes nothing."""
    row = Support.objects.only("contact", "contribution").filter(pk=support).first()
    if row and row.contact_id:
        welcome(row.contact_id, _standing(row.contribution_id), Reason.SUPPORT, origin=support, at=at)


@transaction.atomic
def welcome_commenter(*, comment: UUID, at: datetime) -> None:
    """Let who commented hear what becomes of a contribution, if they wish to. Repeating it changes nothing."""
    row = Comment.objects.only("author", "informed", "contribution", "posted_at").filter(pk=comment).first()
    if row and row.informed and row.author_id:
        follows = _standing(row.contribution_id)
        welcome(row.author_id, follows, Reason.COMMENT, origin=comment, at=at, agreed_at=row.posted_at)


def welcome(
    contact: UUID, contribution: UUID, reason: Reason, *, origin: UUID, at: datetime, agreed_at: datetime | None = None
) -> None:
    """Let somebody who took part follow a contribution, unless they do, or have ended what began with this very act.

    By then that subscription may have moved to another contribution. `agreed_at`: when they said that we may write, if
    that is known.
    """
    hold(contact)
    ended = Q(origin=origin, ended_at__isnull=False)
    runs = Q(contribution=contribution, ended_at=None)
    if not Subscription.objects.filter(ended | runs, contact=contact).exists():
        target = Target(contribution=contribution)
        _follow(contact, target, reason, origin=origin, at=at, agreed_at=agreed_at or at)


def _standing(contribution: UUID) -> UUID:
    """Return the contribution that this one was merged into, or itself."""
    found = Contribution.objects.values_list("merged_into", flat=True).get(pk=contribution)
    return contribution if found is None else _standing(found)


@transaction.atomic
def end(*, contact: UUID, subscription: UUID, at: datetime) -> bool:
    """End one subscription of this contact; what waits because of it is not mailed any more. False: not theirs."""
    hold(contact)
    if not Subscription.objects.filter(pk=subscription, contact=contact).exists():
        return False
    Subscription.objects.filter(pk=subscription, ended_at=None).update(ended_at=at)
    _silence(Notice.objects.filter(subscription=subscription))
    contact_agrees_no_longer(contact, at)
    return True


@transaction.atomic
def end_everything(*, contact: UUID, at: datetime) -> None:
    """End all subscriptions of a contact. The address of a guest is erased by `forget_guests` as soon as it may be."""
    hold(contact)
    Subscription.objects.filter(contact=contact, ended_at=None).update(ended_at=at)
    _silence(Notice.objects.filter(contact=contact))
    contact_agrees_no_longer(contact, at)


@transaction.atomic
def set_rhythm(*, contact: UUID, rhythm: Rhythm, at: datetime) -> None:
    """Write to a contact in another rhythm from now on. Without mails, what waits is only shown."""
    make_reader(contact)
    Reader.objects.filter(pk=contact).update(rhythm=rhythm, digest_at=at)
    if rhythm is Rhythm.NONE:
        _silence(Notice.objects.filter(contact=contact))


def _silence(notices: QuerySet[Notice]) -> None:
    """Have notices that wait never be mailed, but for those that are about the reader's own text."""
    notices.filter(post=Post.WAITING, subscription__isnull=False).update(post=Post.SILENT)
