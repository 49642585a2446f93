"""Many values at once, for imports: part by part, each committed with its sums, with flat memory.

In: values one after the other, from wherever they are read. Out: after each part how many are in, and which are not.
"""

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from smilecity.people.keys.rules import Caller
from smilecity.sense.things.actions.recording import record
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.values import NewObservation

PART = 10_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """One part, after its commit. `read`: values so far, with this part; `problems`: by position among all, from 0."""

    read: int
    stored: int
    problems: dict[int, Problem]


def load(values: Iterable[NewObservation], *, caller: Caller, at: datetime, part: int = PART) -> Generator[Loaded]:
    """Record values part by part and tell of each once it is committed, so that who is interrupted can go on there.

    A value that cannot be stored is named and spoils no other.
    """
    waiting, read = iter(values), 0
    while batch := list(islice(waiting, part)):
        answers = record(batch, caller=caller, at=at)
        problems = {read + place: answer for place, answer in enumerate(answers) if isinstance(answer, Problem)}
        read += len(batch)
        yield Loaded(read, len(batch) - len(problems), problems)
