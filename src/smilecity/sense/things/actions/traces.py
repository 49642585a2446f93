"""Traces that are not needed any more: changes that were told, messages the broker will not send again."""

from collections.abc import Collection

from django.db import transaction

from smilecity.sense.things.models import Change, Taken


@transaction.atomic
def told(*, changes: Collection[int]) -> None:
    """Remove changes that everybody who listens has been told."""
    Change.objects.filter(pk__in=changes).delete()


@transaction.atomic
def forget_taken(*, client: str, packets: Collection[int]) -> None:
    """Forget messages whose acknowledgement the broker has; their packet ids will come again with others."""
    Taken.objects.filter(client=client, packet__in=packets).delete()
