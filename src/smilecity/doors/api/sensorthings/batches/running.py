"""Runs the parts of a batch in their order; a change set in one transaction. There is an end to what one batch may ask.

Values that follow each other are stored together, as if their senders had come at the same moment.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from itertools import groupby

from smilecity.doors.api.sensorthings import observing
from smilecity.doors.api.sensorthings.batches.group import done_together
from smilecity.doors.api.sensorthings.batches.parts import Answer, Asked, Group, Part, References, Told, ToldTogether
from smilecity.doors.api.sensorthings.engine import Engine
from smilecity.doors.api.sensorthings.messages import Reply, Request, problem
from smilecity.doors.api.sensorthings.troubles import reply_to

Route = Callable[[Request, Engine], Awaitable[Reply | None]]
SECONDS = 60.0
LARGEST = 20 * 1024 * 1024
_TOO_LONG = "This batch has taken too long; the rest of it was not done. Please send it again in smaller parts."
_TOO_LARGE = "The answers to this batch have become too large. Please send the rest of it by itself."


class _Budget:
    """How much time and room a batch has left."""

    def __init__(self) -> None:
        self._until, self._left = time.monotonic() + SECONDS, LARGEST

    def refusal(self) -> Reply | None:
        """Return why no more is done; none: go on."""
        if time.monotonic() > self._until:
            return problem(503, _TOO_LONG)
        return problem(413, _TOO_LARGE) if self._left < 0 else None

    def use(self, answer: Answer) -> None:
        """Count what an answer takes."""
        replies = answer.members if isinstance(answer, ToldTogether) else (answer,)
        self._left -= sum(len(told.reply.body) for told in replies if isinstance(told.reply.body, bytes))


async def run(parts: Sequence[Part], engine: Engine, route: Route) -> list[Answer]:
    """Return the answers in the order of the parts."""
    known, budget, answers = References(), _Budget(), []
    for plain, run_of in groupby(parts, _is_plain_value):
        if plain:
            answers += await _values([part for part in run_of if isinstance(part, Asked)], engine, route, budget)
            continue
        for part in run_of:
            answers.append(await _one(part, engine, route, known, budget))
    return answers


def _is_plain_value(part: Part) -> bool:
    """Say whether this posts a value that needs nothing of what the batch creates."""
    if isinstance(part, Group):
        return False
    request = part.request
    return request.method == "POST" and observing.series_of(request.path) is not None and b'"$' not in request.body


async def _values(asked: list[Asked], engine: Engine, route: Route, budget: _Budget) -> list[Answer]:
    if refusal := budget.refusal():
        return [Told(each.id, refusal) for each in asked]
    replies = await asyncio.gather(*(route(each.request, engine) for each in asked))
    return [Told(each.id, reply or Reply(204)) for each, reply in zip(asked, replies, strict=True)]


async def _one(part: Part, engine: Engine, route: Route, known: References, budget: _Budget) -> Answer:
    refusal = budget.refusal()
    if isinstance(part, Group):
        answer: Answer = _failed(part, refusal) if refusal else await _together(part, engine, known)
    else:
        reply = refusal or await route(known.resolved(part.request), engine)
        answer = told = Told(part.id, reply or Reply(204))
        known.note(told)
    budget.use(answer)
    return answer


async def _together(group: Group, engine: Engine, known: References) -> ToldTogether:
    if not group.members:
        return ToldTogether(())
    client, tried = group.members[0].request.client, known.copy()
    try:
        answer = await engine.writes.run(client, partial(done_together, group, tried))
    except Exception as error:  # noqa: BLE001 -- a change set that fails is no reason for the batch to fail
        return _failed(group, reply_to(error))
    if answer.failed is None:
        for each in answer.members:
            known.note(each)
    return answer


def _failed(group: Group, reply: Reply) -> ToldTogether:
    told = tuple(Told(each.id, reply) for each in group.members)
    return ToldTogether(told, told[0] if told else None)
