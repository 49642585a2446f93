"""Lists of contributions: a page in one statement, whatever the number of rows, and how many there are.

Paged by keyset: the cursor says after which row the next page begins, so nothing is missed or shown twice while
others write, and the last page costs what the first does.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from smilecity.collect.contributions.columns import RANK_STEP
from smilecity.collect.contributions.queries.filters import ListFilter, Params, filter_sql
from smilecity.collect.contributions.rules import Kind, Sort, Status

# Beyond this nobody counts: pages say "mehr als 1.000".
TOTAL_MOST = 1000


@dataclass(frozen=True)
class Card:
    """A contribution as lists show it. `excerpt`: how its text begins; `photo`: the first that may be seen."""

    id: UUID
    number: int
    kind: Kind
    category: str
    title: str
    excerpt: str
    theme_ids: tuple[int, ...]
    district: int | None
    place: str
    lon: float | None
    lat: float | None
    author_name: str
    status: Status
    office: int | None
    due_on: date | None
    answered_at: datetime | None
    supports: int
    comments: int
    published_at: datetime | None
    changed_at: datetime
    language: str
    photo: UUID | None
    generated: bool


@dataclass(frozen=True)
class Listing:
    """A page of a list. `next`: the cursor of the next page, None on the last."""

    cards: Sequence[Card]
    next: str | None


CARD = """
c.id, c.number, c.kind, c.category, c.title, left(c.text, 220) AS excerpt, c.theme_ids, c.district_id AS district,
c.place, c.lon, c.lat, c.author_name, c.status, c.office_id AS office, c.due_on, c.answered_at, c.supports, c.comments,
c.published_at, c.changed_at, c.language,
(SELECT p.id FROM contributions_photo p WHERE p.contribution_id = c.id AND NOT p.hidden
    ORDER BY p.position, p.id LIMIT 1) AS photo,
(SELECT k.generated FROM contributions_call k WHERE k.id = c.call_id) AS generated
"""


@dataclass(frozen=True)
class _Order:
    """How a list is sorted: by these columns of the indexes, in this direction. `by`: whose value the cursor holds."""

    columns: str
    direction: str
    by: str


# As the indexes say it (see columns.ranked), or they would not be used.
_RANKED = f"c.{{0}} * {RANK_STEP} + c.number"
_ORDERS = {
    Sort.NEW: _Order("c.published_at, c.number", "DESC", "published_at"),
    Sort.SUPPORTED: _Order(_RANKED.format("supports"), "DESC", "supports"),
    Sort.COMMENTED: _Order(_RANKED.format("comments"), "DESC", "comments"),
    Sort.UNANSWERED: _Order("c.published_at, c.number", "ASC", "published_at"),
}


def page(wanted: ListFilter, sort: Sort = Sort.NEW, after: str | None = None, most: int = 25) -> Listing:
    """Return a page of what everybody may see; a cursor that is none, or of another order, begins anew. 1 SQL.

    UNANSWERED shows only what has no reply yet, who waits longest first.
    """
    where, params = filter_sql(replace(_narrowed(wanted, sort), kind=None))
    beyond, place = _beyond(after, sort)
    # Each kind has its part of every index; a list of all kinds begins with the best of each.
    kinds = [wanted.kind] if wanted.kind else list(Kind)
    parts = " UNION ALL ".join(
        f"(SELECT {CARD} FROM contributions_contribution c WHERE {where} AND c.kind = '{kind.value}'{beyond} "  # noqa: S608 - only our own words
        f"ORDER BY {_order_by(sort)} LIMIT %(most)s)"
        for kind in kinds
    )
    cards = cards_of(
        f"SELECT * FROM ({parts}) c ORDER BY {_order_by(sort)} LIMIT %(most)s",  # noqa: S608 - only our own words
        params | place | {"most": most + 1},
    )
    more = len(cards) > most
    return Listing(cards[:most], _cursor(cards[most - 1], sort) if more else None)


def _order_by(sort: Sort) -> str:
    order = _ORDERS[sort]
    return ", ".join(f"{column} {order.direction}" for column in order.columns.split(", "))


def _beyond(after: str | None, sort: Sort) -> tuple[str, Params]:
    """Return the condition that begins after a cursor, with its parameters; nothing for the first page."""
    place = _read_cursor(after, sort)
    if place is None:
        return "", {}
    order = _ORDERS[sort]
    sign = "<" if order.direction == "DESC" else ">"
    value, number = place
    if isinstance(value, int):
        return f" AND {order.columns} {sign} %(rank)s", {"rank": value * RANK_STEP + number}
    return f" AND ({order.columns}) {sign} (%(value)s, %(number)s)", {"value": value, "number": number}


def total(wanted: ListFilter, sort: Sort = Sort.NEW) -> int:
    """Return how many there are, but never more than TOTAL_MOST + 1: "mehr als 1.000". 1 SQL."""
    where, params = filter_sql(_narrowed(wanted, sort))
    sql = f"SELECT count(*) FROM (SELECT 1 FROM contributions_contribution c WHERE {where} LIMIT %(most)s) few"  # noqa: S608 - only our own words
    with connection.cursor() as cursor:
        cursor.execute(sql, params | {"most": TOTAL_MOST + 1})
        return int(cursor.fetchone()[0])


def _narrowed(wanted: ListFilter, sort: Sort) -> ListFilter:
    return replace(wanted, answered=False) if sort is Sort.UNANSWERED else wanted


def cards_of(sql: str, params: Params) -> list[Card]:
    """Return the cards that a statement selects by CARD. 1 SQL."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column.name for column in cursor.description or ()]
        return [_card(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _card(row: Mapping[str, Any]) -> Card:
    return Card(
        **{
            **row,
            "kind": Kind(row["kind"]),
            "status": Status(row["status"]),
            "theme_ids": tuple(row["theme_ids"]),
        }
    )


def _cursor(card: Card, sort: Sort) -> str:
    value = getattr(card, _ORDERS[sort].by)
    said = str(value) if isinstance(value, int) else value.astimezone(UTC).isoformat()
    return base64.urlsafe_b64encode(f"{sort.value} {said} {card.number}".encode()).rstrip(b"=").decode()


def _read_cursor(raw: str | None, sort: Sort) -> tuple[datetime | int, int] | None:
    """Return the value and number after which the page begins; None for the first page, or a cursor that is none."""
    try:
        order, said, digits = base64.urlsafe_b64decode(f"{raw or ''}==").decode("ascii").split(" ")
        value = datetime.fromisoformat(said) if _ORDERS[sort].by == "published_at" else int(said)
        number = int(digits)
    except ValueError:
        return None
    known = value.tzinfo is not None if isinstance(value, datetime) else 0 <= value < 2**31
    return (value, number) if order == sort.value and known and 0 <= number < RANK_STEP else None
