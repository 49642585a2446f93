"""What is done to contacts: remembered once an address is confirmed, joined to an account, forgotten."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from smilecity.ground import audit
from smilecity.people.contacts import rules
from smilecity.people.contacts.models import Contact, OptIn
from smilecity.people.contacts.queries import ProofRow, of_one_address, proofs_for
from smilecity.people.contacts.reading import key_of, proof_key_of
from smilecity.people.models import User
from smilecity.people.register.rules import clean_address

# What is there already stays as it is, but locked: nobody forgets a person in the moment in which they come back.
_REMEMBER = """
INSERT INTO contacts_contact (id, address, key, language, made_at) VALUES (gen_random_uuid(), %s, %s, %s, %s)
ON CONFLICT (key) DO UPDATE SET language = contacts_contact.language RETURNING id
"""


@transaction.atomic(savepoint=False)
def remember(*, address: str, language: str, at: datetime) -> UUID:
    """Return the contact with this confirmed address, made if need be; a member's contact is found as well. 1 SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER, [clean_address(address), key_of(address), language, at])
        found: UUID = cursor.fetchone()[0]
    return found


@transaction.atomic(savepoint=False)
def of_member(*, user: User, language: str, at: datetime) -> UUID:
    """Return the contact of an account, whose address is confirmed; what they did as a guest is theirs from now on."""
    claim(user=user)
    there = Contact.objects.values_list("pk", flat=True).filter(user=user).first()
    if there:
        return there
    made = Contact(user=user, key=_free(key_of(user.email)), language=language, made_at=at)
    # Two requests at once: the other one made it.
    Contact.objects.bulk_create([made], ignore_conflicts=True)
    return Contact.objects.values_list("pk", flat=True).get(user=user)


@transaction.atomic(savepoint=False)
def claim(*, user: User) -> None:
    """Bind an account to its present, confirmed address: what a guest of it did is the account's; an old one is free.

    Whoever has a contact already keeps it, and a guest's stays beside it. Repeating it changes nothing. A guest who was
    forgotten by then is not found: what they said stays without a person.
    """
    key, own = key_of(user.email), Contact.objects.filter(user=user).first()
    if own is None:
        Contact.objects.filter(key=key, user=None).update(user=user, address="")
    elif own.key is None or bytes(own.key) != key:
        Contact.objects.filter(pk=own.pk).update(key=_free(key))


def hold(*, addresses: Collection[str]) -> None:
    """Have everybody else who holds one of these addresses wait until the running transaction ends. 2 SQL.

    A contact that is made meanwhile is its maker's alone until that commits; look for contacts afterwards.
    """
    rows = Contact.objects.filter(pk__in=of_one_address(addresses)).order_by("pk")
    # Whoever only points at them, as a notice does, need not wait.
    list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def _free(key: bytes) -> bytes | None:
    """Return the key, or None where it is another contact's: an account is found without one."""
    return None if Contact.objects.filter(key=key).exists() else key


@transaction.atomic(savepoint=False)
def prove(*, address: str, purpose: str, language: str, at: datetime) -> None:
    """Keep the proof that this address was confirmed by double opt-in at this moment."""
    OptIn.objects.create(
        key=proof_key_of(address),
        purpose=purpose,
        language=language,
        confirmed_at=at,
        forget_on=rules.proof_dies_on(timezone.localdate(at)),
    )


@transaction.atomic
def show_proofs(*, address: str, by: User | None, at: datetime) -> list[ProofRow]:
    """Return the proofs for an address to somebody who has to account for it, and log that they asked. Raises Refused.

    `by` None: from the server's own console. The log says how many there were, never whose.
    """
    found = proofs_for(address)
    actor = by.pk if by else None
    audit.record(actor=actor, verb="contacts.show_proofs", subject="contacts", at=at, details={"proofs": len(found)})
    return found


def forget(*, contacts: Collection[UUID]) -> int:
    """Erase the addresses of guests, and what finds them; return how many. A member's goes with the account."""
    return Contact.objects.filter(pk__in=contacts, user=None, key__isnull=False).update(address="", key=None)


def set_language(*, contact: UUID, language: str) -> None:
    """Write to this contact in another language from now on."""
    Contact.objects.filter(pk=contact).update(language=language)


def forget_proofs(*, at: datetime) -> int:
    """Destroy the proofs whose time is over; return how many."""
    deleted, _ = OptIn.objects.filter(forget_on__lte=timezone.localdate(at)).delete()
    return deleted
