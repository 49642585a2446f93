"""Who did what outside, and when, is not kept for ever: after a year an order says what was done, not by whom."""

from datetime import datetime

from django.db import transaction

from smilecity.deliver.fieldwork.models import CrewMember, Entry, WorkOrder
from smilecity.deliver.fieldwork.rules import LEFT_KEPT, NAMES_KEPT


@transaction.atomic
def forget_names(*, at: datetime) -> int:
    """Take the names out of orders that ended long ago, and out of what devices sent; return of how many entries.

    Who left a crew is forgotten much sooner, as soon as nothing is taken from their device any more.
    """
    CrewMember.objects.filter(left_at__lt=at - LEFT_KEPT).delete()
    before = at - NAMES_KEPT
    ended = WorkOrder.objects.filter(settled_at__lte=before).exclude(ordered_by=None, settled_by=None)
    ended.update(ordered_by=None, settled_by=None)
    return Entry.objects.filter(received_at__lte=before).exclude(by=None).update(by=None, made_at=None)
