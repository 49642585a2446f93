"""A change set: all of its requests are done in one transaction, or none is. Runs in a thread."""

from django.db import transaction

from smilecity.doors.api.sensorthings import methods, observing, writing
from smilecity.doors.api.sensorthings.batches.parts import Asked, Group, References, Told, ToldTogether
from smilecity.doors.api.sensorthings.bodies import read_object
from smilecity.doors.api.sensorthings.messages import Refusal, Reply, Request, problem
from smilecity.doors.api.sensorthings.reading import find
from smilecity.doors.api.sensorthings.troubles import reply_to
from smilecity.ground import clock
from smilecity.sense.things import actions
from smilecity.sense.things.rules.paths import Resource, read_path
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.values import read_observation


class _Undone(Exception):
    """A request failed, so that the whole change set is undone."""

    def __init__(self, told: Told) -> None:
        super().__init__(told.id)
        self.told = told


def done_together(group: Group, known: References) -> ToldTogether:
    """Do all requests of a change set, or none; references within it are known as soon as their entity is made."""
    try:
        with transaction.atomic():
            return ToldTogether(tuple(_one(each, known) for each in group.members))
    except _Undone as undone:
        failed = undone.told
        why = f"Not done, because the request {failed.id or '?'} of the same change set failed."
        others = problem(424, why)
        return ToldTogether(
            tuple(failed if each.id == failed.id else Told(each.id, others) for each in group.members), failed
        )


def _one(asked: Asked, known: References) -> Told:
    try:
        told = Told(asked.id, _reply(known.resolved(asked.request)))
    except Exception as error:
        raise _Undone(Told(asked.id, reply_to(error))) from error
    known.note(told)
    return told


def _reply(request: Request) -> Reply:
    resource = read_path(request.path)
    methods.require(request.method, resource)
    if resource.special is not None:
        raise Refusal(400, "This is not possible within a change set.")
    if request.method in {"GET", "HEAD"}:
        return find(request, resource)
    if request.method == "POST" and resource.kind is Kind.OBSERVATIONS and not resource.ref:
        return _value(request, resource)
    return writing.write(request, resource)


def _value(request: Request, resource: Resource) -> Reply:
    observing.require_key(request)
    body = read_object(request.body)
    if observing.brings_entities(body):
        return writing.create(request, resource)
    (datastream, multi), at = observing.followed(request, resource), clock.now()
    value = read_observation(body, datastream=datastream, multi=multi, at=at)
    (outcome,) = actions.record([value], caller=request.caller, at=at)
    if isinstance(outcome, Problem):
        raise outcome
    return writing.created(request, Kind.OBSERVATIONS, outcome)
