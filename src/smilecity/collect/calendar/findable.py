"""What of the calendar can be found: published events, with what came of their dates."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from smilecity.collect.calendar.models import Event, Occurrence
from smilecity.ground.search.rules import Findable
from smilecity.ground.text import FALLBACK, Texts

SOURCE = "calendar"
# A hit leads to the next of its dates; of a long series so many are known to the search.
_DATES_MOST = 100


def read(keys: Sequence[str] | None) -> Iterator[Findable]:
    """Yield the published ones of these events. 2 SQL."""
    rows = Event.objects.exclude(published_at=None)
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    events = list(rows.order_by("pk"))
    dates = defaultdict(list)
    for date in Occurrence.objects.filter(event__in=events).order_by("starts_at", "pk"):
        dates[date.event_id].append(date)
    for event in events:
        yield _findable(event, dates[event.pk])


def _findable(event: Event, dates: Sequence[Occurrence]) -> Findable:
    told = [event.description, event.access_note, *(date.report for date in dates), *(date.note for date in dates)]
    where = " ".join(part for part in (event.place, event.address, event.organiser) if part)
    return Findable(
        key=str(event.pk),
        kind="event",
        title=event.title,
        lead=event.lead,
        body=_joined([*told, {FALLBACK: where}]),
        at=dates[-1].starts_at if dates else event.published_at,
        facts={"dates": " ".join(f"{date.pk}={date.starts_at.isoformat()}" for date in dates[-_DATES_MOST:])},
    )


def _joined(texts: Sequence[Texts]) -> Texts:
    found: dict[str, str] = {}
    for each in texts:
        for language, text in each.items():
            found[language] = f"{found.get(language, '')}\n{text}".strip()
    return found
