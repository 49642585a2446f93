"""Which photos show what a crew has done, for those who tell others of it."""

from collections.abc import Collection
from uuid import UUID

from smilecity.collect.contributions.models import Photo
from smilecity.collect.contributions.rules import Stage
from smilecity.deliver.fieldwork.models import Entry


def finished(steps: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Return for public answers from the spot the photos of how it is now that everybody may see. 2 SQL at most."""
    brought = dict(Entry.objects.filter(step__in=steps).values_list("step", "photos")) if steps else {}
    every = {photo for photos in brought.values() for photo in photos}
    rows = Photo.objects.filter(pk__in=every, stage=Stage.AFTER, hidden=False, contribution__visible=True)
    shown = set(rows.values_list("pk", flat=True)) if every else set()
    return {step: [photo for photo in photos if photo in shown] for step, photos in brought.items() if step}
