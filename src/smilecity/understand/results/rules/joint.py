"""Guards the tables of a survey jointly: each question, each feature, and each question crossed with one feature.

The promise. Somebody knows everything published, in all tables at once, adds and subtracts it as they please, and
knows that counts are whole, not negative, and who may stand in how many answers. Still each count of 1 to 4 in a
crossed table, and each that is everybody of its group, has at least two possible values. So no linear combination of
what is published gives it (Hundepool et al., Statistical Disclosure Control, 2012, chapter 4; Cox, Linear sensitivity
measures in statistical disclosure control, 2001; Fischetti and Salazar, Management Science 47, 2001). The same holds
for the silent: those of a group who did not answer, and those who did not tell the feature, whom everybody can work
out. Of questions with several answers, each answer's rest is guarded like the answer.

Why one crossed table at a time is enough. Tables of questions and of features are guarded first, by themselves
(disclosure). What is hidden there is hidden whole in every crossed table: if all who gave one hidden answer had given
the other, in all tables at once, the same page might stand here, so crossing tells nothing new of them. All other
sums are public. Given them, two crossed tables have no unknown in common; the system of all tables falls apart into
one for each, with its hidden lines put together, and there `switching` is exact. Where everything is hidden, two
people of different groups could still exchange all they said, and every sum would stay.

Who knows this rule. It could tell more than the numbers: hidden cells must have had a reason, and a cheaper way would
have been taken (minimality attack). So what is hidden beside small cells is drawn with a secret, some zeros are
hidden for no reason, and of hidden counts only matters whether they are none, few, many or all. That two values are
left to this attacker, too, is tried on every small survey there is, not proved for large ones.

Not promised: the sum of those silent on one question or feature is shown even when small, and what it alone gives
away; a zero says that nobody of a group gave an answer; who gave two answers at once may be worked out; so may what
follows not from numbers but from a search for people who could stand in all tables together.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from smilecity.understand.results.rules.disclosure import THRESHOLD, is_small
from smilecity.understand.results.rules.switching import Cell, Counts, Grid, grid_of, hide, lines_of, merged

_REST = 1


@dataclass(frozen=True)
class Hiding:
    """What a crossed table must not show: cells as (group, answer), and groups whose silence is hidden."""

    cells: frozenset[Cell]
    silent: frozenset[int]


@dataclass(frozen=True)
class Apart:
    """What is hidden in the tables of the question and of the feature: answers and groups, by their place.

    `known_few`: whether a reader is told that each hidden answer was given by 1 to 4. `secret`: draws what is hidden
    beside small cells, so that nobody can tell which table it was drawn for.
    """

    groups: frozenset[int]
    answers: frozenset[int]
    known_few: bool
    secret: bytes


def guard_crossed_parts(counts: Counts, apart: Apart) -> Hiding | None:
    """Guard a question of which everybody stands in one column, the silent in the last. None: nothing may be shown.

    `counts`: a row for each group, the last one those who did not tell theirs.
    """
    last = len(counts[0]) - 1
    cells = _guard_lines(grid_of(counts, apart.secret), apart, list(_telling(counts)))
    if cells is None:
        return None
    silent = frozenset(row for row, column in cells if column == last)
    return Hiding(frozenset(cell for cell in cells if cell[1] != last), silent)


def _telling(counts: Counts) -> Iterator[Cell]:
    """Yield the cells that may not be known: few people, a whole group, or nearly a whole group that is silent."""
    for row, line in enumerate(counts):
        everybody = sum(line)
        for column, count in enumerate(line):
            if is_small(count) or 0 < count == everybody:
                yield row, column
        if line[-1] and is_small(everybody - line[-1]):
            yield row, len(line) - 1


def _guard_lines(grid: Grid, apart: Apart, matters: Sequence[Cell]) -> frozenset[Cell] | None:
    """Hide the lines that are hidden apart, and beside them what protects the cells that matter; None: all of it."""
    rows = lines_of(len(grid.counts), apart.groups)
    columns = lines_of(len(grid.counts[0]), apart.answers)
    small = merged(grid, rows, columns)
    if not small.can_hide:
        return None
    at_row = {row[0]: place for place, row in enumerate(rows) if row[0] not in apart.groups}
    at_column = {column[0]: place for place, column in enumerate(columns) if column[0] not in apart.answers}
    places = [(at_row[row], at_column[column]) for row, column in matters if row in at_row and column in at_column]
    anyway = [
        (i, j)
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
        if row[0] in apart.groups or column[0] in apart.answers
    ]
    hidden = hide(small, places, anyway)
    if hidden is None:
        return None
    return frozenset((row, column) for i, j in hidden for row in rows[i] for column in columns[j])


# --- questions with several answers --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Several:
    """A question with several answers, by group: who chose what, how many answered, how many there are."""

    chosen: Counts
    answered: Sequence[int]
    people: Sequence[int]
    least: int
    most: int

    @property
    def beyond(self) -> list[int]:
        """Return by group how many choices there are beyond those that everybody who answered had to make."""
        return [sum(line) - self.least * base for line, base in zip(self.chosen, self.answered, strict=True)]

    @property
    def room(self) -> list[int]:
        """Return by group how many more choices those who answered could have made."""
        return [self.most * base - sum(line) for line, base in zip(self.chosen, self.answered, strict=True)]


def guard_crossed_several(several: Several, apart: Apart) -> Hiding | None:
    """Guard a question of which one person may stand in many columns. None: nothing may be shown.

    First who answered and who did not: where that is hidden, all answers of the group are, as its base is not known.
    Then each answer against its rest.
    """
    silent = _guard_silence(several, apart)
    if silent is None or len(silent) == len(several.people):
        return None
    apart = replace(apart, groups=silent)
    if any(several.beyond) and any(several.room):
        guarded = _guard_each(several, apart)
    else:
        # Everybody chose equally many, and the sums say so.
        guarded = _guard_single(several, apart) if sum(map(sum, several.chosen)) == sum(several.answered) else None
    return None if guarded is None else Hiding(guarded, silent)


def _guard_silence(several: Several, apart: Apart) -> frozenset[int] | None:
    """Return the groups of which it is hidden how many answered."""
    pairs = [(base, people - base) for base, people in zip(several.answered, several.people, strict=True)]
    grid = grid_of(pairs, apart.secret)
    if sum(map(any, pairs)) < 2 or not any(several.answered):
        return None
    if not grid.can_hide:
        return apart.groups
    # Where nobody is silent, those who answered are the whole group, and its size is known.
    matters = [
        (row, 0) for row, (base, rest) in enumerate(pairs) if rest and (base == 0 or is_small(base) or is_small(rest))
    ]
    hidden = _guard_lines(grid, replace(apart, answers=frozenset()), matters)
    return None if hidden is None else apart.groups | {row for row, _ in hidden}


def _matters(several: Several, row: int, answer: int) -> bool:
    """Say whether an answer of a group may not be known: few chose it, few did not, or the whole group did."""
    count = several.chosen[row][answer]
    return is_small(count) or is_small(several.answered[row] - count) or 0 < count == several.people[row]


def _guard_single(several: Several, apart: Apart) -> frozenset[Cell] | None:
    """Guard a question where everybody who answered chose one answer only: everybody can see that from the sums."""
    cells = ((row, answer) for row, line in enumerate(several.chosen) for answer in range(len(line)))
    return _guard_lines(
        grid_of(several.chosen, apart.secret), apart, [cell for cell in cells if _matters(several, *cell)]
    )


def _guard_each(several: Several, apart: Apart) -> frozenset[Cell] | None:
    """Guard each answer against its rest."""
    hidden: set[Cell] = set()
    for answer in range(len(several.chosen[0])):
        cells = _guard_answer(several, apart, answer)
        if cells is None:
            return None
        hidden |= cells
    return frozenset(hidden)


def _guard_answer(several: Several, apart: Apart, answer: int) -> set[Cell] | None:
    groups = range(len(several.people))
    grid = _against_rest(several, answer, apart.secret)
    matters = [(row, 0) for row in groups if row not in apart.groups and _matters(several, row, answer)]
    if answer in apart.answers:
        return {(row, answer) for row in groups} if _stays_open(grid, matters, apart) else None
    if not grid.can_hide:
        # Nobody chose it, or everybody who answered did: the question's own table says so.
        everywhere = any(count for count, _ in grid.counts) and matters
        return {(row, answer) for row in (groups if everywhere else apart.groups)}
    hidden = _guard_lines(grid, replace(apart, answers=frozenset()), matters)
    return None if hidden is None else {(row, answer) for row, _ in hidden}


def _against_rest(several: Several, answer: int, secret: bytes) -> Grid:
    """Return an answer beside its rest. Nobody can be thought out of it, or into it, beyond what one may choose."""
    pairs = tuple(
        (line[answer], base - line[answer]) for line, base in zip(several.chosen, several.answered, strict=True)
    )
    gives = tuple(
        (count > 0 and beyond > 0, rest > 0 and room > 0)
        for (count, rest), beyond, room in zip(pairs, several.beyond, several.room, strict=True)
    )
    return Grid(pairs, gives, b"%d:" % answer + secret)


def _stays_open(grid: Grid, matters: Sequence[Cell], apart: Apart) -> bool:
    """Say whether an answer that is hidden whole hides its small counts: one may be larger, or people may switch.

    None can be larger where the reader is told that the answer has fewer than five, and it has four.
    """
    total = sum(count for count, _ in grid.counts)
    if not (apart.known_few and total == THRESHOLD - 1) and all(grid.gives[row][_REST] for row, _ in matters):
        return True
    rows = lines_of(len(grid.counts), apart.groups)
    small = merged(grid, rows, [(0,), (1,)])
    anyway = [(row, column) for row in range(len(rows)) for column in (0, 1)]
    places = [(rows.index((row,)), 0) for row, _ in matters]
    return hide(small, places, anyway) is not None


def groups_hidden(shown: Collection[int | None]) -> frozenset[int]:
    """Return the places of counts that are hidden."""
    return frozenset(place for place, count in enumerate(shown) if count is None)
