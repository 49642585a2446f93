"""Everybody who registered hears of a change once: whatever the job does, and however many there are."""

from datetime import timedelta

import pytest
from django.db import transaction

from smilecity.collect.calendar import actions
from smilecity.collect.calendar.models import Booking
from smilecity.collect.calendar.rules import LetterKind
from smilecity.doors.mail.calendar import keep_letters
from smilecity.doors.mail.models import Outbox
from tests.factories import AT
from tests.factories_calendar import SOON, book, fresh, make_date, span
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock
from tests.support.statements import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
DAY = timedelta(days=1)


@pytest.fixture
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smilecity.ground.clock.now", Clock(AT).now)


def taken(date_pk: int) -> list[LetterKind]:
    letters = actions.take_letters(occurrence=date_pk, most=1000, at=AT)
    return [letter.kind for letter in letters or []]


def test_who_registers_gets_a_mail_with_the_way_out(smtp: Inbox) -> None:
    date = make_date(capacity=1)
    settled = book(date)
    book(date, at=AT + DAY)
    run_jobs()
    first, second = sorted(smtp.messages, key=lambda message: message.subject)
    assert first.subject == "Sie sind angemeldet: Werkstatt"
    assert settled.token in first.text
    assert f"/kalender/{date.pk}.ics" in first.text
    assert second.subject == "Sie stehen auf der Warteliste: Werkstatt"


def test_who_moves_up_is_told(smtp: Inbox) -> None:
    date = make_date(capacity=1)
    first = book(date)
    book(date, at=AT + DAY)
    run_jobs()
    smtp.messages.clear()
    actions.withdraw(token=first.token)
    run_jobs()
    assert [message.subject for message in smtp.messages] == ["Sie haben einen Platz: Werkstatt"]


def test_200_people_hear_once_that_an_event_is_on_another_day(smtp: Inbox) -> None:
    date = make_date()
    for _number in range(200):
        book(date)
    run_jobs()
    smtp.messages.clear()
    actions.move(occurrence=date.pk, span=span(SOON + DAY), note={"de": "Der Saal ist besetzt."}, by=None, at=AT)
    run_jobs()
    keep_letters(date.pk, at=AT)
    run_jobs()
    assert len(smtp.messages) == 200
    assert len({message.to[0] for message in smtp.messages}) == 200
    body = smtp.messages[0].text
    assert smtp.messages[0].subject == "Neuer Termin: Werkstatt"
    assert "Neu: Freitag, 13. März 2026, 13:00 bis 15:00 Uhr" in body
    assert "Bisher: Donnerstag, 12. März 2026, 13:00 Uhr" in body
    assert "Der Saal ist besetzt." in body


def test_a_job_that_dies_in_between_leaves_nobody_out_and_tells_nobody_twice() -> None:
    date = make_date()
    for _number in range(120):
        book(date)
    actions.take_letters(occurrence=date.pk, most=1000, at=AT)
    actions.cancel(occurrence=date.pk, note={}, by=None, at=AT)
    keep_letters(date.pk, at=AT)
    with transaction.atomic():
        keep_letters(date.pk, at=AT)
        transaction.set_rollback(True)
    assert Outbox.objects.count() == 50
    while keep_letters(date.pk, at=AT) is not None:
        pass
    assert Outbox.objects.values("to").distinct().count() == Outbox.objects.count() == 120


def test_two_changes_before_the_mail_goes_out_are_told_in_one() -> None:
    date = make_date()
    book(date)
    taken(date.pk)
    actions.move(occurrence=date.pk, span=span(SOON + DAY), note={}, by=None, at=AT)
    actions.cancel(occurrence=date.pk, note={}, by=None, at=AT)
    assert taken(date.pk) == [LetterKind.CANCELLED]
    assert taken(date.pk) == []


def test_who_registers_after_a_change_does_not_hear_of_it() -> None:
    date = make_date()
    actions.move(occurrence=date.pk, span=span(SOON + DAY), note={}, by=None, at=AT)
    book(date)
    assert taken(date.pk) == [LetterKind.BOOKED]


def test_a_new_place_is_told_and_a_new_title_is_not() -> None:
    date = make_date(place="Rathaus")
    book(date)
    taken(date.pk)
    same = actions.EventFields(title={"de": "Anders"}, place="Rathaus", registration=True)
    actions.edit_event(event=date.event_id, fields=same, by=None, at=AT)
    assert taken(date.pk) == []
    moved = actions.EventFields(title={"de": "Anders"}, place="HanseMesse", registration=True)
    actions.edit_event(event=date.event_id, fields=moved, by=None, at=AT)
    assert taken(date.pk) == [LetterKind.CHANGED]


def test_a_cancellation_that_is_taken_back_is_told() -> None:
    date = make_date()
    book(date)
    taken(date.pk)
    actions.cancel(occurrence=date.pk, note={}, by=None, at=AT)
    assert taken(date.pk) == [LetterKind.CANCELLED]
    actions.revive(occurrence=date.pk, by=None, at=AT)
    assert taken(date.pk) == [LetterKind.CHANGED]


def test_of_what_is_over_nobody_is_told_any_more() -> None:
    date = make_date()
    book(date)
    assert actions.take_letters(occurrence=date.pk, most=9, at=date.ends_at) == []
    assert not Booking.objects.exclude(owed="").exists()


def test_the_sequence_grows_with_each_change_of_the_date() -> None:
    date = make_date()
    actions.move(occurrence=date.pk, span=span(SOON + DAY), note={}, by=None, at=AT)
    actions.move(occurrence=date.pk, span=span(SOON + DAY), note={}, by=None, at=AT)
    assert fresh(date).sequence == 1
    actions.cancel(occurrence=date.pk, note={}, by=None, at=AT)
    assert fresh(date).sequence == 2


def test_taking_letters_costs_the_same_for_one_and_for_many() -> None:
    counts = []
    for number in (1, 20):
        date = make_date()
        for _each in range(number):
            book(date)
        with statements() as sent:
            actions.take_letters(occurrence=date.pk, most=100, at=AT)
        counts.append(len(sent))
    assert counts == [4, 4]
