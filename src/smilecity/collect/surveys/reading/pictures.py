"""The files of pictures above questions in the storage: their names, and what they hold."""

from django.core.files.storage import default_storage

FOLDER = "questions"
SMALL, LARGE = "small", "large"


def file_of(picture: str, size: str) -> str:
    """Return the name of a file by the id of its picture."""
    return f"{FOLDER}/{picture[:2]}/{picture}-{size}.webp"


def content_of(picture: str, size: str) -> bytes | None:
    """Return what a file holds; None: it is lost."""
    try:
        with default_storage.open(file_of(picture, size)) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None
