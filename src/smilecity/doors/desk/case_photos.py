"""The photos of a contribution that not everybody sees yet, for those who read it at the desk of answers."""

from uuid import UUID

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from smilecity.collect.contributions import queries as contributions
from smilecity.deliver.fieldwork import queries as fieldwork
from smilecity.doors.desk.inbox_place import today, turned_away


@require_safe
def file(request: HttpRequest, photo: UUID) -> HttpResponse:
    """Give the picture to who may read the contribution; what was taken from view by itself is moderation's.

    What a crew sent is for the office in any case.
    """
    away = turned_away(request, today(request))
    if away:
        return away
    found = contributions.photo(photo)
    if found is None or found.contribution is None or (found.hidden and not fieldwork.is_crews(photo)):
        raise Http404
    try:
        with default_storage.open(found.large) as opened:
            return HttpResponse(opened.read(), content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None
