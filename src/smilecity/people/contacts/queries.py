"""What may be asked of contacts: where a mail to them goes, and which one an address or account is."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf

from smilecity.ground.refusals import Refused
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


def guest_of_address(address: str) -> UUID | None:
    """Return the contact of a guest with this address; a member's is not theirs. 1 SQL. Raises Refused."""
    return Contact.objects.values_list("pk", flat=True).filter(key=key_of(address), user=None).first()


def of_one_address(addresses: Collection[str]) -> list[UUID]:
    """Return all contacts that reach one of these addresses: a member may have one beside a guest's. 1 SQL.

    The key of an address is one contact's only; a member whose key another one has is known by the account's address.
    To be told to their owner only. Raises Refused.
    """
    keys = {key_of(address) for address in addresses}
    keyless = Q(key=None, user__isnull=False)
    rows = Contact.objects.filter(Q(key__in=keys) | keyless).order_by("pk").values_list("pk", "key", "user__email")
    return [pk for pk, key, email in rows if key is not None or _is_one_of(email, keys)]


def _is_one_of(email: str, keys: Collection[bytes]) -> bool:
    with suppress(Refused):  # an account that staff or another server made may bear what we would not write to
        return key_of(email) in keys
    return False


def belongs_to_member(address: str) -> bool:
    """Say whether this address, in any spelling, is a member's. To be told to its owner only. 1 SQL. Raises Refused."""
    return Contact.objects.filter(key=key_of(address), user__isnull=False).exists()


def export_person(contacts: Collection[UUID]) -> list[Mapping[str, Any]]:
    """Return what is kept of these contacts, for themselves. 1 SQL."""
    rows = Contact.objects.filter(pk__in=contacts).order_by("made_at", "id")
    return list(rows.values("address", "language", "made_at"))


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
