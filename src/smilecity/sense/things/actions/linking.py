"""Relations between entities that exist: set by a body, or by `$ref` (18-088, clauses 10.2.1 and 10.3; OData 4).

In: two entities and the relation from the first to the second. Each relation can be set from both of its ends.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from smilecity.people.keys.rules import Caller
from smilecity.sense.things.actions import changing, placing
from smilecity.sense.things.actions.acting import (
    LOCKED,
    Created,
    Lock,
    missing,
    must_manage,
    must_use,
    note,
    one_act,
    owners,
    tell,
)
from smilecity.sense.things.findable import find_anew
from smilecity.sense.things.models import Datastream, HistoricalLocation, HistoricalLocationPlace, Measured
from smilecity.sense.things.rules.entities import Draft, Link, Way, back
from smilecity.sense.things.rules.problems import Problem, meant, quoted
from smilecity.sense.things.rules.rights import CHANGES, USES
from smilecity.sense.things.rules.schema import SCHEMA, Kind, Relation

Parent = tuple[Kind, int]
Connect = Callable[[int, int, datetime], list[Created]]


@one_act
def link(kind: Kind, id_: int, relation: str, target: int, *, caller: Caller, at: datetime) -> None:
    """Add an entity to a relation, or make it the one of a relation to one. Raises Problem."""
    way = _relation(kind, relation)
    if Kind.OBSERVATIONS in {kind, way.target}:
        value, other = (id_, target) if kind is Kind.OBSERVATIONS else (target, id_)
        name = relation if kind is Kind.OBSERVATIONS else back(kind, Kind.OBSERVATIONS).name
        changing.update(value, {name: {"@iot.id": other}}, way=Way.MERGE, caller=caller, at=at)
        return
    _hold_both(kind, id_, way, target, caller=caller, shows=True)
    made = connect(kind, id_, way, target, at=at)
    tell([Created(kind, id_), *made], at=at)
    find_anew([(way.target, target)])
    note("link", kind, id_, caller=caller, at=at, relation=relation, to=target)


@one_act
def unlink(kind: Kind, id_: int, relation: str, target: int | None = None, *, caller: Caller, at: datetime) -> None:
    """Take an entity out of a relation. Raises Problem where it cannot be without one."""
    way = _relation(kind, relation)
    if (kind, relation) not in _DISCONNECT or target is None:
        raise Problem(400, f"A {kind.singular} cannot lose its {relation}; link it to another one instead.")
    _hold_both(kind, id_, way, target, caller=caller, shows=False)
    made = _DISCONNECT[kind, relation](id_, target, at)
    tell([Created(kind, id_), *made], at=at)
    note("unlink", kind, id_, caller=caller, at=at, relation=relation, to=target)


def connect(kind: Kind, id_: int, relation: Relation, target: int, *, at: datetime) -> list[Created]:
    """Connect two entities that are locked already; return the moments of history that this makes. Raises Problem."""
    if (kind, relation.name) not in _CONNECT:
        raise Problem(400, f"{relation.name} of a {kind.singular} cannot be linked one by one; {_instead(kind)}")
    return _CONNECT[kind, relation.name](id_, target, at)


def ids_of(members: Iterable[Link | Draft]) -> list[int]:
    """Return the ids that links name."""
    return [member.id for member in members if isinstance(member, Link)]


def _instead(kind: Kind) -> str:
    if Kind.OBSERVATIONS in {kind, *(way.target for way in SCHEMA[kind].relations.values())} and kind not in _MULTI:
        return "change the Observation with PATCH."
    return "set all ObservedProperties of the MultiDatastream at once with PATCH."


_MULTI = frozenset({Kind.MULTI_DATASTREAMS, Kind.OBSERVED_PROPERTIES})


def _relation(kind: Kind, name: str) -> Relation:
    relations = SCHEMA[kind].relations
    if name not in relations:
        raise Problem(404, f"A {kind.singular} has no relation {quoted(name)}.{meant(name, relations)}")
    return relations[name]


def _hold_both(kind: Kind, id_: int, relation: Relation, target: int, *, caller: Caller, shows: bool) -> None:
    """Lock both ends in the order of their kinds, and check the rights over those that the link changes and `shows`."""
    ends = {(kind, id_): (kind, relation.name) not in USES, (relation.target, target): (kind, relation.name) in CHANGES}
    for each, number in sorted(ends, key=lambda end: (LOCKED.index(end[0]), end[1])):
        found = owners(each, [number], caller=caller, lock=Lock.CHANGED)
        if number not in found:
            raise missing(each, number)
        if ends[each, number]:
            must_manage(each, found, caller=caller)
        elif shows:
            must_use(each, found, caller=caller)


def hold_links(drafts: Iterable[Draft], *, parent: Parent | None = None, caller: Caller) -> None:
    """Lock everything that drafts link to, in one order, so that nothing of it vanishes meanwhile. Raises Problem.

    What a link changes must be the caller's to manage, what it only uses the caller's to show (`rights.may_use`).
    """
    links = [
        (member, (draft.kind, name) in CHANGES)
        for draft in drafts
        for name, members in draft.related.items()
        for member in members
        if isinstance(member, Link)
    ]
    for kind in LOCKED:
        wanted = {link.id: link for link, _ in links if link.kind is kind}
        found = owners(kind, wanted, caller=caller, lock=Lock.KEPT)
        for id_, link in wanted.items():
            if id_ not in found:
                raise _unknown(link, parent)
        changed = {link.id for link, changes in links if changes and link.kind is kind}
        must_manage(kind, {id_: owner for id_, owner in found.items() if id_ in changed}, caller=caller)
        must_use(kind, {id_: owner for id_, owner in found.items() if id_ not in changed}, caller=caller)


def _unknown(link: Link, parent: Parent | None) -> Problem:
    if parent == (link.kind, link.id):
        return missing(link.kind, link.id)
    return Problem(400, f"{link.where}: {link.kind}({link.id}) does not exist.")


def _place(thing: int, location: int, at: datetime) -> list[Created]:
    return placing.move(thing, [location], keep_others=True, at=at)


def _leave(thing: int, location: int, at: datetime) -> list[Created]:
    return placing.leave(thing, location, at=at)


def _give_thing(datastream: int, thing: int, at: datetime) -> list[Created]:
    Datastream.objects.filter(pk=datastream).update(thing=thing, changed_at=at)
    return []


def _give_sensor(datastream: int, sensor: int, at: datetime) -> list[Created]:
    Datastream.objects.filter(pk=datastream).update(sensor=sensor, changed_at=at)
    return []


def _give_property(datastream: int, observed_property: int, at: datetime) -> list[Created]:
    Measured.objects.filter(datastream=datastream, position=0).update(observed_property=observed_property)
    Datastream.objects.filter(pk=datastream).update(changed_at=at)
    return []


def _give_moment(moment: int, thing: int, at: datetime) -> list[Created]:
    HistoricalLocation.objects.filter(pk=moment).update(thing=thing, changed_at=at)
    placing.follow(moment)
    return []


def _place_moment(moment: int, location: int, at: datetime) -> list[Created]:
    HistoricalLocationPlace.objects.get_or_create(historical_location_id=moment, location_id=location)
    HistoricalLocation.objects.filter(pk=moment).update(changed_at=at)
    placing.follow(moment)
    return []


def _leave_moment(moment: int, location: int, at: datetime) -> list[Created]:
    places = HistoricalLocationPlace.objects.filter(historical_location=moment)
    if not places.exclude(location=location).exists():
        raise Problem(400, "A HistoricalLocation cannot lose its last Location; delete the HistoricalLocation instead.")
    places.filter(location=location).delete()
    HistoricalLocation.objects.filter(pk=moment).update(changed_at=at)
    placing.follow(moment)
    return []


def _reversed(act: Connect) -> Connect:
    return lambda id_, target, at: act(target, id_, at)


_CONNECT: dict[tuple[Kind, str], Connect] = {
    (Kind.THINGS, "Locations"): _place,
    (Kind.LOCATIONS, "Things"): _reversed(_place),
    (Kind.DATASTREAMS, "Thing"): _give_thing,
    (Kind.MULTI_DATASTREAMS, "Thing"): _give_thing,
    (Kind.THINGS, "Datastreams"): _reversed(_give_thing),
    (Kind.THINGS, "MultiDatastreams"): _reversed(_give_thing),
    (Kind.DATASTREAMS, "Sensor"): _give_sensor,
    (Kind.MULTI_DATASTREAMS, "Sensor"): _give_sensor,
    (Kind.SENSORS, "Datastreams"): _reversed(_give_sensor),
    (Kind.SENSORS, "MultiDatastreams"): _reversed(_give_sensor),
    (Kind.DATASTREAMS, "ObservedProperty"): _give_property,
    (Kind.OBSERVED_PROPERTIES, "Datastreams"): _reversed(_give_property),
    (Kind.HISTORICAL_LOCATIONS, "Thing"): _give_moment,
    (Kind.THINGS, "HistoricalLocations"): _reversed(_give_moment),
    (Kind.HISTORICAL_LOCATIONS, "Locations"): _place_moment,
    (Kind.LOCATIONS, "HistoricalLocations"): _reversed(_place_moment),
}
_DISCONNECT: dict[tuple[Kind, str], Connect] = {
    (Kind.THINGS, "Locations"): _leave,
    (Kind.LOCATIONS, "Things"): _reversed(_leave),
    (Kind.HISTORICAL_LOCATIONS, "Locations"): _leave_moment,
    (Kind.LOCATIONS, "HistoricalLocations"): _reversed(_leave_moment),
}
