"""People support what others have said: one person once, guests by mail. The database decides, not an `if`."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from smilecity.collect.contributions.actions.drafts import ask, waiting_draft
from smilecity.collect.contributions.actions.targets import held_end, require_possible, seen_end
from smilecity.collect.contributions.events import Supported
from smilecity.collect.contributions.models import Contribution, Support
from smilecity.collect.contributions.queries.chains import merged_here
from smilecity.collect.contributions.rules import Act, End
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.contacts import actions as contacts
from smilecity.people.contacts import queries as contact_queries
from smilecity.people.models import User
from smilecity.people.privacy import actions as privacy
from smilecity.people.register import actions as register
from smilecity.people.register import queries as register_queries
from smilecity.people.register.rules import Purpose

OWN = sentence("Das ist Ihr eigener Beitrag. Er zählt auch ohne Ihre Unterstützung.")
OVER = sentence("Diese Beteiligung ist beendet.")


@transaction.atomic
def support_as_guest(
    *,
    contribution: UUID,
    address: str,
    informed: bool,
    language: str,
    at: datetime,
    once: UUID | None = None,
    consents: Collection[UUID] = (),
) -> UUID:
    """Ask a guest to confirm a support by mail; return the draft that waits. Raises Refused.

    The same for every address, also for one that supports it already: nobody learns that here. `once`: see drafts.
    `consents`: the texts agreed to before.
    """
    target = seen_end(contribution)
    require_possible(target, at)
    row = waiting_draft(once, Act.SUPPORT, target, language, at)
    if not row.submitted:
        row.consents = list(consents)
        about = target.number
        ask(row, address=address, purpose=Purpose.SUPPORT, about=about, informed=informed, language=language, at=at)
    return row.pk


@transaction.atomic
def support_as_member(
    *,
    contribution: UUID,
    user: User,
    informed: bool,
    at: datetime,
    language: str = "de",
    consents: Collection[UUID] = (),
) -> bool:
    """Count the support of somebody who is signed in; False where it counted before. Raises Refused."""
    target = held_end(contribution)
    require_possible(target, at)
    if is_own(target, user.email):
        raise Refused(OWN)
    register.join(process=target.call.process_id, address=user.email, at=at)
    privacy.note(texts=consents, address=user.email, at=at)
    contact = contacts.of_member(user=user, language=language, at=at) if informed else None
    return add_support(target, _key(target, user), contact, at) is End.DONE


def _key(row: Contribution, user: User) -> bytes:
    key = register_queries.key_in(row.call.process_id, user.email)
    if key is None:
        raise Refused(OVER)
    return key


def is_own(row: Contribution, address: str) -> bool:
    """Say whether a contribution is by the person with this address. To be told to them only."""
    return row.author_id is not None and row.author_id == contact_queries.of_address(address)


# The constraint decides between two that race, and what is there already is no error.
_INSERT = """
INSERT INTO contributions_support (id, contribution_id, key, contact_id, "on") VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (contribution_id, key) DO NOTHING
"""


def add_support(row: Contribution, key: bytes, contact: UUID | None, at: datetime) -> End:
    """Count a support of a locked contribution, once per person. `contact`: who wants to hear what becomes of it."""
    support = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [support, row.pk, key, contact, timezone.localdate(at)])
        fresh = bool(cursor.rowcount)
    if not fresh:
        _support_again(row, key, contact)
        return End.REPEATED
    row.supports += 1
    row.changed_at = at
    row.save(update_fields=["supports", "changed_at"])
    publish(Supported(contribution_id=row.pk, support_id=support))
    return End.DONE


def _support_again(row: Contribution, key: bytes, contact: UUID | None) -> None:
    """Have a support that is there be meant for this one, and whoever wants to hear of it now be known."""
    there = Support.objects.filter(contribution=row, key=key)
    # What came along with a merged one is now meant for this one, too.
    there.update(via=None, **({"contact": contact} if contact else {}))
    if contact:
        publish(Supported(contribution_id=row.pk, support_id=there.values_list("pk", flat=True).get()))


@transaction.atomic
def withdraw_support(*, contribution: UUID, user: User, at: datetime) -> bool:
    """Take the support of a member back, also from what was merged here; False where there was none. Raises Refused."""
    row = held_end(contribution)
    key = _key(row, user)
    gone, _ = Support.objects.filter(contribution__in=merged_here(row.pk), key=key).delete()
    if gone:
        recount_supports(row, at)
    return bool(gone)


_RECOUNT = """
SELECT (SELECT count(*) FROM contributions_support WHERE contribution_id = %s)
    + (SELECT coalesce(sum(imported_supports), 0) FROM contributions_contribution WHERE id = ANY(%s))
"""


def recount_supports(row: Contribution, at: datetime) -> None:
    """Bring the count that lists show in line with the people, and with those who were counted elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, [row.pk, merged_here(row.pk)])
        row.supports = int(cursor.fetchone()[0])
    row.changed_at = at
    row.save(update_fields=["supports", "changed_at"])
