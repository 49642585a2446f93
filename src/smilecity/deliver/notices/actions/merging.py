"""When two contributions become one, so do their readers; when they part again, each goes back to where they began."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from smilecity.collect.contributions.models import Contribution, Support
from smilecity.deliver.notices.actions.following import welcome
from smilecity.deliver.notices.models import Subscription
from smilecity.deliver.notices.rules import Reason

# Who follows both keeps the one subscription to what remains; its notices of the other are told by that one.
_REPOINT = """
UPDATE notices_notice n SET subscription_id = kept.id
FROM notices_subscription gone JOIN notices_subscription kept ON kept.contact_id = gone.contact_id
WHERE gone.contribution_id = %(merged)s AND kept.contribution_id = %(into)s AND n.subscription_id = gone.id
"""
_WAKE = """
UPDATE notices_subscription kept SET ended_at = NULL, reason = gone.reason, origin = gone.origin
FROM notices_subscription gone
WHERE gone.contribution_id = %(merged)s AND gone.ended_at IS NULL AND gone.contact_id = kept.contact_id
    AND kept.contribution_id = %(into)s AND kept.ended_at IS NOT NULL AND kept.ended_at < gone.made_at
"""
_DROP = """
DELETE FROM notices_subscription gone USING notices_subscription kept
WHERE gone.contribution_id = %(merged)s AND kept.contribution_id = %(into)s AND kept.contact_id = gone.contact_id
"""
_MOVE = "UPDATE notices_subscription SET contribution_id = %(into)s WHERE contribution_id = %(merged)s"


def join_followers(merged: UUID, into: UUID) -> None:
    """Move the subscriptions to what remains, within the running transaction. Repeating it changes nothing.

    A no that was said to what remains after the yes to the other stays a no.
    """
    with connection.cursor() as cursor:
        for statement in (_WAKE, _REPOINT, _DROP, _MOVE):
            cursor.execute(statement, {"merged": merged, "into": into})


def part_followers(parted: UUID, at: datetime) -> None:
    """Let author and supporters of a contribution that stands alone again hear of it, as before."""
    row = Contribution.objects.only("author", "informed").get(pk=parted)
    if row.author_id and row.informed:
        welcome(row.author_id, parted, Reason.AUTHOR, origin=parted, at=at)
    supports = Support.objects.only("contact").filter(contribution=parted, contact__isnull=False).order_by("contact")
    there = set(Subscription.objects.filter(contribution=parted).values_list("contact", flat=True))
    for support in supports:
        if support.contact_id and support.contact_id not in there:
            welcome(support.contact_id, parted, Reason.SUPPORT, origin=support.pk, at=at)
