"""Ideas and places: the lists, and each one with what became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from smilecity.collect.contributions.rules import Kind
from smilecity.doors.web import contribution_lists
from smilecity.ground import clock


@require_safe
def ideas(request: HttpRequest) -> HttpResponse:
    """Show what people propose."""
    return _list(request, Kind.IDEA)


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Show places that make people happy, or should get better."""
    return _list(request, Kind.PLACE)


def _list(request: HttpRequest, kind: Kind) -> HttpResponse:
    shown = contribution_lists.page(kind, request.GET.dict(), get_language() or "de", clock.now())
    return render(request, "web/contributions/list.html", shown)
