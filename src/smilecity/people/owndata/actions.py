"""What is done with one's own data: a link is asked for by mail, everything is erased, links run out."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.ground import audit, hashes
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused
from smilecity.people.contacts import actions as contacts
from smilecity.people.models import User
from smilecity.people.owndata import rules
from smilecity.people.owndata.events import OwnDataAsked
from smilecity.people.owndata.models import OwnLink
from smilecity.people.owndata.registry import holdings
from smilecity.people.owndata.rules import Person
from smilecity.people.register.rules import clean_address


@transaction.atomic
def ask(*, address: str, language: str, at: datetime, user: UUID | None = None) -> UUID:
    """Have a link sent to an address; return its id. `user`: the link erases that account. Raises Refused.

    The same for every address: only the mail says what is known of it, to who can read it.
    """
    salt = secrets.token_bytes(16)
    token = hashes.derived_token(rules.TOKEN_PURPOSE, salt)
    link = OwnLink.objects.create(
        address=clean_address(address),
        user_id=user,
        salt=salt,
        token_hash=hashes.digest(token),
        language=language,
        asked_at=at,
        expires_at=at + rules.LINK_LIVES,
    )
    publish(OwnDataAsked(link_id=link.pk))
    return link.pk


@transaction.atomic
def erase(*, person: Person, at: datetime) -> None:
    """Take a person out of everything: each room erases its part, downstream rooms first, the account last.

    Contributions stay, without a person. Repeating it changes nothing. Raises Refused for who works at the town hall:
    what they did there is the town hall's.
    """
    account = User.objects.select_for_update().filter(pk=person.user).first() if person.user else None
    if account and account.is_staff:
        raise Refused(rules.STAFF_STAYS)
    for holding in reversed(holdings()):
        holding.erase(person, at)
    contacts.forget(contacts=list(person.contacts))
    if account:
        account.delete()
    # Nobody is named: that somebody was erased is all that has to be known of it.
    how = "account" if account else "guest"
    audit.record(actor=None, verb="owndata.erase", subject="owndata", at=at, details={"of": how})


def forget_links(*, at: datetime) -> int:
    """Delete links that have run out; return how many."""
    deleted, _ = OwnLink.objects.filter(expires_at__lte=at).delete()
    return deleted
