"""Traces for the broker: values to be told of, messages taken in; and their end, once nobody needs them any more."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from smilecity.sense.things.actions import wire
from smilecity.sense.things.models import Change, Taken
from smilecity.sense.things.rules.schema import Kind

_TELL = "INSERT INTO things_change (kind, entities, made_at) VALUES (%s, %s::jsonb, %s)"
_TAKE = """
    INSERT INTO things_taken (client, packet, digest)
    SELECT * FROM unnest(%s::text[], %s::int[], %s::bytea[])
    ON CONFLICT (client, packet) DO UPDATE SET digest = excluded.digest
"""


def of_values(ids: Sequence[int], *, taken: Sequence[Taken] = (), at: datetime) -> list[wire.Statement]:
    """Return the statements that leave traces of values: one change for all, and the messages they came in."""
    statements: list[wire.Statement] = []
    if ids and settings.MQTT_URL:
        statements.append((_TELL, (Kind.OBSERVATIONS.value, json.dumps(ids), at)))
    if taken:
        # The last one counts where a packet id comes twice; in one order, so that nobody waits in a circle.
        last = dict(sorted({(each.client, each.packet): bytes(each.digest) for each in taken}.items()))
        clients, packets = [client for client, _ in last], [packet for _, packet in last]
        statements.append((_TAKE, (clients, packets, list(last.values()))))
    return statements


@transaction.atomic
def told(*, changes: Collection[int]) -> None:
    """Remove changes that everybody who listens has been told."""
    Change.objects.filter(pk__in=changes).delete()


@transaction.atomic
def forget_taken(*, client: str, packets: Collection[int]) -> None:
    """Forget messages whose acknowledgement the broker has; their packet ids will come again with others."""
    with connection.cursor() as cursor:
        # One parameter for all of them: this stands in the way of every two thousandth message.
        cursor.execute("DELETE FROM things_taken WHERE client = %s AND packet = ANY(%s)", [client, list(packets)])
