"""What happened travels downstream: a frozen dataclass, delivered to every subscriber after commit.

`publish` runs inside the action's transaction and defers one job per subscriber in that same transaction, so that
the change and its delivery commit or vanish together. Handlers must be idempotent: a job may run twice.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate.tasks import Task
from procrastinate.types import JSONValue


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened. Fields are opaque ids (or tuples of them) only: finished jobs may keep arguments."""


_subscribers: dict[type[Event], list[Task[Any, Any, Any]]] = defaultdict(list)


class NotInTransaction(RuntimeError):
    """An event was published outside a transaction, so change and delivery could part."""


def subscribe(event_type: type[Event], job: Task[Any, Any, Any]) -> None:
    """Have `job` run for every published event of this type. Called in `AppConfig.ready`, once per pair."""
    if job not in _subscribers[event_type]:
        _subscribers[event_type].append(job)


def publish(event: Event) -> None:
    """Defer one job per subscriber of this event. Raises NotInTransaction outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(type(event).__name__)
    for job in _subscribers[type(event)]:
        job.defer(**_arguments(event))


def publish_many(events: Sequence[Event]) -> None:
    """Defer the jobs of many events of one type at once: one statement per subscriber. Raises NotInTransaction."""
    if not events:
        return
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(type(events[0]).__name__)
    for job in _subscribers[type(events[0])]:
        job.batch_defer(*map(_arguments, events))


def _arguments(event: Event) -> dict[str, JSONValue]:
    return {field.name: _opaque(getattr(event, field.name)) for field in fields(event)}


def _opaque(value: object) -> JSONValue:
    if isinstance(value, tuple):
        return [_opaque(each) for each in value]
    if type(value) is int:
        return value
    if not isinstance(value, UUID):
        raise TypeError("an event carries opaque ids (UUID, numbers) only")
    return str(value)
