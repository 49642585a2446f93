"""What may be asked of accounts."""

from collections.abc import Iterable
from uuid import UUID

from smilecity.people.models import User


def names(accounts: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of accounts, the address where there is no name; who is gone is missing."""
    rows = User.objects.filter(pk__in=set(accounts)).values_list("pk", "name", "email")
    return {account: name or email for account, name, email in rows}
