"""The words of the query language, one at a time; each remembers where it stood."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from smilecity.sense.things.rules import literals
from smilecity.sense.things.rules.problems import QueryProblem, meant, quoted
from smilecity.sense.things.rules.schema import Type
from smilecity.sense.things.rules.tree import Literal, Value
from smilecity.sense.things.rules.wkt import read_wkt

LONGEST = 20_000


class Mark(StrEnum):
    """What a word is, in words a message can use."""

    NAME = "a name"
    VALUE = "a value"
    INDEX = "a position in a list"
    SIGN = "a sign"
    END = "the end"


@dataclass(frozen=True, slots=True)
class Token:
    """A word. `literal` only of a VALUE."""

    mark: Mark
    text: str
    position: int
    literal: Literal | None = None

    def said(self) -> str:
        """As a message shows it."""
        return "the end" if self.mark is Mark.END else quoted(self.text)


TEXT = r"'(?:[^']|'')*+'"
# In this order: a time begins like a day, a day like a number.
WORDS = re.compile(
    rf"(?P<interval>{literals.INTERVAL})|(?P<instant>{literals.INSTANT})"
    rf"|(?P<day>{literals.DAY})|(?P<clock>{literals.CLOCK})|(?P<number>{literals.NUMBER})"
    rf"|(?P<prefixed>[A-Za-z]+{TEXT})|(?P<text>{TEXT})"
    r"|(?P<name>[@$]?[^\W\d][\w.]*)|(?P<index>\[\s*\d{1,9}\s*\])|(?P<sign>[()/,;=*-])",
    re.ASCII,
)
# Behind a slash a name may hold nearly anything: keys of JSON are not ours.
STEP = re.compile(rf"(?P<text>{TEXT})|(?P<name>[^\s()/,;='\[\]]+)")
SPACE = re.compile(r"\s*")
FORBIDDEN = re.compile("[\0\ud800-\udfff]")

BARE: dict[str, tuple[Type, str, Callable[[str], Value]]] = {
    "interval": (Type.INTERVAL, "a time interval, the earlier time first", literals.read_interval),
    "instant": (Type.TIME, "a time of the calendar", literals.read_instant),
    "day": (Type.DATE, "a day of the calendar", literals.read_day),
    "clock": (Type.CLOCK, "a time of day", literals.read_clock),
    "number": (Type.NUMBER, "a number this side of 1e308", literals.read_number),
}
PREFIXED: dict[str, tuple[Type, str, Callable[[str], Value]]] = {
    "date": (Type.DATE, "a day such as date'2024-05-31'", literals.read_day),
    "time": (Type.CLOCK, "a time of day such as time'13:30:00'", literals.read_clock),
    "timeofday": (Type.CLOCK, "a time of day such as timeofday'13:30:00'", literals.read_clock),
    "duration": (Type.DURATION, "a duration such as duration'P1DT2H'", literals.read_duration),
    "datetime": (Type.TIME, "a time such as datetime'2024-05-31T13:30:00Z'", literals.read_instant),
    "datetimeoffset": (Type.TIME, "a time such as datetimeoffset'2024-05-31T13:30:00Z'", literals.read_instant),
}
GEOMETRIES = {"geography", "geometry"}


class Tokens:
    """A text, read word by word: `ahead` is the next one, `take` moves on."""

    def __init__(self, text: str, option: str) -> None:
        self.text = text
        self.option = option
        checked(text, option)
        self.at = 0
        self.ahead = self._read(step=False)

    def problem(self, reason: str, token: Token | None = None) -> QueryProblem:
        """What to raise about the token, or about the next one."""
        return QueryProblem(400, reason, option=self.option, position=(token or self.ahead).position)

    def take(self) -> Token:
        """The next word; behind a slash the one after it is a step of a path."""
        token = self.ahead
        self.ahead = self._read(step=token.mark is Mark.SIGN and token.text == "/")
        return token

    def since(self, token: Token) -> str:
        """What stands between the beginning of a word and the next one."""
        return self.text[token.position - 1 : self.ahead.position - 1].strip()

    def sees(self, *signs: str) -> bool:
        """Whether one of these signs comes next."""
        return self.ahead.mark is Mark.SIGN and self.ahead.text in signs

    def accept(self, sign: str) -> bool:
        """Read over the sign where it comes next."""
        found = self.sees(sign)
        if found:
            self.take()
        return found

    def expect(self, sign: str, why: str) -> Token:
        """Read over the sign that has to come next."""
        if not self.sees(sign):
            raise self.problem(f"expected {quoted(sign)} {why}, found {self.ahead.said()}.")
        return self.take()

    def name(self, what: str) -> Token:
        """The name that has to come next."""
        if self.ahead.mark is not Mark.NAME:
            raise self.problem(f"expected {what}, found {self.ahead.said()}.")
        return self.take()

    def end(self, *closing: str) -> None:
        """Nothing may follow, but for these signs."""
        if self.ahead.mark is not Mark.END and not self.sees(*closing):
            raise self.problem(f"did not expect {self.ahead.said()} here.")

    def _read(self, *, step: bool) -> Token:
        space = SPACE.match(self.text, self.at)
        start = space.end() if space else self.at
        if start == len(self.text):
            return Token(Mark.END, "", start + 1)
        found = (STEP if step else WORDS).match(self.text, start)
        if found is None:
            raise self._unreadable(start)
        self.at = found.end()
        return self._token(found.lastgroup or "", found[0], start + 1, step=step)

    def _unreadable(self, start: int) -> QueryProblem:
        if self.text[start] == "'":
            reason = "this text has no closing quote; a quote inside of a text is written twice."
        else:
            reason = f"did not expect {quoted(self.text[start])} here."
        return QueryProblem(400, reason, option=self.option, position=start + 1)

    def _token(self, group: str, text: str, position: int, *, step: bool) -> Token:
        if group == "sign":
            return Token(Mark.SIGN, text, position)
        if group == "name":
            return Token(Mark.NAME, text, position)
        if group == "index":
            return Token(Mark.INDEX, str(int(text[1:-1])), position)
        if group == "text" and step:
            return Token(Mark.NAME, unquoted(text), position)
        return Token(Mark.VALUE, text, position, self._literal(group, text, position))

    def _literal(self, group: str, text: str, position: int) -> Literal:
        if group == "text":
            return Literal(unquoted(text), Type.TEXT, position)
        if group == "prefixed":
            return self._prefixed(text, position)
        return self._valued(*BARE[group], text, position)

    def _prefixed(self, text: str, position: int) -> Literal:
        prefix, _, _ = text.partition("'")
        content = unquoted(text[len(prefix) :])
        if prefix.lower() in GEOMETRIES:
            place = position + len(prefix) + 1
            return Literal(read_wkt(content, position=place, option=self.option), Type.GEOMETRY, position)
        if prefix.lower() not in PREFIXED:
            hint = meant(prefix, [*PREFIXED, *GEOMETRIES])
            raise QueryProblem(
                400, f"{quoted(prefix)} is no kind of value.{hint}", option=self.option, position=position
            )
        return self._valued(*PREFIXED[prefix.lower()], content, position)

    def _valued(self, kind: Type, what: str, read: Callable[[str], Value], text: str, position: int) -> Literal:
        value = read(text)
        if value is None:
            raise QueryProblem(400, f"{quoted(text)} is not {what}.", option=self.option, position=position)
        return Literal(value, kind, position)


def checked(text: str, option: str) -> None:
    """Refuse what no reader should begin with, and no database could compare with."""
    if len(text) > LONGEST:
        raise QueryProblem(400, f"{len(text)} characters are too many; {LONGEST} are read at most.", option=option)
    if (found := FORBIDDEN.search(text)) is not None:
        raise QueryProblem(400, "this character is not allowed.", option=option, position=found.start() + 1)
    if not text.strip():
        raise QueryProblem(400, "it is empty.", option=option)


def unquoted(text: str) -> str:
    """The text between single quotes, doubled ones read as one."""
    return text[1:-1].replace("''", "'")
