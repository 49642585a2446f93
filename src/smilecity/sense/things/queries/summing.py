"""`Datastreams(1)/Aggregates?step=hour&from=…&to=…&component=0`: sums instead of values, as JSON or CSV, in pages.

An extension of the standard. `from` is included, `to` is not; without `component` all of a multi datastream.
"""

import csv
import io
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import isnan
from operator import truediv

import msgspec

from smilecity.sense.things.queries import addresses
from smilecity.sense.things.queries.answers import CSV, JSON, Answer, quoted
from smilecity.sense.things.queries.orders import token_of, values_of
from smilecity.sense.things.queries.paths import Reach
from smilecity.sense.things.queries.sql import Sql, columns_as_sent, every, fill, value
from smilecity.sense.things.rules.buckets import moment
from smilecity.sense.things.rules.literals import read_day, read_instant
from smilecity.sense.things.rules.problems import QueryProblem, meant
from smilecity.sense.things.rules.problems import quoted as in_quotes
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.tree import Options, ResultFormat
from smilecity.sense.things.rules.words import Step

_NAMES = ("step", "from", "to", "component")
_MOST_COMPONENT = 32_767


@dataclass(frozen=True)
class _Asked:
    """What is asked of the sums of a datastream."""

    step: Step
    start: datetime | None
    end: datetime | None
    component: int | None


class _Sum(msgspec.Struct, gc=False):
    """The sums of one hour, day or month, under the names that they are shown with."""

    start: datetime
    component: int
    count: int
    mean: float | None
    least: float | None
    most: float | None
    total: float
    doubtful: int


def answer(reach: Reach, options: Options, url: str) -> Answer:
    """Return the sums of a datastream that the way has come to. Raises QueryProblem. 1 SQL."""
    _refuse_others(options)
    found = _sums(columns_as_sent(_statement(reach, _asked(dict(options.plain)), options)))
    shown = found[: options.limit]
    if options.result_format is ResultFormat.CSV:
        # A file has no place for the address of its next page; it is as long as $top allows.
        return Answer(200, CSV, _lines(shown), reach.looks)
    token = token_of([shown[-1].start, shown[-1].component]) if len(found) > len(shown) else None
    following = f'"@iot.nextLink":{quoted(addresses.next_of(url, token))},' if token else ""
    return Answer(200, JSON, b'{%s"value":%s}' % (following.encode(), msgspec.json.encode(shown)), reach.looks)


def _refuse_others(options: Options) -> None:
    for name, given in (
        ("$filter", options.filter),
        ("$orderby", options.orderby),
        ("$select", options.select),
        ("$expand", options.expand),
        ("$skip", options.skip),
        ("$count", options.count),
    ):
        if given:
            raise QueryProblem(501, "Aggregates know step, from, to, component, $top and $resultFormat.", option=name)
    if options.result_format in {ResultFormat.DATA_ARRAY, ResultFormat.GEOJSON}:
        raise QueryProblem(400, "Aggregates come as JSON or CSV.", option="$resultFormat")


def _asked(given: Mapping[str, str]) -> _Asked:
    said = given.get("step", Step.HOUR)
    if said not in set(Step):
        raise QueryProblem(400, f"{in_quotes(said)} is no step.{meant(said, Step)}", option="step")
    return _Asked(Step(said), _moment(given, "from"), _moment(given, "to"), _component(given))


def _moment(given: Mapping[str, str], name: str) -> datetime | None:
    if name not in given:
        return None
    day = read_day(given[name])
    found = read_instant(f"{day.isoformat()}T00:00:00Z") if day else read_instant(given[name])
    if found is None:
        raise QueryProblem(400, f"{in_quotes(given[name])} is no time such as 2024-05-31T13:30:00Z.", option=name)
    return found


def _component(given: Mapping[str, str]) -> int | None:
    said = given.get("component")
    if said is None:
        return None
    if not said.isascii() or not said.isdigit() or int(said[:6]) > _MOST_COMPONENT:
        raise QueryProblem(400, f"{in_quotes(said)} is no position in a result; they count from 0.", option="component")
    return int(said)


def _statement(reach: Reach, asked: _Asked, options: Options) -> Sql:
    parts = [fill("a.datastream_id = {} AND a.step = {}", value(reach.found["id"]), value(asked.step.value))]
    for sign, limit in ((">=", asked.start), ("<", asked.end)):
        if limit is not None:
            parts.append(fill(f"a.start {sign} {{}}", value(limit)))
    if asked.component is not None:
        parts.append(fill("a.component = {}", value(asked.component)))
    if options.skiptoken is not None:
        parts.append(_behind(options.skiptoken))
    components = _COMPONENTS
    if reach.kind is Kind.DATASTREAMS:
        # There is one alone: nothing to send, and the index has the order already.
        parts.append(Sql("a.component = 0"))
        components = Sql("NULL::bytea")
    return fill(_SUMS, components=components, where=every(parts), most=value(options.limit + 1))


def _behind(skiptoken: str) -> Sql:
    start, component = values_of(skiptoken, 2)
    at, last = value(str(start), "timestamptz"), value(str(component), "smallint")
    return fill("a.start >= {at} AND (a.start > {at} OR a.component > {last})", at=at, last=last)


def _sums(columns: Sequence[bytes | None]) -> list[_Sum]:
    if columns[0] is None:
        return []
    size = len(columns[0]) // 8
    start, component, count, total, least, most, doubtful = (
        struct.unpack(f">{size}{form}", column or bytes(2 * size))
        for form, column in zip("qhqdddq", columns, strict=True)
    )
    means, times = _means(total, count), map(_begun, start)
    return list(map(_Sum, times, component, count, means, _known(least), _known(most), total, doubtful))


def _means(total: Sequence[float], count: Sequence[int]) -> Iterable[float | None]:
    if all(count):
        return map(truediv, total, count)
    return [each / number if number else None for each, number in zip(total, count, strict=True)]


# Everybody asks for the same hours: those of the last year.
_begun = lru_cache(maxsize=50_000)(moment)


def _known(numbers: Sequence[float]) -> Iterable[float | None]:
    # A sum is no number if one of them is none; mostly all are.
    return [None if isnan(number) else number for number in numbers] if isnan(sum(numbers)) else numbers


def _lines(shown: Sequence[_Sum]) -> bytes:
    page = io.StringIO()
    lines = csv.writer(page, lineterminator="\r\n")
    lines.writerow(_Sum.__struct_fields__)
    lines.writerows(map(_cells, shown))
    return page.getvalue().encode()


def _cells(sums: _Sum) -> list[str]:
    start, *numbers = msgspec.structs.astuple(sums)
    # As whole as they are: 3, not 3.0.
    return [
        start.isoformat().replace("+00:00", "Z"),
        *("" if n is None else str(n).removesuffix(".0") for n in numbers),
    ]


# Whole columns in the form PostgreSQL keeps them: text for a year of hours costs it several times as much as finding
# them (measured in bench/senses.py). Rows stay in the order of the innermost statement: nothing joins them on the way.
_SUMS = """
SELECT string_agg(timestamptz_send(a.start), ''), {components},
    string_agg(int8send(a.count), ''), string_agg(float8send(a.total), ''),
    string_agg(float8send(coalesce(a.least, 'NaN')), ''), string_agg(float8send(coalesce(a.most, 'NaN')), ''),
    string_agg(int8send(a.doubtful), '')
FROM (SELECT a.* FROM things_aggregate a WHERE {where} ORDER BY a.start, a.component LIMIT {most}) a
"""
_COMPONENTS = Sql("string_agg(int2send(a.component), '')")
