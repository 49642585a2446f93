"""A period of a datastream as charts and tables, one part for each thing it measures. At most 2 SQL."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smilecity.doors.web import measured_chart, measured_periods, words
from smilecity.doors.web import measured_words as said
from smilecity.doors.web.measured_chart import Dot, Drawing, Span
from smilecity.doors.web.measured_periods import Period
from smilecity.sense.things.queries import Summed, aggregates
from smilecity.sense.things.queries.pages_values import readings
from smilecity.sense.things.queries.rows import DatastreamRow, Reading, Unit
from smilecity.sense.things.rules import pace
from smilecity.sense.things.rules.words import DOUBTFUL, LARGEST, Step

# A table for people; whoever wants more takes the file.
ROWS_MOST = 400
_WORDS_MOST = 100
_PARTS_MOST = 12
_DIGITS = 3
_LENGTHS = {Step.HOUR: timedelta(hours=1), Step.DAY: timedelta(days=1), Step.MONTH: timedelta(days=30.4)}


@dataclass(frozen=True)
class Plot:
    """A chart for components/plot.html."""

    id: str
    title: str
    description: str
    unit_text: str
    base_text: str
    drawings: Sequence[Drawing]


@dataclass(frozen=True)
class Table:
    """A table for components/table.html."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Part:
    """One thing that is measured: what the period says of it in words, the chart (None for words), the table."""

    heading: str
    sentence: str
    plot: Plot | None
    table: Table
    note: str
    data: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """The parts, whether a script may let them move, and the quality flags that occur."""

    parts: Sequence[Part] = ()
    moves: bool = False
    flags: Sequence[int] = ()


def parts(row: DatastreamRow, period: Period) -> Shown:
    """Return what a period shows; no parts where there is no value."""
    if row.latest is None:
        return Shown()
    found = readings(row.id, start=period.start, end=period.end, most=period.most + 1)
    if len(found) > period.most and any(_numbers(one.result) for one in found):
        return _summed(row, period)
    told = found[-period.most :]
    flags = sorted({one.quality for one in told if said.quality(one.quality)})
    names = _headings(row)
    shown = [_told(row, period, told, name, unit, index) for index, (name, unit) in enumerate(names)] if told else []
    return Shown(shown, moves=len(shown) == 1 and shown[0].plot is not None, flags=flags)


def _headings(row: DatastreamRow) -> list[tuple[str, Unit]]:
    """Return the name and unit of each part; a single one needs no name."""
    if not row.multi:
        return [("", row.units[0] if row.units else Unit("", ""))]
    return [(one.name, unit) for one, unit in zip(row.observed, row.units, strict=False)][:_PARTS_MOST]


def _component(result: Any, index: int, *, multi: bool) -> Any:
    """Return the result of one part."""
    if not multi:
        return result
    return result[index] if isinstance(result, list) and index < len(result) else None


def _is_number(result: Any) -> bool:
    return (
        isinstance(result, int | float)
        and not isinstance(result, bool)
        and math.isfinite(result)
        and abs(result) < LARGEST
    )


def _numbers(result: Any) -> bool:
    return _is_number(result) or (isinstance(result, list) and any(map(_is_number, result)))


# --- values one by one -----------------------------------------------------------------------------------------------


def _told(row: DatastreamRow, period: Period, found: Sequence[Reading], name: str, unit: Unit, index: int) -> Part:
    """Return a part that tells each value."""
    values = [(one, _component(one.result, index, multi=row.multi)) for one in found]
    good = [(one, value) for one, value in values if one.quality not in DOUBTFUL and _is_number(value)]
    dots = [Dot(one.at, float(value)) for one, value in good]
    doubtful = sum(one.quality in DOUBTFUL for one in found)
    digits = max((said.digits_of(dot.value) for dot in dots), default=0)
    return Part(
        heading=name,
        sentence=_range(period, dots, unit, digits, len(dots)) if dots else _counted(period, len(found)),
        plot=_plot(row, period, dots, name, unit, index, _base(None, doubtful)) if dots else None,
        table=_value_table(row, values, name, unit, dots=bool(dots)),
        note=_cut(len(values), ROWS_MOST if dots else _WORDS_MOST),
    )


