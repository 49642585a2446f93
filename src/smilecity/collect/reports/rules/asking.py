"""What a category asks beyond the text: its questions as data, and what somebody answered, read against them.

The kinds are those of Open311 (GeoReport v2, "datatype"), so that other programs can ask the same.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from smilecity.collect.contributions.rules import clean_line, clean_text
from smilecity.ground.refusals import Refused
from smilecity.ground.text import Texts, pick, sentence

ATTRIBUTES_MOST = 8
OPTIONS_MOST = 20
STRING_MOST = 200
TEXT_MOST = 1_000
LABEL_MOST = 200
_KEY = re.compile(r"[a-z0-9]([a-z0-9_-]{0,38}[a-z0-9])?")
_NUMBER = re.compile(r"[+-]?\d{1,12}([.,]\d{1,6})?")

MISSING = sentence("Bitte beantworten Sie diese Frage.")
NO_NUMBER = sentence("Bitte geben Sie eine Zahl an, zum Beispiel 3 oder 2,5.")
NO_DATE = sentence("Bitte geben Sie Datum und Uhrzeit an.")
NO_OPTION = sentence("Bitte wählen Sie eine der Antworten, die hier stehen.")
WRONG_QUESTION = sentence("Frage {number}: Bitte geben Sie Kürzel, Art und den Text auf Deutsch an.")
WRONG_OPTIONS = sentence("Frage {number}: Bitte geben Sie 2 bis {most} verschiedene Antworten an.")
TOO_MANY = sentence("Mehr als {most} Fragen sind nicht möglich.")
TWICE = sentence("Zwei Fragen haben dasselbe Kürzel.")


class AttributeKind(StrEnum):
    """How a question is answered, in the words of Open311."""

    STRING = "string"
    TEXT = "text"
    NUMBER = "number"
    DATETIME = "datetime"
    ONE = "singlevaluelist"
    SEVERAL = "multivaluelist"


CHOICES = frozenset({AttributeKind.ONE, AttributeKind.SEVERAL})


@dataclass(frozen=True)
class Option:
    """An answer to choose."""

    key: str
    label: Texts


@dataclass(frozen=True)
class Attribute:
    """A question of a category. `code` names it for programs; `options` only where one chooses."""

    code: str
    kind: AttributeKind
    label: Texts
    required: bool = False
    options: tuple[Option, ...] = ()
    hint: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Read:
    """What was answered, by the code of the question; and for questions answered wrongly, why."""

    values: Mapping[str, str | list[str]] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)


def attributes_of(kept: Sequence[Mapping[str, Any]]) -> tuple[Attribute, ...]:
    """Return the questions as a category keeps them (see `written`)."""
    return tuple(
        Attribute(
            code=row["code"],
            kind=AttributeKind(row["kind"]),
            label=row["label"],
            required=row.get("required", False),
            options=tuple(Option(one["key"], one["label"]) for one in row.get("options", ())),
            hint=row.get("hint", {}),
        )
        for row in kept
    )


def written(attributes: Sequence[Attribute]) -> list[dict[str, Any]]:
    """Return questions as they are kept."""
    return [
        {
            "code": each.code,
            "kind": each.kind.value,
            "label": dict(each.label),
            "required": each.required,
            "options": [{"key": one.key, "label": dict(one.label)} for one in each.options],
            "hint": dict(each.hint),
        }
        for each in attributes
    ]


def defined(attributes: Sequence[Attribute]) -> tuple[Attribute, ...]:
    """Return the questions if they can be asked. Raises Refused with the number of the first that cannot."""
    if len(attributes) > ATTRIBUTES_MOST:
        raise Refused(TOO_MANY, most=ATTRIBUTES_MOST)
    for number, each in enumerate(attributes, 1):
        if not _KEY.fullmatch(each.code) or not pick(each.label, "de"):
            raise Refused(WRONG_QUESTION, number=number)
        if each.kind in CHOICES and not _can_be_chosen(each.options):
            raise Refused(WRONG_OPTIONS, number=number, most=OPTIONS_MOST)
    if len({each.code for each in attributes}) != len(attributes):
        raise Refused(TWICE)
    return tuple(attributes)


def _can_be_chosen(options: Sequence[Option]) -> bool:
    keys = {one.key for one in options}
    right = all(_KEY.fullmatch(one.key) and pick(one.label, "de") for one in options)
    return right and len(keys) == len(options) and 2 <= len(options) <= OPTIONS_MOST


def attributes_read(definition: Sequence[Attribute], given: Mapping[str, str | Sequence[str]]) -> Read:
    """Read answers against the questions; what nobody asked is left out. Never raises: each question has its reason."""
    values: dict[str, str | list[str]] = {}
    refused: dict[str, str] = {}
    for asked in definition:
        raw = given.get(asked.code, "")
        parts = [raw] if isinstance(raw, str) else list(raw)
        said = [part for part in parts if part.strip()]
        try:
            # What consists of characters that nobody sees is empty once it is clean.
            value = _READERS[asked.kind](asked, said) if said else ""
        except Refused as refusal:
            refused[asked.code] = str(refusal)
            continue
        if value:
            values[asked.code] = value
        elif asked.required:
            refused[asked.code] = MISSING
    return Read(values, refused)


def _string(asked: Attribute, said: Sequence[str]) -> str:
    return clean_line(said[0], STRING_MOST)


def _text(asked: Attribute, said: Sequence[str]) -> str:
    return clean_text(said[0], TEXT_MOST)


def _number(asked: Attribute, said: Sequence[str]) -> str:
    line = clean_line(said[0], STRING_MOST)
    if not _NUMBER.fullmatch(line):
        raise Refused(NO_NUMBER)
    return line.replace(",", ".")


def _datetime(asked: Attribute, said: Sequence[str]) -> str:
    try:
        return datetime.fromisoformat(said[0].strip()).isoformat()
    except ValueError:
        raise Refused(NO_DATE) from None


def _one(asked: Attribute, said: Sequence[str]) -> str:
    return _several(asked, said[:1])[0]


def _several(asked: Attribute, said: Sequence[str]) -> list[str]:
    known = [one.key for one in asked.options]
    if not set(said) <= set(known):
        raise Refused(NO_OPTION)
    return [key for key in known if key in said]


_Reader = Callable[[Attribute, Sequence[str]], str | list[str]]
_READERS: dict[AttributeKind, _Reader] = {
    AttributeKind.STRING: _string,
    AttributeKind.TEXT: _text,
    AttributeKind.NUMBER: _number,
    AttributeKind.DATETIME: _datetime,
    AttributeKind.ONE: _one,
    AttributeKind.SEVERAL: _several,
}
