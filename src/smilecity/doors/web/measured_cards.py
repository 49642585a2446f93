"""Things as cards: where each is and what it measures now, ready to print."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext

from smilecity.city import queries as city
from smilecity.doors.web import measured_names
from smilecity.doors.web import measured_words as said
from smilecity.doors.web.measured_words import Finding
from smilecity.sense.things.queries.rows import CardValue, Reading, ThingCard, Unit
from smilecity.sense.things.rules import pace


@dataclass(frozen=True, slots=True)
class Value:
    """The latest value of a series on a card."""

    label: str
    url: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Card:
    """A thing, ready to print. `more` names how many series are not shown."""

    id: int
    url: str
    name: str
    place: str
    values: tuple[Value, ...]
    more: str
    generated: bool


def cards(rows: Sequence[ThingCard], at: datetime) -> list[Card]:
    """Return the cards in the order of the rows. At most 1 SQL, for the names of districts."""
    points = [(row.lon, row.lat) for row in rows if row.lon is not None and row.lat is not None]
    districts = dict(zip(points, city.district_names(points), strict=True))
    return [_card(row, districts.get((row.lon or 0.0, row.lat or 0.0), ""), at) for row in rows]


def _card(row: ThingCard, district: str, at: datetime) -> Card:
    values, left = _values(row.values, at), row.datastreams - len(row.values)
    more = ngettext("und {n} weitere Messreihe", "und {n} weitere Messreihen", left).format(n=left) if left > 0 else ""
    return Card(row.id, url_of(row.id), row.name, where(row.place, district), values, more, row.generated)


def where(place: str, district: str) -> str:
    """Return where a thing is: the name of its place and the district, each once."""
    return ", ".join(dict.fromkeys(part for part in (place.strip(), district) if part))


def url_of(thing: int) -> str:
    """Return the address of a thing."""
    return reverse("web:measured_thing", args=[thing])


def series_url(datastream: int) -> str:
    """Return the address of a datastream."""
    return reverse("web:measured_series", args=[datastream])


def _values(rows: Sequence[CardValue], at: datetime) -> tuple[Value, ...]:
    names = labels([(row.name, row.observed) for row in rows])
    return tuple(
        Value(name, series_url(row.datastream), now(row.latest, row.units, row.first, row.observations, at))
        for row, name in zip(rows, names, strict=True)
    )


def labels(rows: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """Return what each series is called beside the others: what it measures, or its own name where two measure that."""
    measured = [", ".join(map(measured_names.named, observed)) for _name, observed in rows]
    often = Counter(measured)
    return [
        what if what and often[what] == 1 else measured_names.named(name)
        for (name, _observed), what in zip(rows, measured, strict=True)
    ]


def now(
    latest: Reading | None, units: Sequence[Unit], first: datetime | None, observations: int, at: datetime
) -> Finding:
    """Return what a series says now."""
    if latest is None or first is None:
        return said.finding(None, units, pace.Pace.MISSING, at)
    gap = pace.usual_gap(first, latest.at, observations)
    return said.finding(latest, units, pace.pace(latest.at, gap, at), at)
