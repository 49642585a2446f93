"""The six methods of GeoReport v2 and its discovery: parse, one call, show."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, gettext, gettext_noop

from smilecity.city import queries as city
from smilecity.collect.reports import queries
from smilecity.collect.reports.queries import CategoryRow, ReportFilter
from smilecity.doors.api.open311 import callers, problems, shown
from smilecity.doors.api.open311.answers import Document, answered, require_jurisdiction
from smilecity.doors.api.open311.asking import Asked, asked, is_yes
from smilecity.doors.api.open311.problems import problem, quoted
from smilecity.doors.api.open311.receiving import receive
from smilecity.ground import clock

_SERVICES_KEPT = 300
_NUMBER_DIGITS = 18
_WAITING = gettext_noop("Wir lesen die Meldung, bevor alle sie sehen.")


def _begin(request: HttpRequest) -> None:
    callers.reader(request)
    require_jurisdiction(request.GET.get("jurisdiction_id", "").strip())


def _language() -> str:
    return get_language() or "de"


def _tree(*, retired: bool = False) -> dict[str, CategoryRow]:
    return {row.code: row for row in queries.categories(retired=retired)}


@answered("GET", "HEAD")
def services(request: HttpRequest) -> Document:
    """GET Service List. 1 SQL."""
    _begin(request)
    return Document("services", shown.services(_tree(), _language()), kept=_SERVICES_KEPT)


@answered("GET", "HEAD")
def service(request: HttpRequest, code: str) -> Document:
    """GET Service Definition. 1 SQL."""
    _begin(request)
    row = _tree().get(code)
    if row is None or not shown.is_service(row):
        raise problem(404, problems.WRONG_SERVICE, given=quoted(code))
    return Document("service_definition", shown.definition(row, _language()), kept=_SERVICES_KEPT)


@answered("GET", "HEAD", "POST")
def requests(request: HttpRequest) -> Document:
    """GET Service Requests (2 SQL, 3 with service_code), and POST Service Request."""
    if request.method == "POST":
        return receive(request, _language())
    _begin(request)
    wanted = asked(request.GET.dict(), zone=_zone(), at=clock.now())
    rows = queries.reports(_filter(wanted))
    content = shown.Requests(_words(), extensions=wanted.extensions).all(rows)
    # With numbers everything is on one page.
    more = len(rows) == wanted.page_size and wanted.numbers is None
    return Document("service_requests", content, headers=_next(request, rows[-1].number) if more else {})


@answered("GET", "HEAD")
def one_request(request: HttpRequest, number: str) -> Document:
    """GET Service Request. Who has just sent one finds it here, also before it was read. 2 SQL."""
    _begin(request)
    row = queries.report_numbered(int(number)) if _is_number(number) else None
    if row is None or not shown.may_be_told(row):
        raise problem(404, problems.NO_REQUEST, given=quoted(number))
    writer = shown.Requests(_words(), extensions=is_yes(request.GET.dict(), "extensions"))
    return Document("service_requests", [writer.one(row)])


@answered("GET", "HEAD")
def token(request: HttpRequest, given: str) -> Document:
    """GET service_request_id from a token: here the id that a report has in all open data of the city. 1 SQL."""
    _begin(request)
    named = shown.as_id(given)
    row = queries.report(named) if named else None
    if row is None or not shown.may_be_told(row):
        raise problem(404, problems.NO_TOKEN, given=quoted(given))
    return Document("service_requests", [{"service_request_id": str(row.number), "token": str(row.id)}])


@answered("GET", "HEAD", "POST")
def nothing(request: HttpRequest, rest: str = "") -> Document:
    """Say that there is nothing at an address, in the form that its end asks for."""
    raise problem(404, problems.NO_ADDRESS, discovery=f"{settings.BASE_URL}/open311/discovery.json")


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _words() -> shown.Words:
    names = city.names(_language())
    return shown.Words(
        offices={pk: named.name for pk, named in names.offices.items()},
        districts={pk: named.name for pk, named in names.districts.items()},
        zone=_zone(),
        language=_language(),
        waiting=gettext(_WAITING),
    )


def _filter(wanted: Asked) -> ReportFilter:
    """Return the filter of the reports' room. Raises Problem for a service that there is not."""
    if wanted.numbers is not None:
        # What is no number is the number of nothing.
        return ReportFilter(numbers=[int(each) if _is_number(each) else 0 for each in wanted.numbers], most=1000)
    if wanted.services:
        known = _tree(retired=True)
        for code in wanted.services:
            if code not in known:
                raise problem(404, problems.WRONG_SERVICE, given=quoted(code))
    return ReportFilter(
        status=shown.STATUSES[wanted.status] if wanted.status else (),
        categories=wanted.services,
        submitted_from=wanted.requested_from,
        submitted_to=_past(wanted.requested_to),
        changed_from=wanted.updated_from,
        changed_to=_past(wanted.updated_to),
        box=wanted.box,
        around=wanted.circle,
        before=wanted.before,
        skip=0 if wanted.before else (wanted.page - 1) * wanted.page_size,
        most=wanted.page_size,
    )


def _past(last: datetime | None) -> datetime | None:
    """Return where a span ends that includes its last moment, for a room that leaves the end out."""
    return last + timedelta(microseconds=1) if last else None


def _is_number(raw: str) -> bool:
    return raw.isascii() and raw.isdigit() and len(raw) <= _NUMBER_DIGITS


def _next(request: HttpRequest, last: int) -> dict[str, str]:
    """Return where the next page is (RFC 8288): what comes after its `last`, also where more came in meanwhile."""
    query = request.GET.copy()
    query.pop("page", None)
    query["before"] = str(last)
    return {"Link": f'<{settings.BASE_URL}{request.path}?{query.urlencode()}>; rel="next"'}
