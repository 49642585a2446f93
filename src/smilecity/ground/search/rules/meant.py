"""Which word was meant: of those that are spelled alike, the one with the fewest slips between."""

from collections.abc import Iterable
from dataclasses import dataclass

# A word that holds what was typed ("tonne" in "Mülltonne") is as near as one slip.
_WITHIN = 1.5
_PART_LEAST = 4


@dataclass(frozen=True)
class Candidate:
    """A word of the index: folded, and as somebody wrote it."""

    word: str
    shown: str


def nearest(word: str, candidates: Iterable[Candidate]) -> Candidate | None:
    """Return the word that was probably meant; None where every one is too far away."""
    measured = ((_distance(word, each.word), len(each.word), each.word, each) for each in candidates)
    near = [each for each in measured if each[0] <= _allowed(word)]
    return min(near)[3] if near else None


def _allowed(word: str) -> float:
    """A slip or two in a short word, three in a long one."""
    return 1.5 if len(word) < 6 else 2 if len(word) < 9 else 3


def _distance(typed: str, word: str) -> float:
    slips = float(slips_between(typed, word))
    return min(slips, _WITHIN) if len(typed) >= _PART_LEAST and typed in word else slips


def slips_between(one: str, other: str) -> int:
    """Count letters missing, added, wrong or swapped with a neighbour (Damerau and Levenshtein, optimal alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, sign in enumerate(other, 1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != sign))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]
