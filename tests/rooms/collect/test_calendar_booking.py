"""Registering for a date: double opt-in, places, the waiting list that moves up by itself, cancelling by link."""

from datetime import timedelta

import pytest

from smilecity.collect.calendar import actions, queries, rules
from smilecity.collect.calendar.models import Booking, Request
from smilecity.collect.calendar.rules import End, Owed, Standing
from smilecity.deliver.notices.actions import forget_guests
from smilecity.ground.refusals import Refused
from smilecity.people.contacts.models import Contact, OptIn
from smilecity.people.register.models import Entry, Pending
from smilecity.people.rules import Role
from tests.factories import AT, make_resident, make_staff, what_waits
from tests.factories_calendar import SOON, ask, book, book_guest, fresh, make_date
from tests.support.everywhere import tables_holding

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def standings(date_pk: int) -> list[str]:
    rows = Booking.objects.filter(occurrence=date_pk).order_by("made_at", "id")
    return list(rows.values_list("standing", flat=True))


def test_a_guest_has_no_place_before_the_mail_is_confirmed() -> None:
    date = make_date(capacity=1)
    ask(date, "anna@example.org")
    assert not Booking.objects.exists()
    assert book_guest(date, "ben@example.org").end is End.BOOKED


def test_a_confirmed_guest_has_a_place_and_a_proof_of_the_consent_and_no_entry_in_the_register() -> None:
    date = make_date(capacity=5)
    settled = book_guest(date, "anna@example.org", seats=2)
    assert (settled.end, settled.occurrence) == (End.BOOKED, date.pk)
    own = queries.of_token(settled.token)
    assert own
    assert (own.seats, own.standing) == (2, Standing.BOOKED)
    assert fresh(date).taken == 2
    assert OptIn.objects.get().purpose == "event"
    assert [model.objects.count() for model in (Entry, Pending, Request)] == [0, 0, 0]


def test_a_member_registers_at_once() -> None:
    date = make_date()
    assert book(date).end is End.BOOKED


def test_the_same_address_registers_once_and_is_shown_its_own_registration() -> None:
    date = make_date()
    first, second = book_guest(date, "anna@example.org", seats=1), book_guest(date, "Anna@Example.org", seats=4)
    assert second.end is End.REPEATED
    assert second.token == first.token
    assert fresh(date).taken == 1


def test_a_used_and_an_unknown_link_say_so() -> None:
    date = make_date()
    request = ask(date, "anna@example.org")
    token = what_waits(request).token
    actions.confirm_by_link(token=token, at=AT)
    assert actions.confirm_by_link(token=token, at=AT).end is End.USED
    assert actions.confirm_by_link(token="nie-verschickt", at=AT).end is End.UNKNOWN


def test_the_code_of_the_mail_registers_too() -> None:
    date = make_date()
    request = ask(date, "anna@example.org")
    assert isinstance(actions.confirm_by_code(request=request, code="XXXX-XXXX", at=AT), str)
    settled = actions.confirm_by_code(request=request, code=what_waits(request).code, at=AT)
    assert not isinstance(settled, str)
    assert settled.end is End.BOOKED


def test_what_was_not_confirmed_is_erased_with_its_address() -> None:
    date = make_date()
    ask(date, "anna@example.org")
    assert actions.drop_expired(at=AT + timedelta(hours=49)) == 1
    assert tables_holding("anna@example.org") == []
    assert not Request.objects.exists()


def test_the_link_lives_no_longer_than_the_deadline() -> None:
    date = make_date(closes_hours=24 * 9)
    request = ask(date, "anna@example.org")
    assert Pending.objects.get(reference=request).expires_at == SOON - timedelta(hours=24 * 9)


def test_when_all_places_are_taken_people_wait_and_move_up_in_their_order() -> None:
    date = make_date(capacity=2)
    first = book(date, at=AT)
    for number in range(1, 4):
        book(date, at=AT + number * HOUR)
    assert standings(date.pk) == ["booked", "booked", "waiting", "waiting"]
    assert (fresh(date).taken, fresh(date).waiting) == (2, 2)
    actions.withdraw(token=first.token)
    assert standings(date.pk) == ["booked", "booked", "waiting"]
    moved = Booking.objects.filter(occurrence=date).order_by("made_at")[1]
    assert moved.owed == Owed.MOVED_UP
    assert (fresh(date).taken, fresh(date).waiting) == (2, 1)


