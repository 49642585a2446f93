"""Lists of dates that everybody may see: coming or past, of a month, for feeds. Paged by keyset, each one statement."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from smilecity.collect.calendar.models import Occurrence
from smilecity.collect.calendar.queries.rows import DateRow, date_row
from smilecity.collect.calendar.rules import LONGEST, Kind

# Beyond this nobody counts: pages say "mehr als 500".
TOTAL_MOST = 500
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class DateFilter:
    """What a list shows. `past`: what is over, the newest first; else what comes. `text`: words that must occur."""

    kind: Kind | None = None
    district: int | None = None
    text: str = ""
    online: bool = False
    past: bool = False
    month: tuple[datetime, datetime] | None = None


@dataclass(frozen=True)
class Dates:
    """A page of a list. `next`: the cursor of the next page, None on the last."""

    rows: Sequence[DateRow]
    next: str | None


def _shown() -> QuerySet[Occurrence]:
    return Occurrence.objects.filter(event__published_at__isnull=False).select_related("event")


def _narrowed(wanted: DateFilter, at: datetime) -> QuerySet[Occurrence]:
    rows = _shown().filter(_when(wanted, at))
    if wanted.kind:
        rows = rows.filter(event__kind=wanted.kind)
    if wanted.district:
        rows = rows.filter(event__district=wanted.district)
    if wanted.online:
        rows = rows.exclude(event__online_url="")
    for word in wanted.text.casefold().split():
        rows = rows.filter(event__words__contains=word)
    return rows


def _when(wanted: DateFilter, at: datetime) -> Q:
    # Nothing lasts longer than LONGEST, so the index on the beginning is enough to find what is not over.
    when = Q(ends_at__lte=at) if wanted.past else Q(ends_at__gt=at, starts_at__gt=at - LONGEST - timedelta(days=1))
    if wanted.month is None:
        return when
    begins, ends = wanted.month
    return Q(starts_at__lt=ends, starts_at__gte=begins)


def dates(wanted: DateFilter, at: datetime, after: str = "", most: int = 25) -> Dates:
    """Return a page of dates; a cursor that is none begins anew. 1 SQL."""
    order = ("-starts_at", "-pk") if wanted.past else ("starts_at", "pk")
    rows = _narrowed(wanted, at).order_by(*order)
    place = _read_cursor(after)
    if place:
        rows = rows.filter(_beyond(place, past=wanted.past))
    found = [date_row(row) for row in rows[: most + 1]]
    return Dates(found[:most], _cursor(found[most - 1]) if len(found) > most else None)


def _beyond(place: tuple[datetime, int], *, past: bool) -> Q:
    starts, number = place
    if past:
        return Q(starts_at__lte=starts) & (Q(starts_at__lt=starts) | Q(pk__lt=number))
    return Q(starts_at__gte=starts) & (Q(starts_at__gt=starts) | Q(pk__gt=number))


def _cursor(row: DateRow) -> str:
    said = f"{row.starts_at.astimezone(UTC).isoformat()} {row.number}"
    return base64.urlsafe_b64encode(said.encode()).rstrip(b"=").decode()


def _read_cursor(raw: str) -> tuple[datetime, int] | None:
    """Return the beginning and number after which a page begins; None for a cursor that is none."""
    try:
        said, digits = base64.urlsafe_b64decode(f"{raw}==").decode("ascii").split(" ")
        starts, number = datetime.fromisoformat(said), int(digits)
    except ValueError:
        return None
    return (starts, number) if starts.tzinfo and 0 <= number <= _LARGEST else None


def total(wanted: DateFilter, at: datetime) -> int:
    """Return how many there are, but never more than TOTAL_MOST + 1. 1 SQL."""
    return _narrowed(wanted, at).order_by()[: TOTAL_MOST + 1].count()


def between(wanted: DateFilter, begins: datetime, ends: datetime, at: datetime, most: int = 400) -> list[DateRow]:
    """Return what takes place in a time, also what began before it, in order. 1 SQL."""
    rows = _narrowed(replace(wanted, month=(begins - LONGEST, ends)), at)
    return [date_row(row) for row in rows.filter(ends_at__gt=begins).order_by("starts_at", "pk")[:most]]


def find(number: int, *, drafts: bool = False) -> DateRow | None:
    """Return a date by its public name; one of a draft only where it is asked for. 1 SQL."""
    rows = Occurrence.objects.select_related("event") if drafts else _shown()
    row = rows.filter(pk=number).first() if number <= _LARGEST else None
    return date_row(row) if row else None


def siblings(event: UUID, number: int, at: datetime, most: int = 6) -> list[DateRow]:
    """Return the next other dates of a series. 1 SQL."""
    rows = _shown().filter(event=event, ends_at__gt=at).exclude(pk=number).order_by("starts_at", "pk")
    return [date_row(row) for row in rows[:most]]


def feed(wanted: DateFilter, at: datetime, since: datetime, most: int = 2_000) -> list[DateRow]:
    """Return what a calendar client gets: what comes, and what began since a moment; cancelled ones too. 1 SQL."""
    ends = at + timedelta(days=365 * 5)
    narrowed = replace(wanted, month=(since, ends))
    return [date_row(row) for row in _narrowed(narrowed, at).order_by("starts_at", "pk")[:most]]
