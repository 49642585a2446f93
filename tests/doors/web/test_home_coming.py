"""What is next on the first page: events beside calls, by their day, a handful, and new as soon as it changes."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from smilecity.collect.calendar import actions, queries
from smilecity.collect.calendar.rules import Span
from smilecity.doors.web.cache.tables import tables_of, watched
from tests.factories import AT
from tests.factories_calendar import SOON, book, make_date, make_event, span
from tests.factories_contributions import make_call
from tests.support.clock import Clock
from tests.support.statements import statements
from tests.support.visitor import Page, Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time")]
DAY = timedelta(days=1)


def home() -> Page:
    return Visitor().get("/")


def coming() -> list[str]:
    """Return what is next, by its titles, in the order of the page."""
    section = re.search(r'aria-labelledby="naechstes">(.*?)</section>', home().html, re.DOTALL)
    return re.findall(r"<h3[^>]*>(?:<a [^>]*>)?(.*?)<", section[1]) if section else []


def test_events_and_calls_stand_together_by_their_day() -> None:
    make_call(opens_at=SOON + DAY, closes_at=SOON + 60 * DAY)
    make_event(span(SOON + 2 * DAY), title="Danach", place="Rathaus")
    make_event(span(SOON), title="Zuerst")
    assert coming() == ["Zuerst", "Ideen für die Stadt", "Danach"]
    home().says("Kommt als Nächstes", "Rathaus", "Alle Termine", "beginnt am")


def test_each_event_leads_to_its_page() -> None:
    date = make_date()
    assert f'href="/kalender/{date.pk}/"' in home().html


def test_a_date_is_read_as_everywhere_else_to_the_last_of_its_values() -> None:
    said: dict[str, Any] = {
        "place": "Rathaus",
        "address": "Neuer Markt 1",
        "organiser": "Verein",
        "link_url": "https://verein.example",
    }
    date = make_date(capacity=12, waiting_list=False, lon=12.1, lat=54.1, access=["step_free"], **said)
    book(date)
    actions.move(occurrence=date.pk, span=span(SOON + DAY), note={"de": "Später."}, by=None, at=AT)
    assert queries.upcoming(AT, AT, 4) == [queries.find(date.pk)]


def test_without_anything_to_come_the_part_is_not_there() -> None:
    make_event(span(AT - 3 * DAY))
    make_event(publish=False)
    assert "Kommt als Nächstes" not in home().html


def test_it_is_a_handful_however_many_there_are_and_costs_the_same() -> None:
    make_event(title="Erste")
    with statements() as few:
        home()
    for number in range(9):
        make_event(span(SOON + number * DAY), title=f"Weitere {number}")
    with statements() as many:
        assert len(coming()) == 4
    assert len(many) == len(few)


def test_a_weekly_series_takes_one_place_only() -> None:
    make_event(*(span(SOON + 7 * DAY * week) for week in range(8)), title="Sprechstunde")
    make_event(span(SOON + 40 * DAY), title="Stadtfest")
    assert coming() == ["Sprechstunde", "Stadtfest"]


def test_what_has_run_for_weeks_is_not_next_but_what_began_today_is() -> None:
    make_event(Span(AT - 20 * DAY, AT + 20 * DAY), title="Ausstellung")
    make_event(Span(AT - timedelta(hours=1), AT + timedelta(hours=1)), title="Seit eben")
    midnight = datetime(2026, 3, 2, tzinfo=UTC) - timedelta(hours=1)
    make_event(Span(midnight, midnight + DAY, all_day=True), title="Ganzer Tag")
    assert coming() == ["Ganzer Tag", "Seit eben"]


def test_a_cancelled_date_is_not_next_the_following_one_is() -> None:
    event = make_event(span(SOON), span(SOON + 7 * DAY), title="Sprechstunde")
    first, second = (date.number for date in queries.dates_of(event))
    actions.cancel(occurrence=first, note={}, by=None, at=AT)
    assert f'href="/kalender/{second}/"' in home().html
    assert f'href="/kalender/{first}/"' not in home().html


def test_the_page_is_new_once_an_event_is_published_or_moved(time: Clock) -> None:
    event = make_event(publish=False, title="Werkstatt")
    assert coming() == []
    actions.publish_event(event=event, by=None, at=AT)
    assert coming() == ["Werkstatt"]
    date = queries.dates_of(event)[0]
    actions.move(occurrence=date.number, span=span(SOON + 3 * DAY), note={}, by=None, at=AT)
    home().says("Neuer Termin", "15. März 2026")
    time.at = SOON + 4 * DAY
    assert coming() == []


def test_the_page_is_kept_and_is_told_of_each_change_of_dates_and_events() -> None:
    make_event()
    with statements() as sent:
        home()
    named = [tables for sql in sent if (tables := tables_of(sql)) is not None]
    assert len(named) == len(sent), "each statement says what it reads"
    read: frozenset[str] = frozenset().union(*named)
    assert {"calendar_event", "calendar_occurrence"} <= read <= watched()
