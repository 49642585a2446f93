"""A period told by means over hours, days or months. In: sums the room keeps up to date. Out: a part of the page."""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from smilecity.doors.web import measured_telling as telling
from smilecity.doors.web import measured_words as said
from smilecity.doors.web import words
from smilecity.doors.web.measured_chart import Dot
from smilecity.doors.web.measured_telling import DIGITS_MOST, ROWS_MOST, Part, Subject, Table
from smilecity.sense.things.queries import Summed
from smilecity.sense.things.rules.words import Step

_LENGTHS = {Step.HOUR: timedelta(hours=1), Step.DAY: timedelta(days=1), Step.MONTH: timedelta(days=30.4)}


def summed(subject: Subject, found: Sequence[Summed], step: Step) -> Part:
    """Return a part that tells means. `found`: by time, at least one with a value that is not doubtful."""
    good = [one for one in found if one.count]
    dots = list(_dots(subject, good, step))
    digits = min(max(said.digits_of(value) for one in good for value in _ends(one)), DIGITS_MOST)
    count = sum(one.count for one in good)
    mean = math.fsum(one.total / count for one in good)
    return Part(
        heading=subject.name,
        sentence=telling.sentence(subject, dots, digits, mean),
        plot=telling.plot(subject, dots, step, sum(one.doubtful for one in found)),
        table=_table(subject, good[-ROWS_MOST:], digits, step),
        note=_cut(len(good)),
    )


def _ends(one: Summed) -> tuple[float, float]:
    return one.least or 0.0, one.most or 0.0


def _dots(subject: Subject, found: Sequence[Summed], step: Step) -> Iterator[Dot]:
    """Yield the means, each in the middle of its time."""
    start, end = subject.period.start, subject.period.end
    for one in found:
        yield Dot(min(max(one.start + _LENGTHS[step] / 2, start), end), one.mean or 0.0, one.least, one.most)


def _table(subject: Subject, found: Sequence[Summed], digits: int, step: Step) -> Table:
    """Return the means, the newest first."""
    unit = subject.unit
    rows = [
        [
            _time(one.start, step),
            said.part(one.mean, unit, max(digits, 1)),
            said.part(one.least, unit, digits),
            said.part(one.most, unit, digits),
            words.number(one.count),
        ]
        for one in reversed(found)
    ]
    return Table(subject.title, [_("Zeit"), _("Mittel"), _("kleinster"), _("größter"), _("Anzahl")], rows)


def _time(start: datetime, step: Step) -> str:
    if step is Step.HOUR:
        return said.moment(start)
    return words.day(start) if step is Step.DAY else words.month(start)


def _cut(count: int) -> str:
    if count <= ROWS_MOST:
        return ""
    return _("Die Tabelle zeigt die neuesten {most} von {all} Zeilen. Alle Werte stehen in der Datei.").format(
        most=words.number(ROWS_MOST), all=words.number(count)
    )
