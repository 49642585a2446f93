"""Was this reported before? What everybody can see of the same category near a place. In: a place. Out: the nearest."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from smilecity.collect.contributions.rules import Status
from smilecity.collect.reports.rules import STILL_OPEN

NEAR_MOST = 5


@dataclass(frozen=True)
class NearRow:
    """A report near a place. `metres`: how far, rounded; `photo`: the first that may be seen."""

    id: UUID
    number: int
    title: str
    excerpt: str
    place: str
    metres: int
    supports: int
    status: Status
    submitted_at: datetime
    photo: UUID | None
    lon: float
    lat: float


# The box is cut from the index of category and place; only what it holds is measured. 111,195 m: a degree of latitude
# on the sphere that ground.geo measures on. Where a category says no radius its parent does, then the usual one.
_NEAR = """
WITH asked AS (
    SELECT k.code, coalesce(k.radius_metres, p.radius_metres, 50) AS radius
    FROM reports_category k LEFT JOIN reports_category p ON p.id = k.parent_id WHERE k.code = %(category)s
), box AS (
    SELECT code, radius, radius / 111195.0 AS high, radius / (111195.0 * greatest(cos(radians(%(lat)s)), 0.01)) AS wide
    FROM asked
), found AS (
    SELECT c.id, c.number, c.title, left(c.text, 220) AS excerpt, c.place, c.supports, c.status, c.submitted_at, c.lon,
        c.lat, b.radius, 111195.0 * sqrt(
            power(c.lat - %(lat)s, 2) + power((c.lon - %(lon)s) * cos(radians(%(lat)s)), 2)
        ) AS metres
    FROM box b JOIN contributions_contribution c ON c.category = b.code
        AND c.lat BETWEEN %(lat)s - b.high AND %(lat)s + b.high
        AND c.lon BETWEEN %(lon)s - b.wide AND %(lon)s + b.wide
    WHERE c.kind = 'report' AND c.visible AND c.status = ANY(%(open)s)
)
SELECT f.id, f.number, f.title, f.excerpt, f.place, round(f.metres)::int, f.supports, f.status, f.submitted_at,
    (SELECT h.id FROM contributions_photo h WHERE h.contribution_id = f.id AND NOT h.hidden
        ORDER BY h.position, h.id LIMIT 1), f.lon, f.lat
FROM found f WHERE f.metres <= f.radius ORDER BY f.metres, f.number LIMIT %(most)s
"""


_COLUMNS = [each.name for each in fields(NearRow)]


def near(category: str, lon: float, lat: float) -> list[NearRow]:
    """Return open reports of a category within its radius around a place, the nearest first. 1 SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, params(category, lon, lat))
        return [_row(dict(zip(_COLUMNS, row, strict=True))) for row in cursor.fetchall()]


def _row(row: dict[str, Any]) -> NearRow:
    return NearRow(**row | {"status": Status(row["status"])})


def params(category: str, lon: float, lat: float) -> dict[str, Any]:
    """Return what the statement is asked with."""
    still = sorted(status.value for status in STILL_OPEN)
    return {"category": category, "lon": lon, "lat": lat, "open": still, "most": NEAR_MOST}
