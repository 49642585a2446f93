"""Whether an address is that of somebody who can sign in. To be told to its owner only: by mail, on their own page."""

from uuid import UUID

from allauth.account.models import EmailAddress

from smilecity.people.contacts import queries as contacts
from smilecity.people.models import User


def is_members(address: str) -> bool:
    """Say whether a confirmed account has this address, in any spelling. 2 SQL. Raises Refused."""
    confirmed = EmailAddress.objects.filter(email__iexact=address, verified=True).exists()
    return confirmed or contacts.belongs_to_member(address)


def never_confirmed(address: str) -> UUID | None:
    """Return the account with this address that nobody ever confirmed: whoever has the mailbox may erase it. 1 SQL."""
    accounts = User.objects.filter(email__iexact=address, roles=[])
    confirmed = EmailAddress.objects.filter(verified=True).values("user")
    return accounts.exclude(pk__in=confirmed).values_list("pk", flat=True).first()
