"""The map's parts, places by name and in words, and tiles. All of it is JSON or pictures for the scripts of the map."""

import math
import time
from functools import lru_cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from smilecity.city import queries as city
from smilecity.doors.visitor.places import note, place_sentence
from smilecity.doors.web import contribution_filters as filters
from smilecity.doors.web import limits, map_data, map_files, report_place, tiles
from smilecity.ground import clock
from smilecity.ground.geo import Box

_DAY = "public, max-age=86400"


@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """Say what the map is made of."""
    return map_files.answer(request, map_files.setup(), seconds=300)


@require_safe
def drawing(request: HttpRequest, name: str, digest: str) -> HttpResponse:
    """Give a part of the city's own map."""
    row = city.drawing(name)
    if row is None:
        raise Http404
    return map_files.drawn(request, row, digest)


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Give the contributions in the visible box, grouped; the list's filters narrow them."""
    try:
        found = map_data.data(request.GET.dict(), get_language() or "de", clock.now())
    except map_data.NotUnderstood:
        return JsonResponse({}, status=400)
    return map_files.answer(request, found, seconds=30)


@require_safe
def place(request: HttpRequest) -> HttpResponse:
    """Say in words where a point is, and whether it lies in the city."""
    point = _point(request)
    if point is None:
        return JsonResponse({"inside": False, "sentence": _("Diesen Punkt gibt es nicht.")}, status=400)
    found = city.describe(*point)
    told = report_place.told(request.GET.get(filters.REPORTED, ""), *point) if filters.REPORTED in request.GET else ""
    data = {
        "district": {"code": found.district.code, "name": found.district.name} if found.district else None,
        "words": found.words,
        "inside": found.inside,
        "sentence": told if told and not found.inside else place_sentence(found),
        # Who acts there, where it is not as usual; only for who reports something.
        **({"told": told} if told and found.inside else {}),
    }
    return map_files.answer(request, data, seconds=300)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find addresses, streets, parks and districts by name."""
    found = city.places_named(request.GET.get("q", ""))
    places = [
        {
            "name": one.name,
            "district": one.district_name,
            "note": note(one),
            "lon": round(one.lon, 6),
            "lat": round(one.lat, 6),
        }
        for one in found
    ]
    return map_files.answer(request, {"places": places}, seconds=300)


def _point(request: HttpRequest) -> tuple[float, float] | None:
    try:
        lon, lat = float(request.GET.get("lon", "")), float(request.GET.get("lat", ""))
    except ValueError:
        return None
    fits = math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90
    return (lon, lat) if fits else None


@require_safe
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """Give a map tile of the city, from our files or from the source that we ask for everybody."""
    box = _city_box(int(time.monotonic() // 300))
    if settings.TILES not in {"self", "proxy"} or box is None or not tiles.touches(box, z, x, y):
        raise Http404
    try:
        found = tiles.own(z, x, y) if settings.TILES == "self" else _fetched(request, z, x, y)
    except tiles.NoTile:
        raise Http404 from None
    except tiles.Away:
        return HttpResponse(status=503, headers={"Retry-After": "30", "Cache-Control": "no-store"})
    return HttpResponse(found.content, content_type=found.kind, headers={"Cache-Control": _DAY})


def _fetched(request: HttpRequest, z: int, x: int, y: int) -> tiles.Tile:
    return tiles.fetched(z, x, y, before=lambda: limits.may_fetch_tile(request, clock.now()))


@lru_cache(maxsize=1)
def _city_box(_five_minutes: int) -> Box | None:
    """Return the city's box, asked for once in five minutes: a map wants dozens of tiles at a time."""
    box = city.profile().box
    return Box(*box) if box else None
