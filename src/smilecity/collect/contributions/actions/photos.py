"""Photos of drafts and contributions. In: bytes from anybody. Out: two WebP files of our own making, and a row.

Files are written before the commit, so that no row is ever without its files.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from smilecity.collect.contributions import rules
from smilecity.collect.contributions.actions.drafts import DRAFT_GONE, DRAFT_KEPT, held_draft
from smilecity.collect.contributions.actions.files import (
    erase_after_commit,
    erased_if_it_fails,
    files_of,
    read_file,
    save_picture,
)
from smilecity.collect.contributions.actions.history import append, held
from smilecity.collect.contributions.models import Contribution, Draft, Photo
from smilecity.collect.contributions.rules import Act, Stage, Verb
from smilecity.ground import audit, pictures
from smilecity.ground.pictures import Box
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User

ORIGINAL_KEPT = timedelta(days=14)
DESCRIPTION_MOST = 200
ENOUGH = sentence("Mehr als {most} Fotos sind nicht möglich. Bitte entfernen Sie zuerst eines.")
NO_PHOTOS = sentence("Zu diesem Aufruf können keine Fotos geschickt werden.")
PHOTO_GONE = sentence("Dieses Foto gibt es nicht mehr.")
NO_BOX = sentence("Bitte zeichnen Sie mindestens eine Fläche.")
NO_FIELD = sentence("Bitte wählen Sie mindestens ein Feld.")
NOT_COVERED = sentence("Das ursprüngliche Foto gibt es nicht mehr.")
CHANGED = sentence("Dieses Foto wurde gerade geändert. Bitte laden Sie die Seite neu.")


def add_photo(*, draft: UUID, picture: bytes, at: datetime) -> UUID:
    """Add a photo to a draft and return its id. Raises Refused: no picture, too large, too many, draft gone.

    The picture is read and written before anything is locked: that is what takes long.
    """
    _next_position(Draft.objects.select_related("call").filter(pk=draft).first())
    made = pictures.read(io.BytesIO(picture))
    names = save_picture(made)
    with erased_if_it_fails(names), transaction.atomic():
        row = held_draft(draft, Act.CONTRIBUTE)
        position = _next_position(row)
        Draft.objects.filter(pk=draft).update(erase_at=at + DRAFT_KEPT)
        width, height = made.size
        photo = Photo.objects.create(
            draft_id=draft, position=position, large=names[0], small=names[1], width=width, height=height
        )
        return photo.pk


@dataclass(frozen=True)
class Prepared:
    """A picture that lies in the storage in both sizes and belongs to nobody yet."""

    large: str
    small: str
    width: int
    height: int

    @property
    def names(self) -> tuple[str, str]:
        """What the caller erases if the act fails."""
        return self.large, self.small


def prepare_photo(picture: bytes) -> Prepared:
    """Read a picture and write its files, before anything is locked. Raises Refused."""
    made = pictures.read(io.BytesIO(picture))
    return Prepared(*save_picture(made), *made.size)


def add_photo_to(*, contribution: UUID, picture: bytes, stage: Stage, at: datetime) -> UUID:
    """Add a photo to what is a contribution already, such as one of the finished work; return its id. Raises Refused.

    The caller says who may.
    """
    made = prepare_photo(picture)
    with erased_if_it_fails(made.names), transaction.atomic():
        row = held(contribution)
        if Photo.objects.filter(contribution=row, stage=stage).count() >= rules.PHOTOS_MOST:
            raise Refused(ENOUGH, most=rules.PHOTOS_MOST)
        return attach_photo(row, made, stage=stage, at=at)


def add_prepared_photo(*, contribution: UUID, made: Prepared, stage: Stage, at: datetime) -> UUID:
    """Add a photo that is made and written already, or erase it; return its id. Raises Refused.

    How many there may be was asked when it came in: what was accepted then is not lost to what others sent meanwhile.
    """
    with erased_if_it_fails(made.names), transaction.atomic():
        return attach_photo(held(contribution), made, stage=stage, at=at)


def attach_photo(row: Contribution, made: Prepared, *, stage: Stage, at: datetime, hidden: bool = False) -> UUID:
    """Let a contribution, held by the caller, have one more photo; return it. `hidden`: only staff see it."""
    last = Photo.objects.filter(contribution=row).aggregate(last=Max("position"))["last"]
    photo = Photo.objects.create(
        contribution=row,
        position=(last or 0) + 1,
        stage=stage,
        large=made.large,
        small=made.small,
        width=made.width,
        height=made.height,
        hidden=hidden,
    )
    if not hidden:
        Contribution.objects.filter(pk=row.pk).update(changed_at=at)
    return photo.pk


def _next_position(draft: Draft | None) -> int:
    """Return where one more photo goes. Raises Refused when the draft takes none."""
    if draft is None or draft.submitted:
        raise Refused(DRAFT_GONE)
    if not draft.call.photos:
        raise Refused(NO_PHOTOS)
    there = list(Photo.objects.filter(draft=draft).values_list("position", flat=True))
    if len(there) >= rules.PHOTOS_MOST:
        raise Refused(ENOUGH, most=rules.PHOTOS_MOST)
    return max(there, default=0) + 1


@transaction.atomic
def describe_photo(*, photo: UUID, draft: UUID, description: str, at: datetime) -> None:
    """Say what can be seen on a photo of a draft, for who cannot see it. Raises Refused."""
    said = rules.clean_line(description, DESCRIPTION_MOST)
    if not Photo.objects.filter(pk=photo, draft=_written(draft)).update(description=said):
        raise Refused(PHOTO_GONE)


@transaction.atomic
def remove_photo(*, photo: UUID, draft: UUID) -> None:
    """Take a photo out of a draft and erase it; one that is gone already stays so. Raises Refused."""
    _erase_rows(list(Photo.objects.filter(pk=photo, draft=_written(draft))))


def cover_own_photo(*, photo: UUID, draft: UUID, boxes: Sequence[Box], at: datetime) -> None:
    """Paint boxes over parts of a photo of a draft. What lay beneath is erased at once, for good. Raises Refused."""
    if not boxes:
        raise Refused(NO_FIELD)
    before = Photo.objects.filter(pk=photo, draft=draft).first()
    if before is None:
        raise Refused(PHOTO_GONE)
    names = save_picture(pictures.cover(read_file(before.large), boxes))
    with erased_if_it_fails(names), transaction.atomic():
        rows = Photo.objects.filter(pk=photo, draft=_written(draft), large=before.large)
        if not rows.update(large=names[0], small=names[1], covered=True):
            raise Refused(CHANGED)
        erase_after_commit([before.large, before.small])
        Draft.objects.filter(pk=draft).update(erase_at=at + DRAFT_KEPT)


def _written(draft: UUID) -> Draft:
    """Return a draft that is still being written, locked. Raises Refused."""
    row = held_draft(draft, Act.CONTRIBUTE)
    if row is None or row.submitted:
        raise Refused(DRAFT_GONE)
    return row


def _erase_rows(photos: list[Photo]) -> None:
    Photo.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    erase_after_commit(files_of(photos))


def move_photos(draft: UUID, contribution: UUID) -> None:
    """Let the photos of a draft belong to what it has become."""
    Photo.objects.filter(draft=draft).update(draft=None, contribution=contribution)


def erase_photos(*, drafts: Sequence[UUID] = (), contribution: UUID | None = None) -> None:
    """Erase photos within the running transaction, their files after it."""
    rows = Photo.objects.filter(draft__in=drafts) if drafts else Photo.objects.filter(contribution=contribution)
    if drafts or contribution:
        _erase_rows(list(rows))


def cover_photo(*, photo: UUID, boxes: Sequence[Box], by: User, reason: str, at: datetime) -> None:
    """Paint boxes over parts of a photo; the original is erased after ORIGINAL_KEPT. Raises Refused."""
    if not boxes:
        raise Refused(NO_BOX)
    before = _shown_photo(photo)
    made = pictures.cover(read_file(before.large), boxes)
    names = save_picture(made)
    with erased_if_it_fails(names), transaction.atomic():
        row, owner = _held_photo(photo, before.large)
        # What is painted over a second time keeps its first original, and the first date.
        erase_after_commit([row.small, row.large if row.original else ""])
        row.original, row.original_until = row.original or row.large, row.original_until or at + ORIGINAL_KEPT
        row.large, row.small = names
        row.covered = True
        row.save()
        _note("cover_photo", row, owner, by, reason, at)


def uncover_photo(*, photo: UUID, by: User, reason: str, at: datetime) -> None:
    """Show a photo again as it was before boxes were painted, while the original is there. Raises Refused."""
    before = _shown_photo(photo)
    if not before.original:
        raise Refused(NOT_COVERED)
    made = pictures.read(io.BytesIO(read_file(before.original)))
    names = save_picture(made)
    with erased_if_it_fails(names), transaction.atomic():
        row, owner = _held_photo(photo, before.large)
        erase_after_commit([row.large, row.small, row.original])
        row.large, row.small, row.original, row.original_until = *names, "", None
        row.covered = False
        row.save()
        _note("uncover_photo", row, owner, by, reason, at)


@transaction.atomic
def hide_photo(*, photo: UUID, hidden: bool, by: User, reason: str, at: datetime) -> bool:
    """Take a photo from view, or show it again; return whether that changed anything. Raises Refused."""
    row, owner = _held_photo(photo)
    if row.hidden == hidden:
        return False
    row.hidden = hidden
    row.save(update_fields=["hidden"])
    _note("hide_photo" if hidden else "show_photo", row, owner, by, reason, at)
    return True


def _shown_photo(photo: UUID) -> Photo:
    row = Photo.objects.filter(pk=photo, contribution__isnull=False).first()
    if row is None:
        raise Refused(PHOTO_GONE)
    return row


def _held_photo(photo: UUID, large: str = "") -> tuple[Photo, Contribution]:
    """Return a photo and its contribution, locked. Raises Refused, also when it is not the picture `large` any more."""
    found = _shown_photo(photo).contribution_id
    owner = held(found) if found else None
    row = Photo.objects.select_for_update().filter(pk=photo).first()
    if row is None or owner is None:
        raise Refused(PHOTO_GONE)
    if large and row.large != large:
        raise Refused(CHANGED)
    return row, owner


def _note(verb: str, row: Photo, owner: Contribution, by: User, reason: str, at: datetime) -> None:
    """Say in the history and the audit log what was done to a photo."""
    if not by.role_set & rules.MODERATORS:
        raise Refused(rules.NOT_MODERATOR)
    owner.changed_at = at
    owner.save(update_fields=["changed_at"])
    append(owner, Verb.EDITED, by=by, at=at, text=reason)
    details: dict[str, str | int | bool] = {"photo": str(row.pk)}
    audit.record(actor=by.pk, verb=f"contributions.{verb}", subject=f"contribution:{owner.pk}", at=at, details=details)


@transaction.atomic
def erase_originals(*, at: datetime) -> int:
    """Erase what lies beneath the boxes where its time has come; return how many."""
    due = list(Photo.objects.select_for_update(skip_locked=True).filter(original_until__lte=at)[:1000])
    erase_after_commit([photo.original for photo in due])
    Photo.objects.filter(pk__in=[photo.pk for photo in due]).update(original="", original_until=None)
    return len(due)
