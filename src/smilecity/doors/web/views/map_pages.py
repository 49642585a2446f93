"""The map of everything with its list, and the bare page of the same that other sites may show within theirs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from smilecity.doors.web import map_screens, middleware
from smilecity.ground import clock


@require_safe
def whole(request: HttpRequest) -> HttpResponse:
    """Show all kinds of contributions on one map and in one list."""
    shown = map_screens.page(request.GET.dict(), get_language() or "de", clock.now())
    return render(request, "web/map/page.html", shown)


@require_safe
def embedded(request: HttpRequest) -> HttpResponse:
    """Show map and list alone. The one page that may be framed: it knows nobody, sets nothing and takes nothing."""
    shown = map_screens.embedded(request.GET.dict(), get_language() or "de", clock.now())
    # Without the request: nothing on it could be about its visitor.
    response = HttpResponse(render_to_string("web/map/embedded.html", shown))
    for name, value in middleware.framed_anywhere().items():
        response.headers[name] = value
    patch_cache_control(response, public=True, max_age=60)
    return response
