"""New values: one (POST .../Observations) or many (CreateObservations). Checked here, stored by the committer.

Whoever sends them is answered after the commit: 201 means that the value is there whatever happens next.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

import msgspec

from smilecity.doors.api.sensorthings import addresses, writing
from smilecity.doors.api.sensorthings.bodies import read_json, read_object
from smilecity.doors.api.sensorthings.callers import NO_KEY
from smilecity.doors.api.sensorthings.engine import Engine
from smilecity.doors.api.sensorthings.messages import CHALLENGE, Refusal, Reply, Request
from smilecity.ground import clock
from smilecity.sense.things import actions
from smilecity.sense.things.rules.paths import Resource
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.values import NewObservation, is_inline, read_data_array, read_observation

T = TypeVar("T")

# Where a value goes: the datastream and whether it is a multi datastream, if the path says so.
Series = tuple[int | None, bool | None]
NOWHERE: Series = (None, None)
_SERIES = re.compile(r"(Multi)?Datastreams\((\d{1,18})\)/Observations", re.ASCII)
_INLINE = ("Datastream", "MultiDatastream", "FeatureOfInterest")
# Larger bodies are read in a thread: meanwhile the others are answered.
_LONG = 32 * 1024
_LOCATION = f"{addresses.ROOT}/{Kind.OBSERVATIONS}(%d)"


def series_of(path: str) -> Series | None:
    """Say which collection of values this plainly is; None where it takes a longer look."""
    if path == Kind.OBSERVATIONS:
        return NOWHERE
    found = _SERIES.fullmatch(path)
    return (int(found[2]), bool(found[1])) if found else None


async def one(request: Request, engine: Engine, series: Series) -> Reply:
    """Store one value. Raises Problem, Refusal and Unavailable."""
    require_key(request)
    body = await _aside(request, partial(read_object, request.body))
    if brings_entities(body):
        return await engine.writes.run(request.client, partial(_deep, request, body, series))
    at = clock.now()
    value = read_observation(body, datastream=series[0], multi=series[1], at=at)
    (outcome,) = await engine.committer.store([value], request.caller, at)
    return await _created(request, engine, outcome)


async def below(request: Request, engine: Engine, resource: Resource) -> Reply:
    """Store one value, for a path that only the database can follow."""
    require_key(request)
    series = await engine.reads.run(request.client, partial(followed, request, resource))
    return await one(request, engine, series)


def followed(request: Request, resource: Resource) -> Series:
    """Return the datastream at the end of a path. In a thread. Raises Problem (404)."""
    parent = addresses.parent_of(resource, request.caller)
    if parent is None:
        return NOWHERE
    kind, number = parent
    if kind not in {Kind.DATASTREAMS, Kind.MULTI_DATASTREAMS}:
        raise Refusal(400, f"Observations are created in a Datastream, not below {kind}.")
    return number, kind is Kind.MULTI_DATASTREAMS


async def many(request: Request, engine: Engine) -> Reply:
    """Store the rows of dataArrays; the answer names the address of each or why it is none (18-088, clause 13.2)."""
    require_key(request)
    at = clock.now()
    rows = await _aside(request, lambda: read_data_array(read_json(request.body), at=at))
    values = [row for row in rows if isinstance(row, NewObservation)]
    outcomes = iter(await engine.committer.store(values, request.caller, at) if values else [])
    done = [next(outcomes) if isinstance(row, NewObservation) else row for row in rows]
    return await _aside(request, partial(told, done))


def told(outcomes: list[int | Problem]) -> Reply:
    """Return the answer to dataArrays. If all rows fail for one reason, that is the answer."""
    if outcomes and all(isinstance(each, Problem) for each in outcomes):
        first = outcomes[0]
        if isinstance(first, Problem) and all(str(each) == str(first) for each in outcomes):
            raise first
    said = [_LOCATION % each if isinstance(each, int) else f"error: {each}" for each in outcomes]
    return Reply(201, msgspec.json.encode(said))


def require_key(request: Request) -> None:
    """Turn away who has no key before anything is read, and before it waits with those who have one."""
    if not request.caller.scopes:
        raise Refusal(401, NO_KEY, headers=CHALLENGE)


def brings_entities(body: Mapping[str, Any]) -> bool:
    """Say whether a value comes with entities to be made, not with links alone."""
    return any(is_inline(body.get(name)) for name in _INLINE)


def _deep(request: Request, body: dict[str, Any], series: Series) -> Reply:
    number, multi = series
    kind = Kind.MULTI_DATASTREAMS if multi else Kind.DATASTREAMS
    parent = None if number is None else (kind, number)
    made = actions.create(Kind.OBSERVATIONS, body, parent=parent, caller=request.caller, at=clock.now())
    return writing.created(request, made.kind, made.id)


async def _created(request: Request, engine: Engine, outcome: int | Problem) -> Reply:
    if isinstance(outcome, Problem):
        raise outcome
    if writing.wants_representation(request):
        shown = partial(writing.created, request, Kind.OBSERVATIONS, outcome)
        return await engine.reads.run(request.client, shown)
    return Reply(201, media_type="", headers=((b"location", (_LOCATION % outcome).encode()),))


async def _aside(request: Request, work: Callable[[], T]) -> T:
    return await asyncio.to_thread(work) if len(request.body) > _LONG else work()
