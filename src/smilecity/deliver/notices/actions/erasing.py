"""What is erased: old notices, and what is kept here of one person altogether. Addresses: see forgetting."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from smilecity.deliver.notices import rules
from smilecity.deliver.notices.actions.agreeing import agree_no_longer
from smilecity.deliver.notices.models import Notice, Reader, Subscription
from smilecity.deliver.notices.rules import Post
from smilecity.people.contacts import actions as holding


def forget_old(*, at: datetime) -> int:
    """Delete notices that are a year old; return how many."""
    deleted, _ = Notice.objects.filter(made_at__lt=at - rules.KEPT).exclude(post=Post.WAITING).delete()
    return deleted


def export_person(*, contact: UUID) -> dict[str, Any]:
    """Return what is kept here of one person, for themselves."""
    reader = Reader.objects.filter(pk=contact).values("rhythm", "failures").first()
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


@transaction.atomic
def erase_everywhere(*, contacts: Collection[UUID], address: str, at: datetime) -> None:
    """Erase what is kept here of an address and its contacts; it agrees no longer, unless another still follows."""
    holding.hold(addresses=[address])
    for contact in contacts:
        erase_person(contact=contact)
    agree_no_longer([address], at)
