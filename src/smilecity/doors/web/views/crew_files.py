"""What the pages of crews fetch besides: the worker of the browser, photos of an order, orders for the map."""

from functools import cache
from pathlib import Path
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from smilecity.deliver.fieldwork import queries
from smilecity.doors.web import crew_screens
from smilecity.doors.web.crew_visit import for_scripts, of_crews
from smilecity.doors.web.views import photos
from smilecity.ground import clock
from smilecity.people.models import User

_WORKER = Path(__file__).parent.parent / "static/web/js/crew_worker.js"


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Give the worker: a file like others, at an address below which it may keep pages."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@cache
def _worker() -> str:
    return _WORKER.read_text(encoding="utf-8")


@require_safe
@of_crews
def photo(request: HttpRequest, user: User, order: UUID, photo: UUID, size: str) -> HttpResponse:
    """Give a photo of an order to its crew, whether or not everybody may see it."""
    page = queries.my_order(order, user, at=clock.now())
    if page is None or photo not in {one.id for one in page.photos}:
        raise Http404
    return photos.to_crew(request, photo, size)


@require_safe
@for_scripts
def map_data(request: HttpRequest, user: User) -> HttpResponse:
    """Give the open orders for the map: all of them, wherever it looks."""
    return JsonResponse(crew_screens.on_map(queries.my_orders(user, at=clock.now())))
