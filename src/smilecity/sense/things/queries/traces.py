"""What the bridge of MQTT asks: changes that wait to be told, messages taken before, which datastreams are public."""

from collections.abc import Collection
from dataclasses import dataclass

from smilecity.sense.things.models import Change, Datastream, Taken
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.words import Access


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Something to tell: entities of one kind that were created or changed together."""

    id: int
    kind: Kind
    entities: tuple[int, ...]


def waiting(most: int) -> list[ChangeRow]:
    """Return what has waited longest. 1 SQL."""
    rows = Change.objects.order_by("pk").values_list("pk", "kind", "entities")[:most]
    return [ChangeRow(pk, Kind(kind), tuple(entities)) for pk, kind, entities in rows]


def taken(client: str, packets: Collection[int]) -> dict[int, bytes]:
    """Return the digest of the last message that was stored under each packet id. 1 SQL."""
    rows = Taken.objects.filter(client=client, packet__in=packets).values_list("packet", "digest")
    return {packet: bytes(digest) for packet, digest in rows}


def not_public(datastreams: Collection[int]) -> set[int]:
    """Return which of these are not open to everybody. 1 SQL."""
    return set(Datastream.objects.filter(pk__in=datastreams).exclude(access=Access.PUBLIC).values_list("pk", flat=True))
