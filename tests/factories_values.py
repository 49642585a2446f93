"""Datastreams that values can be recorded in, and values for them."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from smilecity.people.keys.models import Party
from smilecity.sense.things.models import Datastream, Extent, Sensor, Thing
from smilecity.sense.things.rules.values import NewObservation
from smilecity.sense.things.rules.words import Access, SecondValue
from tests.factories_sense import WARNEMUENDE, make_thing

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
O_M = "http://www.opengis.net/def/observationType/OGC-OM/2.0/"
_numbers = count(1)


def make_series(
    *,
    thing: Thing | None = None,
    observation_type: str = "OM_Measurement",
    parts: int = 0,
    second_value: SecondValue = SecondValue.KEEP,
    access: Access = Access.PUBLIC,
    owner: Party | None = None,
) -> Datastream:
    """Make an empty datastream of a thing that lies somewhere; `parts`: a multi datastream of so many measurements."""
    row = Datastream.objects.create(
        name=f"Reihe {next(_numbers)}",
        thing=thing or make_thing(at=WARNEMUENDE),
        sensor=Sensor.objects.create(name="Fühler", encoding_type="text/plain", metadata="x", changed_at=AT),
        observation_type=O_M + ("OM_ComplexObservation" if parts else observation_type),
        multi=bool(parts),
        types=[O_M + "OM_Measurement"] * parts if parts else None,
        units=[{}] * parts if parts else {},
        second_value=second_value,
        access=access,
        owner=owner,
        changed_at=AT,
    )
    Extent.objects.create(datastream=row)
    return row


def value_of(stream: Datastream, minutes: float = 0, result: Any = 1.5, **more: Any) -> NewObservation:
    """Return a new value, so many minutes after AT."""
    return NewObservation(stream.pk, AT + timedelta(minutes=minutes), result, **more)
