"""A series as a drawing: a line, the band between least and most, a grid. In: points. Out: shapes for templates.

Drawn twice, for wide screens and for phones, so that letters keep their size; the style sheet shows one of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from smilecity.doors.web import measured_axes as axes
from smilecity.doors.web.measured_axes import Mark, Scale


@dataclass(frozen=True, slots=True)
class Dot:
    """A point to draw: a value, or the mean of a time with its least and most."""

    at: datetime
    value: float
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Span:
    """The time a chart shows; neighbours further apart than `gap` are not joined by a line."""

    start: datetime
    end: datetime
    gap: timedelta


@dataclass(frozen=True)
class Tick:
    """A line of the grid with its label, in the units of the drawing. `anchor`: how the label stands to it."""

    x: str
    y: str
    label: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Drawing:
    """A finished drawing. `line` and `band` are paths; `dots` those that stand alone; `end` the latest value."""

    name: str
    width: int
    height: int
    left: str
    right: str
    top: str
    bottom: str
    label_x: str
    label_y: str
    rows: tuple[Tick, ...]
    columns: tuple[Tick, ...]
    line: str
    band: str
    dots: tuple[tuple[str, str], ...]
    end: tuple[str, str]


@dataclass(frozen=True)
class _Sheet:
    """The paper: its size, its letters, how many marks of time fit."""

    name: str
    width: int
    height: int
    letter: float
    marks: int


_SHEETS = (_Sheet("wide", 760, 300, 8.4, 8), _Sheet("narrow", 340, 250, 7.6, 5))
_TOP, _RIGHT, _FOOT = 14, 12, 30


def drawings(dots: Sequence[Dot], span: Span) -> tuple[Drawing, ...]:
    """Return the drawing for wide and for narrow screens. `dots`: by time, at least one."""
    least = min(dot.value if dot.least is None else dot.least for dot in dots)
    most = max(dot.value if dot.most is None else dot.most for dot in dots)
    scale = axes.scale(least, most)
    return tuple(_drawing(sheet, dots, span, scale) for sheet in _SHEETS)


@dataclass(frozen=True)
class _Field:
    """The part of the sheet in which values lie."""

    left: float
    right: float
    bottom: float
    span: Span
    scale: Scale

    def x(self, at: datetime) -> float:
        share = (at - self.span.start) / (self.span.end - self.span.start)
        return self.left + (self.right - self.left) * share

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - _TOP) * self.scale.place(value)


def _drawing(sheet: _Sheet, dots: Sequence[Dot], span: Span, scale: Scale) -> Drawing:
    left = 10 + sheet.letter * max(len(mark.label) for mark in scale.marks)
    right, bottom = sheet.width - _RIGHT, sheet.height - _FOOT
    field = _Field(left, right, bottom, span, scale)
    runs = list(_runs(dots, span.gap))
    return Drawing(
        name=sheet.name,
        width=sheet.width,
        height=sheet.height,
        left=_short(left),
        right=_short(right),
        top=_short(_TOP),
        bottom=_short(bottom),
        label_x=_short(left - 8),
        label_y=_short(sheet.height - 8),
        rows=tuple(
            Tick(_short(left), _short(bottom - (bottom - _TOP) * mark.at), mark.label, "end") for mark in scale.marks
        ),
        columns=tuple(_columns(axes.time_marks(span.start, span.end, sheet.marks), sheet, left, right)),
        line="".join(_path([(field.x(dot.at), field.y(dot.value)) for dot in run]) for run in runs if len(run) > 1),
        band="".join(_band(run, field) for run in runs if len(run) > 1 and run[0].least is not None),
        dots=tuple((_short(field.x(run[0].at)), _short(field.y(run[0].value))) for run in runs[:-1] if len(run) == 1),
        end=(_short(field.x(dots[-1].at)), _short(field.y(dots[-1].value))),
    )


def _runs(dots: Sequence[Dot], gap: timedelta) -> Iterator[list[Dot]]:
    """Yield the points that a line joins: where values are missing it breaks off."""
    run: list[Dot] = []
    for dot in dots:
        if run and dot.at - run[-1].at > gap:
            yield run
            run = []
        run.append(dot)
    if run:
        yield run


def _columns(marks: Sequence[Mark], sheet: _Sheet, left: float, right: float) -> Iterator[Tick]:
    """Yield the marks of time; labels at the edges turn inwards so that nothing is cut off."""
    for mark in marks:
        x, half = left + (right - left) * mark.at, sheet.letter * len(mark.label) / 2
        anchor = "start" if x - half < 0 else "end" if x + half > sheet.width else "middle"
        yield Tick(_short(x), _short(sheet.height - 8), mark.label, anchor)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in points)


def _band(run: Sequence[Dot], field: _Field) -> str:
    above = [(field.x(dot.at), field.y(dot.value if dot.most is None else dot.most)) for dot in run]
    below = [(field.x(dot.at), field.y(dot.value if dot.least is None else dot.least)) for dot in run]
    return f"{_path([*above, *reversed(below)])}Z"


def _short(value: float) -> str:
    """Return a place on the sheet to a tenth: a thousand points are sent to a phone."""
    return f"{value:.1f}".removesuffix(".0")


def columns(dots: Sequence[Dot], gap: timedelta) -> dict[str, list[float | None]]:
    """Return the points as columns of numbers (times in seconds), with a hole where values are missing."""
    rows: list[tuple[float, float | None, float | None, float | None]] = []
    for run in _runs(dots, gap):
        if rows:
            rows.append(((rows[-1][0] + run[0].at.timestamp()) / 2, None, None, None))
        rows += [(dot.at.timestamp(), dot.value, dot.least, dot.most) for dot in run]
    times, values, least, most = zip(*rows, strict=True)
    shown: dict[str, list[float | None]] = {"times": list(times), "values": list(values)}
    return shown | ({"least": list(least), "most": list(most)} if any(one is not None for one in least) else {})
