"""Entries of an iCal file become events: new ones are made, known ones (by UID) brought up to date, none twice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from smilecity.collect.calendar.actions.acting import record, require
from smilecity.collect.calendar.actions.dates import cancel, move
from smilecity.collect.calendar.actions.events import EventFields, edit_event, make_event, publish_event
from smilecity.collect.calendar.models import Event, Occurrence
from smilecity.collect.calendar.rules import Kind, State
from smilecity.collect.calendar.rules.entries import Entry, Fate, Taken
from smilecity.collect.calendar.rules.rights import Act
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User

SERIES_KNOWN = sentence("Diese Reihe ist schon eingetragen. Bitte ändern Sie ihre Termine einzeln.")
IS_CANCELLED = sentence("Der Eintrag ist abgesagt und steht hier noch nicht.")


@transaction.atomic
def import_entries(
    *,
    entries: Sequence[Entry],
    kind: Kind,
    office: int | None,
    publish: bool,
    by: User | None,
    at: datetime,
    keep: bool = True,
) -> list[Taken]:
    """Take entries and return what became of each. `keep=False`: only say what would become of them. Raises Refused.

    An entry that is refused leaves the others alone.
    """
    require(Act.IMPORT, by)
    taken = [_tried(entry, kind, office, publish, by, at) for entry in entries]
    if keep:
        fresh = sum(one.fate in {Fate.NEW, Fate.CHANGED} for one in taken)
        record("import", "calendar", by, at, entries=len(taken), taken=fresh)
    else:
        transaction.set_rollback(True)
    return taken


def _tried(entry: Entry, kind: Kind, office: int | None, publish: bool, by: User | None, at: datetime) -> Taken:
    try:
        with transaction.atomic():
            return _take(entry, kind, office, publish, by, at)
    except Refused as refusal:
        return Taken(entry, Fate.REFUSED, reason=refusal.sentence, values=dict(refusal.values))


def _take(entry: Entry, kind: Kind, office: int | None, publish: bool, by: User | None, at: datetime) -> Taken:
    known = Event.objects.select_for_update().filter(imported_uid=entry.uid).first()
    if known:
        return _update(known, entry, by, at)
    if entry.cancelled:
        raise Refused(IS_CANCELLED)
    event = make_event(fields=_fields(entry, kind, office), dates=entry.spans, by=by, at=at)
    Event.objects.filter(pk=event).update(imported_uid=entry.uid, imported_sequence=entry.sequence)
    if publish:
        publish_event(event=event, by=by, at=at)
    return Taken(entry, Fate.NEW, event)


def _fields(entry: Entry, kind: Kind, office: int | None) -> EventFields:
    return EventFields(
        title={"de": entry.title},
        kind=kind,
        description={"de": entry.description},
        place=entry.place,
        lon=entry.lon,
        lat=entry.lat,
        link_url=entry.link_url,
        office=office,
    )


def _update(known: Event, entry: Entry, by: User | None, at: datetime) -> Taken:
    """Bring a known event up to date; what was added here (translations, registration) stays."""
    dates = list(Occurrence.objects.filter(event=known).order_by("starts_at", "id"))
    if len(dates) > 1 or len(entry.spans) > 1:
        raise Refused(SERIES_KNOWN)
    if entry.sequence < known.imported_sequence:
        return Taken(entry, Fate.SAME, known.pk)
    changed = _edit(known, entry, by, at) | _steer(dates[0], entry, by, at)
    Event.objects.filter(pk=known.pk).update(imported_sequence=entry.sequence)
    return Taken(entry, Fate.CHANGED if changed else Fate.SAME, known.pk)


def _edit(known: Event, entry: Entry, by: User | None, at: datetime) -> bool:
    values: dict[str, Any] = {
        "title": known.title | {"de": entry.title},
        "description": known.description | ({"de": entry.description} if entry.description else {}),
        "place": entry.place,
        "link_url": entry.link_url,
    }
    if all(getattr(known, name) == value for name, value in values.items()):
        return False
    edit_event(event=known.pk, fields=EventFields(**(_as_fields(known) | values)), by=by, at=at)
    return True


def _as_fields(row: Event) -> dict[str, Any]:
    names = (
        "kind", "lead", "lon", "lat", "address", "online_url", "access", "access_note", "organiser", "source",
        "registration", "capacity", "waiting_list", "closes_hours",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {"office": row.office_id}


def _steer(date: Occurrence, entry: Entry, by: User | None, at: datetime) -> bool:
    """Move or cancel the one date as the entry says."""
    if entry.cancelled:
        cancel(occurrence=date.pk, note={}, by=by, at=at)
        return date.state == State.PLANNED
    span = entry.spans[0]
    if (date.starts_at, date.ends_at, date.all_day) == (span.starts_at, span.ends_at, span.all_day):
        return False
    move(occurrence=date.pk, span=span, note={}, by=by, at=at)
    return True
