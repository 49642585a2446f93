"""Reports as a file with the columns of Klarschiff's open data, so that whoever reads those reads ours.

Streamed a thousand at a time, the newest first. `smilecity reports import` of another town hall reads it.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from smilecity.city import queries as city
from smilecity.collect.reports import queries
from smilecity.collect.reports.queries import CategoryRow, ReportFilter, ReportRow
from smilecity.collect.reports.rules import klarschiff
from smilecity.doors.api import licence
from smilecity.doors.visitor import client
from smilecity.ground import clock, limits
from smilecity.ground.sheets import harmless
from smilecity.ground.text import pick

_PAGE = 1000
_A_HOUR = 60
_HOUR = timedelta(hours=1)
_FREE = frozenset({"latitude", "longitude", "nummer", "unterstuetzungen"})


@require_safe
def klarschiff_file(request: HttpRequest) -> HttpResponseBase:
    """Return the file. A network may load it so many times an hour. 3 SQL, and 1 for each thousand."""
    limits.use(client.limited(request, "files", _A_HOUR, _HOUR), at=clock.now())
    tree = {row.code: row for row in queries.categories(retired=True)}
    offices = {pk: named.name for pk, named in city.names().offices.items()}
    response = StreamingHttpResponse(_lines(tree, offices), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="klarschiff.csv"'
    response.headers["Link"] = f'<{licence.URL}>; rel="license"'
    patch_cache_control(response, public=True, max_age=60)
    return response


def _lines(tree: Mapping[str, CategoryRow], offices: Mapping[int, str]) -> Iterator[str]:
    page, zone = io.StringIO(), ZoneInfo(settings.TIME_ZONE)
    table = csv.writer(page, lineterminator="\r\n")
    table.writerow(klarschiff.COLUMNS)
    before: int | None = None
    while rows := queries.reports(ReportFilter(before=before, most=_PAGE)):
        for row in rows:
            said = _values(row, tree, offices, zone)
            table.writerow([said[name] if name in _FREE else harmless(said[name]) for name in klarschiff.COLUMNS])
        yield page.getvalue()
        page.seek(0)
        page.truncate()
        before = rows[-1].number
    yield page.getvalue()


def _values(
    row: ReportRow, tree: Mapping[str, CategoryRow], offices: Mapping[int, str], zone: ZoneInfo
) -> dict[str, str]:
    above = tree.get(tree[row.category].parent)
    return {
        "latitude": "" if row.lat is None else str(row.lat),
        "longitude": "" if row.lon is None else str(row.lon),
        "nummer": str(row.number),
        "typ": klarschiff.KIND,
        "hauptkategorie": pick(above.title, "de") if above else "",
        "unterkategorie": pick(row.category_title, "de"),
        "status": klarschiff.WORDS[row.status],
        "statusinformation": row.reply,
        "unterstuetzungen": str(row.supports or ""),
        "beschreibung": row.text,
        "erstellungsdatum": klarschiff.written_day(row.submitted_at, zone),
        "letztes_aenderungsdatum": klarschiff.written_day(row.changed_at, zone),
        "aktuelle_zustaendigkeit": klarschiff.agency_of(offices.get(row.office or 0, ""), row.delegated_to),
    }
