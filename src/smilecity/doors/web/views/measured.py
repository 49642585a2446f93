"""What the city measures: the list with its map, a thing, a datastream; for scripts its latest value and its points."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from smilecity.doors.web import map_files, measured_lists, measured_map, measured_series, measured_thing
from smilecity.doors.web.map_data import NotUnderstood
from smilecity.ground import clock

# Beyond this there is no id (a column of PostgreSQL).
_LARGEST_ID = 2**63 - 1
# The latest value is asked for by many at once; for so many seconds they may share an answer.
_SHARED = 10


# Pages with tables of numbers are packed. That gives no secret away: the only one on them, the token of the form to
# sign out, is masked anew in each answer.
@require_safe
@gzip_page
def measured(request: HttpRequest) -> HttpResponse:
    """Show everything that is measured, as a list or beside a map."""
    shown = measured_lists.page(request.GET.dict(), get_language() or "de", clock.now())
    return render(request, "web/measured/list.html", shown)


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Give the things in the visible box, grouped; the list's filters narrow them."""
    try:
        found = measured_map.data(request.GET.dict(), get_language() or "de", clock.now())
    except NotUnderstood:
        return JsonResponse({}, status=400)
    return map_files.answer(request, found, seconds=30)


@require_safe
@gzip_page
def thing(request: HttpRequest, number: int) -> HttpResponse:
    """Show a thing."""
    shown = measured_thing.page(_id(number), clock.now())
    if shown is None:
        raise Http404
    return render(request, "web/measured/thing.html", shown)


@require_safe
@gzip_page
def series(request: HttpRequest, number: int) -> HttpResponse:
    """Show a datastream."""
    shown = measured_series.page(_id(number), request.GET.dict(), clock.now())
    if shown is None:
        raise Http404
    return render(request, "web/measured/series.html", shown)


@require_safe
def now(request: HttpRequest, number: int) -> HttpResponse:
    """Give the latest value of a datastream in words."""
    shown = measured_series.now(_id(number), clock.now())
    if shown is None:
        raise Http404
    return map_files.answer(request, shown, seconds=_SHARED)


@require_safe
def history(request: HttpRequest, number: int) -> HttpResponse:
    """Give the points of a chart to the script that draws it."""
    shown = measured_series.history(_id(number), request.GET.dict(), clock.now())
    if shown is None:
        raise Http404
    return map_files.answer(request, shown, seconds=_SHARED)


def _id(number: int) -> int:
    if number > _LARGEST_ID:
        raise Http404
    return number
