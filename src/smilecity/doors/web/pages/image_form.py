"""The form for pictures: what comes in is checked by content, made small within bounded memory, and rid of metadata.

The same treatment as for photos of residents, but see-through stays see-through; refusals are the same sentences.
"""

import io
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from wagtail.images.forms import BaseImageForm

from smilecity.doors.web.refusals import said
from smilecity.ground import pictures
from smilecity.ground.refusals import Refused


class ImageForm(BaseImageForm):  # type: ignore[misc]  # wagtail ships no types
    """Keeps of a picture what can be seen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Our own limits come with sentences that say what to do.
        field = self.fields.get("file")
        if field is not None:
            field.max_upload_size = field.max_image_pixels = None

    def clean_file(self) -> Any:
        """Return the picture as it is kept: upright, WebP, no longer than pages need, without place and time.

        What is see-through stays so: logos and drawings lie on the page, not on a white sheet.
        """
        given = self.cleaned_data["file"]
        if not isinstance(given, UploadedFile):
            return given
        given.seek(0)
        try:
            picture = pictures.read(io.BytesIO(given.read(pictures.MOST_BYTES + 1)), clear=True)
        except Refused as refusal:
            raise ValidationError(said(refusal)) from None
        return _Kept(pictures.encode(picture, pictures.LARGE), name=f"{PurePath(given.name or 'bild').stem}.webp")


class _Kept(ContentFile[bytes]):
    """The file that is kept; Wagtail asks every upload for its type."""

    content_type = "image/webp"
