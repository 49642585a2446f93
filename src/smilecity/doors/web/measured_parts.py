"""A period of a datastream as charts and tables, one part for each thing it measures. At most 2 SQL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils import timezone

from smilecity.doors.web import measured_names, measured_periods, measured_sums, measured_values
from smilecity.doors.web import measured_words as said
from smilecity.doors.web.measured_periods import Period
from smilecity.doors.web.measured_telling import Part, Subject
from smilecity.sense.things.queries import Summed, aggregates
from smilecity.sense.things.queries.pages_values import readings
from smilecity.sense.things.queries.rows import DatastreamRow, Reading, Unit
from smilecity.sense.things.rules.words import Step

_PARTS_MOST = 12


@dataclass(frozen=True)
class Shown:
    """The parts, the quality flags that occur, and how far apart values usually are (None: not known from these)."""

    parts: Sequence[Part] = ()
    flags: Sequence[int] = ()
    apart: timedelta | None = None

    @property
    def moves(self) -> bool:
        """Whether a script may draw the chart anew: there is one, and only one."""
        return len(self.parts) == 1 and self.parts[0].plot is not None


def parts(row: DatastreamRow, period: Period) -> Shown:
    """Return what a period shows; no parts where there is no value."""
    if row.latest is None:
        return Shown()
    found = readings(row.id, start=period.start, end=period.end, most=period.most + 1)
    if len(found) > period.most and any(measured_values.has_number(one.result) for one in found):
        shown = list(_summed(row, period))
        if shown:
            return Shown(shown)
    return _told(row, period, found[-period.most :])


def _subjects(row: DatastreamRow, period: Period) -> list[Subject]:
    if not row.multi:
        return [Subject(row, period, "", row.units[0] if row.units else Unit("", ""), 0)]
    named = zip(row.observed, row.units, strict=False)
    return [
        Subject(row, period, measured_names.named(one.name), unit, index) for index, (one, unit) in enumerate(named)
    ][:_PARTS_MOST]


def _told(row: DatastreamRow, period: Period, found: Sequence[Reading]) -> Shown:
    if not found:
        return Shown()
    apart = sorted(later.at - earlier.at for earlier, later in pairwise(found))
    return Shown(
        [measured_values.told(subject, found) for subject in _subjects(row, period)],
        flags=sorted({one.quality for one in found if one.quality is not None and said.quality(one.quality)}),
        apart=apart[len(apart) // 2] if apart else None,
    )


def _summed(row: DatastreamRow, period: Period) -> Iterator[Part]:
    """Yield what is told by means over hours, days or months: whatever has numbers."""
    first, last = max(period.start, row.first or period.start), min(period.end, row.last or period.end)
    step = measured_periods.step(last - first)
    found = aggregates(row.id, step, start=_begin(first, step), end=period.end)
    for subject in _subjects(row, period):
        own: list[Summed] = [one for one in found if one.component == subject.index]
        if any(one.count for one in own):
            yield measured_sums.summed(subject, own, step)


def _begin(first: datetime, step: Step) -> datetime:
    """Return when the hour, day or month began in which the first value lies."""
    local = timezone.localtime(first).replace(minute=0, second=0, microsecond=0)
    if step is Step.HOUR:
        return local
    return local.replace(hour=0) if step is Step.DAY else local.replace(hour=0, day=1)
