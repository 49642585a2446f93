"""Who did what outside, and when, is not kept for ever: after a year an order says what was done, not by whom."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.queries.chains import merged_here
from smilecity.deliver.answers import actions as answers
from smilecity.deliver.fieldwork.models import CrewMember, Entry, WorkOrder
from smilecity.deliver.fieldwork.rules import LEFT_KEPT, NAMES_KEPT, Sort

# What became a note for the office: it was given back, or came too late.
_NOTED = Q(late=True) | Q(sort=Sort.RETURNED)


@transaction.atomic
def forget_names(*, at: datetime) -> int:
    """Take the names out of orders that ended long ago, and out of what devices sent; return of how many entries.

    With them goes what the office told the crew, often whom to ask on the spot, and what the device's clock said. Who
    left a crew is forgotten much sooner, as soon as nothing is taken from their device any more.
    """
    CrewMember.objects.filter(left_at__lt=at - LEFT_KEPT).delete()
    before = at - NAMES_KEPT
    ended = WorkOrder.objects.filter(settled_at__lte=before)
    named = ended.exclude(ordered_by=None, settled_by=None, note="")
    named.update(ordered_by=None, settled_by=None, note="")
    _forget_clocks(before)
    return _forget_senders(before)


def _forget_clocks(before: datetime) -> None:
    """Let orders have ended when it was heard of, not when the device said. What the office took back stays so."""
    ending = Entry.objects.filter(order=OuterRef("pk"), sort=OuterRef("state"))
    # What a former crew could not do did not end it. Of those who did it, the first has.
    heard = ending.exclude(late=True, sort=Sort.RETURNED).order_by("received_at").values("received_at")[:1]
    ended = WorkOrder.objects.filter(settled_at__lte=before, settled_at__lt=Subquery(heard))
    ended.update(settled_at=Subquery(heard))


def _forget_senders(before: datetime) -> int:
    """Take the accounts out of what devices sent, and out of the public steps and the notes that it became."""
    sent = Entry.objects.filter(received_at__lte=before).exclude(by=None, made_at=None)
    trunk.forget_who(steps=[step for step in sent.values_list("step", flat=True) if step])
    noted = sent.filter(_NOTED, by__isnull=False).values_list("by", "received_at")
    answers.forget_who_worked(wrote=list(noted))
    return sent.update(by=None, made_at=None)


@transaction.atomic
def forget_words(*, contribution: UUID) -> None:
    """Erase what office and crew told each other about a contribution that was erased. Repeating changes nothing.

    Orders of what was merged into it are about it, too: their crews read what it said.
    """
    about = merged_here(contribution)
    sent = Entry.objects.filter(order__contribution__in=about).filter(_NOTED)
    answers.drop_notes_from_work(contribution=contribution, of=list(sent.values_list("received_at", flat=True)))
    WorkOrder.objects.filter(contribution__in=about).exclude(note="", said="").update(note="", said="")
