"""Staff make events, change what is said of them, show them and hide them. Their dates: see dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from smilecity.city import queries as city
from smilecity.collect.calendar import findable, rules
from smilecity.collect.calendar.actions.acting import held_event, record, require
from smilecity.collect.calendar.actions.dates import announce, make_dates
from smilecity.collect.calendar.actions.seating import move_up
from smilecity.collect.calendar.models import Booking, Event, Occurrence
from smilecity.collect.calendar.rules import Access, Kind, Span, State
from smilecity.collect.calendar.rules.rights import Act
from smilecity.ground.refusals import Refused
from smilecity.ground.search import actions as search
from smilecity.ground.text import Texts, sentence
from smilecity.people.models import User

HAS_BOOKINGS = sentence("Es haben sich schon Menschen angemeldet. Bitte sagen Sie die Termine ab.")
IS_PUBLIC = sentence("Diese Veranstaltung ist öffentlich. Bitte verbergen Sie sie zuerst.")


@dataclass(frozen=True)
class EventFields:
    """What staff say of an event. `capacity` None: as many as come. `office`: the id of the office that organises."""

    title: Texts
    kind: Kind = Kind.CITY
    lead: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    place: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    online_url: str = ""
    access: Sequence[Access] = ()
    access_note: Texts = field(default_factory=dict)
    office: int | None = None
    organiser: str = ""
    link_url: str = ""
    source: str = ""
    registration: bool = False
    capacity: int | None = None
    waiting_list: bool = True
    closes_hours: int = 0


@transaction.atomic
def make_event(
    *, fields: EventFields, dates: Sequence[Span], by: User | None, at: datetime, generated: bool = False
) -> UUID:
    """Make an event with its dates, as a draft; return its id. `by` None: the program itself. Raises Refused."""
    require(Act.WRITE, by)
    rules.check_spans(dates)
    event = Event.objects.create(**_checked(fields), generated=generated, made_at=at, changed_at=at)
    make_dates(event, dates, at)
    record("make", f"event:{event.pk}", by, at, dates=len(dates))
    return event.pk


@transaction.atomic
def edit_event(*, event: UUID, fields: EventFields, by: User | None, at: datetime) -> None:
    """Replace what is said of an event. A new place is told to everybody registered; new room lets people move up.

    Raises Refused.
    """
    require(Act.WRITE, by)
    values, row = _checked(fields), held_event(event)
    elsewhere = any(getattr(row, name) != values[name] for name in ("place", "address", "online_url"))
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_at = at
    row.save()
    coming = Occurrence.objects.select_for_update().filter(event=row, ends_at__gt=at).order_by("id")
    for date in list(coming):
        date.event = row
        if elsewhere and row.published_at and date.state == State.PLANNED:
            announce(date, at)
        move_up(date)
    search.changed(findable.SOURCE, [event])
    record("edit", f"event:{event}", by, at)


@transaction.atomic
def publish_event(*, event: UUID, by: User | None, at: datetime) -> None:
    """Show an event to everybody; one that is shown stays so. Raises Refused."""
    require(Act.STEER, by)
    row = held_event(event)
    if row.published_at is None:
        Event.objects.filter(pk=event).update(published_at=at, changed_at=at)
        search.changed(findable.SOURCE, [event])
        record("publish", f"event:{event}", by, at)


@transaction.atomic
def hide_event(*, event: UUID, by: User | None, at: datetime) -> None:
    """Make a draft of an event again. Raises Refused where somebody has registered: they would wait in vain."""
    require(Act.STEER, by)
    held_event(event)
    if Booking.objects.filter(occurrence__event=event).exists():
        raise Refused(HAS_BOOKINGS)
    Event.objects.filter(pk=event).update(published_at=None, changed_at=at)
    # Calendars that come back after it was shown again have to take the new state for newer than theirs.
    Occurrence.objects.filter(event=event).update(sequence=F("sequence") + 1, changed_at=at)
    search.changed(findable.SOURCE, [event])
    record("hide", f"event:{event}", by, at)


@transaction.atomic
def remove_event(*, event: UUID, by: User | None, at: datetime) -> None:
    """Delete a draft with its dates for good. Raises Refused."""
    require(Act.STEER, by)
    row = held_event(event)
    if row.published_at:
        raise Refused(IS_PUBLIC)
    row.delete()
    record("remove", f"event:{event}", by, at)


def _checked(fields: EventFields) -> Mapping[str, Any]:
    """Return what may be kept, clean. Raises Refused."""
    title = rules.clean_texts(fields.title, rules.TITLE_MOST)
    rules.check_title(title)
    rules.check_point(fields.lon, fields.lat)
    rules.check_intake(fields.capacity, fields.closes_hours)
    values: dict[str, Any] = {
        "kind": fields.kind,
        "title": title,
        "lead": rules.clean_texts(fields.lead, rules.LEAD_MOST),
        "description": rules.clean_texts(fields.description, rules.TEXT_MOST, long=True),
        "place": rules.clean_line(fields.place, rules.LINE_MOST),
        "address": rules.clean_line(fields.address, rules.LINE_MOST),
        "lon": fields.lon,
        "lat": fields.lat,
        "district_id": _district(fields.lon, fields.lat),
        "online_url": rules.clean_link(fields.online_url),
        "access": [access.value for access in Access if access in fields.access],
        "access_note": rules.clean_texts(fields.access_note, rules.NOTE_MOST, long=True),
        "office_id": fields.office,
        "organiser": rules.clean_line(fields.organiser, rules.LINE_MOST),
        "link_url": rules.clean_link(fields.link_url),
        "source": rules.clean_line(fields.source, rules.LINE_MOST),
        "registration": fields.registration,
        "capacity": fields.capacity,
        "waiting_list": fields.waiting_list,
        "closes_hours": fields.closes_hours,
    }
    found_by = (values[name] for name in ("title", "lead", "description", "place", "address", "organiser"))
    return values | {"words": rules.search_words(found_by)}


def _district(lon: float | None, lat: float | None) -> int | None:
    district = city.district_at(lon, lat) if lon is not None and lat is not None else None
    return district.id if district else None
