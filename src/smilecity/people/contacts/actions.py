"""What is done to contacts: remembered once an address is confirmed, joined to an account, forgotten."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from smilecity.ground import hashes
from smilecity.people.contacts import rules
from smilecity.people.contacts.models import Contact, OptIn
from smilecity.people.contacts.reading import key_of
from smilecity.people.models import User
from smilecity.people.register.rules import clean_address, normalise_address


@transaction.atomic(savepoint=False)
def remember(*, address: str, language: str, at: datetime) -> UUID:
    """Return the contact with this confirmed address, made if need be; a member's contact is found as well."""
    key, cleaned = key_of(address), clean_address(address)
    Contact.objects.bulk_create(
        [Contact(address=cleaned, key=key, language=language, made_at=at)], ignore_conflicts=True
    )
    return Contact.objects.values_list("pk", flat=True).get(key=key)


@transaction.atomic(savepoint=False)
def of_member(*, user: User, language: str, at: datetime) -> UUID:
    """Return the contact of an account, whose address is confirmed; what they did as a guest is theirs from now on."""
    there = Contact.objects.values_list("pk", flat=True).filter(user=user).first()
    if there:
        return there
    key = key_of(user.email)
    Contact.objects.bulk_create([Contact(user=user, key=key, language=language, made_at=at)], ignore_conflicts=True)
    claim(user=user)
    return Contact.objects.values_list("pk", flat=True).get(user=user)


@transaction.atomic(savepoint=False)
def claim(*, user: User) -> None:
    """Give an account what its owner did as a guest of the same, confirmed address. Repeating it changes nothing."""
    if not Contact.objects.filter(user=user).exists():
        Contact.objects.filter(key=key_of(user.email), user=None).update(user=user, address="")


@transaction.atomic(savepoint=False)
def prove(*, address: str, purpose: str, language: str, at: datetime) -> None:
    """Keep the proof that this address was confirmed by double opt-in at this moment."""
    OptIn.objects.create(
        key=hashes.keyed(rules.PROOF_PURPOSE, normalise_address(address).encode()),
        purpose=purpose,
        language=language,
        confirmed_at=at,
        forget_on=rules.proof_dies_on(timezone.localdate(at)),
    )


def forget(*, contact: UUID) -> None:
    """Erase the address of a guest. Repeating it changes nothing; a member's address goes with the account."""
    Contact.objects.filter(pk=contact, user=None).update(address="", key=None)


def set_language(*, contact: UUID, language: str) -> None:
    """Write to this contact in another language from now on."""
    Contact.objects.filter(pk=contact).update(language=language)


def forget_proofs(*, at: datetime) -> int:
    """Destroy the proofs whose time is over; return how many."""
    deleted, _ = OptIn.objects.filter(forget_on__lte=timezone.localdate(at)).delete()
    return deleted
