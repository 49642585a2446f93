"""Reads iCal files of others (RFC 5545). In: bytes. Out: entries with their dates, and each that was refused by name.

A time without a zone is on the city's clock (3.3.5, form 1). A series becomes its dates; one without an end is taken
for a year.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar
from icalendar.cal import Component

from smilecity.collect.calendar import rules
from smilecity.collect.calendar.rules import Span, State, recurrence
from smilecity.collect.calendar.rules.entries import (
    BYTES_MOST,
    ENTRIES_MOST,
    NOT_ICAL,
    NOTHING_IN_IT,
    TOO_BIG,
    TOO_MANY,
    Entry,
    ReadFile,
    Refusal,
)
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

NO_UID = sentence("Der Eintrag hat keine Kennung (UID).")
UID_TWICE = sentence("Diese Kennung (UID) steht zweimal in der Datei.")
UID_TOO_LONG = sentence("Die Kennung (UID) ist länger als 255 Zeichen.")
NO_TITLE = sentence("Der Eintrag hat keinen Titel (SUMMARY).")
NO_START = sentence("Der Eintrag hat keinen Anfang (DTSTART).")
UNREADABLE = sentence("Die Angabe {name} ist nicht lesbar.")
RDATES = sentence("Zusätzliche Termine (RDATE) verstehen wir nicht. Bitte tragen Sie sie einzeln ein.")
TWO_RULES = sentence("Mehr als eine Wiederholung (RRULE) verstehen wir nicht.")
NO_DATES = sentence("Aus der Wiederholung ergibt sich kein Termin.")
NO_SUCH_SERIES = sentence("Der Eintrag ändert eine Reihe, die nicht in der Datei steht.")
THIS_AND_FUTURE = sentence("Eine Änderung „ab hier“ (RANGE) verstehen wir nicht.")
PRIVATE = sentence("Der Eintrag ist als privat gekennzeichnet (CLASS).")
NOT_ON_THE_CLOCK = sentence("Diese Uhrzeit gibt es an diesem Tag nicht.")

ENDLESS_FOR = timedelta(days=366)
UNTITLED = "(ohne Titel)"
_READ = ("DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RECURRENCE-ID")


def read(raw: bytes, zone: ZoneInfo) -> ReadFile:
    """Return what a file holds. Raises Refused for what is no such file, or too much."""
    if len(raw) > BYTES_MOST:
        raise Refused(TOO_BIG, megabytes=BYTES_MOST // 1_000_000)
    components = _components(raw)
    if not components:
        raise Refused(NOTHING_IN_IT)
    if len(components) > ENTRIES_MOST:
        raise Refused(TOO_MANY, most=ENTRIES_MOST)
    return _Reader(zone).read(components)


def _components(raw: bytes) -> list[Component]:
    try:
        text = raw.decode("utf-8-sig")
        calendars = Calendar.from_ical(text, multiple=True)
    except Exception:  # noqa: BLE001 - the parser raises many kinds for what is no iCal
        raise Refused(NOT_ICAL) from None
    if not calendars or any(calendar.name != "VCALENDAR" for calendar in calendars):
        raise Refused(NOT_ICAL)
    return [component for calendar in calendars for component in calendar.walk("VEVENT")]


@dataclass(frozen=True)
class _Override:
    """One date of a series that differs: which (`planned`), its own time, or that it does not take place."""

    uid: str
    title: str
    planned: datetime
    span: Span
    cancelled: bool


class _Reader:
    """Reads the components of one file, and keeps what was refused."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.entries: dict[str, Entry] = {}
        self.refusals: list[Refusal] = []

    def read(self, components: list[Component]) -> ReadFile:
        overrides = [found for component in components if (found := self._tried(component)) is not None]
        for override in overrides:
            self._apply(override)
        return ReadFile(list(self.entries.values()), self.refusals)

    def _tried(self, component: Component) -> _Override | None:
        """Keep an entry or its refusal; return it where it changes a series instead."""
        title = UNTITLED
        try:
            title = _line(component, "SUMMARY", rules.TITLE_MOST * 4)[: rules.TITLE_MOST] or UNTITLED
            return self._read(component)
        except Refused as refusal:
            self._refuse(title, refusal)
        return None

    def _refuse(self, title: str, refusal: Refused) -> None:
        self.refusals.append(Refusal(title, refusal.sentence, dict(refusal.values)))

    def _read(self, component: Component) -> _Override | None:
        _require_readable(component)
        uid = _line(component, "UID", 10_000)
        if not uid:
            raise Refused(NO_UID)
        if len(uid) > 255:
            raise Refused(UID_TOO_LONG)
        span = self._span(component)
        if component.get("RECURRENCE-ID") is not None:
            return self._override(component, uid, span)
        if uid in self.entries:
            raise Refused(UID_TWICE)
        self.entries[uid] = self._entry(component, uid, span)
        return None

    def _entry(self, component: Component, uid: str, span: Span) -> Entry:
        title = _line(component, "SUMMARY", rules.TITLE_MOST)
        if not title:
            raise Refused(NO_TITLE)
        if _line(component, "CLASS", 100).upper() in {"PRIVATE", "CONFIDENTIAL"}:
            raise Refused(PRIVATE)
        spans, endless = self._spans(component, span)
        lon, lat = _point(component)
        return Entry(
            uid=uid,
            title=title,
            spans=spans,
            description=rules.clean_text(_text(component, "DESCRIPTION"), rules.TEXT_MOST),
            place=_line(component, "LOCATION", rules.LINE_MOST),
            link_url=_link(component),
            lon=lon,
            lat=lat,
            cancelled=_line(component, "STATUS", 100).upper() == "CANCELLED",
            sequence=_number(component, "SEQUENCE"),
            endless=endless,
        )

    def _span(self, component: Component) -> Span:
        start = _moment(component, "DTSTART")
        if start is None:
            raise Refused(NO_START)
        all_day = not isinstance(start, datetime)
        begins = self._instant(start)
        end = _moment(component, "DTEND")
        length = _value(component, "DURATION")
        if end is not None:
            ends = self._instant(end)
        elif isinstance(length, timedelta):
            ends = begins + length if not all_day else self._instant(start + length)
        else:  # 3.6.1: a day, or a moment
            ends = self._instant(start + timedelta(days=1)) if all_day else begins
        span = Span(begins, ends, all_day)
        rules.check_span(span)
        return span

    def _instant(self, moment: date) -> datetime:
        """Return the instant of a day or time; what has no zone is on the city's clock."""
        local = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
        try:
            if local.tzinfo is None and not recurrence.exists(local, self.zone):
                raise Refused(NOT_ON_THE_CLOCK)
            return (local if local.tzinfo else local.replace(tzinfo=self.zone)).astimezone(UTC)
        except (OverflowError, ValueError):
            raise Refused(UNREADABLE, name="DTSTART") from None

    def _spans(self, component: Component, first: Span) -> tuple[tuple[Span, ...], bool]:
        """Return the dates of a series, or the one date. Times stay on the clock of the city over the year."""
        if component.get("RDATE") is not None:
            raise Refused(RDATES)
        said = component.get("RRULE")
        if said is None:
            return (first,), False
        if isinstance(said, list):
            raise Refused(TWO_RULES)
        starts = first.starts_at.astimezone(self.zone).replace(tzinfo=None)
        rule = recurrence.parse(said.to_ical().decode(), starts.date())
        until = (starts + ENDLESS_FOR).date() if rule.is_endless else date.max - timedelta(days=366)
        skip = [self._local(moment) for moment in _moments(component, "EXDATE")]
        # One more than there may be, so that too many are refused rather than cut off.
        locals_ = recurrence.expand(starts, rule, self.zone, most=rules.DATES_MOST + 1, skip=skip, until=until)
        if not locals_:
            raise Refused(NO_DATES)
        spans = tuple(self._at(local, starts, first) for local in locals_)
        rules.check_spans(spans)
        return spans, rule.is_endless

    def _local(self, moment: date) -> datetime:
        return self._instant(moment).astimezone(self.zone).replace(tzinfo=None)

    def _at(self, local: datetime, starts: datetime, first: Span) -> Span:
        """Return the span of one date of a series: as long as the first, on the clock for whole days."""
        begins = local.replace(tzinfo=self.zone).astimezone(UTC)
        if not first.all_day:
            return Span(begins, begins + (first.ends_at - first.starts_at))
        ends = first.ends_at.astimezone(self.zone).replace(tzinfo=None) - starts + local
        return Span(begins, ends.replace(tzinfo=self.zone).astimezone(UTC), all_day=True)

    def _override(self, component: Component, uid: str, span: Span) -> _Override:
        said: Any = component["RECURRENCE-ID"]
        if said.params.get("RANGE"):
            raise Refused(THIS_AND_FUTURE)
        cancelled = _line(component, "STATUS", 100).upper() == State.CANCELLED.upper()
        title = _line(component, "SUMMARY", rules.TITLE_MOST) or UNTITLED
        return _Override(uid, title, self._instant(_day_or_time(said.dt)), span, cancelled)

    def _apply(self, override: _Override) -> None:
        series = self.entries.get(override.uid)
        if series is None or all(span.starts_at != override.planned for span in series.spans):
            self._refuse(override.title, Refused(NO_SUCH_SERIES))
            return
        others = [span for span in series.spans if span.starts_at != override.planned]
        if not override.cancelled and all(span.starts_at != override.span.starts_at for span in others):
            others.append(override.span)
        if not others:
            self._refuse(override.title, Refused(NO_DATES))
            return
        self.entries[override.uid] = replace(series, spans=tuple(sorted(others, key=lambda span: span.starts_at)))


