"""What LimeSurvey asks, as our kinds of questions. In: a survey's structure from a file. Out: ours, and what it lost.

After LimeSurvey's manual: "Question types", "Exporting survey structure", "Tab Separated Value survey structure".
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from html.parser import HTMLParser

from smilecity.collect.surveys.rules import (
    HUNDRED_METRES,
    OPTIONS_MOST,
    QUESTIONS_MOST,
    SCALE_STEPS,
    SHORT_MOST,
    Condition,
    Kind,
    Limits,
    Option,
    Question,
)
from smilecity.collect.surveys.rules.questionnaire import TOO_MANY, Questionnaire
from smilecity.ground.refusals import Refused
from smilecity.ground.text import Texts, pick, sentence

LEFT_OUT = sentence("„{question}“ fehlt: Diese Art von Frage gibt es hier nicht.")
SPLIT = sentence("Aus „{question}“ wurde für jede Zeile eine eigene Frage.")
SCALED = sentence("„{question}“ hat jetzt eine Skala von 1 bis 5, mit Worten nur an ihren Enden.")
OTHER = sentence("Bei „{question}“ ist „Sonstiges“ eine Antwort ohne eigenes Textfeld.")
NO_CONDITION = sentence("„{question}“ wird immer gestellt: Ihre Bedingung können wir nicht übernehmen.")
SHORTENED = sentence("Bei „{question}“ fehlen Antworten: Mehr als {most} sind nicht möglich.")
LANGUAGE_LOST = sentence("Die Sprache „{language}“ gibt es hier nicht.")

# The attribute that makes a short text a place on a map.
MAP = "location_mapservice"
# Their codes of languages, ours.
LANGUAGES = {"de": "de", "de-informal": "de", "de-easy": "de-simple", "en": "en"}
_YES_NO = (("Y", {"de": "Ja", "en": "Yes"}), ("N", {"de": "Nein", "en": "No"}))
_FIXED: Mapping[str, Sequence[tuple[str, Texts]]] = {
    "Y": _YES_NO,
    "G": (("F", {"de": "Weiblich", "en": "Female"}), ("M", {"de": "Männlich", "en": "Male"})),
    "C": (*_YES_NO, ("U", {"de": "Unsicher", "en": "Uncertain"})),
    "E": (
        ("I", {"de": "Mehr", "en": "Increase"}),
        ("S", {"de": "Gleich", "en": "Same"}),
        ("D", {"de": "Weniger", "en": "Decrease"}),
    ),
}
_PLAIN = {"5": Kind.SCALE, "N": Kind.NUMBER, "D": Kind.DATE, "S": Kind.SHORT, "T": Kind.LONG, "U": Kind.LONG}
_ONE, _SEVERAL, _RATED = frozenset("L!OYG"), frozenset("MP"), frozenset("AFH")
_LINES = {"K": Kind.NUMBER, "Q": Kind.SHORT, "B": Kind.NUMBER}
_SPLIT = frozenset("CE") | frozenset(_LINES)


@dataclass
class Item:
    """A group, question, line or answer: its code and its texts by their language."""

    code: str
    texts: dict[str, str] = field(default_factory=dict)


@dataclass
class Asked(Item):
    """A question of theirs. `kind`: their letter; `relevance`: when it is asked, as an expression.

    `on_map`: the answer to a short text is given on a map.
    """

    kind: str = ""
    helps: dict[str, str] = field(default_factory=dict)
    mandatory: bool = False
    other: bool = False
    relevance: str = ""
    on_map: bool = False
    lines: dict[str, Item] = field(default_factory=dict)
    answers: dict[str, Item] = field(default_factory=dict)


def is_map(setting: str) -> bool:
    """Say whether an attribute "location_mapservice" turns a map on: 1 and 100 name a service, 0 none."""
    return setting.strip() not in {"", "0"}


@dataclass
class Group(Item):
    """A group of questions; `about` is its description."""

    about: dict[str, str] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)


@dataclass
class Structure:
    """A survey of theirs: its title and description by language, its groups in their order."""

    titles: dict[str, str] = field(default_factory=dict)
    abouts: dict[str, str] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)


@dataclass(frozen=True)
class Remark:
    """What was lost or changed: a sentence and its values."""

    sentence: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class Taken:
    """A questionnaire that was read, and what it lost."""

    questionnaire: Questionnaire
    remarks: tuple[Remark, ...]


def taken(structure: Structure) -> Taken:
    """Return their survey as ours. Raises Refused where it has too many questions."""
    work = _Work()
    for group in structure.groups:
        work.add(group)
    if len(work.questions) > QUESTIONS_MOST:
        raise Refused(TOO_MANY, given=len(work.questions), most=QUESTIONS_MOST)
    lost = sorted(set(structure.titles) - set(LANGUAGES))
    remarks = [Remark(LANGUAGE_LOST, {"language": language}) for language in lost]
    found = Questionnaire(tuple(work.questions), ours(structure.titles), ours(structure.abouts))
    return Taken(found, (*remarks, *work.remarks))


class _Work:
    """The questions made so far, and what they lost."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.remarks: list[Remark] = []
        self._explained: Texts = {}

    def add(self, group: Group) -> None:
        """Make the questions of a group; the first bears its name."""
        begun = len(self.questions)
        for asked in group.asked.values():
            if asked.kind == "X":
                self._explained = ours(asked.texts)
                continue
            self.questions += self._finished(asked, list(self._made(asked)))
        if len(self.questions) > begun:
            first = self.questions[begun]
            self.questions[begun] = replace(first, section=ours(group.texts), intro=ours(group.about))

    def _finished(self, asked: Asked, made: list[Question]) -> list[Question]:
        """Give what all questions have in common."""
        condition = self._condition(asked) if made else None
        hint, more = _helps(asked)
        common = [replace(q, required=asked.mandatory, condition=condition, hint=hint, help=more) for q in made]
        if common and self._explained:
            common[0] = replace(common[0], help=self._explained)
            self._explained = {}
        return common

    def _made(self, asked: Asked) -> Iterator[Question]:
        text, kind = ours(asked.texts), asked.kind
        if kind == "S" and asked.on_map:
            yield Question(asked.code, Kind.PLACE, text, limits=Limits(places=HUNDRED_METRES))
        elif kind in _PLAIN:
            yield Question(asked.code, _PLAIN[kind], text)
        elif kind in _ONE:
            yield Question(asked.code, Kind.ONE, text, options=self._options(asked))
        elif kind in _SEVERAL:
            yield Question(asked.code, Kind.SEVERAL, text, options=self._options(asked, asked.lines))
        elif kind == "R":
            yield Question(asked.code, Kind.RANKING, text, options=self._options(asked, asked.answers or asked.lines))
        elif kind in _RATED:
            yield from self._rated(asked, text)
        elif kind in _SPLIT:
            yield from self._split(asked, text)
        else:
            self._remark(LEFT_OUT, asked)

    def _rated(self, asked: Asked, text: Texts) -> Iterator[Question]:
        """Return lines on a scale of five; where they are rated in other words, a question for each line."""
        if asked.kind != "A" and len(asked.answers) != len(SCALE_STEPS):
            yield from self._split(asked, text)
            return
        ends = [ours(item.texts) for item in asked.answers.values()] or [{}]
        if asked.answers:
            self._remark(SCALED, asked)
        lines = self._options(asked, asked.lines)
        yield Question(asked.code, Kind.MATRIX, text, options=lines, low=ends[0], high=ends[-1])

    def _split(self, asked: Asked, text: Texts) -> Iterator[Question]:
        self._remark(SPLIT, asked)
        limits = Limits(Decimal(1), Decimal(10)) if asked.kind == "B" else Limits()
        kind = _LINES.get(asked.kind, Kind.ONE)
        options = self._options(asked) if kind is Kind.ONE else ()
        for line in asked.lines.values():
            said = {
                language: f"{words} {ours(line.texts).get(language, '')}".strip() for language, words in text.items()
            }
            yield Question(f"{asked.code}_{line.code}", kind, said, options=options, limits=limits)

    def _options(self, asked: Asked, items: Mapping[str, Item] | None = None) -> tuple[Option, ...]:
        given = [(item.code, ours(item.texts)) for item in (asked.answers if items is None else items).values()]
        options = list(_FIXED.get(asked.kind, given))
        if asked.other:
            options.append(("-oth-", {"de": "Sonstiges", "en": "Other"}))
            self._remark(OTHER, asked)
        if len(options) > OPTIONS_MOST:
            self._remark(SHORTENED, asked, most=OPTIONS_MOST)
        return tuple(Option(key[:40], text) for key, text in options[:OPTIONS_MOST])

    def _condition(self, asked: Asked) -> Condition | None:
        """Return when it is asked: one of some answers to one earlier question. What says more is lost."""
        if asked.relevance.strip() in {"", "1"}:
            return None
        parts = [_EQUALS.fullmatch(part.strip(" ()")) for part in re.split(r"\s+or\s+|\|\|", asked.relevance)]
        named = {part[1] for part in parts if part}
        known = {question.id: question for question in self.questions}
        if not all(parts) or len(named) != 1 or not named <= set(known):
            self._remark(NO_CONDITION, asked)
            return None
        before, keys = known[named.pop()], tuple(part[2] for part in parts if part)
        if before.kind not in {Kind.ONE, Kind.SCALE} or not set(keys) <= set(before.keys):
            self._remark(NO_CONDITION, asked)
            return None
        return Condition(before.id, keys)

    def _remark(self, said: str, asked: Asked, **values: object) -> None:
        self.remarks.append(Remark(said, {"question": pick(ours(asked.texts), "de") or asked.code, **values}))


_EQUALS = re.compile(r"""([A-Za-z]\w*)(?:\.(?:NAOK|value|code|shown))?\s*==\s*["']?([^"']*?)["']?""")


def _helps(asked: Asked) -> tuple[Texts, Texts]:
    """Return their help as ours: a hint where it is short, otherwise to be opened."""
    said = ours(asked.helps)
    return ({}, said) if any(len(text) > SHORT_MOST for text in said.values()) else (said, {})


def ours(texts: Mapping[str, str]) -> Texts:
    """Return texts in our languages, without markup."""
    found = {LANGUAGES[language]: plain(text) for language, text in texts.items() if language in LANGUAGES}
    return {language: text for language, text in found.items() if text}


class _Words(HTMLParser):
    """Collects the words of a text with markup; blocks begin a new line."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Begin a line where a block begins."""
        if tag in {"p", "br", "div", "li", "tr"}:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep words."""
        self.parts.append(data)


def plain(text: str) -> str:
    """Return the words of a text with markup."""
    words = _Words()
    words.feed(text)
    words.close()
    lines = (" ".join(line.split()) for line in html.unescape("".join(words.parts)).splitlines())
    return "\n".join(line for line in lines if line)
