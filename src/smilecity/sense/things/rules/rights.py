"""Who may see, fill and change what: the truth table of the city's senses. `queries.visibility` says the same in SQL.

In: a caller, owners, access. Out: yes or no, and which status of HTTP a refusal has.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from smilecity.people.keys.rules import Caller, Scope
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.words import Access

# Links that leave the entity they start from as it is: to use a sensor, a property, a place does not change it.
USES = frozenset(
    {
        (Kind.LOCATIONS, "Things"),
        (Kind.LOCATIONS, "HistoricalLocations"),
        (Kind.SENSORS, "Datastreams"),
        (Kind.SENSORS, "MultiDatastreams"),
        (Kind.OBSERVED_PROPERTIES, "Datastreams"),
        (Kind.OBSERVED_PROPERTIES, "MultiDatastreams"),
    }
)
# Links that change the entity they lead to: a thing that gets a datastream, a datastream that gets another sensor.
CHANGES = USES | {
    (Kind.THINGS, "Datastreams"),
    (Kind.THINGS, "MultiDatastreams"),
    (Kind.THINGS, "HistoricalLocations"),
    (Kind.DATASTREAMS, "Thing"),
    (Kind.MULTI_DATASTREAMS, "Thing"),
    (Kind.HISTORICAL_LOCATIONS, "Thing"),
}


@dataclass(frozen=True, slots=True)
class Stream:
    """What decides over a datastream. `owner`: a party, or none for the city; `shared_with`: parties."""

    owner: int | None
    access: str = Access.PUBLIC
    shared_with: frozenset[int] = frozenset()


def sees(stream: Stream, *, caller: Caller) -> bool:
    """Say whether the caller may read a datastream and its values."""
    if stream.access == Access.PUBLIC or caller.for_the_city:
        return True
    if caller.party is None or Scope.READ not in caller.scopes:
        return False
    return stream.owner == caller.party or (stream.access == Access.SHARED and caller.party in stream.shared_with)


def sees_among(owner: int | None, streams: Iterable[Stream], *, caller: Caller, confidential: bool = False) -> bool:
    """Say whether the caller may read a thing, sensor, observed property or feature that these datastreams use.

    `confidential`: one that is not public has used it.
    """
    if caller.for_the_city or _is_own(owner, caller):
        return True
    streams = list(streams)
    return (not streams and not confidential) or any(sees(stream, caller=caller) for stream in streams)


def may_use(owner: int | None, streams: Iterable[Stream], *, caller: Caller, confidential: bool = False) -> bool:
    """Say whether what the caller writes may link to a thing, sensor, feature and the like that these datastreams use.

    A link shows it to all who see what is written. So the caller may link to their own, and to what they would see if
    nothing were shared with them: what is shared may be read, and is not theirs to show.
    """
    if caller.for_the_city or _is_own(owner, caller):
        return True
    streams = list(streams)
    open_to_them = (each.access == Access.PUBLIC or _is_own(each.owner, caller) for each in streams)
    return (not streams and not confidential) or any(open_to_them)


def may_observe(owner: int | None, *, caller: Caller) -> bool:
    """Say whether the caller may add values to a datastream of this owner."""
    return caller.for_the_city or (Scope.OBSERVE in caller.scopes and _is_own(owner, caller))


def may_manage(owner: int | None, *, caller: Caller) -> bool:
    """Say whether the caller may change and delete what belongs to this owner."""
    return caller.for_the_city or (Scope.MANAGE in caller.scopes and _is_own(owner, caller))


def may_create(caller: Caller) -> bool:
    """Say whether the caller may create entities; they will belong to their party."""
    return caller.for_the_city or (Scope.MANAGE in caller.scopes and caller.party is not None)


def refusal(caller: Caller) -> int:
    """Return the status of a refusal: 401 for nobody in particular, who may come back with a key, otherwise 403."""
    return 403 if caller.scopes else 401


def _is_own(owner: int | None, caller: Caller) -> bool:
    return caller.party is not None and owner == caller.party
