"""What every act on entities shares: one transaction, rows found and locked in one order, traces of what was done.

In: kinds, ids, a caller. Out: who owns the rows, or Problem: hidden ones are as if they were not there.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Model
from psycopg import errors

from smilecity.ground import audit
from smilecity.people.keys.rules import Caller
from smilecity.sense.things.findable import find_anew
from smilecity.sense.things.models import (
    Change,
    Datastream,
    FeatureOfInterest,
    HistoricalLocation,
    Location,
    ObservedProperty,
    Sensor,
    Thing,
)
from smilecity.sense.things.queries.sql import FALSE, TRUE, Sql, fill, rows, some, value
from smilecity.sense.things.queries.visibility import usable, visible
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.rights import may_create, may_manage, refusal
from smilecity.sense.things.rules.schema import Kind

MODELS: dict[Kind, type[Model]] = {
    Kind.THINGS: Thing,
    Kind.LOCATIONS: Location,
    Kind.HISTORICAL_LOCATIONS: HistoricalLocation,
    Kind.SENSORS: Sensor,
    Kind.OBSERVED_PROPERTIES: ObservedProperty,
    Kind.FEATURES_OF_INTEREST: FeatureOfInterest,
    Kind.DATASTREAMS: Datastream,
    Kind.MULTI_DATASTREAMS: Datastream,
}
# Rows are locked kind after kind in this order, and by id within a kind.
LOCKED = tuple(MODELS)
_TRIES = 3
_LARGEST_ID = 2**63 - 1

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Created:
    """What was made."""

    kind: Kind
    id: int


class Lock(StrEnum):
    """How firmly rows are held, from the weakest on."""

    KEPT = "FOR KEY SHARE"  # may not vanish
    CHANGED = "FOR NO KEY UPDATE"
    REMOVED = "FOR UPDATE"


def one_act(function: Callable[P, T]) -> Callable[P, T]:
    """Run an act in one transaction; again where it ran into another's locks. Raises Problem 409 where both differ."""

    @wraps(function)
    def acted(*args: P.args, **kwargs: P.kwargs) -> T:
        tries = _TRIES
        while True:
            tries -= 1
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except IntegrityError as error:
                raise Problem(409, "Somebody else changed what this is linked to at the same time.") from error
            except OperationalError as error:
                if not tries or not _is_worth_another_try(error):
                    raise

    return acted


def _is_worth_another_try(error: OperationalError) -> bool:
    return isinstance(error.__cause__, errors.DeadlockDetected) and not connection.in_atomic_block


def owners(kind: Kind, ids: Collection[int], *, caller: Caller, lock: Lock) -> dict[int, int | None]:
    """Lock those of these rows that exist and are not hidden from the caller; return their owners by id. 1 SQL.

    A moment of the history belongs to whom its thing belongs to.
    """
    possible = sorted({id_ for id_ in ids if 0 < id_ <= _LARGEST_ID})
    if not possible:
        return {}
    table = MODELS[kind]._meta.db_table  # noqa: SLF001 -- public, as Django documents it ("Model _meta API")
    owner = "e.owner_id"
    if kind is Kind.HISTORICAL_LOCATIONS:
        owner = "(SELECT t.owner_id FROM things_thing t WHERE t.id = e.thing_id)"
    template = f"SELECT e.id, {owner} FROM {table} e WHERE e.id = ANY({{}}) AND {{}} AND {{}} ORDER BY e.id {lock} OF e"  # noqa: S608 -- our own words
    return dict(rows(fill(template, value(possible, "bigint[]"), _of_kind(kind), _known(kind, owner, caller))))


def _of_kind(kind: Kind) -> Sql:
    if kind is Kind.DATASTREAMS:
        return Sql("NOT e.multi")
    return Sql("e.multi") if kind is Kind.MULTI_DATASTREAMS else TRUE


def _known(kind: Kind, owner: str, caller: Caller) -> Sql:
    """What may be seen, and what is the caller's own even if the key may not read."""
    own = fill(f"{owner} = {{}}", value(caller.party)) if caller.party is not None else FALSE
    return some([visible(kind, "e", caller), own])


def must_create(caller: Caller) -> None:
    """Refuse who may not create anything. Raises Problem."""
    if not may_create(caller):
        raise Problem(refusal(caller), "Creating entities needs a key with the scope “manage”.")


def must_manage(kind: Kind, found: Mapping[int, int | None], *, caller: Caller) -> None:
    """Refuse who may not change all of these. Raises Problem."""
    for id_, owner in found.items():
        if not may_manage(owner, caller=caller):
            raise Problem(refusal(caller), f"{kind}({id_}) belongs to somebody else, or this key may not manage.")


def must_use(kind: Kind, found: Mapping[int, int | None], *, caller: Caller) -> None:
    """Refuse links to what is only shared with the caller (`rights.may_use`). Raises Problem. 1 SQL at most."""
    others = [id_ for id_, owner in found.items() if owner is None or owner != caller.party]
    if caller.for_the_city or not others:
        return
    template = f"SELECT e.id FROM {MODELS[kind]._meta.db_table} e WHERE e.id = ANY({{}}) AND {{}}"  # noqa: S608, SLF001 -- our own words; public, as Django documents it
    free = {id_ for (id_,) in rows(fill(template, value(others, "bigint[]"), usable(kind, "e", caller)))}
    for id_ in others:
        if id_ not in free:
            raise Problem(refusal(caller), only_shared(kind, id_))


def only_shared(kind: Kind, id_: int) -> str:
    """Say why something that the caller may read cannot be linked to."""
    return f"{kind}({id_}) is not public and belongs to somebody else: it may be read, but not linked to."


def find_one(kind: Kind, id_: int, *, caller: Caller, lock: Lock, manage: bool = True) -> None:
    """Lock an entity and check that the caller may change it. Raises Problem: 404 where it is hidden or missing."""
    found = owners(kind, [id_], caller=caller, lock=lock)
    if id_ not in found:
        raise missing(kind, id_)
    if manage:
        must_manage(kind, found, caller=caller)


def missing(kind: Kind, id_: int) -> Problem:
    """Return the problem that there is no such entity (or none that the caller may see)."""
    return Problem(404, f"{kind}({id_}) does not exist.")


def tell(changed: Iterable[Created], *, at: datetime) -> None:
    """Bring the search up to date; leave a row per kind for whoever tells subscribers over MQTT, with a broker."""
    told = list(changed)
    find_anew((each.kind, each.id) for each in told)
    if not settings.MQTT_URL:
        return
    by_kind: dict[Kind, list[int]] = {}
    for each in told:
        by_kind.setdefault(each.kind, []).append(each.id)
    Change.objects.bulk_create(Change(kind=kind, entities=ids, made_at=at) for kind, ids in by_kind.items())


def note(verb: str, kind: Kind, id_: int, *, caller: Caller, at: datetime, **details: str | int | bool) -> None:
    """Write into the audit log what a key did. The city's own programs and pages keep their own entries."""
    if caller.key is not None:
        subject = f"{kind.singular.lower()}:{id_}"
        audit.record(actor=caller.key, verb=f"things.{verb}", subject=subject, at=at, details=details)
