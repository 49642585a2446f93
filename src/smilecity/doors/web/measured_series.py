"""Prepared values for the page of a datastream: what it says now, a period as charts and tables, its source."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from smilecity.doors.web import (
    links,
    measured_cards,
    measured_chart,
    measured_names,
    measured_parts,
    measured_periods,
    measured_thing,
    words,
)
from smilecity.doors.web import measured_words as said
from smilecity.doors.web.measured_periods import Period
from smilecity.doors.web.measured_words import Finding
from smilecity.sense.things.queries import datastream
from smilecity.sense.things.queries.rows import DatastreamRow, Unit
from smilecity.sense.things.rules.words import Quality

Values = dict[str, object]
SENSORTHINGS = "/sensorthings/v1.1"
# Seconds between two looks at the latest value.
EVERY = 30
# A page of JSON holds this many values, then its nextLink goes on; CSV holds all.
_FILE_MOST = 10_000


def page(number: int, given: Mapping[str, str], at: datetime) -> Values | None:
    """Return everything that web/measured/series.html takes; None where there is nothing to be seen. At most 3 SQL."""
    row = datastream(number)
    if row is None:
        return None
    period = measured_periods.read(given, measured_periods.known(row), at)
    shown = measured_parts.parts(row, period)
    return {
        "section": "measured",
        "name": measured_names.named(row.name),
        "description": row.description if row.description != row.name else "",
        "thing": {"name": row.thing_name, "url": measured_cards.url_of(row.thing)},
        "finding": finding(row, at),
        "measured_at": words.moment(row.latest.at) if row.latest else "",
        "generated": row.generated,
        "live_url": reverse("web:measured_now", args=[row.id]) if row.observations else "",
        "every": EVERY,
        "latest_at": _latest_at(row),
        "unknown": period.unknown,
        "periods": measured_periods.links(period),
        "earlier_url": measured_periods.earlier(period, row.first),
        "later_url": measured_periods.later(period, at),
        "period_text": period.words,
        "parts": shown.parts,
        "history_url": _history_url(row, period) if shown.moves else "",
        "flags": [(said.quality(flag), said.QUALITY_MEANINGS[Quality(flag)]) for flag in shown.flags],
        "empty": _empty(row, period) if not shown.parts else {},
        "facts": _facts(row, shown.apart),
        "licence": said.licence(row.licence) if row.licence else None,
        "legal_basis": said.linked(row.legal_basis) if row.legal_basis else None,
        "contact": said.linked(row.contact or row.provider_contact),
        "provider": row.provider or "",
        "sensor": {"name": measured_names.sensor(row.sensor.name), "link": measured_thing.sensor_link(row)},
        **_ways(row, period),
    }


def finding(row: DatastreamRow, at: datetime) -> Finding:
    """Return what a datastream says now."""
    return measured_cards.now(row.latest, row.units, row.first, row.observations, at)


def now(number: int, at: datetime) -> Values | None:
    """Return the latest value for the script that follows it; None where there is nothing to be seen. 1 SQL."""
    row = datastream(number)
    if row is None:
        return None
    found = finding(row, at)
    return {
        "sentence": found.sentence,
        "label": found.label,
        "kind": found.kind,
        "note": found.note,
        "measured_at": words.moment(row.latest.at) if row.latest else "",
        "value": found.value,
        "at": _latest_at(row),
    }


def history(number: int, given: Mapping[str, str], at: datetime) -> Values | None:
    """Return the points of a chart for the script that draws it; None where there is nothing to draw. At most 3 SQL."""
    row = datastream(number)
    if row is None:
        return None
    period = measured_periods.read(given, measured_periods.known(row), at)
    shown = measured_parts.parts(row, period)
    plot = shown.parts[0].plot if shown.moves else None
    if plot is None:
        return None
    columns = measured_chart.columns(plot.dots, plot.gap)
    span = {"start": period.start.timestamp(), "end": period.end.timestamp()}
    return {**span, "step": plot.step.value if plot.step else "", **columns}


def _latest_at(row: DatastreamRow) -> str:
    return row.latest.at.isoformat() if row.latest else ""


def _history_url(row: DatastreamRow, period: Period) -> str:
    return reverse("web:measured_history", args=[row.id]) + measured_periods.address(period)


def _empty(row: DatastreamRow, period: Period) -> Values:
    if row.latest is None:
        return {
            "title": _("Noch keine Werte"),
            "text": _("Sobald das Gerät den ersten Wert schickt, steht er hier."),
            "url": measured_cards.url_of(row.thing),
            "link_text": _("Zur Messstelle"),
        }
    return {
        "title": _("In dieser Zeit kam kein Wert"),
        "text": _("Der neueste Wert kam am {moment}.").format(moment=said.times(row.latest)),
        "url": f"?{measured_periods.PERIOD}={measured_periods.ALL}",
        "link_text": _("Alle Werte zeigen"),
    }


def _facts(row: DatastreamRow, apart: timedelta | None) -> list[tuple[str, str]]:
    """Return what is to be known of a series, as (what, words). `apart`: how far its values usually are apart."""
    units = list(dict.fromkeys(filter(None, map(_unit, row.units))))
    facts = [
        (_("Messgröße"), ", ".join(measured_names.named(one.name) for one in row.observed)),
        (_("Einheit"), ", ".join(units)),
        (_("Werte"), words.number(row.observations)),
        (_("Zeit der Werte"), _since(row)),
        (_("Neue Werte"), _("meist {gap}").format(gap=said.gap(apart)) if apart else ""),
    ]
    return [(what, text) for what, text in facts if text]


def _unit(unit: Unit) -> str:
    """Return a unit by its name and sign: Meter (m)."""
    name, sign = measured_names.named(unit.name.strip()), said.symbol(unit)
    name = "" if name in {"null", "-", sign} else name
    return f"{name} ({sign})" if name and sign else name or sign


def _since(row: DatastreamRow) -> str:
    if row.first is None or row.last is None:
        return ""
    first, last = words.day(row.first), words.day(row.last)
    return first if first == last else _("{start} bis {end}").format(start=first, end=last)


def _ways(row: DatastreamRow, period: Period) -> Values:
    """Return where programs get the same: files of the period, and a request to copy."""
    address = f"{SENSORTHINGS}/{'MultiDatastreams' if row.multi else 'Datastreams'}({row.id})"
    query = "&".join(["$orderby=phenomenonTime", *_times(period)])
    request = f"{settings.BASE_URL}{address}/Observations?$orderby=phenomenonTime%20desc&$top=10"
    return {
        "files": [
            ("CSV", f"{address}/Observations?$resultFormat=CSV&{query}"),
            ("JSON", f"{address}/Observations?$top={_FILE_MOST}&{query}"),
        ],
        "request_url": request,
        "request_curl": f"curl '{request}'",
        "entity_url": address,
        "list_url": links.to("web:measured"),
    }


def _times(period: Period) -> list[str]:
    """Return the period as the standard's filter; nothing for everything."""
    if period.key == measured_periods.ALL:
        return []
    start, end = (f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for time in (period.start, period.end))
    return ["$filter=" + quote(f"phenomenonTime ge {start} and phenomenonTime le {end}")]
