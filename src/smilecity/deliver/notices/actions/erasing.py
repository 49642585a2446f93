"""What is forgotten: old notices, the addresses of guests who stopped everything, one person altogether."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from smilecity.collect.contributions.models import Comment, Contribution
from smilecity.collect.contributions.rules import Publicity
from smilecity.deliver.notices import rules
from smilecity.deliver.notices.models import Notice, Reader, Subscription
from smilecity.deliver.notices.rules import Post
from smilecity.people.contacts import actions as contacts
from smilecity.understand.moderation.models import Appeal, Decision


@transaction.atomic
def forget_stopped(*, at: datetime) -> int:
    """Erase the addresses of guests who stopped everything; return how many.

    Not while something of theirs waits: a text to be read or a complaint, for its author hears the decision; a mail.
    """
    guests = Reader.objects.select_for_update(of=("self",), skip_locked=True).filter(
        stopped_at__lte=at, contact__user=None, contact__key__isnull=False
    )
    found = list(guests.filter(*(~waiting for waiting in _waits())).values_list("pk", flat=True)[:1000])
    for contact in found:
        contacts.forget(contact=contact)
    return len(found)


def _waits() -> list[Exists]:
    """Return the conditions under which something of a reader's still waits."""
    author, undone = OuterRef("contact"), Q(undone_at__isnull=False)
    decided = Decision.objects.filter(~undone, told_at=None)
    asked = Appeal.objects.filter(told_at=None)
    return [
        Exists(Contribution.objects.filter(author=author, publicity=Publicity.WAITING)),
        Exists(Comment.objects.filter(author=author, publicity=Publicity.WAITING)),
        Exists(Notice.objects.filter(contact=author, post=Post.WAITING)),
        Exists(decided.filter(comment=None, contribution__author=author)),
        Exists(decided.filter(comment__author=author)),
        Exists(asked.filter(decision__comment=None, decision__contribution__author=author)),
        Exists(asked.filter(decision__comment__author=author)),
    ]


def forget_old(*, at: datetime) -> int:
    """Delete notices that are a year old; return how many."""
    deleted, _ = Notice.objects.filter(made_at__lt=at - rules.KEPT).exclude(post=Post.WAITING).delete()
    return deleted


def export_person(*, contact: UUID) -> dict[str, Any]:
    """Return what is kept here of one person, for themselves."""
    reader = Reader.objects.filter(pk=contact).values("rhythm", "stopped_at", "failures").first()
    subscriptions = Subscription.objects.filter(contact=contact).order_by("made_at", "id")
    notices = Notice.objects.filter(contact=contact).order_by("made_at", "id")
    return {
        "reader": reader,
        "subscriptions": list(
            subscriptions.values(
                "contribution__number", "theme__slug", "district__name", "search", "reason", "made_at", "ended_at"
            )
        ),
        "notices": list(
            notices.values("contribution__number", "step__verb", "comment", "made_at", "sent_at", "seen_at")
        ),
    }


@transaction.atomic
def erase_person(*, contact: UUID) -> None:
    """Erase subscriptions, notices and settings of one person. Repeating it changes nothing."""
    Notice.objects.filter(contact=contact).delete()
    Subscription.objects.filter(contact=contact).delete()
    Reader.objects.filter(pk=contact).delete()
