"""Which part of a text to show beside a hit, and which of its words to mark. Text in, pieces of text out: no HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from smilecity.ground.search.rules.words import composed, spans

# About three lines.
_LETTERS = 220
_BEFORE = 60
_PREFIX_LEAST = 3
# How much of an ending a stem may lack: Baum – Baeumen, Strasse – Strassen.
_ENDING_MOST = 4
# Nobody waits for a mark in a book.
_READ_MOST = 20_000


@dataclass(frozen=True)
class Piece:
    """A part of a text; `hit`: it is what was looked for."""

    text: str
    hit: bool = False


@dataclass(frozen=True)
class Stems:
    """What was looked for: the words, and what the languages make of them."""

    words: Sequence[str]
    stems: Sequence[str] = ()

    def meet(self, word: str) -> bool:
        """Say whether a folded word of a text is one of those looked for, begins like one, or has the same stem."""
        return any(_begins(word, each) for each in self.words) or any(_stems(word, each) for each in self.stems)


def _begins(word: str, asked: str) -> bool:
    return word == asked or (len(asked) >= _PREFIX_LEAST and word.startswith(asked))


def _stems(word: str, stem: str) -> bool:
    # English makes "city" a stem "citi".
    root = stem[:-1] if stem.endswith("i") and len(stem) > 3 else stem
    return len(root) >= 3 and word.startswith(root) and len(word) - len(root) <= _ENDING_MOST


def pieces(text: str, stems: Stems) -> list[Piece]:
    """Return a whole text in pieces, hits apart."""
    return _pieces(composed(text), stems, 0, None)


def snippet(text: str, stems: Stems) -> list[Piece]:
    """Return about three lines of a text around its first hit; without a hit its beginning. Empty for no text."""
    line = " ".join(composed(text[:_READ_MOST]).split())
    first = next((start for start, _end, word in spans(line) if stems.meet(word)), 0)
    start = _word_after(line, first - _BEFORE) if first > _BEFORE else 0
    end = _word_before(line, start + _LETTERS)
    found = _pieces(line, stems, start, end)
    return [*([Piece("… ")] if start else []), *found, *([Piece(" …")] if end < len(line) else [])]


def _pieces(text: str, stems: Stems, start: int, end: int | None) -> list[Piece]:
    end = len(text) if end is None else end
    found: list[Piece] = []
    at = start
    for first, last, word in spans(text):
        if first >= start and last <= end and stems.meet(word):
            if first > at:
                found.append(Piece(text[at:first]))
            found.append(Piece(text[first:last], hit=True))
            at = last
    if at < end:
        found.append(Piece(text[at:end]))
    return found


def _word_after(line: str, at: int) -> int:
    """Return where the next word begins, but not far from here: a text may be one endless word."""
    blank = line.find(" ", at, at + _BEFORE)
    return blank + 1 if blank >= 0 else at


def _word_before(line: str, at: int) -> int:
    if at >= len(line):
        return len(line)
    blank = line.rfind(" ", at - _BEFORE, at)
    return blank if blank >= 0 else at
