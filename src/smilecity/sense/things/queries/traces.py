"""What the bridge of MQTT asks: changes that wait to be told, messages taken before, which datastreams are public."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from smilecity.sense.things.models import Change, Datastream, Observation, Taken
from smilecity.sense.things.rules.identifiers import months_of_all
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.words import Access


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Something to tell: entities of one kind that were created or changed together."""

    id: int
    kind: Kind
    entities: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """What an observation belongs to. `latest`: it is the latest value of its datastream."""

    datastream: int
    stream: Kind
    feature: int
    public: bool
    latest: bool


def waiting(most: int) -> list[ChangeRow]:
    """Return what has waited longest. 1 SQL."""
    rows = Change.objects.order_by("pk").values_list("pk", "kind", "entities")[:most]
    return [ChangeRow(pk, Kind(kind), tuple(entities)) for pk, kind, entities in rows]


def taken(client: str, packets: Collection[int]) -> dict[int, bytes]:
    """Return the digest of the last message that was stored under each packet id. 1 SQL."""
    rows = Taken.objects.filter(client=client, packet__in=packets).values_list("packet", "digest")
    return {packet: bytes(digest) for packet, digest in rows}


def packets(client: str) -> list[int]:
    """Return the packet ids under which messages were stored. 1 SQL."""
    return list(Taken.objects.filter(client=client).order_by("packet").values_list("packet", flat=True))


def origins(observations: Collection[int]) -> dict[int, Origin]:
    """Return where these belong; whatever is gone is missing. 1 SQL, 2 where some are gone or have changed months."""
    bounds = zip(("gte", "lt"), months_of_all(observations), strict=True)
    found = _origins(observations, **{f"phenomenon_start__{sign}": at for sign, at in bounds if at is not None})
    elsewhere = set(observations) - found.keys()
    return found | _origins(elsewhere) if elsewhere else found


def _origins(observations: Collection[int], **months: datetime) -> dict[int, Origin]:
    rows = Observation.objects.filter(pk__in=observations, **months).values_list(
        "pk",
        "datastream_id",
        "datastream__multi",
        "datastream__access",
        "feature_id",
        "phenomenon_start",
        "datastream__extent__latest_start",
    )
    return {
        pk: Origin(
            datastream=datastream,
            stream=Kind.MULTI_DATASTREAMS if multi else Kind.DATASTREAMS,
            feature=feature,
            public=access == Access.PUBLIC,
            latest=start == latest,
        )
        for pk, datastream, multi, access, feature, start, latest in rows
    }


def public_among(datastreams: Collection[int]) -> set[int]:
    """Return which of these are open to everybody. 1 SQL."""
    return set(Datastream.objects.filter(pk__in=datastreams, access=Access.PUBLIC).values_list("pk", flat=True))


def not_public(datastreams: Collection[int]) -> set[int]:
    """Return which of these are not open to everybody. 1 SQL."""
    return set(Datastream.objects.filter(pk__in=datastreams).exclude(access=Access.PUBLIC).values_list("pk", flat=True))
