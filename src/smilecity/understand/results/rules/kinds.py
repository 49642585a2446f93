"""Tables of questions that are more than a choice: matrix, ranking, number, date, place; "keine Angabe" beside all.

In: counts by part (a line, a place) and item. Out: guarded tables.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import chain

from smilecity.collect.surveys.rules import DISTRICT, SCALE_STEPS, Kind, Option, Question
from smilecity.ground.text import Texts, sentence
from smilecity.understand.results.rules.disclosure import THRESHOLD, Hidden, guard_parts, is_small
from smilecity.understand.results.rules.findings import Said
from smilecity.understand.results.rules.spans import day_spans, middle, number_spans
from smilecity.understand.results.rules.tables import Ranked, Row, Table, Tally, make_table, mean, shown_base

# These are counted by part and item; all other kinds by item only.
APART = frozenset({Kind.MATRIX, Kind.RANKING, Kind.NUMBER, Kind.DATE, Kind.PLACE})
_ABSTAINED = "0"
_ELSEWHERE: Texts = {"de": "Ohne Ortsteil", "en": "No district"}


@dataclass(frozen=True)
class Unfolded:
    """How many would rather not say, and how often each item was given in each part (line, place, or "" for none)."""

    abstained: int = 0
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def with_districts(question: Question, districts: Mapping[str, Texts]) -> Question:
    """Return a question for a place as one that chooses from the districts; any other as it is."""
    if question.kind is not Kind.PLACE:
        return question
    return replace(question, options=tuple(Option(code, name) for code, name in districts.items()))


def tables_of(question: Question, tally: Tally, unfolded: Unfolded) -> list[Table]:
    """Return the tables of a question, guarded: one for each line of a matrix, one for every other kind."""
    if question.kind is Kind.MATRIX:
        return [_line(question, place, unfolded) for place in range(len(question.options))]
    make = _MAKERS.get(question.kind)
    table = make(question, unfolded.counts) if make else make_table(question, tally)
    return [_beside(table, unfolded.abstained)] if question.abstains else [table]


def _beside(table: Table, abstained: int) -> Table:
    """Return a table with those who would rather not say: shown even when few, for silence says nothing of a person.

    Where the base is too small to be shown, so is all that could be taken from the participations to find it.
    """
    return table if table.base is None else replace(table, abstained=abstained)


def _line(question: Question, place: int, unfolded: Unfolded) -> Table:
    option = question.options[place]
    given = unfolded.counts.get(option.key, {})
    counts = {str(step): given.get(str(step), 0) for step in SCALE_STEPS}
    scale = replace(question, id=f"{question.id}/{option.key}", kind=Kind.SCALE)
    table = replace(make_table(scale, Tally(sum(counts.values()), counts)), part=option.text)
    return _beside(table, given.get(_ABSTAINED, 0)) if question.abstains else table


def _ranking(question: Question, counts: Mapping[str, Mapping[str, int]]) -> Table:
    """Return how often each option stood first; how often on each place only where no such number is small."""
    firsts = [counts.get("1", {}).get(key, 0) for key in question.keys]
    rows = [(option.key, option.text, first) for option, first in zip(question.options, firsts, strict=True)]
    table = _table(question, rows)
    return replace(table, ranked=_ranked(question, counts, sum(firsts)))


def _ranked(question: Question, counts: Mapping[str, Mapping[str, int]], base: int) -> tuple[Ranked, ...]:
    places = range(1, question.ranks + 1)
    by_option = {key: [counts.get(str(place), {}).get(key, 0) for place in places] for key in question.keys}
    unnamed = [base - sum(each) for each in by_option.values()]
    if base < THRESHOLD or any(map(is_small, chain(unnamed, *by_option.values()))):
        return ()
    found = [
        Ranked(
            key=option.key,
            label=option.text,
            counts=tuple(by_option[option.key]),
            points=sum(number * (question.ranks + 1 - place) for place, number in enumerate(by_option[option.key], 1)),
            mean=mean(by_option[option.key]) if question.ranks == len(question.options) else None,
        )
        for option in question.options
    ]
    return tuple(sorted(found, key=lambda each: -each.points))


def _number(question: Question, counts: Mapping[str, Mapping[str, int]]) -> Table:
    values = {Decimal(item): number for item, number in counts.get("", {}).items()}
    places = question.limits.places
    table = replace(_table(question, number_spans(values, places)), unit=question.limits.unit)
    return table if table.hidden is not Hidden.NONE else replace(table, median=middle(values, places))


def _day(question: Question, counts: Mapping[str, Mapping[str, int]]) -> Table:
    days = {date.fromisoformat(item): number for item, number in counts.get("", {}).items()}
    return _table(question, day_spans(days, by_year=question.limits.by_year))


def _place(question: Question, counts: Mapping[str, Mapping[str, int]]) -> Table:
    """Return how often each district was given, never a point; the districts stand as options of the question."""
    given = counts.get(DISTRICT, {})
    known = {option.key: option.text for option in question.options}
    # A district that is gone since counts, and bears no name of its own.
    others = sum(number for key, number in given.items() if key not in known)
    rows = [(key, label, given.get(key, 0)) for key, label in known.items()]
    return _table(question, [*rows, ("-", _ELSEWHERE, others)] if others else rows)


def _table(question: Question, rows: Sequence[tuple[str, Texts, int]]) -> Table:
    """Return a table of rows that are the parts of their base."""
    guarded = guard_parts([count for _key, _label, count in rows])
    shown = zip(rows, guarded.counts, strict=True)
    return Table(
        key=question.id,
        kind=question.kind,
        text=question.text,
        base=shown_base(sum(count for _key, _label, count in rows)),
        rows=tuple(Row(key, label, count) for (key, label, _count), count in shown),
        hidden=guarded.hidden,
    )


_MAKERS: dict[Kind, Callable[[Question, Mapping[str, Mapping[str, int]]], Table]] = {
    Kind.RANKING: _ranking,
    Kind.NUMBER: _number,
    Kind.DATE: _day,
    Kind.PLACE: _place,
}

_ONE_ABSTAINED = sentence("Eine Person hat „Keine Angabe“ gewählt.")
_ABSTAINED_NOTE = sentence("{number} haben „Keine Angabe“ gewählt.")
_PLACES_HIDDEN = sentence(
    "Wie oft es die anderen Plätze gab, zeigen wir nicht, damit niemand zu erkennen ist, der zu einer kleinen Gruppe "
    "gehört."
)


def abstained_note(table: Table) -> Said | None:
    """Return how many would rather not say."""
    if not table.abstained:
        return None
    return Said(_ONE_ABSTAINED) if table.abstained == 1 else Said(_ABSTAINED_NOTE, {"number": table.abstained})


def places_note(table: Table) -> Said | None:
    """Return why a ranking shows its first places only."""
    lacks = table.kind is Kind.RANKING and bool(table.base) and not table.ranked
    return Said(_PLACES_HIDDEN) if lacks else None
