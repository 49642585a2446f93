"""Contributions as open data: everything that everybody may see, nothing that names a person.

In: a ListFilter. Out: rows in a fixed order, streamed, or a page of what changed since a moment, deletions included.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from smilecity.collect.contributions.queries.filters import ListFilter, Params, filter_sql

_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class OpenPhoto:
    """A photo that everybody may see. `width`, `height`: of the large one, in pixels."""

    id: UUID
    width: int
    height: int
    description: str


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A contribution as open data. `lon`, `lat`: degrees (WGS 84). `reply`: the newest answer of the town hall."""

    id: UUID
    number: int
    kind: str
    category: str
    call: str
    title: str
    text: str
    language: str
    theme_ids: tuple[int, ...]
    lon: float | None
    lat: float | None
    place: str
    district: int | None
    status: str
    office: int | None
    due_on: date | None
    submitted_at: datetime
    published_at: datetime
    answered_at: datetime | None
    changed_at: datetime
    supports: int
    comments: int
    channel: str
    reply: str
    generated: bool
    photos: tuple[OpenPhoto, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """A contribution that could be seen once and no longer can: delete it. `merged_into`: where it lives on."""

    id: UUID
    number: int
    kind: str
    changed_at: datetime
    merged_into: int | None


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of changes in the order in which they happened. `next`: the last one's time and id, None at the end."""

    rows: list[OpenRow | Gone]
    next: tuple[datetime, UUID] | None


_COLUMNS = """
c.id, c.number, c.kind, c.category, k.slug AS call, c.title, c.text, c.language, c.theme_ids, c.lon, c.lat, c.place,
c.district_id AS district, c.status, c.office_id AS office, c.due_on, c.submitted_at, c.published_at, c.answered_at,
c.changed_at, c.supports, c.comments, c.channel, k.generated,
CASE WHEN c.answered_at IS NULL THEN '' ELSE coalesce((
    SELECT s.text FROM contributions_step s WHERE s.contribution_id = c.id AND s.verb = 'replied'
    ORDER BY s.at DESC, s.id DESC LIMIT 1), '') END AS reply,
(SELECT json_agg(json_build_array(p.id, p.width, p.height, p.description) ORDER BY p.position, p.id)
    FROM contributions_photo p WHERE p.contribution_id = c.id AND NOT p.hidden) AS photos
"""
_FROM = "FROM contributions_contribution c JOIN contributions_call k ON k.id = c.call_id"


def stream(wanted: ListFilter) -> Iterator[OpenRow]:
    """Yield every row, oldest number first, a thousand at a time from the database: memory stays flat. 1 SQL."""
    where, params = filter_sql(wanted)
    sql = f"SELECT {_COLUMNS} {_FROM} WHERE {where} ORDER BY c.number"
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        names = [column.name for column in cursor.description or ()]
        while rows := cursor.fetchmany(_CHUNK):
            for row in rows:
                yield _open_row(dict(zip(names, row, strict=True)))


def changes(
    wanted: ListFilter, since: datetime | None, after: tuple[datetime, UUID] | None = None, most: int = 100
) -> Changes:
    """Return what changed at or after `since`, oldest change first; what can no longer be seen comes as Gone. 1 SQL.

    The filter narrows what can be seen; of what is gone only kind and call are still asked, so that nobody keeps a row
    that has left their filter's reach. Without `since` nothing that is gone is told.
    """
    where, params = filter_sql(wanted)
    if since is not None:
        where, params = f"(({where}) OR ({_gone(wanted, params)}))", params | {"changed": since}
        where += " AND c.changed_at >= %(changed)s"
    if after is not None:
        where += " AND (c.changed_at, c.id) > (%(after_at)s, %(after_id)s)"
        params |= {"after_at": after[0], "after_id": after[1]}
    found = _changed(where, params | {"most": most + 1})
    more = len(found) > most
    last = found[most - 1] if more else None
    return Changes(found[:most], (last.changed_at, last.id) if last else None)


def _gone(wanted: ListFilter, params: Params) -> str:
    parts = ["NOT c.visible AND c.published_at IS NOT NULL"]
    parts += [f"c.{column} = %({column})s" for column in ("kind", "call_id") if column in params]
    return " AND ".join(parts)


def _changed(where: str, params: Params) -> list[OpenRow | Gone]:
    sql = (
        f"SELECT {_COLUMNS}, c.visible, m.number AS merged_into {_FROM} "
        f"LEFT JOIN contributions_contribution m ON m.id = c.merged_into_id "
        f"WHERE {where} ORDER BY c.changed_at, c.id LIMIT %(most)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column.name for column in cursor.description or ()]
        return [_row(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _row(row: dict[str, Any]) -> OpenRow | Gone:
    visible, merged_into = row.pop("visible"), row.pop("merged_into")
    if visible:
        return _open_row(row)
    return Gone(row["id"], row["number"], row["kind"], row["changed_at"], merged_into)


def _open_row(row: Mapping[str, Any]) -> OpenRow:
    photos = tuple(OpenPhoto(UUID(pk), *rest) for pk, *rest in row["photos"] or ())
    return OpenRow(**{**row, "theme_ids": tuple(row["theme_ids"]), "photos": photos})


def one(number: int) -> OpenRow | Gone | None:
    """Return a contribution that can be seen, or could be seen once. 1 SQL."""
    found = _changed("c.number = %(one)s AND c.published_at IS NOT NULL", {"one": number, "most": 1})
    return found[0] if found else None


def newest_change(wanted: ListFilter) -> datetime | None:
    """Return when anything of this kind changed last, visible or not, for ETags. 1 SQL, by an index."""
    where = "published_at IS NOT NULL" + (" AND kind = %(kind)s" if wanted.kind else "")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT changed_at FROM contributions_contribution WHERE {where} "  # noqa: S608 - only our own words
            "ORDER BY changed_at DESC, id DESC LIMIT 1",
            {"kind": wanted.kind.value} if wanted.kind else {},
        )
        row = cursor.fetchone()
    return row[0] if row else None
