"""What may be asked of contacts: where a mail to them goes, and which one an address or account is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf

from smilecity.people.contacts.models import Contact, OptIn
from smilecity.people.contacts.reading import key_of, proof_key_of


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


@dataclass(frozen=True)
class ProofRow:
    """One address was confirmed once: what for, in which language it was asked, when, and until when we can say so."""

    purpose: str
    language: str
    confirmed_at: datetime
    forget_on: date


def proofs_for(address: str) -> list[ProofRow]:
    """Return the proofs that this address, in any spelling, was confirmed; the oldest first. 1 SQL. Raises Refused."""
    rows = OptIn.objects.filter(key=proof_key_of(address)).order_by("confirmed_at", "id")
    return [ProofRow(*row) for row in rows.values_list("purpose", "language", "confirmed_at", "forget_on")]
