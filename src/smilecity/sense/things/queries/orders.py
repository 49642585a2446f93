"""Orders and the places in them: pages begin after a row, never after a number of rows, so the last costs as the first.

Nulls come first ascending and last descending. An order ends in a key that no two rows share.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from smilecity.sense.things.queries.sql import FALSE, TRUE, Sql, every, fill, join, some, value
from smilecity.sense.things.rules.problems import QueryProblem

_LONGEST_TOKEN = 20_000


@dataclass(frozen=True)
class Key:
    """One part of an order. `type`: of PostgreSQL, to read its value from a token."""

    sql: Sql
    type: str
    descending: bool = False
    nullable: bool = True

    def ordered(self) -> Sql:
        """As ORDER BY says it; without words on nulls where there are none, so that indexes fit."""
        nulls = (" NULLS LAST" if self.descending else " NULLS FIRST") if self.nullable else ""
        return fill(f"{{}} {'DESC' if self.descending else 'ASC'}{nulls}", self.sql)


def order_by(keys: Sequence[Key]) -> Sql:
    """Return what stands behind ORDER BY."""
    return join(", ", [key.ordered() for key in keys])


def token(names: Sequence[str]) -> Sql:
    """Return the token, as text, of the place whose keys are these columns."""
    keys = ", ".join(names)
    encoded = f"encode(convert_to(json_build_array({keys})::text, 'UTF8'), 'base64')"
    return Sql(f"translate({encoded}, '+/=' || chr(10), '-_')")


def after(skiptoken: str | None, keys: Sequence[Key]) -> Sql:
    """Return the condition of all rows behind the place that a token names; TRUE without one. Raises QueryProblem."""
    if skiptoken is None:
        return TRUE
    place = _read(skiptoken)
    if len(place) != len(keys):
        raise _wrong()
    return _behind(list(zip(keys, place, strict=True)))


def place_of(skiptoken: str | None) -> datetime | None:
    """Return the time that a place in an order by time begins with; None without a place."""
    if skiptoken is None:
        return None
    try:
        return datetime.fromisoformat(str(_read(skiptoken)[0]))
    except (ValueError, IndexError):
        raise _wrong() from None


def token_of(place: Sequence[Any]) -> str:
    """Return the token of a place, as PostgreSQL makes it."""
    return base64.urlsafe_b64encode(json.dumps(place, default=str).encode()).rstrip(b"=").decode()


def values_of(skiptoken: str, number: int) -> list[Any]:
    """Return what a token says, of which there are to be so many. Raises QueryProblem."""
    place = _read(skiptoken)
    if len(place) != number:
        raise _wrong()
    return place


def _behind(rest: Sequence[tuple[Key, Any]]) -> Sql:
    """Behind in the first key; or the same in it, and behind in those that follow."""
    (key, said), *others = rest
    place = value(None if said is None else _bare(said), key.type)
    beyond = _beyond(key, said, place)
    if not others:
        return beyond
    same = fill("{} = {}" if said is not None else "{} IS NULL", key.sql, *([place] if said is not None else []))
    either = some([beyond, fill("({})", every([same, _behind(others)]))])
    # Said twice, because this half alone finds the place in an index and the partition.
    return every([_not_before(key, said, place), either])


def _beyond(key: Key, said: Any, place: Sql) -> Sql:
    if said is None:
        return FALSE if key.descending else fill("{} IS NOT NULL", key.sql)
    if key.descending:
        less = fill("{} < {}", key.sql, place)
        return some([less, fill("{} IS NULL", key.sql)]) if key.nullable else less
    return fill("{} > {}", key.sql, place)


def _not_before(key: Key, said: Any, place: Sql) -> Sql:
    if said is None or (key.descending and key.nullable):
        return TRUE
    return fill(f"{{}} {'<=' if key.descending else '>='} {{}}", key.sql, place)


def _bare(said: Any) -> str:
    return json.dumps(said) if isinstance(said, bool | float | int) else str(said)


def _read(skiptoken: str) -> list[Any]:
    try:
        if len(skiptoken) > _LONGEST_TOKEN:
            raise _wrong()
        place = json.loads(base64.urlsafe_b64decode(f"{skiptoken}=="))
    except (ValueError, RecursionError):
        raise _wrong() from None
    if not isinstance(place, list) or any(isinstance(said, dict | list) for said in place):
        raise _wrong()
    if any(isinstance(said, str) and "\x00" in said for said in place):
        raise _wrong()
    return place


def _wrong() -> QueryProblem:
    return QueryProblem(400, "this is no place in this list; follow @iot.nextLink as it stands.", option="$skiptoken")
