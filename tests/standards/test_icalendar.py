"""Our calendar files follow RFC 5545, clause by clause; they are read back by a parser that is not ours."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from smilecity.collect.calendar import actions
from smilecity.collect.calendar.models import Occurrence
from smilecity.collect.calendar.rules import Access, Span
from tests.factories import AT
from tests.factories_calendar import SOON, make_date, make_event, span
from tests.support.clock import Clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
DAY = timedelta(days=1)


@pytest.fixture
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smilecity.ground.clock.now", Clock(AT).now)


def raw(path: str = "/kalender.ics") -> bytes:
    return Client().get(path).content


def calendar(path: str = "/kalender.ics") -> Any:
    return Calendar.from_ical(raw(path))


def event(path: str = "/kalender.ics") -> Any:
    [only] = events(path)
    assert not only.errors
    return only


def events(path: str = "/kalender.ics") -> list[Any]:
    return list(calendar(path).walk("VEVENT"))


# --- 3.1 content lines, 3.4 and 3.6 the calendar --------------------------------------------------------------------


def test_3_1_lines_end_in_crlf_and_have_at_most_75_octets() -> None:
    make_date(title="Werkstatt 🏛️ " + "ä" * 140, lead={"de": "Übermäßig, lang; und \\ mit\nZeilen. " * 8})
    content = raw()
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no fold within a character


def test_3_3_11_text_comes_back_as_it_was() -> None:
    title = "Werkstatt, Teil 2; mit \\ und „Zitat“ 🏛️"
    make_date(title=title)
    assert str(event()["SUMMARY"]) == title


def test_3_6_the_calendar_says_who_made_it_and_which_version_it_speaks() -> None:
    make_date()
    whole = calendar()
    assert str(whole["VERSION"]) == "2.0"
    assert "Smile City" in str(whole["PRODID"])
    assert str(whole["CALSCALE"]) == "GREGORIAN"
    assert str(whole["METHOD"]) == "PUBLISH"


def test_8_1_it_is_served_as_text_calendar_in_utf_8() -> None:
    assert Client().get("/kalender.ics")["Content-Type"] == "text/calendar; charset=utf-8"


# --- 3.6.1 events, 3.6.5 time zones ---------------------------------------------------------------------------------


def test_3_6_1_an_event_has_uid_and_dtstamp_once_and_an_end_after_its_beginning() -> None:
    date_row = make_date()
    found = event()
    assert str(found["UID"]) == str(date_row.uid)
    assert found["DTSTAMP"].dt == AT
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (SOON, SOON + timedelta(hours=2))


def test_3_6_5_every_tzid_has_its_vtimezone_with_summer_and_winter_time() -> None:
    make_event(span(datetime(2026, 7, 1, 16, tzinfo=UTC)), span(SOON))
    whole = calendar()
    [zone] = whole.walk("VTIMEZONE")
    names = {found["DTSTART"].params["TZID"] for found in whole.walk("VEVENT")}
    assert names == {str(zone["TZID"])} == {"Europe/Berlin"}
    assert zone.walk("DAYLIGHT")
    assert zone.walk("STANDARD")
    own = zone.to_tz(lookup_tzid=False)
    for moment in (datetime(2026, 7, 1, 12), datetime(2026, 12, 1, 12)):  # noqa: DTZ001 - each in the zone of the file
        offset = 2 if moment.month == 7 else 1
        assert moment.replace(tzinfo=own).utcoffset() == timedelta(hours=offset)


def test_3_6_1_whole_days_are_dates_and_the_end_is_the_day_after() -> None:
    begins = datetime(2026, 3, 9, 23, tzinfo=UTC)
    make_event(Span(begins, begins + 2 * DAY, all_day=True))
    found = event()
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (date(2026, 3, 10), date(2026, 3, 12))
    assert found["DTSTART"].params["VALUE"] == "DATE"
    assert not calendar().walk("VTIMEZONE")


def test_3_6_1_what_has_no_end_has_no_dtend() -> None:
    make_event(Span(SOON, SOON))
    assert "DTEND" not in event()


# --- 3.8 what events say --------------------------------------------------------------------------------------------


def test_3_8_1_place_point_and_words_are_said() -> None:
    make_date(
        place="HanseMesse",
        address="Zur Hansemesse 1-2, Rostock",
        lon=12.07,
        lat=54.15,
        online_url="https://konferenz.example/raum",
        access=[Access.STEP_FREE],
    )
    found = event()
    assert str(found["LOCATION"]) == "HanseMesse, Zur Hansemesse 1-2, Rostock"
    assert (found["GEO"].latitude, found["GEO"].longitude) == (54.15, 12.07)
    assert "Ohne Stufen zugänglich" in str(found["DESCRIPTION"])
    assert str(found["CONFERENCE"]) == "https://konferenz.example/raum"  # RFC 7986, 5.11
    assert str(found["URL"]).endswith(f"/kalender/{Occurrence.objects.get().pk}/")


def test_3_8_1_11_a_cancelled_date_stays_with_its_status() -> None:
    date_row = make_date()
    assert str(event()["STATUS"]) == "CONFIRMED"
    actions.cancel(occurrence=date_row.pk, note={"de": "Sturm"}, by=None, at=AT)
    found = event()
    assert (str(found["STATUS"]), str(found["UID"])) == ("CANCELLED", str(date_row.uid))
    assert "Sturm" in str(found["DESCRIPTION"])


def test_3_8_7_4_the_sequence_grows_when_a_date_is_moved_and_the_uid_stays() -> None:
    date_row = make_date()
    before = event()
    actions.move(occurrence=date_row.pk, span=span(SOON + DAY), note={}, by=None, at=AT + DAY)
    after = event()
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1
    assert after["LAST-MODIFIED"].dt == AT + DAY
    assert after["DTSTART"].dt == SOON + DAY


def test_3_8_4_7_dates_of_a_series_have_uids_of_their_own() -> None:
    make_event(span(), span(SOON + DAY), span(SOON + 2 * DAY))
    uids = [str(found["UID"]) for found in calendar().walk("VEVENT")]
    assert len(set(uids)) == 3


# --- the feed and its clients ---------------------------------------------------------------------------------------


def test_rfc_7986_a_feed_has_a_name_and_says_how_often_to_come_back() -> None:
    make_date()
    whole = calendar()
    assert str(whole["NAME"]).startswith("Kalender")
    assert whole["REFRESH-INTERVAL"].dt == timedelta(hours=6)
    assert whole["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"


def test_a_client_that_has_it_already_gets_it_not_again() -> None:
    make_date()
    first = Client().get("/kalender.ics")
    again = Client().get("/kalender.ics", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_empty_calendar_is_still_one() -> None:
    assert calendar().name == "VCALENDAR"


def test_drafts_are_in_no_file() -> None:
    date_row = make_date(publish=False)
    assert not calendar().walk("VEVENT")
    assert Client().get(f"/kalender/{date_row.pk}.ics").status_code == 404


def test_the_feed_follows_the_filters_of_the_list() -> None:
    make_date(kind="programme", title="Werkstatt")
    make_date(kind="city", title="Stadtfest")
    assert str(event("/kalender.ics?art=stadt")["SUMMARY"]) == "Stadtfest"
    assert str(event("/kalender.ics?suche=werk")["SUMMARY"]) == "Werkstatt"


def test_one_date_is_a_file_to_take_along() -> None:
    date_row = make_date()
    response = Client().get(f"/kalender/{date_row.pk}.ics")
    assert response["Content-Disposition"] == f'attachment; filename="termin-{date_row.pk}.ics"'
    assert str(event(f"/kalender/{date_row.pk}.ics")["UID"]) == str(date_row.uid)


def test_each_language_has_its_file() -> None:
    date_row = make_date(lead={"de": "Kommen Sie!", "en": "Come along!"})
    assert "Come along!" in str(event(f"/en/kalender/{date_row.pk}.ics")["DESCRIPTION"])


@pytest.mark.parametrize(
    "path", ["/kalender/0.ics", f"/kalender/{2**63}.ics", "/kalender/f62dc58a-55d6-4efc-9334-635993e708a9.ics"]
)
def test_what_is_not_there_is_not_found(path: str) -> None:
    assert Client().get(path).status_code == 404
