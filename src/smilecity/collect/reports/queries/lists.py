"""Reports as other programs ask for them (GeoReport v2 and what CitySDK added): a page of whole rows in one statement.

Only what everybody may see. The newest first, paged by keyset, or by numbers of pages for who counts them.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from smilecity.collect.contributions.rules import Publicity, Status
from smilecity.ground import geo
from smilecity.ground.text import Texts

MOST = 1000


@dataclass(frozen=True)
class ReportFilter:
    """What is asked for; None or empty narrows nothing. Moments: from is included, to is not.

    `box`: west, south, east, north in degrees. `around`: longitude, latitude, metres. `before`: the number of the last
    report of the page before; `skip`: how many come before the page, for who counts pages.
    """

    status: Collection[Status] = ()
    categories: Collection[str] = ()
    numbers: Collection[int] = ()
    submitted_from: datetime | None = None
    submitted_to: datetime | None = None
    changed_from: datetime | None = None
    changed_to: datetime | None = None
    box: tuple[float, float, float, float] | None = None
    around: tuple[float, float, float] | None = None
    before: int | None = None
    skip: int = 0
    most: int = 100


@dataclass(frozen=True)
class ReportRow:
    """A report as everybody may read it. `reply`: the last public words of the town hall; `photo`: for its address.

    `category_title`: of the category, in the languages it has. `attributes`: answers by the code of their question.
    """

    id: UUID
    number: int
    category: str
    category_title: Texts
    title: str
    text: str
    language: str
    place: str
    lon: float | None
    lat: float | None
    district: int | None
    status: Status
    office: int | None
    due_on: date | None
    answered_at: datetime | None
    supports: int
    submitted_at: datetime
    changed_at: datetime
    reply: str
    photo: UUID | None
    attributes: dict[str, Any]
    delegated_to: str
    delegated_at: datetime | None
    anonymous: bool
    visible: bool
    publicity: Publicity


_COLUMNS_OF = """
SELECT c.id, c.number, c.category, k.title, c.title, c.text, c.language, c.place, c.lon, c.lat, c.district_id, c.status,
    c.office_id, c.due_on, c.answered_at, c.supports, c.submitted_at, c.changed_at,
    coalesce((SELECT s.text FROM contributions_step s WHERE s.contribution_id = c.id
        AND s.verb IN ('replied', 'status') AND s.text <> '' ORDER BY s.at DESC, s.id DESC LIMIT 1), ''),
    (SELECT h.id FROM contributions_photo h WHERE h.contribution_id = c.id AND NOT h.hidden
        ORDER BY h.position, h.id LIMIT 1),
    r.attributes, r.delegated_to, r.delegated_at, r.anonymous, c.visible, c.publicity
"""
_BESIDE = "JOIN reports_report r ON r.contribution_id = c.id JOIN reports_category k ON k.id = r.category_id"
_ONE = f"{_COLUMNS_OF} FROM contributions_contribution c {_BESIDE} WHERE c.kind = 'report'"
_NEWEST_FIRST = "ORDER BY c.submitted_at DESC, c.number DESC"
# Where a page begins is found first: OFFSET in the statement itself would look for reply and photo of every row that
# is skipped, and expects so much of itself that PostgreSQL compiles it for longer than it runs.
_FROM_HERE = f"""(c.submitted_at, c.number) <= (
    SELECT c.submitted_at, c.number FROM contributions_contribution c WHERE c.kind = 'report' AND {{where}}
    {_NEWEST_FIRST} LIMIT 1 OFFSET %(skip)s
)"""  # noqa: S608 - our own names


def report(contribution: UUID) -> ReportRow | None:
    """Return a report, whether everybody may see it or not: the door says who may. 1 SQL."""
    return next(iter(_rows(_ONE + " AND c.id = %(id)s", {"id": contribution})), None)


def report_numbered(number: int) -> ReportRow | None:
    """Return a report by its public name, whether everybody may see it or not: the door says who may. 1 SQL."""
    return next(iter(_rows(_ONE + " AND c.number = %(number)s", {"number": number})), None)


def reports(wanted: ReportFilter) -> list[ReportRow]:
    """Return a page of reports that everybody may see, the newest first. 1 SQL."""
    parts, params = ["c.visible"], dict[str, Any]()
    _add_words(wanted, parts, params)
    _add_moments(wanted, parts, params)
    _add_place(wanted, parts, params)
    if wanted.skip > 0:
        parts.append(_FROM_HERE.format(where=" AND ".join(parts)))
        params["skip"] = wanted.skip
    params["most"] = min(max(wanted.most, 1), MOST)
    return _rows(f"{_ONE} AND {' AND '.join(parts)} {_NEWEST_FIRST} LIMIT %(most)s", params)


def _add_words(wanted: ReportFilter, parts: list[str], params: dict[str, Any]) -> None:
    for column, values in (
        ("status", [status.value for status in wanted.status]),
        ("category", list(wanted.categories)),
        ("number", list(wanted.numbers)),
    ):
        if values:
            parts.append(f"c.{column} = ANY(%({column})s)")
            params[column] = values


def _add_moments(wanted: ReportFilter, parts: list[str], params: dict[str, Any]) -> None:
    for name, column, sign in (
        ("submitted_from", "submitted_at", ">="),
        ("submitted_to", "submitted_at", "<"),
        ("changed_from", "changed_at", ">="),
        ("changed_to", "changed_at", "<"),
    ):
        moment = getattr(wanted, name)
        if moment is not None:
            parts.append(f"c.{column} {sign} %({name})s")
            params[name] = moment
    if wanted.before is not None:
        parts.append(
            "(c.submitted_at, c.number) < (SELECT l.submitted_at, l.number FROM contributions_contribution l "
            "WHERE l.number = %(before)s)"
        )
        params["before"] = wanted.before


def _add_place(wanted: ReportFilter, parts: list[str], params: dict[str, Any]) -> None:
    if wanted.box:
        parts.append("c.lon BETWEEN %(west)s AND %(east)s AND c.lat BETWEEN %(south)s AND %(north)s")
        params |= dict(zip(("west", "south", "east", "north"), wanted.box, strict=True))
    if wanted.around:
        lon, lat, metres = wanted.around
        box = geo.around(lon, lat, metres)
        parts.append(
            "c.lon BETWEEN %(a_west)s AND %(a_east)s AND c.lat BETWEEN %(a_south)s AND %(a_north)s AND 111195.0 * sqrt("
            "power(c.lat - %(a_lat)s, 2) + power((c.lon - %(a_lon)s) * cos(radians(%(a_lat)s)), 2)) <= %(metres)s"
        )
        params |= {"a_west": box.west, "a_south": box.south, "a_east": box.east, "a_north": box.north}
        params |= {"a_lon": lon, "a_lat": lat, "metres": metres}


_COLUMNS = [each.name for each in fields(ReportRow)]


def _rows(sql: str, params: dict[str, Any]) -> list[ReportRow]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [_row(dict(zip(_COLUMNS, row, strict=True))) for row in cursor.fetchall()]


def _row(row: dict[str, Any]) -> ReportRow:
    typed = {
        "status": Status(row["status"]),
        "category_title": json.loads(row["category_title"]),
        "attributes": json.loads(row["attributes"]),
    }
    return ReportRow(**row | typed)
