"""Photos within a mail: read from our own storage when it is sent, never fetched from the web by who reads it.

As JPEG, which every mail program shows; what was taken from view since is left out.
"""

from collections.abc import Iterable
from email.mime.image import MIMEImage
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage

from smilecity.collect.contributions import queries as contributions
from smilecity.ground import pictures

# Enough to see on a telephone, about 100 KB each.
LONGEST = 800


def with_photos(message: EmailMessage, photos: Iterable[UUID]) -> EmailMessage:
    """Return the message with the photos that everybody may see at this moment, shown below its text."""
    for photo in photos:
        content = _jpeg(photo)
        if content:
            message.attach(_part(photo, content))
    return message


def _jpeg(photo: UUID) -> bytes | None:
    found = contributions.photo(photo)
    if found is None or not found.visible:
        return None
    try:
        with default_storage.open(found.large) as file:
            return pictures.as_jpeg(file.read(), LONGEST)
    except FileNotFoundError:
        return None


def _part(photo: UUID, content: bytes) -> MIMEImage:
    part = MIMEImage(content, "jpeg")
    part.add_header("Content-Disposition", "inline", filename=f"foto-{photo.hex[:8]}.jpg")
    part.add_header("Content-ID", f"<{photo}@{urlsplit(settings.BASE_URL).hostname}>")
    return part
