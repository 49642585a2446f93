"""What may be asked of contacts: where a mail to them goes, and which one an address or account is."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf

from smilecity.people.contacts.models import Contact
from smilecity.people.contacts.reading import key_of


@dataclass(frozen=True)
class Reach:
    """How somebody is reached. `user`: the account, None for a guest."""

    contact: UUID
    address: str
    language: str
    user: UUID | None


def reach(contacts: Iterable[UUID]) -> dict[UUID, Reach]:
    """Return how contacts are reached; who was forgotten or may not sign in any more is missing. 1 SQL."""
    rows = (
        Contact.objects.filter(pk__in=set(contacts))
        .exclude(user__is_active=False)
        .annotate(to=Coalesce(NullIf("address", Value("")), F("user__email"), Value("")))
        .exclude(to="")
        .values_list("pk", "to", "language", "user")
    )
    return {pk: Reach(pk, to, language, user) for pk, to, language, user in rows}


def of_user(user: UUID) -> UUID | None:
    """Return the contact of an account that has one. 1 SQL."""
    return Contact.objects.values_list("pk", flat=True).filter(user=user).first()


def of_address(address: str) -> UUID | None:
    """Return the contact with this address. To be told to its owner only. 1 SQL. Raises Refused."""
    return Contact.objects.values_list("pk", flat=True).filter(key=key_of(address)).first()
