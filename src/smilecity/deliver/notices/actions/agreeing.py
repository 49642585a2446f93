"""Whoever begins to follow agrees that we write, guest or member; whoever ends the last of its sort agrees no longer.

The proof lies apart, in people/privacy, under the address and not under the contact: a member and a guest of one
address are one who agrees. What began by an own wish and what began by taking part are agreed to each by itself.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.deliver.notices.models import Subscription
from smilecity.deliver.notices.rules import Reason, subject_of
from smilecity.people.contacts import actions as holding
from smilecity.people.contacts import queries as contacts
from smilecity.people.privacy import actions as privacy
from smilecity.people.privacy import queries as agreed
from smilecity.people.privacy.rules import CONSENT_TO_BE_TOLD, CONSENT_TO_SUBSCRIPTION, RUNNING, TOLD, Sort

_TEXTS = {Sort.SUBSCRIPTION.value: CONSENT_TO_SUBSCRIPTION, TOLD: CONSENT_TO_BE_TOLD}


def hold(contact: UUID) -> None:
    """Begin or end nothing for this address beside the running transaction. Before any row is written. 3 SQL.

    Otherwise whoever ends the last one and whoever begins another in that moment would not see each other, and it would
    run without a proof.
    """
    holding.hold(addresses=_addresses(contact))


def _addresses(contact: UUID) -> list[str]:
    return [reach.address for reach in contacts.reach([contact]).values()]


def agree(contact: UUID, reason: Reason, at: datetime) -> None:
    """Note within the running transaction that a contact agreed to be written to. 4 SQL."""
    for address in _addresses(contact):
        _note(subject_of(reason), address, at)


def _note(subject: str, address: str, at: datetime) -> None:
    text = privacy.version_of(subject=subject, text={"de": _TEXTS[subject]}, at=at)
    privacy.note(texts=[text], address=address, at=at)


def agree_no_longer(addresses: Collection[str], at: datetime) -> None:
    """Note for each of these addresses what it agrees to no longer, since nothing of the sort runs any more."""
    for address in addresses:
        running = _running(contacts.of_one_address([address]))
        for subject in sorted(RUNNING - running):
            privacy.revoke(subject=subject, address=address, at=at)


def contact_agrees_no_longer(contact: UUID, at: datetime) -> None:
    """Note what the address of a contact agrees to no longer. 5 SQL."""
    agree_no_longer(_addresses(contact), at)


def _running(of: Collection[UUID]) -> set[str]:
    """Return what has to be agreed to for what runs."""
    reasons = Subscription.objects.filter(contact__in=of, ended_at=None).values_list("reason", flat=True)
    return {subject_of(Reason(reason)) for reason in reasons.distinct()}


@transaction.atomic
def write_elsewhere(*, contact: UUID, instead_of: str, at: datetime) -> None:
    """Note that a member has another, confirmed address: what they agreed to goes for it now, and not for the old one.

    A guest of the old address who still follows something keeps theirs. Raises Refused.
    """
    new = _addresses(contact)
    holding.hold(addresses=[instead_of, *new])
    moved = agreed.standing(instead_of) & _running([contact])
    agree_no_longer([instead_of], at)
    for address in new:
        for subject in sorted(moved):
            _note(subject, address, at)
