"""A resident finds an event on the phone, registers, confirms by mail and takes it into a calendar; then it moves."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from smilecity.collect.calendar import actions
from smilecity.collect.calendar.actions import EventFields
from smilecity.collect.calendar.models import Occurrence
from smilecity.collect.calendar.rules import Access, Kind, Span
from smilecity.ground import clock
from tests.support.author import look

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.person import Person
    from tests.support.town import Town

TITLE = "Zukunftswerkstatt Stadthafen"
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def number(town: Town) -> int:
    """A date in a fortnight with registration; its public name."""
    return town.do(make_date)


def make_date() -> int:
    """Make an event with one date, shown to everybody."""
    at = clock.now().replace(microsecond=0)
    fields = EventFields(
        title={"de": TITLE},
        kind=Kind.PROGRAMME,
        lead={"de": "Wir zeichnen, bauen und streiten freundlich."},
        place="Stadthafen",
        access=[Access.STEP_FREE, Access.INDUCTION_LOOP],
        registration=True,
        capacity=40,
    )
    begins = at + 14 * DAY
    event = actions.make_event(fields=fields, dates=[Span(begins, begins + timedelta(hours=3))], by=None, at=at)
    actions.publish_event(event=event, by=None, at=at)
    return Occurrence.objects.get(event=event).pk


def later(number: int) -> None:
    """Move the date by a day."""
    row = Occurrence.objects.get(pk=number)
    span = Span(row.starts_at + DAY, row.ends_at + DAY)
    actions.move(occurrence=number, span=span, note={"de": "Der Saal ist besetzt."}, by=None, at=clock.now())


def take_file(anna: Person, folder: Path) -> Any:
    """Put the event into the file of a calendar client."""
    with anna.page.expect_download() as waiting:
        anna.page.get_by_role("link", name="In meinen Kalender eintragen").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return Calendar.from_ical(path.read_bytes())


def find_and_book(anna: Person, address: str) -> dict[str, list[str]]:
    """Find the event in the calendar and register two people; return what is wrong with the pages."""
    anna.visit("/kalender/")
    faults = look(anna, "calendar")
    anna.follow("Monat")
    faults |= look(anna, "calendar month")
    anna.visit("/kalender/")
    anna.follow(TITLE)
    anna.reads("Ohne Stufen zugänglich", "Noch 40 Plätze frei")
    faults |= look(anna, "calendar event")
    # The sign-in of the header has the same word.
    anna.page.locator("main").get_by_role("link", name="Zum Termin anmelden", exact=True).click()
    anna.asked("Zum Termin anmelden")
    anna.press("Weiter")
    anna.reads("Bitte prüfen Sie Ihre Angaben")
    faults |= look(anna, "calendar book refused")
    anna.page.get_by_label("Wie viele Plätze brauchen Sie?").select_option("2")
    anna.write("Ihre E-Mail-Adresse", address)
    anna.press("Weiter")
    anna.asked("Fast geschafft: Schauen Sie in Ihr Postfach")
    return faults | look(anna, "calendar wait")


def confirm(anna: Person, link: str) -> dict[str, list[str]]:
    """Confirm by the link of the mail; return what is wrong with the pages."""
    anna.visit(link)
    anna.asked("Möchten Sie dabei sein?")
    faults = look(anna, "calendar confirm")
    anna.press("Anmeldung bestätigen")
    anna.asked("Sie sind angemeldet.")
    return faults | look(anna, "calendar booked")


def test_a_resident_registers_and_puts_the_event_into_a_calendar_clients_file_and_hears_when_it_moves(
    town: Town, person: NewPerson, number: int, tmp_path: Path
) -> None:
    anna, other_device = person(width=360), person(width=1280, scheme="dark")
    faults = find_and_book(anna, "hafen@example.org")
    faults |= confirm(other_device, town.link("hafen@example.org"))
    [before] = take_file(other_device, tmp_path).walk("VEVENT")
    assert str(before["SUMMARY"]) == TITLE
    other_device.follow("Meine Anmeldung ansehen")
    other_device.reads("Sie sind angemeldet: 2 Plätze.")
    faults |= look(other_device, "calendar booking")
    assert faults == {}

    town.mail("hafen@example.org", 2)
    town.do(lambda: later(number))
    assert "Der Saal ist besetzt." in town.mail("hafen@example.org", 3)
    anna.visit(f"/kalender/{number}/")
    anna.reads("Der Termin wurde verlegt.", "Noch 38 Plätze frei")
    [after] = take_file(anna, tmp_path).walk("VEVENT")
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1
    assert after["DTSTART"].dt == before["DTSTART"].dt + DAY
    assert (anna.complaints, other_device.complaints) == ([], [])


def test_without_javascript_on_a_small_phone_registering_and_leaving_work(
    town: Town, person: NewPerson, number: int
) -> None:
    ben = person(width=320, javascript=False)
    ben.visit(f"/kalender/{number}/anmelden/")
    ben.write("Ihre E-Mail-Adresse", "ben@example.org")
    ben.press("Weiter")
    ben.write("Code aus der E-Mail", town.code("ben@example.org"))
    ben.press("Anmeldung bestätigen")
    ben.asked("Sie sind angemeldet.")
    ben.follow("Meine Anmeldung ansehen")
    ben.press("Abmelden von der Veranstaltung")
    ben.asked("Sie sind abgemeldet.")
    ben.visit("/kalender/?ansicht=monat")
    expect(ben.page.get_by_role("heading", level=1)).to_have_text("Kalender")
