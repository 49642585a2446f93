"""The statistics of a year: as a page, as CSV, and as the printed report.

Long and public, so they are sent packed; the one secret on the page, the token of the sign-out form, is masked anew.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from smilecity.collect.contributions.rules import Kind
from smilecity.doors.web import statistics_files, statistics_screens
from smilecity.doors.web.kind_words import PATHS
from smilecity.ground import clock
from smilecity.measure.statistics import queries


@gzip_page
@require_safe
def newest(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Show the newest year."""
    return _page(request, kind, None)


@gzip_page
@require_safe
def one(request: HttpRequest, kind: Kind, year: int) -> HttpResponse:
    """Show one year."""
    return _page(request, kind, year)


def _page(request: HttpRequest, kind: Kind, year: int | None) -> HttpResponse:
    shown = statistics_screens.page(kind, year, clock.now())
    if shown is None:
        raise Http404
    return render(request, "web/statistics/page.html", shown | {"section": f"{kind}s"})


@gzip_page
@require_safe
def one_csv(request: HttpRequest, kind: Kind, year: int) -> HttpResponse:
    """Give the numbers of one year to a spreadsheet."""
    found = queries.year(kind, year)
    if found is None:
        raise Http404
    return _file(statistics_files.to_csv([found]), "text/csv; charset=utf-8", f"{PATHS[kind]}-{year}.csv")


@gzip_page
@require_safe
def every_csv(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Give the numbers of all years to a spreadsheet."""
    return _file(statistics_files.to_csv(queries.every(kind)), "text/csv; charset=utf-8", f"{PATHS[kind]}.csv")


@require_safe
def one_pdf(request: HttpRequest, kind: Kind, year: int) -> HttpResponse:
    """Hand out the printed report in the language of the page."""
    content = queries.report(kind, year, get_language() or "de")
    if content is None:
        raise Http404
    return _file(content, "application/pdf", f"{PATHS[kind]}-{year}.pdf")


def _file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
