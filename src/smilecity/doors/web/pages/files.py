"""Pictures of pages as files: only those that Wagtail has made, by names that never mean another picture."""

import mimetypes

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse

# Photos of residents and files of editors lie beside them, and are given out by those who know to whom.
_FOLDERS = ("images/", "original_images/")
# The name of a size holds the name of its picture, and a picture that is replaced gets another name.
_YEAR = "public, max-age=31536000, immutable"


def picture(request: HttpRequest, name: str) -> HttpResponse:
    """Return a picture. Raises Http404."""
    kind, _encoding = mimetypes.guess_type(name)
    if not name.startswith(_FOLDERS) or ".." in name or not (kind or "").startswith("image/"):
        raise Http404
    try:
        with default_storage.open(name) as file:
            content: bytes = file.read()
    except (FileNotFoundError, IsADirectoryError, SuspiciousFileOperation, ValueError):
        raise Http404 from None
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": _YEAR})
