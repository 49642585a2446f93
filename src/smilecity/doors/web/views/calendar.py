"""The calendar: lists and months, one date, iCal files, pictures of what happened."""

from datetime import timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from smilecity.city import queries as city
from smilecity.collect.calendar import queries
from smilecity.collect.calendar.queries import DateRow
from smilecity.doors.web import calendar_filters, calendar_ical, calendar_lists, calendar_page
from smilecity.ground import clock, hashes

# Feeds reach back so far: what was cancelled shortly before it began is still told.
_BACK = timedelta(days=90)
_SIZES = ("large", "small")
_HEADERS = {
    "Cache-Control": "public, max-age=3600",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


@require_safe
@gzip_page
def listing(request: HttpRequest) -> HttpResponse:
    """Show what comes, what was, or a month."""
    shown = calendar_lists.page(request.GET.dict(), get_language() or "de", clock.now())
    return render(request, "web/calendar/list.html", shown)


@require_safe
@gzip_page
def event(request: HttpRequest, number: int) -> HttpResponse:
    """Show one date."""
    shown = calendar_page.page(found(number), get_language() or "de", clock.now())
    return render(request, "web/calendar/event.html", shown)


def found(number: int) -> DateRow:
    """Return the date of an address. Raises Http404."""
    row = queries.find(number)
    if row is None:
        raise Http404
    return row


@require_safe
def event_ics(request: HttpRequest, number: int) -> HttpResponse:
    """Give one date to a calendar client."""
    row = found(number)
    content = calendar_ical.write([row], get_language() or "de")
    return _file(request, content, f"termin-{row.number}.ics", attachment=True)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Give the dates to a calendar client that comes back; the list's filters narrow them."""
    at, language = clock.now(), get_language() or "de"
    asked = calendar_filters.read(request.GET.dict(), city.names(language), at)
    rows = queries.feed(asked.wanted, at, at - _BACK)
    content = calendar_ical.write(rows, language, name=_title(asked))
    return _file(request, content, "kalender.ics")


def _title(asked: calendar_filters.Asked) -> str:
    return calendar_filters.summary(asked, _("Kalender {city}").format(city=city.profile().name).strip())


def _file(request: HttpRequest, content: bytes, name: str, *, attachment: bool = False) -> HttpResponse:
    """Return a file; a client that has it already gets nothing but that news (RFC 9110, 13.1.2)."""
    etag = f'"{hashes.digest(content.decode()).hex()[:32]}"'
    disposition = "attachment" if attachment else "inline"
    headers = {"ETag": etag, "Cache-Control": "public, max-age=300", "X-Robots-Tag": "noindex"}
    headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    response = HttpResponse(content, content_type=calendar_ical.CONTENT_TYPE, headers=headers)
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer if isinstance(answer, HttpResponse) else response


@require_safe
def photo(request: HttpRequest, photo: UUID, size: str) -> HttpResponse:
    """Give a picture of what happened; one of a draft is not there."""
    row = queries.photo(photo)
    if row is None or not row.public or size not in _SIZES:
        raise Http404
    try:
        with default_storage.open(row.large if size == "large" else row.small) as file:
            content = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(
        content, content_type="image/webp", headers=_HEADERS | {"Cache-Control": "public, max-age=3600"}
    )
