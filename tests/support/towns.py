"""Small surveys with all that was really said: counted by hand, published by the rules, the truth kept beside it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from smilecity.collect.surveys.rules import SCALE_STEPS, Feature, Kind, Limits, Option, Question
from smilecity.understand.results import rules
from smilecity.understand.results.rules import Crossed, Portrait, Table, Tally
from tests.support import unmasking
from tests.support.unmasking import Published, Unknown

Chosen = tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """What one person said: by question the answers chosen (none: not answered), by feature a value or nothing."""

    answers: tuple[Chosen, ...]
    features: tuple[str, ...]


@dataclass(frozen=True)
class Town:
    """A survey and everybody who took part."""

    questions: tuple[Question, ...]
    values: tuple[tuple[str, ...], ...]
    people: tuple[Person, ...]

    @property
    def features(self) -> list[Feature]:
        return list(Feature)[: len(self.values)]


def question(place: int, kind: Kind, answers: int, most: int | None = None) -> Question:
    """Return a question with so many answers; a scale has its five. `most`: how many one may choose."""
    options = tuple(Option(f"a{at}", {"de": f"Antwort {at}"}) for at in range(answers))
    limits = Limits(most=None if most is None else Decimal(most))
    return Question(f"q{place}", kind, {"de": "Wie?"}, options=() if kind is Kind.SCALE else options, limits=limits)


def answers_of(asked: Question) -> list[str]:
    """Return the keys of the answers."""
    return [str(step) for step in SCALE_STEPS] if asked.kind is Kind.SCALE else [option.key for option in asked.options]


def tally(town: Town, place: int, among: Sequence[Person]) -> Tally:
    """Count a question among some of the people."""
    given = [person.answers[place] for person in among if person.answers[place]]
    return Tally(len(given), Counter(answer for answers in given for answer in answers))


def published(town: Town, secret: bytes = b"a secret") -> Published:
    """Return what the rules publish of a town."""
    tables = [rules.make_table(asked, tally(town, at, town.people)) for at, asked in enumerate(town.questions)]
    portraits = [_portrait(town, at) for at in range(len(town.values))]
    crossed = [
        _crossed(town, table, at, portrait, feature, secret)
        for at, table in enumerate(tables)
        for feature, portrait in enumerate(portraits)
    ]
    return Published(len(town.people), tables, portraits, crossed)


def _told(town: Town, feature: int) -> Tally:
    told = Counter(person.features[feature] for person in town.people if person.features[feature])
    return Tally(told.total(), told)


def _portrait(town: Town, feature: int) -> Portrait:
    labels = {value: {"de": value} for value in town.values[feature]}
    return rules.make_portrait(town.features[feature], labels, _told(town, feature), len(town.people), None)


def _crossed(town: Town, table: Table, place: int, portrait: Portrait, feature: int, secret: bytes) -> Crossed:
    return rules.make_crossed(
        table,
        portrait,
        limits=rules.choices_of(town.questions[place]),
        tally=tally(town, place, town.people),
        told=_told(town, feature),
        by_group={
            value: tally(town, place, [person for person in town.people if person.features[feature] == value])
            for value in town.values[feature]
        },
        everybody=len(town.people),
        secret=secret,
    )


def truth(town: Town) -> Iterator[tuple[Unknown, int, int]]:
    """Yield every cell that no reader may work out, with its count and the size of its group."""
    for at, asked in enumerate(town.questions):
        for feature, values in zip(town.features, town.values, strict=True):
            place = town.features.index(feature)
            for value in [*values, ""]:
                group = [person for person in town.people if person.features[place] == value]
                yield from _of_group(town, at, asked, f"{feature.value}={value}", group)


def _of_group(
    town: Town, place: int, asked: Question, name: str, group: Sequence[Person]
) -> Iterator[tuple[Unknown, int, int]]:
    here, all_over = tally(town, place, group), tally(town, place, town.people)
    yield unmasking.silent(asked.id, name), len(group) - here.base, len(group)
    if here.base < len(group):
        # Where nobody is silent, this is the size of the group, which everybody knows.
        yield unmasking.answered(asked.id, name), here.base, 0
    for answer in answers_of(asked):
        count = here.counts.get(answer, 0)
        yield unmasking.said(asked.id, answer, name), count, len(group)
        if asked.kind is Kind.SEVERAL and all_over.counts.get(answer, 0):
            # What nobody at all has chosen says nothing about anybody.
            yield unmasking.unsaid(asked.id, answer, name), here.base - count, 0
