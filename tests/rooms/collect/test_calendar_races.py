"""Real races for the places of one date: nobody gets a place that is not there, and nobody is counted twice."""

from collections.abc import Iterator
from functools import partial

import pytest
from django.db.models import Sum
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from smilecity.collect.calendar import actions
from smilecity.collect.calendar.models import Booking, Occurrence
from smilecity.collect.calendar.rules import End, Settled, Standing
from smilecity.doors.mail.calendar import keep_letters
from smilecity.doors.mail.models import Outbox
from tests.factories import AT, make_resident, what_waits
from tests.factories_calendar import ask, book, fresh, make_date, span
from tests.support.side_by_side import at_once


@pytest.fixture(scope="module", autouse=True)
def _committed_for_real(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let the tests of this file commit, each on a date of its own; a fresh database follows on the last."""
    with django_db_blocker.unblock():
        yield
        TransactionTestCase._fixture_teardown(None)  # type: ignore[attr-defined] # see tests.support.database


def _agrees(date: Occurrence) -> tuple[int, int]:
    """Check that the counts of the date are those of its registrations; return them."""
    seats = dict(Booking.objects.filter(occurrence=date).values_list("standing").annotate(Sum("seats")))
    counts = (seats.get(Standing.BOOKED, 0), seats.get(Standing.WAITING, 0))
    assert (fresh(date).taken, fresh(date).waiting) == counts
    return counts


def test_six_people_at_once_share_three_places() -> None:
    date = make_date(capacity=3)
    users = [make_resident() for _ in range(6)]
    register = partial(actions.register, occurrence=date.pk, seats=1, language="de", at=AT)
    ends = at_once(*[partial(register, user=user) for user in users])
    assert sorted(end.end for end in ends if isinstance(end, Settled)) == [End.BOOKED] * 3 + [End.WAITING] * 3
    assert _agrees(date) == (3, 3)


def test_a_link_clicked_four_times_at_once_registers_once() -> None:
    date = make_date(capacity=9)
    token = what_waits(ask(date, "vierfach@example.org")).token
    ends = at_once(*[partial(actions.confirm_by_link, token=token, at=AT)] * 4)
    assert sorted(end.end for end in ends if isinstance(end, Settled)) == [End.BOOKED, *[End.USED] * 3]
    assert _agrees(date) == (1, 0)


def test_leaving_and_coming_at_once_leaves_no_place_empty_and_gives_none_twice() -> None:
    date = make_date(capacity=2)
    leaving = [book(date) for _ in range(2)]
    for _ in range(2):
        book(date)
    come = partial(actions.register, occurrence=date.pk, seats=1, language="de", at=AT)
    newcomers = [partial(come, user=make_resident()) for _ in range(2)]
    ends = at_once(*[partial(actions.withdraw, token=one.token) for one in leaving], *newcomers)
    assert not [end for end in ends if isinstance(end, Exception)]
    assert _agrees(date) == (2, 2)


def test_two_workers_at_once_tell_everybody_of_a_move_once() -> None:
    date = make_date()
    for _ in range(12):
        book(date)
    actions.take_letters(occurrence=date.pk, most=100, at=AT)
    Outbox.objects.all().delete()
    actions.move(
        occurrence=date.pk, span=span(date.starts_at + (date.ends_at - date.starts_at)), note={}, by=None, at=AT
    )
    at_once(*[partial(keep_letters, date.pk, at=AT)] * 3)
    assert Outbox.objects.count() == Outbox.objects.values("to").distinct().count() == 12
