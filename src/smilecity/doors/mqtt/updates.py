"""What is told of changes. In: changes and who listens. Out: messages, each once per topic; only what is public.

A fixed number of statements per kind of entity, and one more for each topic with options or a path of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

import msgspec

from smilecity.doors.mqtt.audience import Audience
from smilecity.doors.mqtt.connection import Telling
from smilecity.doors.mqtt.topics import INTERNAL, ROOT
from smilecity.people.keys.rules import CITY, PUBLIC, Caller
from smilecity.sense.things import queries
from smilecity.sense.things.queries import traces
from smilecity.sense.things.queries.traces import ChangeRow, Origin
from smilecity.sense.things.rules.options import Options, read_options
from smilecity.sense.things.rules.paths import EntityStep, Resource, read_path
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind

_STREAMS = {Kind.DATASTREAMS, Kind.MULTI_DATASTREAMS}


class _Row(msgspec.Struct):
    id: int = msgspec.field(name="@iot.id")


class _Page(msgspec.Struct):
    value: list[msgspec.Raw]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the house: what everybody may see, or what only our own programs may see."""

    prefix: str
    caller: Caller


OUTSIDE, INSIDE = Side("", PUBLIC), Side(INTERNAL, CITY)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A topic with options or a path of its own, understood."""

    resource: Resource
    options: Options


@dataclass(frozen=True, kw_only=True)
class Teller:
    """Turns changes into messages. `root`: the address of the service. `retain`: the broker keeps latest values."""

    audience: Audience
    root: str
    internal: bool
    retain: bool

    def tellings(self, changes: Sequence[ChangeRow]) -> list[Telling]:
        """Return what to publish for these changes, in their order."""
        told: list[Telling] = []
        for kind in dict.fromkeys(change.kind for change in changes):
            ids = list(dict.fromkeys(id_ for change in changes if change.kind == kind for id_ in change.entities))
            for side in [OUTSIDE, INSIDE] if self.internal else [OUTSIDE]:
                told += self._plain(kind, ids, side)
                told += self._asked(kind, ids, side)
            if self.retain and kind in _STREAMS:
                told += _taken_back(kind, ids)
        return told

    def _plain(self, kind: Kind, ids: Sequence[int], side: Side) -> list[Telling]:
        """Tell whole entities: to `Things`, to `Things(1)`, and observations to those of their datastream."""
        origins = traces.origins(ids) if kind is Kind.OBSERVATIONS else {}
        topics = {id_: list(self._topics(kind, id_, origins.get(id_), side)) for id_ in ids}
        wanted = [id_ for id_ in ids if topics[id_]]
        if not wanted:
            return []
        bodies = self._bodies(kind, wanted, side)
        return [Telling(topic, bodies[id_], retain) for id_ in wanted if id_ in bodies for topic, retain in topics[id_]]

    def _topics(self, kind: Kind, id_: int, origin: Origin | None, side: Side) -> Iterator[tuple[str, bool]]:
        root = side.prefix + ROOT
        for topic in (f"{root}{kind}", f"{root}{kind}({id_})"):
            if self.audience.listens(topic):
                yield topic, False
        if origin is None:
            return
        stream = f"{root}{origin.stream}({origin.datastream})/{kind}"
        kept = self.retain and origin.latest and origin.public and side is OUTSIDE
        if kept or self.audience.listens(stream):
            yield stream, kept
        feature = f"{root}{Kind.FEATURES_OF_INTEREST}({origin.feature})/{kind}"
        if self.audience.listens(feature):
            yield feature, False

    def _bodies(self, kind: Kind, ids: Sequence[int], side: Side) -> dict[int, bytes]:
        page = self._read(_Asked(Resource((EntityStep(kind),)), Options()), ids, side)
        return {msgspec.json.decode(row, type=_Row).id: row for row in page}

    def _asked(self, kind: Kind, ids: Sequence[int], side: Side) -> Iterator[Telling]:
        """Tell whoever asked for more than whole entities: properties, options, longer paths."""
        for topic in self.audience.particular():
            asked = understood(topic.removeprefix(side.prefix)) if topic.startswith(side.prefix + ROOT) else None
            if asked and asked.resource.kind is kind and not _is_plain(asked):
                for body in self._read(asked, ids, side):
                    yield Telling(topic, body)

    def _read(self, asked: _Asked, ids: Sequence[int], side: Side) -> list[bytes]:
        try:
            answer = queries.read(
                asked.resource, asked.options, caller=side.caller, root=self.root, url=self.root, only=ids
            )
        except Problem:
            # It is not there, or not for this side; whoever subscribed hears as little as whoever asks by HTTP.
            return []
        body = answer.body if isinstance(answer.body, bytes) else b"".join(answer.body)
        if answer.status != 200:
            return []
        return [bytes(row) for row in msgspec.json.decode(body, type=_Page).value] if asked.resource.many else [body]


def _taken_back(kind: Kind, ids: Sequence[int]) -> Iterable[Telling]:
    """Have the broker forget the latest value of what is public no more, or is no more."""
    public = traces.public_among(ids)
    return [Telling(f"{ROOT}{kind}({id_})/{Kind.OBSERVATIONS}", b"", retain=True) for id_ in ids if id_ not in public]


def _is_plain(asked: _Asked) -> bool:
    """Whether `_plain` tells it already."""
    steps = asked.resource.steps
    alone = len(steps) == 1 and asked.resource.leaf is None
    of_parent = len(steps) == 2 and asked.resource.kind is Kind.OBSERVATIONS and asked.resource.many
    from_here = isinstance(steps[0], EntityStep) and steps[0].kind in {*_STREAMS, Kind.FEATURES_OF_INTEREST}
    return asked.options == Options() and (alone or (of_parent and from_here))


@lru_cache(maxsize=2000)
def understood(topic: str) -> _Asked | None:
    """Return what a topic below `v1.1/` asks for; none where it asks for nothing that can be told."""
    path, _, query = topic.removeprefix(ROOT).partition("?")
    try:
        resource = read_path(quote(path, safe="/()'%"))
        if not resource.steps or resource.special or resource.ref or resource.value or resource.inside:
            return None
        options = read_options(_encoded(query), resource.kind)
    except Problem:
        return None
    return _Asked(resource, options)


def _encoded(query: str) -> str:
    """Topics are written by hand: what a browser would encode before it asks is encoded here, but nothing twice."""
    return quote(query, safe="=&$%,;:/()'@*!+")
