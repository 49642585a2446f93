"""Who is responsible: the office directory, and each office."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from smilecity.doors.web import office_screens
from smilecity.ground import clock


@require_safe
@gzip_page
def responsible(request: HttpRequest) -> HttpResponse:
    """Show the offices: all of them, or those that fit everyday words and a place."""
    shown = office_screens.page(request.GET.dict(), get_language() or "de", clock.now())
    return render(request, "web/offices/list.html", shown)


@require_safe
@gzip_page
def office(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an office with all that is said of it."""
    shown = office_screens.office(slug, get_language() or "de")
    if shown is None:
        raise Http404
    return render(request, "web/offices/office.html", shown)
