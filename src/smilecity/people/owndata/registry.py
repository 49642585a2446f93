"""Which rooms hold something of people. In: a holding per room, at start. Out: all of them, upstream rooms first."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from smilecity.people.owndata.rules import Person, Section

Rows = Sequence[Mapping[str, Any]]


def _nothing(person: Person, at: datetime) -> None:
    """Erase nothing: what a room keeps says so in `stays`."""


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What one room holds of people.

    `export` returns the rows of each section by its name, `erase` takes the person out (repeating it changes nothing).
    `covers` names the columns that point at people (`app.Model.field`): tests/law finds each column nobody covers.
    `stays`: German sentences (message ids) about what is not erased, and why.
    """

    name: str
    sections: Sequence[Section]
    export: Callable[[Person], Mapping[str, Rows]]
    erase: Callable[[Person, datetime], None] = field(default=_nothing)
    covers: Collection[str] = ()
    stays: Sequence[str] = ()


_holdings: dict[str, Holding] = {}


def hold(holding: Holding) -> None:
    """Have a room's holding belong to what people get and what is erased. Called in `AppConfig.ready`."""
    _holdings[holding.name] = holding


def holdings() -> list[Holding]:
    """Return all holdings, in the order in which their rooms were registered: upstream first."""
    return list(_holdings.values())
