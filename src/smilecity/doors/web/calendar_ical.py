"""Dates as calendar clients read them (RFC 5545, RFC 7986). In: rows of the calendar. Out: iCal as bytes.

Every date is an event of its own with a UID of its own: moved or cancelled, clients understand it without knowing the
series. Times carry the city's zone with its VTIMEZONE, so that a meeting at six stays at six over the summer.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vDuration, vGeo, vText, vUri

from smilecity.city import queries as city
from smilecity.collect.calendar.queries import DateRow
from smilecity.collect.calendar.rules import State
from smilecity.doors.web import calendar_words as said
from smilecity.ground.text import pick

CONTENT_TYPE = "text/calendar; charset=utf-8"
_REFRESH = timedelta(hours=6)
# RFC 5546: a published calendar; clients take it over without asking.
_METHOD = "PUBLISH"


def write(rows: Sequence[DateRow], language: str, *, name: str = "") -> bytes:
    """Return a file with these dates; a `name` makes it a feed that clients come back to. At most 1 SQL."""
    whose = city.profile()
    calendar = Calendar()
    calendar.add("prodid", f"-//Smile City//{whose.name or 'Smile City'}//{_tag(language).upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", _METHOD)
    if name:
        _describe(calendar, name)
    if any(not row.all_day for row in rows):
        years = [timezone.localtime(row.starts_at).year for row in rows]
        calendar.add_component(_zone(min(years), max(years)))
    for row in rows:
        calendar.add_component(_event(row, language))
    content: bytes = calendar.to_ical()
    return content


def _describe(calendar: Calendar, name: str) -> None:
    calendar.add("name", name)  # RFC 7986, 5.1; the older word for the same beside it
    calendar.add("x-wr-calname", name)
    calendar["refresh-interval"] = _duration(_REFRESH)
    calendar.add("x-published-ttl", vText(f"PT{_REFRESH // timedelta(hours=1)}H"))


def _duration(length: timedelta) -> vDuration:
    said_length = vDuration(length)
    said_length.params["VALUE"] = "DURATION"
    return said_length


def _tag(language: str) -> str:
    return "de" if language == "de-simple" else language


@lru_cache(maxsize=64)
def _zone(first: int, last: int) -> Timezone:
    """Return the rules of the city's clock for these years. Written once: finding them takes a while."""
    zone = Timezone.from_tzid(settings.TIME_ZONE, first_date=date(first - 1, 1, 1), last_date=date(last + 2, 1, 1))
    zone.pop("COMMENT", None)  # says where the library stopped, which matters to nobody
    return zone


def _event(row: DateRow, language: str) -> Event:
    event, about = Event(), row.event
    changed = max(row.changed_at, about.changed_at)
    event.add("uid", str(row.uid))
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", row.sequence)
    event.add("dtstart", _moment(row.starts_at, all_day=row.all_day))
    if row.ends_at > row.starts_at:
        event.add("dtend", _moment(row.ends_at, all_day=row.all_day))
    event.add("summary", pick(about.title, language))
    event.add("status", "CANCELLED" if row.state is State.CANCELLED else "CONFIRMED")
    url = settings.BASE_URL + reverse("web:event", args=[row.number])
    event.add("url", vUri(url))
    event.add("description", _description(row, language, url))
    event.add("categories", [str(said.KINDS[about.kind])])
    event.add("transp", "TRANSPARENT" if row.all_day else "OPAQUE")
    _add_place(event, row)
    return event


def _moment(instant: datetime, *, all_day: bool) -> date:
    local = timezone.localtime(instant)
    return local.date() if all_day else local


def _description(row: DateRow, language: str, url: str) -> str:
    about = row.event
    access = ", ".join(str(said.ACCESS[access]) for access in about.access)
    parts = [
        pick(row.note, language),
        pick(about.lead, language),
        pick(about.description, language),
        _("Barrierefreiheit: {access}").format(access=access) if access else "",
        _("Online: {url}").format(url=about.online_url) if about.online_url else "",
        url,
    ]
    return "\n\n".join(part for part in parts if part)


def _add_place(event: Event, row: DateRow) -> None:
    about = row.event
    place = ", ".join(part for part in (about.place, about.address) if part)
    if place or about.online_url:
        event.add("location", place or about.online_url)
    if about.lat is not None and about.lon is not None:
        event.add("geo", vGeo((about.lat, about.lon)))
    if about.online_url:
        conference = vUri(about.online_url)  # RFC 7986, 5.11
        conference.params["VALUE"] = "URI"
        conference.params["FEATURE"] = "VIDEO"
        event.add("conference", conference)
