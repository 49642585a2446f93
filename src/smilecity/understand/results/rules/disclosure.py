"""Which counts of a table may be shown, so that no small group can be read from it or worked out.

The promise, for one table: whoever knows its base, every count shown and this very rule still finds at least two
possible values for each count that is hidden. Where parts of a base are hidden, they stand for at least five people
together; and where small ones are hidden beside a larger one, each of them may be the small or the larger one.

Tables of the same people that cross features with answers are guarded on top of this, all together (joint). Not
promised: a count of 0, or of everybody, is shown.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

THRESHOLD = 5
_MOST = THRESHOLD - 1


class Hidden(StrEnum):
    """What a reader is told about the hidden counts of a table."""

    NONE = "none"
    SMALL = "small"  # each of them is below the threshold, and may be called so
    SOME = "some"  # nothing on the page says which of them are small
    ALL = "all"
    LINKED = "linked"  # no number is there, since an earlier question hides who was asked


@dataclass(frozen=True)
class Guarded:
    """The counts as they may be shown, in the order given; None is hidden."""

    counts: tuple[int | None, ...]
    hidden: Hidden


def is_small(count: int) -> bool:
    """Say whether so few people could be recognised: 1 to 4. Nobody can be recognised among none."""
    return 0 < count < THRESHOLD


def guard_parts(counts: Sequence[int]) -> Guarded:
    """Guard counts that are the parts of their base: everybody stands in exactly one.

    Why it holds. The rule looks at sizes only, so exchanging two hidden counts gives the same page: hidden counts that
    differ protect each other. Small ones that may all be equal, as their number and sum would give away, get the next
    larger count beside them, with all its ties. Where that leaves nobody to show, zeros are hidden too, and other
    tables of the same base look alike.
    """
    base = sum(counts)
    if base < THRESHOLD:
        return _nothing(counts, base)
    hidden = {place for place, count in enumerate(counts) if is_small(count)}
    if hidden and not _protect_each_other([counts[place] for place in hidden]):
        hidden |= _next_larger(counts, hidden)
    return _without(counts, hidden, may_say_small=True)


def _protect_each_other(hidden: Sequence[int]) -> bool:
    """Say whether small counts hide each other. Asks for their number and sum only, which everybody can work out.

    All ones or all fours would be known from the sum alone; any other sum can come about in two ways.
    """
    number, total = len(hidden), sum(hidden)
    return number > 1 and total >= THRESHOLD and number < total < _MOST * number


def guard_several(counts: Sequence[int], base: int, limits: tuple[int, int] | None = None) -> Guarded:
    """Guard counts of which one person may stand in many, and stands in at least one.

    Base minus count tells how many did *not* choose an answer, so neither may be small. In a base below 10 a count and
    its rest can both be small; there no hidden count is called small, since that alone would tell them apart.

    `limits`: how many answers one may choose, at least and at most, as everybody who was asked could read.
    """
    if base < THRESHOLD:
        return _nothing(counts, base)
    hidden = {place for place, count in enumerate(counts) if is_small(count) or is_small(base - count)}
    told = _Limits(counts, base, *(limits or (1, len(counts))))
    if hidden and told.give_away(hidden):
        hidden |= _next_larger(counts, hidden)
        while told.leave_one_way(hidden):
            larger = _next_larger(counts, hidden)
            if not larger:
                return _nothing(counts, base)
            hidden |= larger
    return _without(counts, hidden, may_say_small=base >= 2 * THRESHOLD)


@dataclass(frozen=True)
class _Limits:
    """What everybody can work out because each person had to choose `least` answers and could not choose above `most`.

    All choices together are so many at least and at most; what the counts shown leave of that, the hidden ones hold.
    """

    counts: Sequence[int]
    base: int
    least: int
    most: int

    def _left(self, hidden: Collection[int]) -> tuple[int, int]:
        shown = sum(count for place, count in enumerate(self.counts) if place not in hidden)
        return self.least * self.base - shown, self.most * self.base - shown

    def give_away(self, hidden: Collection[int]) -> bool:
        """Say whether counts that are hidden, since they or their rests are small, can have one value only."""
        least, most = self._left(hidden)
        return len(set(self._possible(len(hidden), self._large(hidden), least, most))) < 2

    def _large(self, hidden: Collection[int]) -> range:
        """Return how many of the hidden counts may be large with a small rest, as a reader is told."""
        if self.base < 2 * THRESHOLD:
            return range(len(hidden) + 1)
        return range(1) if all(is_small(self.counts[place]) for place in hidden) else range(1, len(hidden) + 1)

    def _possible(self, number: int, large: range, least: int, most: int) -> Iterator[int]:
        """Yield the values one of `number` hidden counts may have, all of which together are `least` to `most`."""
        for count in range(1, _MOST + 1):
            for value, larges in ((count, large), (self.base - count, (many - 1 for many in large))):
                if any(self._fits(number - 1, many, least - value, most - value) for many in larges):
                    yield value

    def _fits(self, number: int, large: int, least: int, most: int) -> bool:
        """Say whether so many counts, so many of them large, can be `least` to `most` together."""
        together = large * self.base
        low, high = number - large - _MOST * large + together, _MOST * (number - large) - large + together
        return 0 <= large <= number and low <= most and high >= least

    def leave_one_way(self, hidden: Collection[int]) -> bool:
        """Say whether the hidden counts, whatever they are, must all be 0 or all be everybody, or are only one."""
        least, most = self._left(hidden)
        others = len(hidden) - 1
        return max(0, least - self.base * others) >= min(self.base, most)


def _next_larger(counts: Sequence[int], hidden: set[int]) -> set[int]:
    """Return the places of the smallest count of anybody that is still shown, all its ties included."""
    shown = [count for place, count in enumerate(counts) if count and place not in hidden]
    return {place for place, count in enumerate(counts) if shown and count == min(shown)}


def _nothing(counts: Sequence[int], base: int) -> Guarded:
    """Show no count at all; where nobody answered there is nothing to hide."""
    return Guarded((None,) * len(counts), Hidden.ALL) if base else Guarded(tuple(counts), Hidden.NONE)


def _without(counts: Sequence[int], hidden: set[int], *, may_say_small: bool) -> Guarded:
    if not hidden:
        return Guarded(tuple(counts), Hidden.NONE)
    if not any(count for place, count in enumerate(counts) if place not in hidden):
        return Guarded((None,) * len(counts), Hidden.ALL)
    small = may_say_small and all(is_small(counts[place]) for place in hidden)
    shown = tuple(None if place in hidden else count for place, count in enumerate(counts))
    return Guarded(shown, Hidden.SMALL if small else Hidden.SOME)
