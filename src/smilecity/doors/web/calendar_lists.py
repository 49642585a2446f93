"""Prepared values for the calendar's lists: dates grouped by month, and the month as a table. At most 4 SQL."""

import calendar
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS_3, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.city.queries import Names
from smilecity.collect.calendar import queries
from smilecity.collect.calendar.queries import DateRow
from smilecity.collect.calendar.queries.lists import TOTAL_MOST
from smilecity.collect.calendar.rules import Span, State, last_day
from smilecity.doors.web import calendar_filters as filters
from smilecity.doors.web import calendar_words as said
from smilecity.doors.web import markup
from smilecity.doors.web.calendar_filters import Asked
from smilecity.ground.text import pick

Values = dict[str, Any]


def page(given: Mapping[str, str], language: str, at: datetime) -> Values:
    """Return everything that web/calendar/list.html takes."""
    names = city.names(language)
    asked = filters.read(given, names, at)
    shown = _month(asked, language, at) if asked.as_month else _list(asked, language, at)
    return {
        "section": "calendar",
        "form": _form(asked, names),
        "chips": [(text, asked.address(**{key: None})) for key, text in asked.words.items()],
        "views": _views(asked),
        "feed_url": reverse("web:calendar_ics") + filters.to_query(asked.filters).removesuffix("?"),
        **shown,
    }


def _form(asked: Asked, names: Names) -> Values:
    chosen = asked.query.get(filters.KIND)
    kinds = [(word, str(said.KINDS[kind]), chosen == word) for word, kind in filters.KIND_WORDS.items()]
    chosen = asked.query.get(filters.DISTRICT)
    districts = [(row.key, row.name, row.key == chosen) for row in names.districts.values()]
    selects = [
        {"name": filters.KIND, "label": _("Art"), "none": _("Alle Veranstaltungen"), "options": markup.options(kinds)}
    ]
    if districts:
        none = _("Alle Ortsteile")
        options = markup.options(districts)
        selects.append({"name": filters.DISTRICT, "label": _("Ortsteil"), "none": none, "options": options})
    kept = [(key, asked.query[key]) for key in (filters.VIEW, filters.PAST, filters.MONTH) if key in asked.query]
    return {
        "text": asked.words.get(filters.TEXT, ""),
        "selects": selects,
        "checks": [(filters.ONLINE, _("Nur was auch online geht"), filters.ONLINE in asked.query)],
        "kept": kept,
    }


def _views(asked: Asked) -> list[tuple[str, str, bool]]:
    plain = {filters.VIEW: None, filters.PAST: None, filters.MONTH: None}
    past = asked.wanted.past
    return [
        (_("Kommende"), asked.address(**plain), not past and not asked.as_month),
        (_("Monat"), asked.address(**plain | {filters.VIEW: filters.GRID}), asked.as_month),
        (_("Vergangene"), asked.address(**plain | {filters.PAST: filters.OVER}), past),
    ]


# --- the list ------------------------------------------------------------------------------------------------------


def _list(asked: Asked, language: str, at: datetime) -> Values:
    found = queries.dates(asked.wanted, at, asked.after)
    count = said.counted(queries.total(asked.wanted, at), TOTAL_MOST, past=asked.wanted.past)
    return {
        "summary_text": filters.summary(asked, count),
        "months": list(_grouped(found.rows, language, at)),
        "next_url": asked.address(**{filters.AFTER: found.next}) if found.next else "",
        "first_url": asked.address() if asked.after else "",
        "empty": {} if found.rows else _empty(asked),
    }


def _grouped(rows: Iterable[DateRow], language: str, at: datetime) -> Iterator[Values]:
    for (year, month), group in groupby(rows, key=_month_of):
        yield {"title": said.month_name(year, month), "dates": [card(row, language, at) for row in group]}


def _month_of(row: DateRow) -> tuple[int, int]:
    local = timezone.localtime(row.starts_at)
    return local.year, local.month


