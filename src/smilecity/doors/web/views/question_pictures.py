"""The pictures above questions: for everybody once their survey is open, for staff while they write it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from smilecity.collect.surveys.queries.pictures import picture_file
from smilecity.doors.visitor import second_factor
from smilecity.people.models import User

# The id of a picture is another one whenever the picture is.
_SHOWN = "public, max-age=86400"
_OWN = "private, no-store"
_HEADERS = {"Content-Disposition": "inline", "Content-Security-Policy": "default-src 'none'; sandbox"}


@require_safe
def picture(request: HttpRequest, picture: UUID, size: str) -> HttpResponse:
    """Give a picture to who may see it."""
    found = picture_file(picture, size)
    if found is None or not (found[0] or _is_staff(request)):
        raise Http404
    is_public, content = found
    headers = _HEADERS | {"Cache-Control": _SHOWN if is_public else _OWN}
    return HttpResponse(content, content_type="image/webp", headers=headers)


def _is_staff(request: HttpRequest) -> bool:
    """Say whether somebody may be at the desk, where surveys are written."""
    user = request.user
    if not isinstance(user, User) or not user.has_perm("wagtailadmin.access_admin"):
        return False
    return second_factor.has_passed(request, user) and second_factor.is_set_up(user)
