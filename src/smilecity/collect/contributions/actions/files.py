"""Files of photos in the storage, with names that say nothing and change whenever the picture does."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from smilecity.collect.contributions.models import Photo
from smilecity.ground import pictures
from smilecity.ground.pictures import Picture

FOLDER = "photos"
# An act that writes a photo never takes that long.
_SWEPT_AFTER = timedelta(days=1)


def save_picture(picture: Picture, folder: str = FOLDER) -> tuple[str, str]:
    """Write both sizes of a picture; return their names, the large one first. Only FOLDER is swept."""
    name = uuid4()
    stem = f"{folder}/{name.hex[:2]}/{name}"
    large, small = pictures.encode(picture, pictures.LARGE), pictures.encode(picture, pictures.SMALL)
    names = f"{stem}-large.webp", f"{stem}-small.webp"
    # A full disk keeps the beginning of a file.
    with erased_if_it_fails(names):
        return default_storage.save(names[0], ContentFile(large)), default_storage.save(names[1], ContentFile(small))


def read_file(name: str) -> bytes:
    """Return what a file holds. Raises FileNotFoundError."""
    with default_storage.open(name) as file:
        return bytes(file.read())


@contextmanager
def erased_if_it_fails(names: Iterable[str]) -> Generator[None]:
    """Erase files again when the block around their rows fails."""
    try:
        yield
    except BaseException:
        _erase(names)
        raise


def erase_after_commit(names: Iterable[str]) -> None:
    """Erase files once it is certain that nothing names them any more."""
    gone = [name for name in names if name]
    if gone:
        transaction.on_commit(lambda: _erase(gone))


def _erase(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def files_of(photos: Iterable[Photo]) -> list[str]:
    """Return the names of all files of these photos."""
    return [name for photo in photos for name in (photo.large, photo.small, photo.original) if name]


def sweep_files(*, at: datetime) -> int:
    """Erase files that no photo has named for a day: what acts that failed have left; return how many."""
    return sum(_sweep(f"{FOLDER}/{folder}", at) for folder in _listed(FOLDER)[0])


def _sweep(folder: str, at: datetime) -> int:
    lying = {f"{folder}/{name}" for name in _listed(folder)[1]}
    where = Q(large__startswith=f"{folder}/") | Q(small__startswith=f"{folder}/") | Q(original__startswith=f"{folder}/")
    named = set(files_of(Photo.objects.filter(where)))
    orphans = [name for name in lying - named if default_storage.get_modified_time(name) < at - _SWEPT_AFTER]
    _erase(orphans)
    return len(orphans)


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
