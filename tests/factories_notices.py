"""Builds readers and what they subscribe to for tests, through actions only."""

from datetime import datetime
from itertools import count
from uuid import UUID

from smilecity.collect.contributions.models import Contribution
from smilecity.deliver.notices import actions
from smilecity.deliver.notices.models import Notice
from smilecity.deliver.notices.rules import Rhythm, Target
from smilecity.people.contacts import actions as contacts
from tests.factories import AT

_numbers = count(1)


def make_contact(address: str = "", *, language: str = "de", at: datetime = AT) -> UUID:
    """Make a guest who confirmed an address; return the contact."""
    return contacts.remember(address=address or f"reader-{next(_numbers)}@example.org", language=language, at=at)


def make_follower(target: Target | Contribution, *, rhythm: Rhythm = Rhythm.SINGLE, at: datetime = AT) -> UUID:
    """Make a guest who subscribes to something; return the contact."""
    contact = make_contact(at=at)
    wanted = target if isinstance(target, Target) else Target(contribution=target.pk)
    actions.subscribe(contact=contact, target=wanted, at=at)
    if rhythm is not Rhythm.SINGLE:
        actions.set_rhythm(contact=contact, rhythm=rhythm, at=at)
    return contact


def told(contact: UUID) -> list[str]:
    """Return what a contact was told, in order: the verbs of steps, and "comment"."""
    rows = Notice.objects.filter(contact=contact).order_by("made_at", "step__at", "id")
    return [verb or "comment" for verb in rows.values_list("step__verb", flat=True)]
