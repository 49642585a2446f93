"""Files of other calendars: each entry is taken, or refused by name; nothing is taken twice."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.calendar import actions, rules
from smilecity.collect.calendar.models import Event, Occurrence
from smilecity.collect.calendar.reading import ical
from smilecity.collect.calendar.rules import Kind, State, entries, recurrence
from smilecity.collect.calendar.rules.entries import Fate, ReadFile, Taken
from smilecity.ground.refusals import Refused
from tests.factories import AT

BERLIN = ZoneInfo("Europe/Berlin")
START = "DTSTART:20260310T170000Z"
END = "DTEND:20260310T190000Z"


def entry(*lines: str, uid: str = "1@example.org", title: str = "Vortrag") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", *lines, "END:VEVENT", ""])


def file(*parts: str) -> bytes:
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + "".join(parts) + "END:VCALENDAR\r\n").encode()


def read(*parts: str) -> ReadFile:
    return ical.read(file(*parts), BERLIN)


def refused(*parts: str) -> str:
    found = read(*parts)
    [refusal] = found.refusals
    return refusal.sentence


def take(*parts: str, keep: bool = True, publish: bool = True) -> list[Taken]:
    found = read(*parts)
    return actions.import_entries(
        entries=found.entries, kind=Kind.CITY, office=None, publish=publish, by=None, at=AT, keep=keep
    )


# --- reading -------------------------------------------------------------------------------------------------------


def test_an_entry_is_read_with_all_it_says() -> None:
    [one] = read(
        entry(START, END, "LOCATION:Rathaus", "GEO:54.09;12.14", "URL:https://a.example/", "DESCRIPTION:Zwei\\nZeilen")
    ).entries
    assert (one.title, one.place, one.link_url, one.lon, one.lat) == (
        "Vortrag",
        "Rathaus",
        "https://a.example/",
        12.14,
        54.09,
    )
    assert one.description == "Zwei\nZeilen"
    [span] = one.spans
    assert (span.starts_at, span.ends_at) == (
        datetime(2026, 3, 10, 17, tzinfo=UTC),
        datetime(2026, 3, 10, 19, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("lines", "hours"),
    [
        (("DTSTART:20260310T180000", "DTEND:20260310T200000"), (17, 19)),
        (("DTSTART;TZID=America/New_York:20260310T130000", "DURATION:PT2H"), (17, 19)),
        (("DTSTART;TZID=Europe/Berlin:20260310T180000",), (17, 17)),
    ],
    ids=["floating", "zone and duration", "a moment"],
)
def test_times_are_instants_whatever_clock_they_were_written_on(lines: tuple[str, ...], hours: tuple[int, int]) -> None:
    [one] = read(entry(*lines)).entries
    assert (one.spans[0].starts_at.hour, one.spans[0].ends_at.hour) == hours


@pytest.mark.parametrize("length", ["DTEND;VALUE=DATE:20260311", "DURATION:P1D", "COMMENT:nichts"])
def test_a_whole_day_lasts_from_midnight_to_midnight_in_the_city(length: str) -> None:
    [one] = read(entry("DTSTART;VALUE=DATE:20260310", length)).entries
    [span] = one.spans
    assert span.all_day
    assert (span.starts_at, span.ends_at) == (
        datetime(2026, 3, 9, 23, tzinfo=UTC),
        datetime(2026, 3, 10, 23, tzinfo=UTC),
    )


def test_a_series_becomes_its_dates_and_stays_at_its_hour_over_the_summer() -> None:
    [one] = read(
        entry(
            "DTSTART;TZID=Europe/Berlin:20260317T180000",
            "DURATION:PT1H",
            "RRULE:FREQ=WEEKLY;COUNT=4",
            "EXDATE;TZID=Europe/Berlin:20260324T180000",
        )
    ).entries
    local = [span.starts_at.astimezone(BERLIN) for span in one.spans]
    assert [(each.day, each.hour) for each in local] == [(17, 18), (31, 18), (7, 18)]


def test_a_series_without_an_end_is_taken_for_a_year_and_says_so() -> None:
    [one] = read(entry(START, "RRULE:FREQ=MONTHLY")).entries
    assert one.endless
    assert len(one.spans) == 13


def test_one_date_of_a_series_may_differ_or_fall_out() -> None:
    series = entry(START, END, "RRULE:FREQ=WEEKLY;COUNT=3")
    moved = entry("RECURRENCE-ID:20260317T170000Z", "DTSTART:20260318T170000Z", "DTEND:20260318T180000Z")
    gone = entry("RECURRENCE-ID:20260324T170000Z", "DTSTART:20260324T170000Z", "STATUS:CANCELLED")
    [one] = read(series, moved, gone).entries
    assert [span.starts_at.day for span in one.spans] == [10, 18]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ((END,), ical.NO_START),
        (("DTSTART:morgen",), ical.UNREADABLE),
        ((START, "DTEND:20260309T170000Z"), rules.ENDS_FIRST),
        ((START, "DTEND:20290310T170000Z"), rules.LASTS_TOO_LONG),
        ((START, "RRULE:FREQ=HOURLY"), recurrence.NOT_KNOWN),
        ((START, "RRULE:FREQ=DAILY;COUNT=300"), rules.TOO_MANY_DATES),
        ((START, "RDATE:20260311T170000Z"), ical.RDATES),
        ((START, "RRULE:FREQ=DAILY;COUNT=2", "RRULE:FREQ=WEEKLY;COUNT=2"), ical.TWO_RULES),
        ((START, "RECURRENCE-ID:20260310T170000Z"), ical.NO_SUCH_SERIES),
        ((START, "RECURRENCE-ID;RANGE=THISANDFUTURE:20260310T170000Z"), ical.THIS_AND_FUTURE),
        ((START, "CLASS:PRIVATE"), ical.PRIVATE),
        (("DTSTART:20260329T023000",), ical.NOT_ON_THE_CLOCK),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_with_the_reason(lines: tuple[str, ...], sentence: str) -> None:
    assert refused(entry(*lines)) == sentence


def test_an_entry_that_is_refused_leaves_the_others_alone() -> None:
    found = read(entry(START, uid="1"), entry("DTSTART:nie", uid="2", title="Kaputt"), entry(START, uid="3"))
    assert [one.uid for one in found.entries] == ["1", "3"]
    assert [one.title for one in found.refusals] == ["Kaputt"]


def test_uid_and_title_must_be_there_once() -> None:
    assert refused(entry(START, uid="")) == ical.NO_UID
    assert refused(entry(START, title="")) == ical.NO_TITLE
    assert refused(entry(START), entry(START)) == ical.UID_TWICE
    assert refused(entry(START, uid="x" * 300)) == ical.UID_TOO_LONG


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", entries.NOT_ICAL),
        (b"Guten Tag", entries.NOT_ICAL),
        (b"\xff\xfe\x00", entries.NOT_ICAL),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", entries.NOT_ICAL),
        (b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", entries.NOT_ICAL),
        (file(), entries.NOTHING_IN_IT),
        (b"x" * (entries.BYTES_MOST + 1), entries.TOO_BIG),
        (file(entry(START) * (entries.ENTRIES_MOST + 1)), entries.TOO_MANY),
    ],
    ids=["empty", "text", "bytes", "cut off", "no calendar", "no event", "too big", "too many"],
)
def test_what_is_no_calendar_or_too_much_is_refused_as_a_whole(raw: bytes, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        ical.read(raw, BERLIN)
    assert refusal.value.sentence == sentence


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    for content in (raw, file(entry(START, raw.decode("latin-1").replace("\r", "").replace("\n", "\r\n")))):
        with suppress(Refused):
            ical.read(content, BERLIN)


# --- taking --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_preview_says_what_would_become_of_each_and_keeps_nothing() -> None:
    assert [one.fate for one in take(entry(START), keep=False)] == [Fate.NEW]
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_reading_a_file_twice_takes_it_once() -> None:
    assert [one.fate for one in take(entry(START, END))] == [Fate.NEW]
    assert [one.fate for one in take(entry(START, END))] == [Fate.SAME]
    assert Event.objects.count() == Occurrence.objects.count() == 1


@pytest.mark.django_db
def test_a_newer_file_moves_and_cancels_what_is_known() -> None:
    take(entry(START, END))
    assert [one.fate for one in take(entry("DTSTART:20260311T170000Z", "SEQUENCE:1"))] == [Fate.CHANGED]
    date = Occurrence.objects.get()
    assert (date.starts_at.day, date.sequence) == (11, 1)
    assert [one.fate for one in take(entry(START, END))] == [Fate.SAME], "an older file changes nothing"
    take(entry("DTSTART:20260311T170000Z", "SEQUENCE:2", "STATUS:CANCELLED"))
    assert Occurrence.objects.get().state == State.CANCELLED


@pytest.mark.django_db
def test_what_was_added_here_stays_when_a_file_is_read_again() -> None:
    take(entry(START, END))
    known = Event.objects.get()
    fields = actions.EventFields(
        title={"de": "Vortrag", "en": "Talk"}, kind=Kind.CITY, registration=True, capacity=5, place="Alt"
    )
    actions.edit_event(event=known.pk, fields=fields, by=None, at=AT)
    take(entry(START, END, "LOCATION:Neu", title="Großer Vortrag"))
    known.refresh_from_db()
    assert known.title == {"de": "Großer Vortrag", "en": "Talk"}
    assert (known.place, known.capacity) == ("Neu", 5)


@pytest.mark.django_db
def test_a_series_that_is_known_is_left_and_says_why() -> None:
    series = entry(START, END, "RRULE:FREQ=WEEKLY;COUNT=3")
    take(series)
    [again] = take(series)
    assert again.fate is Fate.REFUSED
    assert "einzeln" in again.reason
    assert Occurrence.objects.count() == 3


@pytest.mark.django_db
def test_imported_drafts_wait_to_be_shown() -> None:
    take(entry(START), publish=False)
    assert Event.objects.get().published_at is None
    assert Occurrence.objects.get().starts_at - AT > timedelta(0)
