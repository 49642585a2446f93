"""Photos of programs: taken in as they are, checked by their first bytes, and made into photos of ours by a job.

To encode a photo takes the processor ten times as long as all else of a report: after a storm nobody could report any
more if each waited for it. What was sent is never shown, and gone as soon as ours is there.
"""

import io
import logging
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.actions.files import (
    erase_after_commit,
    erased_if_it_fails,
    read_file,
)
from smilecity.collect.contributions.models import Contribution, Photo
from smilecity.collect.contributions.rules import Publicity, Stage
from smilecity.collect.reports.events import PhotoHidden, PhotoReceived
from smilecity.collect.reports.models import WaitingPhoto
from smilecity.ground import audit, pictures
from smilecity.ground.aside import aside
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused

FOLDER = "waiting"
_SWEPT_AFTER = timedelta(days=1)
_SOME = 200
# So long a file may be away, for instance while a disk is mounted anew.
_AWAY_MOST = timedelta(days=3)
log = logging.getLogger(__name__)


def keep_photo(*, contribution: UUID, picture: bytes, at: datetime) -> str:
    """Keep a photo within the running transaction until its job comes; return the name of its file. Raises Refused."""
    pictures.check(io.BytesIO(picture))
    photo = uuid4()
    name = f"{FOLDER}/{photo.hex[:2]}/{photo}"
    with erased_if_it_fails([name]):
        file = default_storage.save(name, ContentFile(picture))
        WaitingPhoto.objects.create(pk=photo, contribution_id=contribution, file=file, received_at=at)
        publish(PhotoReceived(photo_id=photo))
    return file


def develop_photo(*, photo: UUID, at: datetime) -> UUID | None:
    """Make a photo of ours of what was sent, and erase that; return its id, None where there is nothing (more) to do.

    What turns out to be no picture is erased: the report stays. A photo of a report that somebody has decided on
    meanwhile is hidden until a moderator has looked at it, too. Raises OSError: no room, or the file is away; later.
    """
    found = WaitingPhoto.objects.filter(pk=photo).first()
    if found is None:
        return None
    try:
        return _developed(found, aside(lambda: _made(found.file)), at)
    except Refused as refusal:
        _give_up(found, refusal.sentence, at)
    except FileNotFoundError:
        if at < found.received_at + _AWAY_MOST:
            raise
        _give_up(found, pictures.EMPTY, at)
    return None


def _made(file: str) -> trunk.Prepared:
    """Return what was written of the picture in a file. Raises Refused."""
    return trunk.prepare_photo(read_file(file))


@transaction.atomic
def _developed(found: WaitingPhoto, made: trunk.Prepared, at: datetime) -> UUID | None:
    """Add the photo, which locks the report, then forget what was sent: who removes the report goes the same way."""
    photo = trunk.add_prepared_photo(contribution=found.contribution_id, made=made, stage=Stage.BEFORE, at=at)
    if not WaitingPhoto.objects.filter(pk=found.pk).delete()[0]:
        # Somebody else was quicker, or the report went for good: the trunk sweeps our files.
        transaction.set_rollback(True)
        return None
    if _was_decided(found):
        Photo.objects.filter(pk=photo).update(hidden=True)
        publish(PhotoHidden(contribution_id=found.contribution_id, photo_id=photo))
    erase_after_commit([found.file])
    return photo


def _was_decided(found: WaitingPhoto) -> bool:
    """Say whether somebody has decided on the report since it came, without this photo."""
    row = Contribution.objects.only("publicity", "published_at").get(pk=found.contribution_id)
    if row.publicity == Publicity.SHOWN:
        return row.published_at is not None and row.published_at > found.received_at
    return row.publicity != Publicity.WAITING


@transaction.atomic
def _give_up(found: WaitingPhoto, why: str, at: datetime) -> None:
    log.warning("a photo that a program sent is none: %s", why)
    audit.record(
        actor=None,
        verb="reports.lose_photo",
        subject=f"contribution:{found.contribution_id}",
        at=at,
        details={"why": why},
    )
    _forget(found)


def _forget(found: WaitingPhoto) -> None:
    WaitingPhoto.objects.filter(pk=found.pk).delete()
    erase_after_commit([found.file])


def forget_photos(contribution: UUID) -> None:
    """Erase what waits of a report that goes for good, within the running transaction."""
    for found in WaitingPhoto.objects.filter(contribution=contribution):
        _forget(found)


def stranded_photos(*, before: datetime) -> list[UUID]:
    """Return photos that still wait though they came before this; the oldest first."""
    rows = WaitingPhoto.objects.filter(received_at__lt=before).order_by("received_at", "pk")
    return list(rows.values_list("pk", flat=True)[:_SOME])


def sweep_waiting(*, at: datetime) -> int:
    """Erase files that no photo has named for a day: what acts that failed have left; return how many."""
    return sum(_sweep(f"{FOLDER}/{folder}", at) for folder in _listed(FOLDER)[0])


def _sweep(folder: str, at: datetime) -> int:
    lying = {f"{folder}/{name}" for name in _listed(folder)[1]}
    named = set(WaitingPhoto.objects.filter(file__in=lying).values_list("file", flat=True))
    orphans = [name for name in lying - named if default_storage.get_modified_time(name) < at - _SWEPT_AFTER]
    for name in orphans:
        default_storage.delete(name)
    return len(orphans)


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
