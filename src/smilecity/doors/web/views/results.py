"""The published result of a survey: as a page, as CSV, XLSX, JSON, and as a printed report.

Long and public, so they are sent packed. The one secret on the page, the token of the sign-out form, is masked anew
each time, so that the length of what is sent tells nothing about it.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from smilecity.city import queries as city
from smilecity.doors.web import result_files, result_screens, result_workbook
from smilecity.understand.results import queries
from smilecity.understand.results.queries import ResultPage

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@gzip_page
@require_safe
def result(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a survey has brought."""
    page = _published(slug)
    texts = queries.released_texts(page.survey.id, after=result_screens.after(request.GET.get("texte", "")))
    return render(request, "web/result.html", result_screens.page(page, texts))


@gzip_page
@require_safe
def result_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the numbers to a spreadsheet."""
    page = _published(slug)
    return _file(result_files.to_csv(page), "text/csv; charset=utf-8", f"{slug}.csv")


@require_safe
def result_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the numbers to a spreadsheet as a workbook."""
    page = _published(slug)
    content = result_workbook.to_xlsx(page, city.profile(), _address(request, slug))
    return _file(content, _XLSX, f"{slug}.xlsx")


@require_safe
def result_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the printed report in the language of the page. It was made when the result was published."""
    content = queries.report(slug, get_language() or "de")
    if content is None:
        raise Http404
    return _file(content, "application/pdf", f"{slug}.pdf")


@gzip_page
@require_safe
def result_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the numbers to a program."""
    page = _published(slug)
    content = result_files.to_json(page, city.profile(), _address(request, slug))
    return _file(content, "application/json", f"{slug}.json")


def _address(request: HttpRequest, slug: str) -> str:
    return request.build_absolute_uri(reverse("web:result", args=[slug]))


def _published(slug: str) -> ResultPage:
    page = queries.published(slug)
    if page is None:
        raise Http404
    return page


def _file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
