"""The search over everything that is public, and what it suggests while somebody types."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from smilecity.doors.web import search_asked, search_screens
from smilecity.ground import clock
from smilecity.ground.search.rules import ask

# What one person looks for is no page for all.
_OWN = "private, no-cache"
# A suggestion may be so many seconds old.
_SHARED = {"Cache-Control": "private, max-age=60"}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found. A text too long for an address gets the address of what is read of it."""
    address = search_asked.read(request.GET)
    if len(request.GET.get(search_asked.TEXT, "")) > search_asked.LONG:
        return redirect(address.url(page=address.page, cut=True))
    shown = search_screens.page(address, get_language() or "de", clock.now())
    response = render(request, "web/search/page.html", shown)
    response.headers["Cache-Control"] = _OWN
    return response


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Give the script at the field what somebody may mean."""
    asked = ask(request.GET.get(search_asked.TEXT, ""))
    found = search_screens.suggestions(asked, get_language() or "de", clock.now())
    return JsonResponse(found, headers=_SHARED)
