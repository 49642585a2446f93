"""A guest subscribes: the wish waits until the address is confirmed, and is erased where it is not."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from smilecity.deliver.notices import rules
from smilecity.deliver.notices.actions.following import subscribe
from smilecity.deliver.notices.models import Confirmations, Reader, Wish
from smilecity.deliver.notices.reading import columns, is_there, target_of
from smilecity.deliver.notices.rules import End, Target
from smilecity.ground import hashes
from smilecity.ground.refusals import Refused
from smilecity.ground.text import Texts
from smilecity.people.contacts import actions as contacts
from smilecity.people.register import actions as register
from smilecity.people.register import queries as registered
from smilecity.people.register.actions import Redeemed
from smilecity.people.register.rules import CONFIRM_WITHIN, Outcome, Purpose

TITLE = {"de": "Benachrichtigungen", "en": "Notifications", "de-simple": "Nachrichten"}


@dataclass(frozen=True)
class Settled:
    """How a confirmation ended. `token`: opens the reader's own page, where it was confirmed."""

    end: End
    token: str = ""


@transaction.atomic
def ask(*, target: Target, address: str, about: Texts, language: str, at: datetime) -> UUID:
    """Keep a guest's wish and ask by mail whether it is theirs; return its id. `about`: its name in the mail.

    The same whether or not the address is known here. Raises Refused.
    """
    if not is_there(target):
        raise Refused(rules.NOT_THERE)
    wish = Wish.objects.create(made_at=at, **columns(target))
    register.ask(
        process=_process(),
        reference=wish.pk,
        address=address,
        language=language,
        until=at + CONFIRM_WITHIN,
        at=at,
        purpose=Purpose.SUBSCRIPTION,
        about=about,
    )
    return wish.pk


def _process() -> UUID:
    """Return the process under which subscriptions are confirmed; the first who needs it opens it."""
    found = Confirmations.objects.values_list("process", flat=True).first()
    if found:
        return found
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE notices_confirmations IN SHARE ROW EXCLUSIVE MODE")
    found = Confirmations.objects.values_list("process", flat=True).first()
    return found or Confirmations.objects.create(process_id=register.open_process(title=TITLE)).process_id


@transaction.atomic
def confirm_by_link(*, token: str, at: datetime) -> Settled:
    """Begin the subscription that a mail asked about. To be called by a POST only."""
    redeemed = register.redeem_token(token=token, at=at)
    return _settle(redeemed, at) if redeemed else Settled(fate(token))


def fate(token: str) -> End:
    """Return what became of a link that waits no longer."""
    spent = registered.spent(token)
    if spent is None:
        return End.UNKNOWN
    return End.EXPIRED if spent[0] is Outcome.EXPIRED else End.USED


@transaction.atomic
def confirm_by_code(*, wish: UUID, code: str, at: datetime) -> Settled | str:
    """Begin the subscription by the code typed where it was asked for; a sentence where the code does not fit."""
    redeemed = register.redeem_code(reference=wish, code=code, at=at)
    return redeemed if isinstance(redeemed, str) else _settle(redeemed, at)


def _settle(redeemed: Redeemed, at: datetime) -> Settled:
    row = Wish.objects.select_for_update().filter(pk=redeemed.reference).first()
    if row is None:
        return Settled(End.EXPIRED)
    row.delete()
    if redeemed.outcome is not Outcome.CONFIRMED:
        return Settled(End.EXPIRED)
    contact = contacts.remember(address=redeemed.address, language=redeemed.language, at=at)
    contacts.set_language(contact=contact, language=redeemed.language)
    contacts.prove(address=redeemed.address, purpose=Purpose.SUBSCRIPTION.value, language=redeemed.language, at=at)
    subscribe(contact=contact, target=target_of(row.contribution_id, row.theme_id, row.district_id, row.search), at=at)
    reader = Reader.objects.get(pk=contact)
    if reader.failures:  # who confirms a mail gets mail
        Reader.objects.filter(pk=contact).update(failures=0)
    return Settled(End.DONE, hashes.derived_token(rules.TOKEN_PURPOSE, bytes(reader.salt)))


def resend(*, wish: UUID, at: datetime) -> None:
    """Send link and code once more. Raises Refused."""
    register.resend(reference=wish, at=at)


@transaction.atomic
def take_back(*, wish: UUID) -> None:
    """Drop a wish that was not confirmed; its link no longer works."""
    register.withdraw(reference=wish)
    Wish.objects.filter(pk=wish).delete()


@transaction.atomic
def drop_expired(*, at: datetime) -> int:
    """Erase the wishes that were not confirmed in time, with their addresses; return how many."""
    late = register.drop_expired(purposes=[Purpose.SUBSCRIPTION], at=at)
    deleted, _ = Wish.objects.filter(pk__in=late).delete()
    return deleted
