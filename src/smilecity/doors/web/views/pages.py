"""Pages that editors write, news, the overview of taking part, and the files that belong to pages."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from smilecity.doors.web.models.pages import Told
from smilecity.doors.web.pages import files, news_screens, reads, screens, sitemap, taking_part
from smilecity.doors.web.pages.tree import SERVED
from smilecity.ground import clock


@require_safe
@gzip_page
def page(request: HttpRequest, path: str) -> HttpResponse:
    """Show a page of editors; where there is none, lead on or say what became of it."""
    found = reads.at(path)
    return show(request, found) if isinstance(found, Told) else _elsewhere(request, path)


def show(request: HttpRequest, told: Told) -> HttpResponse:
    """Show a page; editors see it so before anybody else does."""
    return render(request, "web/pages/page.html", screens.page(told, clock.now()))


def _elsewhere(request: HttpRequest, path: str) -> HttpResponse:
    """Answer for an address without a page: it moved, it was deleted, or it never was."""
    target = reads.moved_to(path)
    if target is not None:
        own = target.startswith("/") and not target.startswith("//")
        url = reverse(SERVED, args=[target[1:]]) if own and target != "/" else target
        return HttpResponsePermanentRedirect(url)
    gone = reads.gone(path)
    if gone is not None:
        return render(request, "web/errors/410.html", {"gone_title": gone.title}, status=410)
    raise Http404


@require_safe
@gzip_page
def news(request: HttpRequest) -> HttpResponse:
    """Show the news, the newest first."""
    return render(request, "web/pages/news.html", news_screens.listing(request.GET.dict()))


@require_safe
@gzip_page
def overview(request: HttpRequest) -> HttpResponse:
    """Show everything one can take part in: what is open, what comes, what is over and what came of it."""
    return render(request, "web/pages/taking_part.html", taking_part.page(clock.now()))


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponse:
    """Give a picture of a page."""
    return files.picture(request, name)


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Name every public page in each of its languages (sitemaps.org)."""
    return HttpResponse(sitemap.write(clock.now()), content_type="application/xml; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Say what search engines should leave alone (RFC 9309)."""
    return HttpResponse(sitemap.robots(), content_type="text/plain; charset=utf-8")
