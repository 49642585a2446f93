"""A date and its event as every page takes them: plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smilecity.collect.calendar.models import Event, Occurrence
from smilecity.collect.calendar.rules import Access, Intake, Kind, Span, State
from smilecity.ground.text import Texts


@dataclass(frozen=True)
class EventRow:
    """What is said of an event. `office`, `district`: ids of the city's."""

    id: UUID
    kind: Kind
    title: Texts
    lead: Texts
    description: Texts
    place: str
    address: str
    lon: float | None
    lat: float | None
    district: int | None
    online_url: str
    access: Sequence[Access]
    access_note: Texts
    office: int | None
    organiser: str
    link_url: str
    source: str
    registration: bool
    capacity: int | None
    waiting_list: bool
    closes_hours: int
    published_at: datetime | None
    generated: bool
    changed_at: datetime


@dataclass(frozen=True)
class DateRow:
    """One date of an event. `number`: its public name."""

    number: int
    event: EventRow
    uid: UUID
    sequence: int
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    planned_at: datetime
    state: State
    note: Texts
    taken: int
    waiting: int
    report: Texts
    report_links: Sequence[dict[str, str]]
    changed_at: datetime

    @property
    def span(self) -> Span:
        """When it is."""
        return Span(self.starts_at, self.ends_at, self.all_day)

    @property
    def intake(self) -> Intake:
        """What decides whether somebody can register for it."""
        return Intake(
            registration=self.event.registration,
            state=self.state,
            starts_at=self.starts_at,
            closes_hours=self.event.closes_hours,
            capacity=self.event.capacity,
            taken=self.taken,
            waiting_list=self.event.waiting_list,
        )

    @property
    def is_moved(self) -> bool:
        """Whether it is at another time than was planned first."""
        return self.state is State.PLANNED and self.starts_at != self.planned_at

    @property
    def is_documented(self) -> bool:
        """Whether something was told of it afterwards."""
        return bool(self.report or self.report_links)


def event_row(row: Event) -> EventRow:
    """Return an event as pages take it. No SQL."""
    return EventRow(
        id=row.pk,
        kind=Kind(row.kind),
        title=row.title,
        lead=row.lead,
        description=row.description,
        place=row.place,
        address=row.address,
        lon=row.lon,
        lat=row.lat,
        district=row.district_id,
        online_url=row.online_url,
        access=[Access(access) for access in row.access],
        access_note=row.access_note,
        office=row.office_id,
        organiser=row.organiser,
        link_url=row.link_url,
        source=row.source,
        registration=row.registration,
        capacity=row.capacity,
        waiting_list=row.waiting_list,
        closes_hours=row.closes_hours,
        published_at=row.published_at,
        generated=row.generated,
        changed_at=row.changed_at,
    )


def date_row(row: Occurrence) -> DateRow:
    """Return a date (read with its event) as pages take it. No SQL."""
    return DateRow(
        number=row.pk,
        event=event_row(row.event),
        uid=row.uid,
        sequence=row.sequence,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        all_day=row.all_day,
        planned_at=row.planned_at,
        state=State(row.state),
        note=row.note,
        taken=row.taken,
        waiting=row.waiting,
        report=row.report,
        report_links=row.report_links,
        changed_at=row.changed_at,
    )
