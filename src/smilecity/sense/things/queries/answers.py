"""Answers ready to send, and which datastreams that are not public they may have drawn on."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from smilecity.sense.things.queries.asking import Asking
from smilecity.sense.things.queries.columns import STREAMS
from smilecity.sense.things.queries.sql import fill, rows
from smilecity.sense.things.queries.visibility import visible
from smilecity.sense.things.queries.wanted import Wanted
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.tree import Expression, Options, Path, ResultFormat, parts

JSON = "application/json"
GEOJSON = "application/geo+json"
CSV = "text/csv; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
_HOLD_VALUES = STREAMS | {Kind.OBSERVATIONS}


@dataclass(frozen=True)
class Answer:
    """`looks`: ids of datastreams that are not public and that the answer may have drawn on, for the log of access."""

    status: int
    media_type: str
    body: bytes | Iterator[bytes]
    looks: tuple[int, ...] = ()


def seen(passed: tuple[int, ...], *looks: str | None) -> tuple[int, ...]:
    """Return the ids of the datastreams that a way passed and an answer shows, each once."""
    shown = {int(each) for said in looks if said for each in said.split(",")}
    return tuple(sorted({*passed, *shown}))


def quoted(text: str) -> str:
    """Return a text as JSON."""
    return json.dumps(text, ensure_ascii=False)


def drawn_on(wanted: Wanted, asking: Asking) -> tuple[int, ...]:
    """Return all hidden datastreams the caller sees, where conditions or counts look at more than is shown. 1 SQL."""
    if not asking.looks or not (_looks_further(wanted.kind, wanted.options) or _is_a_file(wanted)):
        return ()
    statement = "SELECT d.id FROM things_datastream d WHERE d.access <> 'public' AND {} ORDER BY d.id"
    return tuple(number for (number,) in rows(fill(statement, visible(Kind.DATASTREAMS, "d", asking.caller))))


def _looks_further(kind: Kind, options: Options) -> bool:
    asked = [each.value for each in options.orderby] + ([options.filter] if options.filter else [])
    further = any(_leads_to_values(kind, each) for each in asked)
    counts = options.count is True and kind in _HOLD_VALUES
    return further or counts or any(_looks_further(each.relation.target, each.options) for each in options.expand)


def _is_a_file(wanted: Wanted) -> bool:
    """Whether it goes on after the first page, of which alone is known what it shows."""
    shows = (wanted.kind in _HOLD_VALUES and not wanted.of_a_stream) or _shows_values(wanted.options)
    return wanted.options.result_format is ResultFormat.CSV and shows


def _shows_values(options: Options) -> bool:
    return any(each.relation.target in _HOLD_VALUES or _shows_values(each.options) for each in options.expand)


def _leads_to_values(kind: Kind, expression: Expression) -> bool:
    """Whether it asks about datastreams or values; a value that asks about its own datastream shows what it asks."""
    ways = [each.relations for each in parts(expression) if isinstance(each, Path)]
    beyond = [way[1:] if kind is Kind.OBSERVATIONS and way and way[0].target in STREAMS else way for way in ways]
    return any(relation.target in _HOLD_VALUES for way in beyond for relation in way)
