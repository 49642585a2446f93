"""Turns drafts into rows: first what an entity needs, then the entity, then what hangs on it; values at the very end.

In: a draft whose links are locked. Out: ids. `creating` checks rights and holds the transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from smilecity.people.keys.models import Party
from smilecity.people.keys.queries import parties_called
from smilecity.people.keys.rules import Caller
from smilecity.sense.things.actions import linking, placing
from smilecity.sense.things.actions.acting import MODELS, Created
from smilecity.sense.things.actions.recording import record
from smilecity.sense.things.models import (
    Datastream,
    DatastreamShare,
    Extent,
    HistoricalLocation,
    HistoricalLocationPlace,
    Measured,
)
from smilecity.sense.things.rules.entities import Draft, Link, back, check_multi
from smilecity.sense.things.rules.problems import Problem, quoted
from smilecity.sense.things.rules.schema import SCHEMA, Kind
from smilecity.sense.things.rules.values import NewObservation, read_observation

# What has to stand before the entity itself.
_FIRST: dict[Kind, tuple[str, ...]] = {
    Kind.DATASTREAMS: ("Thing", "Sensor", "ObservedProperty"),
    Kind.MULTI_DATASTREAMS: ("Thing", "Sensor", "ObservedProperties"),
    Kind.HISTORICAL_LOCATIONS: ("Thing",),
}
Needs = Mapping[str, list[int]]
_UNKNOWN_PARTY = "no party has the handle {}. Ask the partner or the city for it; it looks like 7K4M-X2PB-9QRT."


@dataclass
class Making:
    """One insertion: what was made so far, and the values to be recorded once everything stands."""

    caller: Caller
    at: datetime
    made: list[Created] = field(default_factory=list)
    values: list[tuple[str, NewObservation]] = field(default_factory=list)

    def make(self, draft: Draft) -> int:
        """Make an entity and all that its draft holds. Returns its id; 0 for a value, which is still to come."""
        if draft.kind is Kind.OBSERVATIONS:
            self._keep_value(draft)
            return 0
        needs = {name: self._ids(draft, name) for name in _FIRST.get(draft.kind, ())}
        id_ = self._insert(draft, needs)
        self.made.append(Created(draft.kind, id_))
        for name in SCHEMA[draft.kind].relations:
            if name in draft.related and name not in needs:
                self._hang_on(draft, name, id_)
        return id_

    def record(self) -> list[int]:
        """Record the values that were found on the way. Raises the problem of the first that cannot be."""
        if not self.values:
            return []
        answers = record([value for _, value in self.values], caller=self.caller, at=self.at)
        return [_or_raise(answer, where) for answer, (where, _) in zip(answers, self.values, strict=True)]

    def _ids(self, draft: Draft, name: str) -> list[int]:
        return [member.id if isinstance(member, Link) else self.make(member) for member in draft.related[name]]

    def _insert(self, draft: Draft, needs: Needs) -> int:
        if draft.kind in {Kind.DATASTREAMS, Kind.MULTI_DATASTREAMS}:
            return self._insert_series(draft, needs)
        if draft.kind is Kind.HISTORICAL_LOCATIONS:
            thing = needs["Thing"][0]
            return HistoricalLocation.objects.create(thing_id=thing, changed_at=self.at, **draft.columns).pk
        row = MODELS[draft.kind](owner_id=self.caller.party, changed_at=self.at, **draft.columns)
        row.save(force_insert=True)
        return int(row.pk)

    def _insert_series(self, draft: Draft, needs: Needs) -> int:
        multi = draft.kind is Kind.MULTI_DATASTREAMS
        columns = dict(draft.columns)
        shared_with = columns.pop("shared_with", frozenset())
        properties = needs["ObservedProperties" if multi else "ObservedProperty"]
        if multi:
            check_multi(columns["units"], columns["types"], len(properties), draft.where)
        row = Datastream.objects.create(
            multi=multi,
            thing_id=needs["Thing"][0],
            sensor_id=needs["Sensor"][0],
            owner_id=self.caller.party,
            changed_at=self.at,
            **columns,
        )
        Extent.objects.create(datastream=row)
        _measure(row.pk, properties)
        if shared_with:
            share(row.pk, shared_with, caller=self.caller)
        return row.pk

    def _hang_on(self, draft: Draft, name: str, id_: int) -> None:
        """Make or connect what a relation names, once the entity stands."""
        if (draft.kind, name) == (Kind.THINGS, "Locations"):
            # All at once: they are one place in several encodings, and one moment of the history.
            self.made += placing.move(id_, self._ids(draft, name), keep_others=False, at=self.at)
        elif (draft.kind, name) == (Kind.HISTORICAL_LOCATIONS, "Locations"):
            remember_places(id_, self._ids(draft, name))
        else:
            for member in draft.related[name]:
                self._hang_one(draft.kind, name, id_, member)

    def _hang_one(self, kind: Kind, name: str, id_: int, member: Link | Draft) -> None:
        if isinstance(member, Link):
            self.made += linking.connect(kind, id_, SCHEMA[kind].relations[name], member.id, at=self.at)
            return
        inverse = back(kind, member.kind).name
        member.related.setdefault(inverse, []).append(Link(kind, id_))
        self.make(member)

    def _keep_value(self, draft: Draft) -> None:
        related = {name: self._ids(draft, name)[0] for name in draft.related}
        body = draft.body | {name: {"@iot.id": id_} for name, id_ in related.items()}
        try:
            self.values.append((draft.where, read_observation(body, at=self.at)))
        except Problem as problem:
            raise _placed(problem, draft.where) from None


def measure(datastream: int, properties: list[int]) -> None:
    """Say what a datastream measures, in this order and nothing else."""
    Measured.objects.filter(datastream=datastream).delete()
    _measure(datastream, properties)


def _measure(datastream: int, properties: list[int]) -> None:
    Measured.objects.bulk_create(
        Measured(datastream_id=datastream, observed_property_id=each, position=position)
        for position, each in enumerate(properties)
    )


def share(datastream: int, named: frozenset[int | str], *, caller: Caller) -> None:
    """Share a datastream with these parties and no others. Raises Problem where one is not known.

    Ids can be counted up, so they work for the city alone: nobody else learns which parties there are.
    """
    handles = parties_called([each for each in named if isinstance(each, str)])
    ids = {each for each in named if isinstance(each, int)} if caller.for_the_city else set()
    there = Party.objects.filter(pk__in=ids).values_list("pk", flat=True)
    known: dict[int | str, int] = {id_: id_ for id_ in there}
    known.update(handles.items())
    for each in sorted(named, key=str):
        if each not in known:
            raise Problem(400, f"properties/smilecity/sharedWith: {_UNKNOWN_PARTY.format(quoted(str(each)))}")
    parties = {known[each] for each in named}
    DatastreamShare.objects.filter(datastream=datastream).exclude(party__in=parties).delete()
    DatastreamShare.objects.bulk_create(
        (DatastreamShare(datastream_id=datastream, party_id=party) for party in sorted(parties)), ignore_conflicts=True
    )


def remember_places(moment: int, locations: list[int]) -> None:
    """Say where a thing was at a moment of its history; if that is the latest, it is there now."""
    HistoricalLocationPlace.objects.filter(historical_location=moment).delete()
    HistoricalLocationPlace.objects.bulk_create(
        HistoricalLocationPlace(historical_location_id=moment, location_id=each) for each in dict.fromkeys(locations)
    )
    placing.follow(moment)


def _or_raise(answer: int | Problem, where: str) -> int:
    if isinstance(answer, Problem):
        raise _placed(answer, where)
    return answer


def _placed(problem: Problem, where: str) -> Problem:
    return Problem(problem.status, f"{where}: {problem.message}") if where else problem
