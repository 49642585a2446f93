"""The files of a picture above a question: a small one for phones, where a page may weigh little, and a larger one."""

import io
from collections.abc import Iterable
from contextlib import AbstractContextManager
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from smilecity.collect.contributions.actions.files import erase_after_commit, erased_if_it_fails
from smilecity.collect.surveys import reading
from smilecity.collect.surveys.rules import Picture
from smilecity.ground import pictures
from smilecity.ground.text import Texts

# The longest side and the most bytes of each file. What a page loads the first time leaves about ten kilobytes of its
# budget on a phone.
SIZES = {reading.SMALL: (400, 9_000), reading.LARGE: (960, 60_000)}


def save(content: bytes, alt: Texts) -> Picture:
    """Write both files of a picture and return it. Raises Refused for what is none."""
    read, name = pictures.read(io.BytesIO(content)), str(uuid4())
    files = {size: pictures.encode_within(read, *limits) for size, limits in SIZES.items()}
    with Image.open(io.BytesIO(files[reading.SMALL])) as small:
        width, height = small.size
    made = Picture(name, width, height, alt)
    # A full disk keeps the beginning of a file.
    with erased_if_they_fail([made]):
        for size, data in files.items():
            default_storage.save(reading.file_of(name, size), ContentFile(data))
    return made


def erased_if_they_fail(made: Iterable[Picture]) -> AbstractContextManager[None]:
    """Erase the files of pictures again when the block around their rows fails."""
    return erased_if_it_fails(_files(made))


def erase_files(gone: Iterable[Picture | None]) -> None:
    """Erase the files of pictures once it is certain that no question shows them any more."""
    erase_after_commit(_files(picture for picture in gone if picture))


def _files(of: Iterable[Picture]) -> list[str]:
    return [reading.file_of(picture.id, size) for picture in of for size in SIZES]
