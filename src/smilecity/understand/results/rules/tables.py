"""Tables made of counts: who answered, how many said what. What may not be shown is gone before a table exists.

In: tallies of answers and profiles. Out: tables that can be frozen as JSON and read back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from smilecity.collect.surveys.rules import SCALE_STEPS, Feature, Kind, Question
from smilecity.ground.text import Texts
from smilecity.understand.results.rules.disclosure import THRESHOLD, Hidden, guard_parts, guard_several


@dataclass(frozen=True)
class Tally:
    """How many answered one question (or told one feature), and how often each answer was given."""

    base: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One answer with its count; None is hidden."""

    key: str
    label: Texts
    count: int | None


@dataclass(frozen=True)
class Ranked:
    """How often an option stood on each place, from the first. `points`: the last place gives one, the next two, ...

    `mean` place (one decimal): only where every option has a place.
    """

    key: str
    label: Texts
    counts: tuple[int, ...]
    points: int
    mean: float | None


@dataclass(frozen=True)
class Table:
    """The answers to one question. `base`: those who answered it; None: so few that nothing is shown.

    `mean` (one decimal) and `median` of a scale stand only where no count is hidden, since they would give it away.
    `part`: the line of a matrix that this is the scale of. `abstained`: how many would rather not say.
    """

    key: str
    kind: Kind
    text: Texts
    base: int | None
    rows: tuple[Row, ...] = ()
    hidden: Hidden = Hidden.NONE
    mean: float | None = None
    median: float | None = None
    low: Texts = field(default_factory=dict)
    high: Texts = field(default_factory=dict)
    part: Texts = field(default_factory=dict)
    unit: Texts = field(default_factory=dict)
    abstained: int | None = None
    ranked: tuple[Ranked, ...] = ()


@dataclass(frozen=True)
class Residents:
    """The population by the values of one feature, at the end of a year."""

    year: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Entry(Row):
    """One value of a feature, with the residents who share it; None: statistics do not tell."""

    residents: int | None


@dataclass(frozen=True)
class Portrait:
    """Who took part, by one feature, beside who lives here.

    `base`: those who told it; `unsaid`: those who did not, shown even when few, for silence says nothing about a
    person. Both are None where so few told it that nothing is shown.
    """

    feature: Feature
    base: int | None
    unsaid: int | None
    rows: tuple[Entry, ...]
    hidden: Hidden
    year: int | None
    population: int | None


def make_table(question: Question, tally: Tally) -> Table:
    """Return the table of a question, guarded."""
    labels = _labels(question)
    counts = [tally.counts.get(key, 0) for key in labels]
    several = question.kind is Kind.SEVERAL
    guarded = guard_several(counts, tally.base, choices_of(question)) if several else guard_parts(counts)
    exact = question.kind is Kind.SCALE and guarded.hidden is Hidden.NONE
    return Table(
        key=question.id,
        kind=question.kind,
        text=question.text,
        base=shown_base(tally.base),
        rows=tuple(Row(key, label, count) for (key, label), count in zip(labels.items(), guarded.counts, strict=True)),
        hidden=guarded.hidden,
        mean=mean(counts) if exact else None,
        median=median(counts) if exact else None,
        low=question.low,
        high=question.high,
    )


def choices_of(question: Question) -> tuple[int, int]:
    """Return how many answers somebody who answers may choose, at least and at most."""
    if question.kind is not Kind.SEVERAL:
        return 1, 1
    return int(question.limits.least or 1), int(question.limits.most or len(question.options))


def _labels(question: Question) -> dict[str, Texts]:
    if question.kind is Kind.SCALE:
        return {str(step): {"de": str(step)} for step in SCALE_STEPS}
    return {option.key: option.text for option in question.options}


def shown_base(base: int) -> int | None:
    """Return how many answered, as it may be shown; None: so few that nothing is."""
    return None if 0 < base < THRESHOLD else base


def mean(counts: Sequence[int]) -> float | None:
    """Return the mean of steps 1, 2, 3, ... chosen so often, to one decimal, halves up; None without answers."""
    total = sum(counts)
    if not total:
        return None
    exact = Fraction(sum(step * count for step, count in enumerate(counts, 1)), total)
    return float((Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.1"), ROUND_HALF_UP))


def median(counts: Sequence[int]) -> float | None:
    """Return the middle of steps 1, 2, 3, ... chosen so often; between two steps, their mean."""
    total = sum(counts)
    if not total:
        return None
    return (_step_at(counts, (total - 1) // 2) + _step_at(counts, total // 2)) / 2


def _step_at(counts: Sequence[int], place: int) -> int:
    """Return the step of the person at this place (from 0) when all stand in order."""
    reached = 0
    for step, count in enumerate(counts, 1):
        reached += count
        if place < reached:
            return step
    raise IndexError(place)


def make_portrait(
    feature: Feature, labels: Mapping[str, Texts], tally: Tally, participations: int, residents: Residents | None
) -> Portrait:
    """Return who took part by one feature, guarded. `labels`: the values that could be told, in their order."""
    guarded = guard_parts([tally.counts.get(key, 0) for key in labels])
    lived = residents.counts if residents else {}
    told = sum(tally.counts.get(key, 0) for key in labels)
    return Portrait(
        feature=feature,
        base=shown_base(told),
        unsaid=None if shown_base(told) is None else participations - told,
        rows=tuple(
            Entry(key, label, count, lived.get(key))
            for (key, label), count in zip(labels.items(), guarded.counts, strict=True)
        ),
        hidden=guarded.hidden,
        year=residents.year if residents else None,
        population=sum(lived.values()) if residents else None,
    )


def ways_shown(ways: Mapping[str, int]) -> dict[str, int]:
    """Return the participations by way, empty where one of them is small: two ways give each other away."""
    return dict(ways) if guard_parts(list(ways.values())).hidden is Hidden.NONE else {}


def share(count: int, base: int) -> int:
    """Return the share in whole percent, halves up."""
    return (200 * count + base) // (2 * base)


def to_frozen(table: Table | Portrait) -> dict[str, Any]:
    """Return the table as JSON can hold it."""
    return asdict(table)


def from_frozen(frozen: Mapping[str, Any]) -> Table:
    """Return a table that was frozen."""
    rows = tuple(Row(**row) for row in frozen["rows"])
    ranked = tuple(Ranked(**{**row, "counts": tuple(row["counts"])}) for row in frozen.get("ranked", ()))
    known = {"kind": Kind(frozen["kind"]), "hidden": Hidden(frozen["hidden"]), "rows": rows, "ranked": ranked}
    return Table(**{**frozen, **known})


def portrait_from_frozen(frozen: Mapping[str, Any]) -> Portrait:
    """Return a portrait that was frozen."""
    rows = tuple(Entry(**row) for row in frozen["rows"])
    feature, hidden = Feature(frozen["feature"]), Hidden(frozen["hidden"])
    return Portrait(**{**frozen, "feature": feature, "hidden": hidden, "rows": rows})
