"""The demo's calendar: the real dates of the programme as published, and a few made-up ones to come, called so.

Through actions only, each at its own time.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from smilecity.collect.calendar import actions
from smilecity.collect.calendar.actions import EventFields
from smilecity.collect.calendar.models import Event, Occurrence
from smilecity.collect.calendar.rules import SEATS_MOST, Access, Kind, Span, recurrence
from smilecity.people.models import User

FILE = Path(__file__).parent / "rostock" / "events.json"
_DAY = timedelta(days=1)
_MOVED = {"de": "An diesem Tag ist der Raum schon vergeben.", "en": "The room is taken on that day."}
_CANCELLED = {"de": "In dieser Woche sind wir alle auf einer Fortbildung.", "en": "We are all in training that week."}


def is_loaded() -> bool:
    """Say whether the demo's events are there already."""
    return Event.objects.exists()


def load(*, by: User, at: datetime) -> None:
    """Make the events. `by`: somebody who may."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    for entry in told["past"]:
        _past(entry, told["source"], by)
    for entry in told["coming"]:
        _coming(entry, by, at)


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=_zone()).astimezone(UTC)


def _past(entry: Mapping[str, Any], source: str, by: User) -> None:
    """Make what took place: whole days, for the hours were not published."""
    first = date.fromisoformat(entry["on"])
    last = date.fromisoformat(entry.get("to", entry["on"]))
    span = Span(_midnight(first), _midnight(last + _DAY), all_day=True)
    made_at = span.starts_at - 30 * _DAY
    event = _make(entry, [span], by, made_at, source=source)
    if "report" in entry:
        number = Occurrence.objects.values_list("pk", flat=True).get(event=event)
        actions.document(occurrence=number, report=entry["report"], links=[], by=by, at=span.ends_at + _DAY)


def _make(
    entry: Mapping[str, Any], spans: list[Span], by: User, at: datetime, *, source: str = "", generated: bool = False
) -> UUID:
    plain = ("lead", "description", "place", "lon", "lat", "online_url", "access_note", "capacity", "closes_hours")
    fields = EventFields(
        title=entry["title"],
        kind=Kind.PROGRAMME,
        access=[Access(access) for access in entry.get("access", ())],
        source=source,
        registration="capacity" in entry,
        **{name: entry[name] for name in plain if name in entry},
    )
    event = actions.make_event(fields=fields, dates=spans, by=by, at=at, generated=generated)
    actions.publish_event(event=event, by=by, at=at)
    return event


def _coming(entry: Mapping[str, Any], by: User, at: datetime) -> None:
    spans = _spans(entry, at)
    event = _make(entry, spans, by, at, generated=True)
    dates = list(Occurrence.objects.filter(event=event).order_by("starts_at"))
    _fill(dates[0], entry.get("taken", 0), by, at)
    if "moved" in entry:
        moved = dates[entry["moved"]]
        later = Span(moved.starts_at + _DAY, moved.ends_at + _DAY)
        actions.move(occurrence=moved.pk, span=later, note=_MOVED, by=by, at=at)
    if "cancelled" in entry:
        actions.cancel(occurrence=dates[entry["cancelled"]].pk, note=_CANCELLED, by=by, at=at)


def _spans(entry: Mapping[str, Any], at: datetime) -> list[Span]:
    """Return the dates of what is to come, from the next Tuesday after so many days on."""
    day = at.astimezone(_zone()).date() + entry["in_days"] * _DAY
    day += (1 - day.weekday()) % 7 * _DAY
    begins, ends = entry["hours"]
    first, length = datetime.combine(day, time(begins)), timedelta(hours=ends - begins)
    starts = [first]
    if "repeats" in entry:
        rule = recurrence.parse(entry["repeats"], day)
        starts = recurrence.expand(first, rule, _zone(), most=50, until=day + 365 * _DAY)
    return [_span(local, length) for local in starts]


def _span(local: datetime, length: timedelta) -> Span:
    begins = local.replace(tzinfo=_zone()).astimezone(UTC)
    return Span(begins, begins + length)


def _fill(occurrence: Occurrence, seats: int, by: User, at: datetime) -> None:
    """Have made-up people register, so that a date is full; they get no mails."""
    number = 0
    while seats > 0:
        number += 1
        some = min(seats, SEATS_MOST)
        actions.enter(occurrence=occurrence.pk, seats=some, label=f"Beispiel {number}", by=by, at=at)
        seats -= some
