"""People register for a date: guests once their address is confirmed, members at once. Who cancels makes room."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from smilecity.collect.calendar import rules
from smilecity.collect.calendar.actions.acting import held_date, record, require
from smilecity.collect.calendar.actions.seating import intake_of, move_up, recount
from smilecity.collect.calendar.events import BookingNews
from smilecity.collect.calendar.models import Booking, Confirmations, Occurrence, Request
from smilecity.collect.calendar.reading.tokens import token_hash_of, token_of
from smilecity.collect.calendar.rules import End, Owed, Settled, Standing
from smilecity.collect.calendar.rules.rights import Act
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused
from smilecity.ground.text import Texts, sentence
from smilecity.people.contacts import actions as contacts
from smilecity.people.models import User
from smilecity.people.register import actions as registered
from smilecity.people.register import queries as fates
from smilecity.people.register.actions import Redeemed
from smilecity.people.register.rules import CONFIRM_WITHIN, Outcome, Purpose

TITLE = {"de": "Anmeldung zu einer Veranstaltung", "en": "Registration for an event", "de-simple": "Anmeldung"}
LABEL_MOST = 60
NO_LABEL = sentence("Bitte schreiben Sie dazu, wer kommt, zum Beispiel einen Namen.")
NO_ROOM = sentence("So viele Plätze sind nicht mehr frei.")
GONE = sentence("Diese Anmeldung gibt es nicht mehr.")


@transaction.atomic
def ask(*, occurrence: int, seats: int, address: str, about: Texts, language: str, at: datetime) -> UUID:
    """Keep a guest's registration until it is confirmed by mail; return its id. `about`: its name in the mail.

    The same whether or not the address is known here. No place is held meanwhile. Raises Refused.
    """
    rules.check_seats(seats)
    row = Occurrence.objects.select_related("event").filter(pk=occurrence, event__published_at__isnull=False).first()
    reason = rules.why_closed(intake_of(row), at) if row else GONE
    if row is None or reason:
        raise Refused(reason or GONE)
    request = Request.objects.create(occurrence=row, seats=seats, made_at=at)
    registered.ask(
        process=_process(),
        reference=request.pk,
        address=address,
        language=language,
        until=min(at + CONFIRM_WITHIN, intake_of(row).closes_at),
        at=at,
        purpose=Purpose.EVENT,
        about=about,
    )
    return request.pk


def _process() -> UUID:
    """Return the process under which registrations are confirmed; the first who needs it opens it."""
    found = Confirmations.objects.values_list("process", flat=True).first()
    if found:
        return found
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE calendar_confirmations IN SHARE ROW EXCLUSIVE MODE")
    found = Confirmations.objects.values_list("process", flat=True).first()
    return found or Confirmations.objects.create(process_id=registered.open_process(title=TITLE)).process_id


@transaction.atomic
def confirm_by_link(*, token: str, at: datetime) -> Settled:
    """Register whom a mail asked. To be called by a POST only."""
    redeemed = registered.redeem_token(token=token, at=at)
    return _settle(redeemed, at) if redeemed else Settled(fate(token))


def fate(token: str) -> End:
    """Return what became of a link that waits no longer."""
    spent = fates.spent(token)
    if spent is None:
        return End.UNKNOWN
    return End.EXPIRED if spent[0] is Outcome.EXPIRED else End.USED


@transaction.atomic
def confirm_by_code(*, request: UUID, code: str, at: datetime) -> Settled | str:
    """Register by the code typed where it was asked for; a sentence where the code does not fit."""
    redeemed = registered.redeem_code(reference=request, code=code, at=at)
    return redeemed if isinstance(redeemed, str) else _settle(redeemed, at)


def _settle(redeemed: Redeemed, at: datetime) -> Settled:
    request = Request.objects.select_for_update().filter(pk=redeemed.reference).first()
    if request is None:
        return Settled(End.EXPIRED)
    request.delete()
    if redeemed.outcome is not Outcome.CONFIRMED:
        return Settled(End.EXPIRED, request.occurrence_id)
    contact = contacts.remember(address=redeemed.address, language=redeemed.language, at=at)
    contacts.set_language(contact=contact, language=redeemed.language)
    contacts.prove(address=redeemed.address, purpose=Purpose.EVENT.value, language=redeemed.language, at=at)
    return _book(held_date(request.occurrence_id), contact, request.seats, at)


@transaction.atomic
def register(*, occurrence: int, seats: int, user: User, language: str, at: datetime) -> Settled:
    """Register somebody who is signed in. Raises Refused."""
    rules.check_seats(seats)
    contact = contacts.of_member(user=user, language=language, at=at)
    return _book(held_date(occurrence), contact, seats, at)


def _book(date: Occurrence, contact: UUID, seats: int, at: datetime) -> Settled:
    """Give a contact its places at a locked date, or a place in the line."""
    there = Booking.objects.filter(occurrence=date, contact=contact).first()
    if there:
        return Settled(End.REPEATED, date.pk, token_of(bytes(there.salt)))
    reason = GONE if date.event.published_at is None else rules.why_closed(intake_of(date), at)
    if reason:
        return Settled(End.FULL if reason == rules.FULL else End.CLOSED, date.pk)
    standing = rules.standing_for(intake_of(date), seats, somebody_waits=date.waiting > 0)
    if standing is None:
        return Settled(End.FULL, date.pk)
    made = _make(date, standing, seats, at, contact=contact)
    publish(BookingNews(occurrence_id=date.pk))
    return Settled(End(standing.value), date.pk, token_of(bytes(made.salt)))


def _make(
    date: Occurrence, standing: Standing, seats: int, at: datetime, *, contact: UUID | None = None, label: str = ""
) -> Booking:
    salt = secrets.token_bytes(16)
    made = Booking.objects.create(
        occurrence=date,
        contact_id=contact,
        label=label,
        seats=seats,
        standing=standing,
        salt=salt,
        token_hash=token_hash_of(token_of(salt)),
        owed=Owed.WELCOME if contact else Owed.NOTHING,
        told=date.news,
        known_at=date.starts_at,
        made_at=at,
    )
    recount(date)
    return made


@transaction.atomic
def enter(*, occurrence: int, seats: int, label: str, by: User, at: datetime) -> Standing:
    """Register somebody who called or came by and needs no e-mail. Raises Refused. Past the deadline it still goes."""
    require(Act.GUESTS, by)
    rules.check_seats(seats)
    name, date = rules.clean_line(label, LABEL_MOST), held_date(occurrence)
    if not name:
        raise Refused(NO_LABEL)
    standing = rules.standing_for(intake_of(date), seats, somebody_waits=date.waiting > 0)
    if standing is None or date.ends_at <= at:
        raise Refused(NO_ROOM if standing is None else rules.TOO_LATE)
    _make(date, standing, seats, at, label=name)
    record("enter", f"date:{occurrence}", by, at, seats=seats)
    return standing


@transaction.atomic
def withdraw(*, token: str) -> int | None:
    """End a registration by its link; return the date it was for, None where it is gone. Others move up."""
    booking = Booking.objects.filter(token_hash=token_hash_of(token)).values_list("pk", "occurrence").first()
    if booking is None:
        return None
    _remove(*booking)
    return booking[1]


@transaction.atomic
def remove_booking(*, booking: UUID, by: User, at: datetime) -> None:
    """End a registration at the desk, for who asks for it by telephone. Raises Refused."""
    require(Act.GUESTS, by)
    occurrence = Booking.objects.filter(pk=booking).values_list("occurrence", flat=True).first()
    if occurrence is None:
        raise Refused(GONE)
    _remove(booking, occurrence)
    record("remove_booking", f"date:{occurrence}", by, at)


def _remove(booking: UUID, occurrence: int) -> None:
    # The date first, then its registrations: every act locks in this order.
    date = held_date(occurrence)
    Booking.objects.filter(pk=booking).delete()
    recount(date)
    move_up(date)


@transaction.atomic
def change_seats(*, token: str, seats: int, at: datetime) -> None:
    """Ask for more or fewer places by the link of a registration. Raises Refused."""
    rules.check_seats(seats)
    occurrence = Booking.objects.filter(token_hash=token_hash_of(token)).values_list("occurrence", flat=True).first()
    date = held_date(occurrence or 0)
    booking = Booking.objects.filter(token_hash=token_hash_of(token)).first()
    if booking is None:
        raise Refused(GONE)
    more = seats - booking.seats
    if more > 0 and date.starts_at <= at:
        raise Refused(rules.TOO_LATE)
    if more > 0 and booking.standing == Standing.BOOKED and (date.waiting or not intake_of(date).fits(more)):
        raise Refused(NO_ROOM)
    Booking.objects.filter(pk=booking.pk).update(seats=seats)
    recount(date)
    move_up(date)


def resend(*, request: UUID, at: datetime) -> None:
    """Send link and code once more. Raises Refused."""
    registered.resend(reference=request, at=at)


@transaction.atomic
def take_back(*, request: UUID) -> None:
    """Drop a registration that was not confirmed; its link no longer works."""
    registered.withdraw(reference=request)
    Request.objects.filter(pk=request).delete()


@transaction.atomic
def drop_expired(*, at: datetime) -> int:
    """Erase what was not confirmed in time, with its address; return how many."""
    late = registered.drop_expired(purposes=[Purpose.EVENT], at=at)
    deleted, _ = Request.objects.filter(pk__in=late).delete()
    return deleted
