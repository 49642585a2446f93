"""What is a word, what was asked, which word was meant, and which part of a text to show. Pure functions."""

from smilecity.ground.search.rules.findable import Fact, Findable
from smilecity.ground.search.rules.meant import Candidate, nearest
from smilecity.ground.search.rules.periods import PERIODS, Period
from smilecity.ground.search.rules.snippets import Piece, Stems, pieces, snippet
from smilecity.ground.search.rules.words import QUERY_MOST, WORDS_MOST, Asked, ask, fold, folded, originals

__all__ = [
    "PERIODS",
    "QUERY_MOST",
    "WORDS_MOST",
    "Asked",
    "Candidate",
    "Fact",
    "Findable",
    "Period",
    "Piece",
    "Stems",
    "ask",
    "fold",
    "folded",
    "nearest",
    "originals",
    "pieces",
    "snippet",
]
