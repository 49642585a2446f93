"""The published result of a survey: as a page, as CSV, as JSON.

Long and public, so they are sent packed. The one secret on the page, the token of the sign-out form, is masked anew
each time, so that the length of what is sent tells nothing about it.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from smilecity.city import queries as city
from smilecity.doors.web import result_files, result_screens
from smilecity.understand.results import queries
from smilecity.understand.results.queries import ResultPage


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


@gzip_page
@require_safe
def result_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the numbers to a program."""
    page = _published(slug)
    url = request.build_absolute_uri(reverse("web:result", args=[slug]))
    return _file(result_files.to_json(page, city.profile(), url), "application/json", f"{slug}.json")


def _published(slug: str) -> ResultPage:
    page = queries.published(slug)
    if page is None:
        raise Http404
    return page


def _file(content: str, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
