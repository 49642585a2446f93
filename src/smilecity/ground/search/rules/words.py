"""What is a word: "Müll", "Muell" and "Mull" are one, in what is found as in what is asked for."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Longer than any German compound; what is longer is no word, and finds by its beginning.
LETTERS_MOST = 60
QUERY_MOST = 200
WORDS_MOST = 12

_WORD = re.compile(r"[^\W_]+")
# "ae" is how keyboards without umlauts write "ä"; "ue" after a vowel or q is not: neue, Bauern, Quelle.
_SPELLED = re.compile(r"ae|oe|(?<![aeiouyq])ue")
_PLAIN = {"ae": "a", "oe": "o", "ue": "u"}

# Words that say nothing of what is looked for. Whoever types only these means them.
_FILLERS = frozenset(
    (  # noqa: SIM905 -- a hundred words read best as words
        "aber als am an auf aus bei beim bin bis bitte da das dass dem den der des die doch du ein eine einem einen "
        "einer eines er es fur gibt hat hatte haben ich ihr ihre im in ins ist kann man mein meine meinem meinen "
        "meiner mich mir mit muss nach nicht noch nur ob oder sein seine sich sie sind so uber um und uns unser unsere "
        "vom von vor wann war warum was wegen wenn wer werden wie wieder wird wo wohin zu zum zur zustandig "
        "a and are at by can do does for from how i is it me my of on or our the there this to we what when where "
        "which who with you your"
    ).split()
)


@dataclass(frozen=True)
class Asked:
    """What somebody looks for: their text on one line, its words folded, and whether more was typed than is read."""

    text: str
    words: tuple[str, ...]
    cut: bool = False


def ask(text: str) -> Asked:
    """Read what was typed: at most 200 characters and 12 different words; filler words count only among themselves."""
    line = " ".join(text.replace("\x00", " ").split())
    kept = _beginning(line)
    words = list(dict.fromkeys(_each(kept)))
    telling = [word for word in words if word not in _FILLERS] or words
    return Asked(kept, tuple(telling[:WORDS_MOST]), cut=len(line) > QUERY_MOST or len(telling) > WORDS_MOST)


def _beginning(line: str) -> str:
    """Return what is read of a line; half a word at the end is none."""
    if len(line) <= QUERY_MOST:
        return line
    whole, blank, _half = line[: QUERY_MOST + 1].rpartition(" ")
    return whole if blank else line[:QUERY_MOST]


def fold(word: str) -> str:
    """Return a word as the index knows it: small letters, no accents, one spelling of umlauts. "Müll" -> "mull"."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SPELLED.sub(lambda found: _PLAIN[found.group()], plain)[:LETTERS_MOST]


def folded(text: str) -> str:
    """Return a text as its folded words with blanks between them: letters and digits only."""
    return " ".join(_each(text))


def _each(text: str) -> Iterator[str]:
    for _start, _end, word in spans(composed(text)):
        # Some signs become several words when folded: "½" is 1 and 2.
        yield from _WORD.findall(word)


def composed(text: str) -> str:
    """Return a text in which a letter and its accent are one sign where there is one: apart they would part a word."""
    return unicodedata.normalize("NFC", text)


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each word of a composed text begins and ends, and the word folded."""
    for found in _WORD.finditer(text):
        yield found.start(), found.end(), fold(found.group())


def originals(text: str) -> dict[str, str]:
    """Return the words of a text by their folded form, as they are written: for "Meinten Sie …?"."""
    line = composed(text)
    found: dict[str, str] = {}
    for start, end, word in spans(line):
        if 3 <= len(word) < LETTERS_MOST and word.isalnum() and not word.isdecimal():
            found.setdefault(word, line[start:end])
    return found