def _counted(period: Period, count: int) -> str:
    values = ngettext("{n} Wert", "{n} Werte", count).format(n=words.number(count))
    return _("{period}: {values}.").format(period=period.words, values=values)


def _value_table(
    row: DatastreamRow, values: Sequence[tuple[Reading, Any]], name: str, unit: Unit, *, dots: bool
) -> Table:
    newest = list(reversed(values))[: ROWS_MOST if dots else _WORDS_MOST]
    told = any(said.quality(one.quality) for one, _value in newest)
    head = [_("Gemessen"), _("Wert"), *([_("Güte")] if told else [])]
    rows = [
        [said.times(one), said.part(value, unit), *([said.quality(one.quality)] if told else [])]
        for one, value in newest
    ]
    return Table(name or row.name, head, rows)


def _cut(count: int, most: int) -> str:
    if count <= most:
        return ""
    return _("Die Tabelle zeigt die neuesten {most} von {all} Werten. Alle stehen in der Datei.").format(
        most=words.number(most), all=words.number(count)
    )


# --- sums ------------------------------------------------------------------------------------------------------------


def _summed(row: DatastreamRow, period: Period) -> Shown:
    """Return parts that tell means over hours, days or months."""
    first, last = max(period.start, row.first or period.start), min(period.end, row.last or period.end)
    step = measured_periods.step(last - first)
    found = aggregates(row.id, step, start=_begin(first, step), end=period.end)
    by_part = {key: list(rows) for key, rows in groupby(sorted(found, key=_order), key=lambda one: one.component)}
    shown = [
        _sums(row, period, by_part[index], name, unit, index, step)
        for index, (name, unit) in enumerate(_headings(row))
        if any(one.count for one in by_part.get(index, ()))
    ]
    return Shown(shown, moves=len(shown) == 1)


def _order(one: Summed) -> tuple[int, datetime]:
    return one.component, one.start


def _begin(first: datetime, step: Step) -> datetime:
    """Return when the hour, day or month began in which the first value lies."""
    local = timezone.localtime(first).replace(minute=0, second=0, microsecond=0)
    if step is Step.HOUR:
        return local
    return local.replace(hour=0) if step is Step.DAY else local.replace(hour=0, day=1)


def _sums(
    row: DatastreamRow, period: Period, found: Sequence[Summed], name: str, unit: Unit, index: int, step: Step
) -> Part:
    good = [one for one in found if one.count and one.mean is not None and one.least is not None]
    dots = list(_dots(good, period, step))
    digits = max(said.digits_of(value) for one in good for value in (one.least or 0.0, one.most or 0.0))
    count = sum(one.count for one in good)
    mean = math.fsum(one.total for one in good) / count
    return Part(
        heading=name,
        sentence=_range(period, dots, unit, min(digits, _DIGITS), count, mean),
        plot=_plot(row, period, dots, name, unit, index, _base(step, sum(one.doubtful for one in found)), step),
        table=_sum_table(row, good, name, unit, min(digits, _DIGITS), step),
        note=_cut_sums(len(good)),
    )


def _dots(found: Sequence[Summed], period: Period, step: Step) -> Iterator[Dot]:
    """Yield the means, each in the middle of its time."""
    for one in found:
        middle = min(max(one.start + _LENGTHS[step] / 2, period.start), period.end)
        yield Dot(middle, one.mean or 0.0, one.least, one.most)


