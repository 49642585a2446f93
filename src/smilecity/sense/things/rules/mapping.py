"""How rows of a file become values: a mapping names the columns and the datastream.

In: the mapping's decoded JSON; then the named cells of a row. Out: NewObservation. What cannot be is BadMapping or
BadRow with a German sentence. docs/handbook/messwerte-einlesen.md explains it to those who write one.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from smilecity.sense.things.rules.values import NewObservation

_TOP = frozenset({"columns", "datastream", "timezone", "timeFormat", "decimal", "delimiter", "encoding", "items"})
_COLUMNS = frozenset({"time", "end", "result", "quality", "resultTime", "datastream"})
_LARGEST_FLAG = 9
_SHOWN = 60


class BadMapping(ValueError):
    """The mapping says something that cannot be done; the message is a German sentence."""


class BadRow(ValueError):
    """A row that cannot be understood; the message is a German sentence."""


@dataclass(frozen=True)
class Target:
    """Which datastream rows belong to: one of its id, one of its name, or one per name in a column.

    `body`: what a datastream is made of if there is none of this name, as the standard's interface takes it.
    """

    id: int | None = None
    name: str = ""
    body: Mapping[str, Any] | None = None
    by_cell: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class FileMapping:
    """A checked mapping. `columns`: the column of each part of a value."""

    columns: Mapping[str, str]
    target: Target
    zone: tzinfo | None = None
    time_format: str = ""
    decimal: str = "."
    delimiter: str = ""
    encoding: str = "utf-8"
    items: str = "item"


def read_mapping(given: object) -> FileMapping:
    """Check the decoded JSON of a mapping. Raises BadMapping."""
    if not isinstance(given, dict):
        raise BadMapping("Die Zuordnung der Spalten muss ein JSON-Objekt sein.")
    unknown = sorted(set(given) - _TOP)
    if unknown:
        known = ", ".join(sorted(_TOP))
        raise BadMapping(f"Die Zuordnung der Spalten kennt „{unknown[0]}“ nicht. Möglich sind {known}.")
    columns = _columns(given.get("columns"))
    texts = {key: given[key] for key in ("decimal", "delimiter", "encoding", "items") if key in given}
    for key, text in texts.items():
        if not isinstance(text, str) or not text:
            raise BadMapping(f"„{key}“ muss ein Text sein.")
    if texts.get("decimal", ".") not in {".", ","}:
        raise BadMapping("„decimal“ ist „.“ oder „,“.")
    return FileMapping(
        columns=columns,
        target=_target(given.get("datastream"), columns),
        zone=_zone(given.get("timezone")),
        time_format=str(given.get("timeFormat") or ""),
        **texts,
    )


def _columns(given: object) -> dict[str, str]:
    if not isinstance(given, dict) or not all(isinstance(column, str) for column in given.values()):
        raise BadMapping("„columns“ fehlt: Es nennt die Spalten, mindestens „time“ und „result“.")
    unknown = sorted(set(given) - _COLUMNS)
    if unknown:
        raise BadMapping(f"„columns“ kennt „{unknown[0]}“ nicht. Möglich sind {', '.join(sorted(_COLUMNS))}.")
    lacking = sorted({"time", "result"} - set(given))
    if lacking:
        raise BadMapping(f"In „columns“ fehlt „{lacking[0]}“.")
    return dict(given)


def _target(given: object, columns: Mapping[str, str]) -> Target:
    if "datastream" in columns:
        return _by_cell({} if given is None else given)
    if isinstance(given, int) and not isinstance(given, bool):
        return Target(id=given)
    if isinstance(given, str) and given:
        return Target(name=given)
    if isinstance(given, dict) and isinstance(given.get("name"), str) and given["name"]:
        return Target(name=given["name"], body=given if len(given) > 1 else None)
    raise BadMapping(
        "„datastream“ fehlt: die Nummer einer Messreihe, ihr Name, oder was sie ausmacht, wenn es sie noch nicht gibt."
    )


def _by_cell(given: object) -> Target:
    if not isinstance(given, dict) or not all(_names_one(value) for value in given.values()):
        raise BadMapping("Mit einer Spalte „datastream“ ordnet „datastream“ jedem ihrer Wörter eine Messreihe zu.")
    return Target(by_cell=dict(given))


def _names_one(value: object) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool)


def _zone(given: object) -> tzinfo | None:
    if given is None:
        return None
    try:
        return ZoneInfo(str(given))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadMapping(f"Die Zeitzone „{given}“ gibt es nicht. Zum Beispiel: Europe/Berlin") from None


Cells = Mapping[str, Any]


def reader(mapping: FileMapping) -> Callable[[Cells, int], NewObservation]:
    """Return the function that makes a value of the cells of a row and a datastream. It raises BadRow."""
    time, result = mapping.columns["time"], mapping.columns["result"]
    end, quality = mapping.columns.get("end"), mapping.columns.get("quality")
    resulted = mapping.columns.get("resultTime")

    def read(cells: Cells, datastream: int) -> NewObservation:
        value = NewObservation(datastream, _instant(cells, time, mapping), _result(cells, result, mapping))
        if quality is not None:
            value.quality = _quality(cells, quality)
        if end is not None and cells.get(end) not in {None, ""}:
            value.phenomenon_end = _instant(cells, end, mapping)
        if resulted is not None and cells.get(resulted) not in {None, ""}:
            value.result_time = _instant(cells, resulted, mapping)
        return value

    return read


def _cell(cells: Cells, column: str) -> Any:
    try:
        return cells[column]
    except KeyError:
        raise BadRow(f"Die Spalte „{column}“ fehlt.") from None


def _instant(cells: Cells, column: str, mapping: FileMapping) -> datetime:
    text = _cell(cells, column)
    try:
        moment = _moment(text, mapping.time_format)
        if moment.tzinfo is UTC:
            return moment
        if moment.tzinfo is None and mapping.zone is not None:
            moment = moment.replace(tzinfo=mapping.zone)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        raise BadRow(f"{_shown(text)} in „{column}“ ist keine Zeit.") from None
    raise BadRow("Die Zeit nennt keine Zeitzone. Geben Sie „timezone“ in der Zuordnung der Spalten an.")


def _moment(text: str, time_format: str) -> datetime:
    if time_format:
        return datetime.strptime(text, time_format)  # noqa: DTZ007 -- the mapping's zone follows
    return datetime.fromisoformat(text)


def _result(cells: Cells, column: str, mapping: FileMapping) -> Any:
    """Return a number where a text is one; whatever JSON holds stays as it is."""
    given = _cell(cells, column)
    if not isinstance(given, str):
        return given
    text = given.strip()
    if not text:
        return None
    try:
        number = float(text.replace(",", ".") if mapping.decimal == "," else text)
    except ValueError:
        return text
    if not math.isfinite(number):
        raise BadRow(f"{_shown(text)} in „{column}“ ist keine Zahl, mit der sich rechnen lässt.")
    return number


def _quality(cells: Cells, column: str) -> int | None:
    given = _cell(cells, column)
    if given is None or given == "":
        return None
    try:
        flag = int(given)
    except (ValueError, TypeError):
        flag = -1
    if not 0 <= flag <= _LARGEST_FLAG:
        raise BadRow(f"{_shown(given)} in „{column}“ ist kein Qualitätszeichen von 0 bis 9.")
    return flag


def _shown(value: object) -> str:
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in str(value)[: _SHOWN + 1])
    return f"„{text if len(text) <= _SHOWN else text[:_SHOWN] + '…'}“"
