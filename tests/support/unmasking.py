"""Somebody who adds and subtracts what a survey has published until a small number falls out.

Knows nothing of how tables are guarded: reads them as everybody does, writes down what must hold, solves it exactly.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from smilecity.collect.surveys.rules import Kind
from smilecity.understand.results.rules import Crossed, Portrait, Table

Unknown = tuple[str, ...]
Equation = tuple[dict[Unknown, int], int]


@dataclass(frozen=True)
class Published:
    """All that a reader gets."""

    everybody: int
    tables: Sequence[Table]
    portraits: Sequence[Portrait]
    crossed: Sequence[Crossed]


def answered(question: str, group: str = "all") -> Unknown:
    """Name those of a group who answered a question; "all": everybody."""
    return ("answered", question, group)


def silent(question: str, group: str = "all") -> Unknown:
    """Name those of a group who did not answer."""
    return ("silent", question, group)


def said(question: str, answer: str, group: str = "all") -> Unknown:
    """Name those of a group who gave an answer."""
    return ("said", question, answer, group)


def unsaid(question: str, answer: str, group: str = "all") -> Unknown:
    """Name those of a group who answered, but not so."""
    return ("unsaid", question, answer, group)


def are(feature: str, value: str) -> Unknown:
    """Name those who share a value of a feature; the empty value: those who did not tell."""
    return ("are", feature, value)


def equations(page: Published) -> Iterator[Equation]:
    """Yield everything that a reader knows to be equal."""
    for table in page.tables:
        yield from _of_question(table, "all", {(): page.everybody})
        yield from _shown(answered(table.key), table.base)
        for row in table.rows:
            yield from _shown(said(table.key, row.key), row.count)
    for portrait in page.portraits:
        name = portrait.feature.value
        values = [row.key for row in portrait.rows]
        yield {are(name, value): 1 for value in [*values, ""]}, page.everybody
        yield from _shown(are(name, ""), portrait.unsaid)
        for row in portrait.rows:
            yield from _shown(are(name, row.key), row.count)
        for table in page.tables:
            yield from _crossed(table, name, values)
    for crossing in page.crossed:
        yield from _told(crossing, next(table for table in page.tables if table.key == crossing.question))


def _of_question(table: Table, group: str, people: Mapping[tuple[str, ...], int]) -> Iterator[Equation]:
    """Yield what holds in any group: who answered and who did not, and that one answers once."""
    (whole, number), *_ = people.items()
    everybody = {whole: -1} if whole else {}
    yield {answered(table.key, group): 1, silent(table.key, group): 1, **everybody}, number
    for row in table.rows:
        both = {said(table.key, row.key, group): 1, unsaid(table.key, row.key, group): 1}
        yield {**both, answered(table.key, group): -1}, 0
    if table.kind in {Kind.ONE, Kind.SCALE}:
        yield {**{said(table.key, row.key, group): 1 for row in table.rows}, answered(table.key, group): -1}, 0


def _crossed(table: Table, feature: str, values: Sequence[str]) -> Iterator[Equation]:
    """Yield that groups add up to everybody, whether anything of them is shown or not."""
    groups = [f"{feature}={value}" for value in [*values, ""]]
    for value, group in zip([*values, ""], groups, strict=True):
        yield from _of_question(table, group, {are(feature, value): 0})
    yield {**{answered(table.key, group): 1 for group in groups}, answered(table.key): -1}, 0
    for row in table.rows:
        yield {**{said(table.key, row.key, group): 1 for group in groups}, said(table.key, row.key): -1}, 0


def _told(crossing: Crossed, table: Table) -> Iterator[Equation]:
    for group in crossing.groups:
        name = f"{crossing.feature.value}={group.key}"
        yield from _shown(answered(table.key, name), group.base)
        yield from _shown(silent(table.key, name), group.unanswered)
        for row, count in zip(table.rows, group.counts, strict=True):
            yield from _shown(said(table.key, row.key, name), count)


def _shown(unknown: Unknown, count: int | None) -> Iterator[Equation]:
    if count is not None:
        yield {unknown: 1}, count


def worked_out(page: Published) -> dict[Unknown, Fraction]:
    """Return every number that a linear combination of what is published gives (Gauss and Jordan, in fractions)."""
    solved: dict[Unknown, tuple[dict[Unknown, Fraction], Fraction]] = {}
    for left, right in equations(page):
        terms, total = _reduced({name: Fraction(factor) for name, factor in left.items()}, Fraction(right), solved)
        if not terms:
            assert total == 0, "what is published contradicts itself"
            continue
        pivot, factor = next(iter(terms.items()))
        terms, total = {name: value / factor for name, value in terms.items()}, total / factor
        for other, (row, value) in solved.items():
            if pivot in row:
                solved[other] = _minus(row, value, terms, total, row[pivot])
        solved[pivot] = (terms, total)
    return {name: total for name, (terms, total) in solved.items() if len(terms) == 1}


Row = tuple[dict[Unknown, Fraction], Fraction]


def _reduced(terms: dict[Unknown, Fraction], total: Fraction, solved: Mapping[Unknown, Row]) -> Row:
    for name in [name for name in terms if name in solved]:
        terms, total = _minus(terms, total, *solved[name], terms[name])
    return terms, total


def _minus(
    terms: dict[Unknown, Fraction], total: Fraction, other: Mapping[Unknown, Fraction], value: Fraction, times: Fraction
) -> Row:
    left = dict(terms)
    for name, factor in other.items():
        left[name] = left.get(name, Fraction(0)) - times * factor
        if not left[name]:
            del left[name]
    return left, total - times * value