def _sum_table(row: DatastreamRow, found: Sequence[Summed], name: str, unit: Unit, digits: int, step: Step) -> Table:
    more = min(digits + 1, _DIGITS)
    head = [_("Zeit"), _("Mittel"), _("kleinster"), _("größter"), _("Anzahl")]
    rows = [
        [
            _time_of(one.start, step),
            said.part(one.mean, unit, more),
            said.part(one.least, unit, digits),
            said.part(one.most, unit, digits),
            words.number(one.count),
        ]
        for one in list(reversed(found))[:ROWS_MOST]
    ]
    return Table(name or row.name, head, rows)


def _time_of(start: datetime, step: Step) -> str:
    if step is Step.HOUR:
        return said.moment(start)
    return words.day(start) if step is Step.DAY else words.month(start)


def _cut_sums(count: int) -> str:
    if count <= ROWS_MOST:
        return ""
    return _("Die Tabelle zeigt die neuesten {most} von {all} Zeilen. Alle Werte stehen in der Datei.").format(
        most=words.number(ROWS_MOST), all=words.number(count)
    )


# --- in words and as a picture ---------------------------------------------------------------------------------------


def _range(period: Period, dots: Sequence[Dot], unit: Unit, digits: int, count: int, mean: float | None = None) -> str:
    """Return what a period says: between what and what, and the mean."""
    if count == 1:
        only = said.part(dots[0].value, unit)
        return _("{period}: ein Wert, {value}.").format(period=period.words, value=only)
    least = min(dot.value if dot.least is None else dot.least for dot in dots)
    most = max(dot.value if dot.most is None else dot.most for dot in dots)
    if least == most:
        return _("{period}: gleichbleibend {value}.").format(period=period.words, value=said.part(most, unit, digits))
    # Halved, because the sum of the largest numbers would be infinite.
    middle = math.fsum(dot.value / len(dots) for dot in dots) if mean is None else mean
    return _("{period}: zwischen {least} und {most}, im Mittel {mean}.").format(
        period=period.words,
        least=said.part(least, unit, digits),
        most=said.part(most, unit, digits),
        mean=said.part(middle, unit, min(digits + 1, _DIGITS)),
    )


def _base(step: Step | None, doubtful: int) -> str:
    """Return what the chart stands on."""
    drawn = {
        None: _("Jeder Wert ist gezeichnet."),
        Step.HOUR: _("Die Linie zeigt das Mittel jeder Stunde, die Fläche den kleinsten und den größten Wert."),
        Step.DAY: _("Die Linie zeigt das Mittel jedes Tages, die Fläche den kleinsten und den größten Wert."),
        Step.MONTH: _("Die Linie zeigt das Mittel jedes Monats, die Fläche den kleinsten und den größten Wert."),
    }[step]
    if not doubtful:
        return drawn
    left = ngettext(
        "{n} zweifelhafter Wert ist nicht gezeichnet.", "{n} zweifelhafte Werte sind nicht gezeichnet.", doubtful
    )
    return f"{drawn} {left.format(n=words.number(doubtful))}"


def _plot(
    row: DatastreamRow,
    period: Period,
    dots: Sequence[Dot],
    name: str,
    unit: Unit,
    index: int,
    base: str,
    step: Step | None = None,
) -> Plot:
    title = name or row.name
    return Plot(
        id=f"verlauf-{index}",
        title=_("{name}, Verlauf").format(name=title),
        description=_("{period}. {base} Dieselben Zahlen stehen darunter als Tabelle.").format(
            period=period.words, base=base
        ),
        unit_text=said.symbol(unit) or unit.name,
        base_text=base,
        drawings=measured_chart.drawings(dots, Span(period.start, period.end, _gap(row, step))),
    )


def _gap(row: DatastreamRow, step: Step | None) -> timedelta:
    """Return how far apart values may be and still be joined by a line."""
    usual = pace.usual_gap(row.first, row.latest.at, row.observations) if row.first and row.latest else None
    return max(pace.silence(usual), _LENGTHS[step] * 1.6 if step else timedelta())
