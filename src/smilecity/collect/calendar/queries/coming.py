"""What takes place next, for the first page."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection

from smilecity.collect.calendar.queries.rows import DateRow, EventRow
from smilecity.collect.calendar.rules import Access, Kind, State

# Written once instead of by the ORM for each page: building this statement took longer than running it. The columns
# stand in the order of EventRow, then of DateRow. `sooner`: another date of the same event that comes before.
_UPCOMING = """
SELECT event.id, event.kind, event.title, event.lead, event.description, event.place, event.address, event.lon,
       event.lat, event.district_id, event.online_url, event.access, event.access_note, event.office_id,
       event.organiser, event.link_url, event.source, event.registration, event.capacity, event.waiting_list,
       event.closes_hours, event.published_at, event.generated, event.changed_at,
       date.id, date.uid, date.sequence, date.starts_at, date.ends_at, date.all_day, date.planned_at, date.state,
       date.note, date.taken, date.waiting, date.report, date.report_links, date.changed_at
FROM calendar_occurrence AS date JOIN calendar_event AS event ON event.id = date.event_id
WHERE event.published_at IS NOT NULL
  AND date.ends_at > %(at)s AND date.starts_at >= %(since)s AND date.state = %(planned)s
  AND NOT EXISTS (
      SELECT FROM calendar_occurrence AS sooner
      WHERE sooner.event_id = date.event_id
        AND sooner.ends_at > %(at)s AND sooner.starts_at >= %(since)s AND sooner.state = %(planned)s
        AND (sooner.starts_at, sooner.id) < (date.starts_at, date.id)
  )
ORDER BY date.starts_at, date.id
LIMIT %(most)s
"""
_OF_EVENT = [field.name for field in fields(EventRow)]
_OF_DATE = [field.name for field in fields(DateRow) if field.name != "event"]


def upcoming(at: datetime, since: datetime, most: int) -> list[DateRow]:
    """Return what takes place next, in order: not over, begun at `since` or later, of each event its first. 1 SQL.

    `since` leaves out what runs for weeks; of a series only one date, or the weekly ones would hide all others.
    """
    with connection.cursor() as cursor:
        cursor.execute(_UPCOMING, {"at": at, "since": since, "planned": State.PLANNED.value, "most": most})
        return [_date(iter(row)) for row in cursor.fetchall()]


def _date(values: Iterator[Any]) -> DateRow:
    event = _event(islice(values, len(_OF_EVENT)))
    date = dict(zip(_OF_DATE, values, strict=True))
    said = {name: json.loads(date[name]) for name in ("note", "report", "report_links")}
    return DateRow(**date | said | {"event": event, "state": State(date["state"])})


def _event(values: Iterable[Any]) -> EventRow:
    event = dict(zip(_OF_EVENT, values, strict=True))
    said = {name: json.loads(event[name]) for name in ("title", "lead", "description", "access_note")}
    access = [Access(access) for access in event["access"]]
    return EventRow(**event | said | {"kind": Kind(event["kind"]), "access": access})