def _require_readable(component: Component) -> None:
    for name, _problem in component.errors:
        if name in _READ or name is None:
            raise Refused(UNREADABLE, name=str(name or "?"))


def _value(component: Component, name: str) -> Any:
    said = component.get(name)
    if isinstance(said, list):
        raise Refused(UNREADABLE, name=name)
    return getattr(said, "dt", None)


def _moment(component: Component, name: str) -> date | None:
    value = _value(component, name)
    return None if value is None else _day_or_time(value, name)


def _day_or_time(value: object, name: str = "RECURRENCE-ID") -> date:
    if not isinstance(value, date):
        raise Refused(UNREADABLE, name=name)
    return value


def _moments(component: Component, name: str) -> Iterator[date]:
    said: Any = component.get(name)
    for group in said if isinstance(said, list) else [said] if said is not None else []:
        yield from (_day_or_time(each.dt, name) for each in group.dts)


def _text(component: Component, name: str) -> str:
    said = component.get(name)
    said = said[0] if isinstance(said, list) and said else said
    return str(said) if said is not None else ""


def _line(component: Component, name: str, most: int) -> str:
    return rules.clean_line(_text(component, name), most)


def _link(component: Component) -> str:
    """Return the address of more about it; one that is no web address is left out, the entry is not refused for it."""
    try:
        return rules.clean_link(_text(component, "URL"))
    except Refused:
        return ""


def _number(component: Component, name: str) -> int:
    text = _text(component, name)
    return min(int(text), 2**31 - 1) if text.isdecimal() else 0


def _point(component: Component) -> tuple[float | None, float | None]:
    """Return longitude and latitude of GEO (which says latitude first); what lies nowhere is left out."""
    said: Any = component.get("GEO")
    try:
        lat, lon = float(said.latitude), float(said.longitude)
        rules.check_point(lon, lat)
    except (AttributeError, TypeError, ValueError, Refused):
        return None, None
    return lon, lat
