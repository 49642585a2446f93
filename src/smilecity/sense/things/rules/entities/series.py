"""What only datastreams have: units, types of results, the observed area, and the city's own words about them.

The city's words (access, licence and the like) lie in `properties.smilecity`, so that every client carries them along.
"""

from collections.abc import Mapping
from typing import Any

from smilecity.sense.things.rules.entities.checks import bad, identifier, kind_of, obj, text, truth, under
from smilecity.sense.things.rules.entities.places import read_geojson
from smilecity.sense.things.rules.problems import meant, quoted
from smilecity.sense.things.rules.words import Access, SecondValue

OM = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_"
COMPLEX = f"{OM}ComplexObservation"
BLOCK = "smilecity"

_UNIT = ("name", "symbol", "definition")
_LONGEST_HANDLE = 40


def unit(value: Any, where: str) -> dict[str, str | None]:
    """Check a unit of measurement (18-088, table 9): name, symbol and definition, each a text or null."""
    found = obj(value, where)
    for name in found:
        if name not in _UNIT:
            raise bad(under(where, name), f"is not part of a unit of measurement.{meant(name, _UNIT)}")
    for name in _UNIT:
        if name not in found:
            raise bad(under(where, name), "is missing; it is null where there is no unit.")
    short = text(2_000)
    return {name: None if found[name] is None else short(found[name], under(where, name)) for name in _UNIT}


def area(value: Any, where: str) -> Any:
    """Check an observed area."""
    read_geojson(value, where)
    return value


def complex_only(value: Any, where: str) -> str:
    """Check the observation type of a multi datastream (18-088, clause 12)."""
    if value != COMPLEX:
        raise bad(where, f'of a MultiDatastream must be "{COMPLEX}".')
    return COMPLEX


def check_multi(units: list[Any], types: list[Any], properties: int, where: str) -> None:
    """Check that a multi datastream has as many units and types as observed properties. Raises Problem."""
    if len(units) == len(types) == properties:
        return
    raise bad(
        where or "A MultiDatastream",
        f"needs as many unitOfMeasurements ({len(units)}) and multiObservationDataTypes ({len(types)}) "
        f"as ObservedProperties ({properties}).",
    )


def split_block(properties: Any, where: str) -> tuple[Any, dict[str, Any] | None]:
    """Return properties without the city's block, and the block's columns; None where there is no block."""
    found = obj(properties, where)
    if BLOCK not in found:
        return found, None
    rest = {name: value for name, value in found.items() if name != BLOCK}
    return rest or None, _columns(obj(found[BLOCK], under(where, BLOCK)), under(where, BLOCK))


def block_of(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return the city's block of a datastream as a body may hold it. Whom it is shared with is said to nobody."""
    return {BLOCK: {name: columns[column] for name, (column, _, _) in _COLUMNS.items() if column in columns}}


def _columns(block: dict[str, Any], where: str) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, value in block.items():
        if name in _READ_ONLY:
            continue
        if name not in _COLUMNS:
            raise bad(under(where, name), f"is not known.{meant(name, _COLUMNS)}")
        column, check, empty = _COLUMNS[name]
        columns[column] = empty if value is None else check(value, under(where, name))
    return columns


def _one_of(words: type[Access] | type[SecondValue]) -> Any:
    known = [word.value for word in words]

    def check(value: Any, where: str) -> str:
        if value not in known:
            sent = quoted(value) if isinstance(value, str) else kind_of(value)
            raise bad(where, f"must be one of {', '.join(known)}, not {sent}.")
        return str(value)

    return check


def _parties(value: Any, where: str) -> frozenset[int | str]:
    """Check whom a datastream is shared with: handles, or ids, which only the city may use."""
    if not isinstance(value, list):
        raise bad(where, "must be a list of the handles of parties.")
    return frozenset(_party(member, f"{where}[{index}]") for index, member in enumerate(value))


def _party(value: Any, where: str) -> int | str:
    if isinstance(value, str) and not value.isdigit():
        return str(text(_LONGEST_HANDLE, may_be_empty=False)(value, where))
    return identifier(value, where)


_READ_ONLY = frozenset({"provider"})
# Column, check, and what null means. An access that is not named stays what it is: nothing becomes public by silence.
_COLUMNS: dict[str, tuple[str, Any, Any]] = {
    "access": ("access", _one_of(Access), Access.INTERNAL.value),
    "secondValue": ("second_value", _one_of(SecondValue), SecondValue.KEEP.value),
    "licence": ("licence", text(200), ""),
    "legalBasis": ("legal_basis", text(20_000), ""),
    "contact": ("contact", text(300), ""),
    "generated": ("generated", truth, False),
    "sharedWith": ("shared_with", _parties, frozenset()),
}
# What a replacement (PUT, JSON Patch) that holds a block without them sets back.
FORGOTTEN: dict[str, Any] = {
    column: empty for name, (column, _, empty) in _COLUMNS.items() if name not in {"access", "sharedWith"}
}