def card(row: DateRow, language: str, at: datetime) -> Values:
    """Return a date as lists and other pages show it (web/calendar/card.html). No SQL."""
    local = timezone.localtime(row.starts_at)
    kind, text = said.state(row, at)
    return {
        "url": reverse("web:event", args=[row.number]),
        "title": pick(row.event.title, language),
        "lead": pick(row.event.lead, language),
        "day": local.day,
        "weekday": WEEKDAYS_ABBR[local.weekday()],
        "iso": local.date().isoformat(),
        "when": said.when(row.span),
        "place": row.event.place or (_("online") if row.event.online_url else ""),
        "kind": str(said.KINDS[row.event.kind]),
        "state_kind": kind,
        "state": text,
        "cancelled": row.state is State.CANCELLED,
        "places": said.places(row.intake, at),
        "generated": row.event.generated,
    }


def day(instant: datetime) -> Values:
    """Return the sheet with the day in front of something that stands in no month's list."""
    local = timezone.localtime(instant)
    return {"day": local.day, "month": str(MONTHS_3[local.month]).capitalize(), "iso": local.date().isoformat()}


def _empty(asked: Asked) -> Values:
    if asked.words:
        clear = asked.address(**dict.fromkeys(filters.FILTERS))
        text = _("Versuchen Sie es mit weniger Filtern.")
        return {"title": _("Dazu gibt es keinen Termin"), "text": text, "url": clear, "link_text": _("Alle Termine")}
    if asked.wanted.past:
        return {"title": _("Noch keine vergangenen Termine"), "text": _("Was stattgefunden hat, steht später hier.")}
    past = asked.address(**{filters.PAST: filters.OVER})
    text = _("Sobald etwas geplant ist, steht es hier. Sehen Sie solange nach, was schon war.")
    return {"title": _("Gerade ist nichts geplant"), "text": text, "url": past, "link_text": _("Vergangene Termine")}


# --- the month -----------------------------------------------------------------------------------------------------


def _month(asked: Asked, language: str, at: datetime) -> Values:
    first = asked.month
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    begins, ends = filters.midnight(weeks[0][0]), filters.midnight(weeks[-1][-1] + timedelta(days=1))
    rows = queries.between(asked.wanted, begins, ends, at)
    by_day = _by_day(rows, language)
    before, after = filters.months_around(first)
    inside = sum(_touches(row, first, after) for row in rows)
    title = filters.month_title(first)
    return {
        "summary_text": filters.summary(asked, f"{title}: {said.counted(inside, len(rows) + 1, past=False)}"),
        "grid": {
            "title": title,
            "weekdays": [(WEEKDAYS_ABBR[number], WEEKDAYS[number]) for number in range(7)],
            "weeks": [[_day(day, first, by_day, timezone.localdate(at)) for day in week] for week in weeks],
            "any": bool(inside),
        },
        "before": (filters.month_title(before), asked.address(**{filters.MONTH: filters.month_key(before)})),
        "after": (filters.month_title(after), asked.address(**{filters.MONTH: filters.month_key(after)})),
        "today_url": asked.address(**{filters.MONTH: None}),
    }


def _day(day: date, first: date, by_day: Mapping[date, list[Values]], today: date) -> Values:
    local = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - only its weekday and name are said
    return {
        "number": day.day,
        "name": said.weekday(local),
        "iso": day.isoformat(),
        "outside": day.month != first.month,
        "today": day == today,
        "dates": by_day.get(day, []),
    }


def _by_day(rows: Iterable[DateRow], language: str) -> dict[date, list[Values]]:
    by_day: dict[date, list[Values]] = {}
    for row in rows:
        shown = {
            "url": reverse("web:event", args=[row.number]),
            "title": pick(row.event.title, language),
            "cancelled": row.state is State.CANCELLED,
        }
        for number, day in enumerate(_days(row.span)):
            by_day.setdefault(day, []).append(shown | {"time": said.hours(row.span)[:5] if number == 0 else ""})
    return by_day


def _days(span: Span) -> Iterator[date]:
    starts, ends = timezone.localtime(span.starts_at).date(), timezone.localtime(span.ends_at).date()
    last = last_day(span, starts, ends)
    while starts <= last:
        yield starts
        starts += timedelta(days=1)


def _touches(row: DateRow, first: date, after: date) -> bool:
    days = list(_days(row.span))
    return bool(days) and days[0] < after and days[-1] >= first
