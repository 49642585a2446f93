"""`Datastreams(1)/Aggregates?step=hour&from=…&to=…&component=0`: sums instead of values, as JSON or CSV, in pages.

An extension of the standard. `from` is included, `to` is not; without `component` all of a multi datastream.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from smilecity.sense.things.queries import addresses
from smilecity.sense.things.queries.answers import CSV, JSON, Answer, quoted
from smilecity.sense.things.queries.orders import token_of, values_of
from smilecity.sense.things.queries.paths import Reach
from smilecity.sense.things.queries.sql import Sql, every, fill, rows, value
from smilecity.sense.things.rules.literals import read_day, read_instant
from smilecity.sense.things.rules.problems import QueryProblem, meant
from smilecity.sense.things.rules.problems import quoted as in_quotes
from smilecity.sense.things.rules.tree import Options, ResultFormat
from smilecity.sense.things.rules.words import Step

_NAMES = ("step", "from", "to", "component")
_HEADER = b"start,component,count,mean,least,most,total,doubtful\r\n"
_MOST_COMPONENT = 32_767


@dataclass(frozen=True)
class _Asked:
    """What is asked of the sums of a datastream."""

    step: Step
    start: datetime | None
    end: datetime | None
    component: int | None


def answer(reach: Reach, options: Options, url: str) -> Answer:
    """Return the sums of a datastream that the way has come to. Raises QueryProblem. 1 SQL."""
    _refuse_others(options)
    asked = _asked(dict(options.plain))
    as_csv = options.result_format is ResultFormat.CSV
    ((items, last, component),) = rows(_statement(reach, asked, options, _LINE if as_csv else _OBJECT))
    token = None if last is None else token_of([last, component])
    if as_csv:
        # A file has no place for the address of its next page; it is as long as $top allows.
        return Answer(200, CSV, _HEADER + (items or "").encode(), reach.looks)
    following = f'"@iot.nextLink":{quoted(addresses.next_of(url, token))},' if token else ""
    return Answer(200, JSON, f'{{{following}"value":[{items or ""}]}}'.encode(), reach.looks)


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


def _statement(reach: Reach, asked: _Asked, options: Options, form: str) -> Sql:
    parts = [fill("a.datastream_id = {} AND a.step = {}", value(reach.found["id"]), value(asked.step.value))]
    for sign, moment in ((">=", asked.start), ("<", asked.end)):
        if moment is not None:
            parts.append(fill(f"a.start {sign} {{}}", value(moment)))
    if asked.component is not None:
        parts.append(fill("a.component = {}", value(asked.component)))
    if options.skiptoken is not None:
        parts.append(_behind(options.skiptoken))
    glue = Sql("''" if form is _LINE else "','")
    return fill(
        _SUMS, form=Sql(form), glue=glue, where=every(parts), last=value(options.limit), most=value(options.limit + 1)
    )


def _behind(skiptoken: str) -> Sql:
    start, component = values_of(skiptoken, 2)
    at, last = value(str(start), "timestamptz"), value(str(component), "smallint")
    return fill("a.start >= {at} AND (a.start > {at} OR a.component > {last})", at=at, last=last)


_MOMENT = "btrim(to_json(a.start AT TIME ZONE 'UTC')::text, '\"') || 'Z'"
_OBJECT = f"""concat(chr(123), '"start":"', {_MOMENT}, '","component":', a.component, ',"count":', a.count, ',"mean":',
    coalesce(a.mean::text, 'null'), ',"least":', coalesce(a.least::text, 'null'), ',"most":',
    coalesce(a.most::text, 'null'), ',"total":', a.total, ',"doubtful":', a.doubtful, chr(125))"""
_LINE = f"""concat({_MOMENT}, ',', a.component, ',', a.count, ',', a.mean, ',', a.least, ',', a.most, ',', a.total, ',',
    a.doubtful, chr(13) || chr(10))"""
# Rows stay in the order of the innermost statement: nothing joins them on their way out.
_SUMS = """
SELECT string_agg({form}, {glue}) FILTER (WHERE a.n <= {last}),
    CASE WHEN max(a.n) > {last} THEN max(a.start) FILTER (WHERE a.n = {last}) END,
    max(a.component) FILTER (WHERE a.n = {last})
FROM (
    SELECT p.*, row_number() OVER () AS n FROM (
        SELECT a.*, CASE WHEN a.count > 0 THEN a.total / a.count END AS mean FROM things_aggregate a
        WHERE {where} ORDER BY a.start, a.component LIMIT {most}
    ) p
) a
"""
