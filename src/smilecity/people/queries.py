"""What may be asked of accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from smilecity.people.models import User
from smilecity.people.rules import Role


def names(accounts: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of accounts, the address where there is no name; who is gone is missing."""
    rows = User.objects.filter(pk__in=set(accounts)).values_list("pk", "name", "email")
    return {account: name or email for account, name, email in rows}


@dataclass(frozen=True)
class AccountRow:
    """An account as the administration sees it."""

    id: UUID
    email: str
    roles: frozenset[Role]
    active: bool
    name: str = ""


def by_address(email: str) -> AccountRow | None:
    """Return the account with this address, whatever its case."""
    user = User.objects.filter(email__iexact=email.strip()).first()
    return _row(user) if user else None


def staff() -> list[AccountRow]:
    """Return the accounts that have roles, by address."""
    return [_row(user) for user in User.objects.exclude(roles=[]).order_by("email", "id")]


def _row(user: User) -> AccountRow:
    return AccountRow(id=user.pk, email=user.email, roles=user.role_set, active=user.is_active, name=user.name)
