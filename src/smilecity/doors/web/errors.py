"""Pages for what went wrong: each says what happened, what is kept and what to do next.

400, 500, 503 and 507 are written without the request, so that neither a forged host nor a lost database breaks them.
"""

import errno
import sys
from datetime import datetime
from math import ceil

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg.errors import DiskFull

from smilecity.ground import clock
from smilecity.ground.limits import TooMany

# If even the template fails, this is left. It stands alone: no style, no address, no translation.
_LAST_RESORT = """<!doctype html><html lang="de"><meta charset="utf-8"><title>Störung</title>
<h1>Das hat leider nicht geklappt</h1>
<p>Bei uns ist ein Fehler aufgetreten. Bitte versuchen Sie es in ein paar Minuten noch einmal.</p></html>"""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that makes no sense, for example one for a host that is not ours, or one that is too large."""
    if isinstance(exception, RequestDataTooBig):
        return _bare("web/errors/413.html", 413)
    return _bare("web/errors/400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request for what this visitor may not do."""
    return render(request, "web/errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request for a page that is not there."""
    return render(request, "web/errors/404.html", status=404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a visitor who has used up a limit, and say when to come back (RFC 6585, 4)."""
    seconds = _seconds_left(exception.until) if isinstance(exception, TooMany) else 0
    response = render(request, "web/errors/429.html", {"wait_text": _in_words(seconds)}, status=429)
    if seconds:
        response["Retry-After"] = str(seconds)
    return response


def too_fast(many: TooMany) -> str:
    """Return the same as a sentence beside a form, which keeps what was typed."""
    return _("Aus Ihrem Netz kam gerade sehr viel auf einmal. Bitte senden Sie es {wait} noch einmal ab.").format(
        wait=_in_words(_seconds_left(many.until))
    )


def _seconds_left(until: datetime) -> int:
    return max(1, ceil((until - clock.now()).total_seconds()))


def _in_words(seconds: int) -> str:
    minutes = ceil(seconds / 60)
    if minutes > 90:
        hours = ceil(minutes / 60)
        return ngettext("in {n} Stunde", "in {n} Stunden", hours).format(n=hours)
    return ngettext("in {n} Minute", "in {n} Minuten", minutes).format(n=minutes) if minutes else ""


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when the program itself has failed, or what it stands on: then it is the same page again in a moment."""
    # Django calls us while it handles what went wrong, wherever that was: in a view, or in what lies around it.
    failure = sys.exc_info()[1]
    if failure and lacks_room(failure):
        return no_room(request)
    if isinstance(failure, OperationalError | InterfaceError):
        return _database_away()
    return _bare("web/errors/500.html", 500)


def lacks_room(failure: BaseException) -> bool:
    """Say whether the disk is full: ours, or that of the database."""
    full = isinstance(failure, OSError) and failure.errno in {errno.ENOSPC, errno.EDQUOT}
    return full or isinstance(failure.__cause__, DiskFull)


def _database_away() -> HttpResponse:
    """Answer while the database starts, is restarted or cannot be reached (RFC 9110, 15.6.4)."""
    response = _bare("web/errors/503.html", 503)
    response["Retry-After"] = "30"
    return response


def no_room(request: HttpRequest) -> HttpResponse:
    """Answer when the disk is full: it is not the visitor's fault, and nothing of before is lost."""
    return _bare("web/errors/507.html", 507)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came without its session: it lay open for too long, or cookies are refused."""
    shown = {"back_url": _back(request), "drafts_kept": _keeps_drafts(request)}
    return render(request, "web/errors/csrf.html", shown, status=403)


def _keeps_drafts(request: HttpRequest) -> bool:
    session = getattr(request, "session", {})
    return bool(session.get("drafts") or session.get("writing"))


def _back(request: HttpRequest) -> str:
    """Return the page with the form, where it is one of ours."""
    referer = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()})
    return referer if safe else request.get_full_path()


def _bare(template: str, status: int) -> HttpResponse:
    try:
        return HttpResponse(render_to_string(template, {"base_url": settings.BASE_URL}), status=status)
    except Exception:  # noqa: BLE001 - whatever it was: this page must come
        return HttpResponse(_LAST_RESORT, status=status)
