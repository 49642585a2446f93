"""A guest's address is forgotten once nobody needs it: they want no mails, nothing of theirs waits, no time runs.

The one place that decides this, for who stopped everything and for who never wanted to hear anything.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from smilecity.collect.calendar.models import Booking
from smilecity.collect.contributions.models import Comment, Contribution, Support
from smilecity.collect.contributions.rules import Publicity
from smilecity.deliver.notices import rules
from smilecity.deliver.notices.models import Notice, Subscription
from smilecity.deliver.notices.rules import Post
from smilecity.people.contacts import actions as contacts
from smilecity.people.contacts.models import Contact
from smilecity.understand.moderation.models import Appeal, Decision, Flag, Unseen
from smilecity.understand.moderation.rules import RESTRICTING, months_before

BATCH = 1000


@transaction.atomic
def forget_guests(*, at: datetime) -> int:
    """Erase the addresses of guests whom nobody has to write to any more; return how many. 3 SQL.

    What they said stays, without a person: an account made later with the same address does not find it.
    """
    guests = Contact.objects.filter(user=None, key__isnull=False)
    free = guests.filter(*(~Exists(reason) for reason in _reasons_to_keep(at))).values_list("pk", flat=True)
    held = list(free.select_for_update(skip_locked=True)[:BATCH])
    # Whoever came back before we had the lock is seen by a statement of its own only.
    return contacts.forget(contacts=list(free.filter(pk__in=held))) if held else 0


def _reasons_to_keep(at: datetime) -> Iterator[QuerySet[Model]]:
    """Yield what each keeps the address of a guest: mails they want, an act of theirs that is young, what waits."""
    guest, young = OuterRef("pk"), at - rules.SETTLED_WITHIN
    waits = Q(publicity=Publicity.WAITING)
    yield Subscription.objects.filter(contact=guest, ended_at=None)
    yield Notice.objects.filter(contact=guest, post=Post.WAITING)
    yield Booking.objects.filter(contact=guest)
    yield Support.objects.filter(contact=guest, on__gte=timezone.localdate(young))
    yield Contribution.objects.filter(waits | Q(submitted_at__gt=young), author=guest)
    yield Comment.objects.filter(waits | Q(posted_at__gt=young), author=guest)
    for theirs in (Q(comment=None, contribution__author=guest), Q(comment__author=guest)):
        yield from _moderated(theirs, at)
    for theirs in (
        Q(decision__comment=None, decision__contribution__author=guest),
        Q(decision__comment__author=guest),
    ):
        yield Appeal.objects.filter(theirs, told_at=None)


def _moderated(theirs: Q, at: datetime) -> Iterator[QuerySet[Model]]:
    """Yield what moderation has still to do with a text of theirs, or what they may complain about."""
    against = Q(outcome__in=RESTRICTING, settled_at__gt=months_before(at))
    yield Unseen.objects.filter(theirs)
    yield Flag.objects.filter(theirs, decision=None)
    yield Decision.objects.filter(theirs, Q(told_at=None) | against, undone_at=None)
