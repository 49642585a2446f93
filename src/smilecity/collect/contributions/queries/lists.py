"""Lists of contributions: a page in one statement, whatever the number of rows, and how many there are.

Paged by keyset: the cursor says after which row the next page begins, so nothing is missed or shown twice while
others write, and the last page costs what the first does.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

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
_ORDERS = {
    Sort.NEW: ("published_at", "DESC", "<"),
    Sort.SUPPORTED: ("supports", "DESC", "<"),
    Sort.COMMENTED: ("comments", "DESC", "<"),
    Sort.UNANSWERED: ("published_at", "ASC", ">"),
}


def page(wanted: ListFilter, sort: Sort = Sort.NEW, after: str | None = None, most: int = 25) -> Listing:
    """Return a page of what everybody may see; a cursor that is none, or of another order, begins anew. 1 SQL.

    UNANSWERED shows only what has no reply yet, who waits longest first.
    """
    column, direction, beyond = _ORDERS[sort]
    where, params = filter_sql(_narrowed(wanted, sort))
    value = _read_cursor(after, sort)
    if value:
        where += f" AND (c.{column}, c.number) {beyond} (%(value)s, %(number)s)"
        params |= {"value": value[0], "number": value[1]}
    params["most"] = most + 1
    cards = cards_of(
        f"SELECT {CARD} FROM contributions_contribution c WHERE {where} "  # noqa: S608 - only our own words
        f"ORDER BY c.{column} {direction}, c.number {direction} LIMIT %(most)s",
        params,
    )
    more = len(cards) > most
    return Listing(cards[:most], _cursor(cards[most - 1], sort) if more else None)


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
    value = getattr(card, _ORDERS[sort][0])
    said = str(int(value)) if isinstance(value, int) else value.astimezone(UTC).isoformat()
    return base64.urlsafe_b64encode(f"{sort.value} {said} {card.number}".encode()).rstrip(b"=").decode()


def _read_cursor(raw: str | None, sort: Sort) -> tuple[object, int] | None:
    """Return the value and number after which the page begins; None for the first page, or a cursor that is none."""
    try:
        order, said, number = base64.urlsafe_b64decode(f"{raw or ''}==").decode().split(" ")
        by_time = _ORDERS[sort][0] == "published_at"
        value = datetime.fromisoformat(said) if by_time else int(said)
    except (ValueError, binascii.Error):
        return None
    return (value, int(number)) if order == sort.value and number.isdigit() else None
