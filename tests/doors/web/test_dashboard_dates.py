"""What somebody has registered for, on their own page: when, where, how it stands, and the way to cancel."""

import re
from datetime import timedelta
from typing import Any

import pytest

from smilecity.collect.calendar import actions, queries
from smilecity.collect.calendar.models import Occurrence
from smilecity.people.contacts import queries as contacts
from smilecity.people.contacts.actions import claim
from smilecity.people.models import User
from tests.factories import AT, make_resident
from tests.factories_calendar import SOON, book_guest, make_date
from tests.support.clock import Clock
from tests.support.statements import statements
from tests.support.visitor import Page, Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time")]
PATH = "/mein-bereich/"
DAY = timedelta(days=1)


def signed_in(user: User) -> Visitor:
    visitor = Visitor()
    visitor.client.force_login(user, backend="smilecity.doors.web.backends.SignInBackend")
    return visitor


def goes(user: User, *, seats: int = 1, **fields: Any) -> int:
    """Register somebody for a new date; return its number."""
    date = make_date(**fields)
    actions.register(occurrence=date.pk, seats=seats, user=user, language="de", at=AT)
    return date.pk


def own_link(page: Page) -> str:
    found = re.search(r'href="(/kalender/anmeldung/[^"]+)"', page.html)
    assert found
    return found[1]


def test_what_i_registered_for_stands_there_in_order_with_when_where_and_how_it_stands() -> None:
    me = make_resident()
    later = goes(me, starts_at=SOON + DAY, title="Später")
    goes(me, seats=2, title="Zuerst", place="Rathaus")
    page = signed_in(me).get(PATH)
    page.says("Ihre Termine", "Zuerst Donnerstag, 12. März 2026", "Rathaus", "Angemeldet: 2 Plätze", "Später")
    assert page.words.index("Zuerst") < page.words.index("Später")
    assert f'href="/kalender/{later}/"' in page.html


def test_who_waits_reads_at_which_place_and_it_moves_up() -> None:
    me, date = make_resident(), make_date(capacity=1)
    guests = [book_guest(date, at=AT + timedelta(minutes=number)) for number in range(2)]
    actions.register(occurrence=date.pk, seats=1, user=me, language="de", at=AT + timedelta(minutes=5))
    signed_in(me).get(PATH).says("Warteliste, Platz 2")
    actions.withdraw(token=guests[1].token)
    signed_in(me).get(PATH).says("Warteliste, Platz 1")
    actions.withdraw(token=guests[0].token)
    signed_in(me).get(PATH).says("Angemeldet: 1 Platz")


def test_from_there_it_is_two_clicks_to_cancel() -> None:
    me = make_resident()
    number, visitor = goes(me), signed_in(me)
    link = own_link(visitor.get(PATH))
    visitor.get(link).says("Meine Anmeldung", "Abmelden von der Veranstaltung")
    visitor.post(f"{link}absagen/")
    assert Occurrence.objects.get(pk=number).taken == 0
    assert "Ihre Termine" not in visitor.get(PATH).words


def test_a_cancelled_date_says_so_and_one_that_is_over_is_gone(time: Clock) -> None:
    me = make_resident()
    number = goes(me)
    actions.cancel(occurrence=number, note={}, by=None, at=AT)
    signed_in(me).get(PATH).says("Abgesagt", "Meine Anmeldung")
    time.at = SOON + DAY
    assert "Ihre Termine" not in signed_in(me).get(PATH).words


def test_nobody_sees_what_others_registered_for() -> None:
    me, other, date = make_resident(), make_resident(), make_date(title="Geheimes Treffen")
    book_guest(date)
    actions.register(occurrence=date.pk, seats=1, user=other, language="de", at=AT)
    goes(me, title="Mein Treffen")
    for visitor, sees in ((signed_in(me), ["Mein Treffen"]), (signed_in(make_resident()), []), (Visitor(), [])):
        words = visitor.get(PATH).words
        assert "Geheimes Treffen" not in words
        assert all(title in words for title in sees)


def test_what_i_registered_for_as_a_guest_is_mine_once_i_have_an_account() -> None:
    me, date = make_resident(), make_date(title="Werkstatt")
    book_guest(date, me.email)
    claim(user=me)
    signed_in(me).get(PATH).says("Ihre Termine", "Werkstatt")


def test_many_registrations_cost_as_much_as_one() -> None:
    me = make_resident()
    visitor = signed_in(me)
    goes(me)
    contact = contacts.of_user(me.pk)
    assert contact
    visitor.get(PATH)
    with statements() as one:
        visitor.get(PATH)
    for number in range(4):
        goes(me, capacity=1, starts_at=SOON + number * DAY)
    with statements() as many:
        visitor.get(PATH)
    assert len(many) == len(one)
    with statements() as asked:
        assert len(queries.of_contact(contact, since=AT)) == 5
    assert len(asked) == 1
