"""House numbers as they are written, and what somebody who types an address means by it.

In: „12 a“, „12-14“, „18055 Rostock, Lange Str. 12a“. Out: number, letter and last number; street, number, postal code.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from smilecity.city.street_names import search_key

LETTER_MOST = 10
_NUMBER = r"(?P<number>[0-9]{1,4})\s*(?P<letter>[a-z](?:\s?[-–]\s?[a-z])?(?![a-z])|1/2)?"
_UNTIL = r"(?:\s*[-–/]\s*(?P<until>[0-9]{1,4})\s*[a-z]?)?"
_WHOLE = re.compile(rf"{_NUMBER}{_UNTIL}", re.IGNORECASE)
_AT_END = re.compile(
    rf"(?<=[^\W\d]|[.\s])\s*(?:\b(?:nr|no|nummer|hausnummer|hausnr)\b\.?)?\s*(?<![\d/–-]){_NUMBER}{_UNTIL}\s*$",
    re.IGNORECASE,
)
# „12 Lange Straße“, as it is written in English; „1. St.-Jürgen-Straße“ is a name.
_AT_START = re.compile(rf"^\s*{_NUMBER}{_UNTIL}\s+(?=[^\W\d])", re.IGNORECASE)
_POSTAL = re.compile(r"\b[0-9]{5}\b")
_MOST = 120


@dataclass(frozen=True, order=True)
class HouseNumber:
    """A house number: 12, 12a, or 12–14, where `until` is the last; for one house it is the number itself."""

    number: int
    letter: str
    until: int

    def __str__(self) -> str:
        gap = " " if self.letter[:1].isdigit() else ""
        return f"{self.number}{gap}{self.letter}" + (f"–{self.until}" if self.until > self.number else "")


@dataclass(frozen=True)
class Asked:
    """An address as somebody typed it. `streets`: keys of what may be its street, the likeliest first.

    `near`: keys of what else was said, such as a district; `postal_code` may be empty, `number` None.
    """

    streets: tuple[str, ...] = ()
    number: HouseNumber | None = None
    postal_code: str = ""
    near: tuple[str, ...] = ()


def house_number(text: str, letter: str = "") -> HouseNumber | None:
    """Return a house number with the letter that may stand in a field of its own; None for what is none."""
    found = _WHOLE.fullmatch(text.strip())
    own = "".join(letter.split()).casefold()
    if found is None or (found["letter"] and own) or len(own) > LETTER_MOST:
        return None
    read = _read(found)
    return HouseNumber(read.number, own or read.letter, read.until) if read.number else None


def _read(found: re.Match[str]) -> HouseNumber:
    number, letter = int(found["number"]), "".join((found["letter"] or "").split()).casefold().replace("–", "-")
    return HouseNumber(number, letter, max(number, int(found["until"] or 0)))


def asked(text: str, towns: Collection[str] = (), districts: Collection[str] = ()) -> Asked:
    """Return what an address means; `towns`, `districts`: names that may stand beside the street, as search keys."""
    text = text[:_MOST].replace("\n", ",")
    postal = _POSTAL.search(text)
    parts = [part for part in _POSTAL.sub(",", text).split(",") if search_key(part) not in {"", *towns}]
    parts = [part for part in parts if search_key(part)]
    if not parts:
        return Asked()
    named = {search_key(part): part for part in parts}
    # What is called like a district says where the street is, unless nothing else was said.
    near = [key for key in named if key in districts] if len(named) > 1 else []
    rest = [part for key, part in named.items() if key not in near] or [parts[0]]
    street, number = _apart(rest[0])
    if number is None and len(rest) > 1:  # „Lange Straße, 12“
        number = house_number(rest[1])
    keys, beside, behind = _without_beside(search_key(street), towns, districts)
    return Asked(keys, number or behind, postal[0] if postal else "", tuple(dict.fromkeys([*near, *beside])))


def _apart(text: str) -> tuple[str, HouseNumber | None]:
    """Return the street and the house number."""
    at_end, at_start = _AT_END.search(text), _AT_START.search(text)
    if at_end and int(at_end["number"]) and search_key(text[: at_end.start()]):
        return text[: at_end.start()], _read(at_end)
    if at_start and int(at_start["number"]):
        return text[at_start.end() :], _read(at_start)
    return text, None


def _without_beside(
    key: str, towns: Collection[str], districts: Collection[str]
) -> tuple[tuple[str, ...], tuple[str, ...], HouseNumber | None]:
    """Return the street as typed and without a town or district beside it, those names, and the number before them."""
    keys, beside, number = [key], [], None
    for name in sorted({*towns, *districts}, key=lambda name: (-len(name), name)):
        bare = key.removesuffix(f" {name}").removeprefix(f"{name} ").strip()
        if bare != key and bare:
            at_end = _AT_END.search(bare)
            number = _read(at_end) if at_end else number
            keys.append(bare[: at_end.start()].strip() if at_end else bare)
            beside += [name] if name in districts else []
    return tuple(dict.fromkeys(keys)), tuple(beside), number
