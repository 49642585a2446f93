"""What both ways of telling a period share: the subject, its sentence, its chart, its table."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate, pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smilecity.doors.web import measured_chart, measured_names, words
from smilecity.doors.web import measured_words as said
from smilecity.doors.web.measured_chart import Dot, Drawing, Span
from smilecity.doors.web.measured_periods import Period
from smilecity.sense.things.queries.rows import DatastreamRow, Unit
from smilecity.sense.things.rules.words import Step

# A table for people; whoever wants more takes the file.
ROWS_MOST = 400
DIGITS_MOST = 3
_SHORT = 24
# Points further apart than this many usual gaps are not joined by a line.
_GAPS = 3
# What fills this share of the time, and happened so often, is usual.
_SHARE, _OFTEN = 0.1, 5


@dataclass(frozen=True)
class Subject:
    """One thing that a datastream measures, in a period. `name` is empty where it is the only one."""

    row: DatastreamRow
    period: Period
    name: str
    unit: Unit
    index: int

    @property
    def title(self) -> str:
        """What charts and tables are called."""
        return self.name or measured_names.named(self.row.name)


@dataclass(frozen=True)
class Plot:
    """A chart for components/plot.html; `dots`, `gap` and `step` for the script that draws it anew."""

    id: str
    title: str
    description: str
    unit_text: str
    base_text: str
    drawings: Sequence[Drawing]
    dots: Sequence[Dot]
    gap: timedelta
    step: Step | None


@dataclass(frozen=True)
class Table:
    """A table for components/table.html."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Part:
    """A subject told: what the period says of it in words, the chart (None for words), the table, a note below it."""

    heading: str
    sentence: str
    plot: Plot | None
    table: Table
    note: str

    @property
    def is_short(self) -> bool:
        """Whether the table may stand open."""
        return len(self.table.rows) <= _SHORT


def sentence(subject: Subject, dots: Sequence[Dot], digits: int, mean: float) -> str:
    """Return what a period says: between what and what, and the mean. `dots`: at least one."""
    period, unit = subject.period.words, subject.unit
    least = min(dot.value if dot.least is None else dot.least for dot in dots)
    most = max(dot.value if dot.most is None else dot.most for dot in dots)
    if least == most:
        steady = _("{period}: ein Wert, {value}.") if len(dots) == 1 else _("{period}: gleichbleibend {value}.")
        return steady.format(period=period, value=said.part(most, unit, digits))
    return _("{period}: zwischen {least} und {most}, im Mittel {mean}.").format(
        period=period,
        least=said.part(least, unit, digits),
        most=said.part(most, unit, digits),
        mean=said.part(mean, unit, max(digits, 1)),
    )


def mean_of(values: Sequence[float]) -> float:
    """Return the mean; each is divided first, because the sum of the largest numbers would be infinite."""
    return math.fsum(value / len(values) for value in values)


def _base(step: Step | None, doubtful: int) -> str:
    """Return what a chart stands on."""
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


def plot(subject: Subject, dots: Sequence[Dot], step: Step | None, doubtful: int) -> Plot:
    """Return the chart of a subject. `dots`: by time, at least one. `doubtful`: how many values it leaves out."""
    period, gap, base_text = subject.period, _gap(dots), _base(step, doubtful)
    return Plot(
        id=f"verlauf-{subject.index}",
        title=_("{name}, Verlauf").format(name=subject.title),
        description=_("{period}. {base} Dieselben Zahlen stehen darunter als Tabelle.").format(
            period=period.words, base=base_text
        ),
        unit_text=said.symbol(subject.unit) or measured_names.named(subject.unit.name),
        base_text=base_text,
        drawings=measured_chart.drawings(dots, Span(period.start, period.end, gap)),
        dots=dots,
        gap=gap,
        step=step,
    )


def _gap(dots: Sequence[Dot]) -> timedelta:
    """Return how far apart points may be and still be joined: a few times of what is usual among them."""
    apart = sorted(later.at - earlier.at for earlier, later in pairwise(dots))
    return _usual(apart) * _GAPS if apart else timedelta()


def _usual(apart: Sequence[timedelta]) -> timedelta:
    """Return how far apart points usually are. `apart`: sorted, at least one.

    Measured in the time they fill: a device that speaks more often since an hour ago was not silent before. What
    happened only a few times is a gap, however long.
    """
    enough = sum(apart, timedelta()) * _SHARE
    filled = list(accumulate(apart))
    place = next(place for place, so_far in enumerate(filled) if so_far >= enough)
    return apart[place if len(apart) - place >= _OFTEN else len(apart) // 2]