def test_nobody_new_passes_those_who_wait() -> None:
    date = make_date(capacity=3)
    book(date, seats=2)
    assert book(date, seats=3).end is End.WAITING
    assert book(date, seats=1).end is End.WAITING


def test_without_a_waiting_list_who_comes_too_late_is_told() -> None:
    date = make_date(capacity=1, waiting_list=False)
    request = ask(date, "anna@example.org")
    book(date)
    assert actions.confirm_by_link(token=what_waits(request).token, at=AT).end is End.FULL
    with pytest.raises(Refused, match="vergeben"):
        ask(date, "ben@example.org")


def test_more_room_lets_people_move_up() -> None:
    date = make_date(capacity=1)
    for number in range(3):
        book(date, at=AT + number * HOUR)
    fields = actions.EventFields(title={"de": "Werkstatt"}, registration=True, capacity=3)
    actions.edit_event(event=date.event_id, fields=fields, by=None, at=AT)
    assert standings(date.pk) == ["booked"] * 3


def test_fewer_places_make_room_and_more_need_it() -> None:
    date = make_date(capacity=4)
    mine = book(date, seats=3)
    other = book(date, seats=2, at=AT + HOUR)
    assert other.end is End.WAITING
    with pytest.raises(Refused, match="nicht mehr frei"):
        actions.change_seats(token=mine.token, seats=4, at=AT)
    actions.change_seats(token=mine.token, seats=2, at=AT)
    assert standings(date.pk) == ["booked", "booked"]
    assert fresh(date).taken == 4


def test_withdrawing_twice_changes_nothing() -> None:
    mine = book(make_date())
    assert actions.withdraw(token=mine.token) is not None
    assert actions.withdraw(token=mine.token) is None
    assert queries.of_token(mine.token) is None


@pytest.mark.parametrize(
    "fields", [{"registration": False}, {"closes_hours": 24 * 11}, {"publish": False}], ids=["none", "late", "draft"]
)
def test_where_nobody_can_register_nothing_is_kept(fields: dict[str, object]) -> None:
    date = make_date(**fields)  # type: ignore[arg-type] # fields of an event of any type
    with pytest.raises(Refused):
        ask(date, "anna@example.org")
    assert book(date).end is End.CLOSED
    assert (Request.objects.count(), Booking.objects.count()) == (0, 0)


def test_staff_write_down_who_calls_and_needs_no_mail() -> None:
    date = make_date(capacity=2)
    clerk = make_staff(Role.CLERK)
    assert actions.enter(occurrence=date.pk, seats=2, label="Frau M.", by=clerk, at=AT) is Standing.BOOKED
    assert actions.enter(occurrence=date.pk, seats=1, label="Herr K.", by=clerk, at=AT) is Standing.WAITING
    assert [(guest.who, guest.by_staff) for guest in queries.guests(date.pk)] == [("Frau M.", True), ("Herr K.", True)]
    with pytest.raises(Refused, match="wer kommt"):
        actions.enter(occurrence=date.pk, seats=1, label=" ", by=clerk, at=AT)


def test_registrations_are_erased_a_set_time_after_the_date_and_the_address_with_them() -> None:
    date = make_date()
    book_guest(date, "anna@example.org")
    over = date.ends_at + rules.BOOKINGS_KEPT
    assert actions.forget_old(at=over) == 0
    assert forget_guests(at=over) == 0, "who comes is still written to"
    assert actions.forget_old(at=over + HOUR) == 1
    forget_guests(at=over + HOUR)
    assert not Contact.objects.exclude(address="").exists()
    assert fresh(date).taken == 1, "how many came stays"


def test_erasing_a_person_makes_room_for_others() -> None:
    date = make_date(capacity=1)
    user = make_resident()
    actions.register(occurrence=date.pk, seats=1, user=user, language="de", at=AT)
    book(date, at=AT + HOUR)
    contact = Contact.objects.get(user=user).pk
    actions.erase_person(contact=contact)
    assert standings(date.pk) == ["booked"]
    actions.erase_person(contact=contact)


def test_the_database_holds_no_token_and_the_address_only_among_the_contacts() -> None:
    date = make_date()
    settled = book_guest(date, "anna@example.org")
    assert tables_holding(settled.token) == []
    assert not {"calendar_booking", "calendar_occurrence"} & set(tables_holding("anna@example.org"))
