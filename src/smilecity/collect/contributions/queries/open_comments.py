"""Comments as open data: what everybody may read, nothing that names a person. Out: a page of what changed.

A comment changes with its contribution: whatever happens to either, the time of the contribution's last change is the
comment's too. So one clock tells of all, also of comments that went out of view with what they belong to.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from smilecity.collect.contributions.rules import Kind


@dataclass(frozen=True, slots=True)
class OpenComment:
    """A comment as open data. `office`: whose word it is, None for residents. `edited_at`: by moderation, at last."""

    id: UUID
    number: int
    kind: Kind
    office: int | None
    text: str
    language: str
    posted_at: datetime
    edited_at: datetime | None
    changed_at: datetime
    generated: bool


@dataclass(frozen=True, slots=True)
class GoneComment:
    """A comment that could be read once and no longer can: delete it."""

    id: UUID
    number: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class CommentChanges:
    """A page of changes in the order in which they happened. `next`: the last one's time and id, None at the end."""

    rows: list[OpenComment | GoneComment]
    next: tuple[datetime, UUID] | None


_READ = "c.visible AND m.publicity = 'shown'"
_WAS_READ = "m.published_at IS NOT NULL AND c.published_at IS NOT NULL AND c.changed_at >= %(since)s"
_CHANGED = """
SELECT m.id, c.number, c.changed_at, {read} AS read, c.kind, m.office_id, m.text, m.language, m.posted_at, (
    SELECT max(r.at) FROM contributions_revision r WHERE r.comment_id = m.id AND r.by_id IS NOT NULL
) AS edited_at, k.generated
FROM contributions_contribution c
JOIN contributions_comment m ON m.contribution_id = c.id
JOIN contributions_call k ON k.id = c.call_id
WHERE {where} ORDER BY c.changed_at, m.id LIMIT %(most)s
"""


def comment_changes(
    since: datetime | None,
    after: tuple[datetime, UUID] | None = None,
    *,
    contribution: int | None = None,
    most: int = 100,
) -> CommentChanges:
    """Return what changed at or after `since`, oldest change first; what can no longer be read comes as gone. 1 SQL.

    `contribution`: only those below the one with this number. Without `since` nothing that is gone is told.
    """
    params: dict[str, Any] = {"most": most + 1, "since": since, "contribution": contribution}
    # What was never shown is told to nobody, not even that it is gone.
    where = [_READ if since is None else _WAS_READ]
    if contribution is not None:
        where.append("c.number = %(contribution)s")
    if after is not None:
        where.append("(c.changed_at, m.id) > (%(after_at)s, %(after_id)s)")
        params |= {"after_at": after[0], "after_id": after[1]}
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED.format(read=_READ, where=" AND ".join(where)), params)
        found = [_row(*row) for row in cursor.fetchall()]
    more = len(found) > most
    last = found[most - 1] if more else None
    return CommentChanges(found[:most], (last.changed_at, last.id) if last else None)


def _row(pk: UUID, number: int, changed_at: datetime, read: bool, kind: str, *said: Any) -> OpenComment | GoneComment:
    if not read:
        return GoneComment(pk, number, changed_at)
    office, text, language, posted_at, edited_at, generated = said
    return OpenComment(pk, number, Kind(kind), office, text, language, posted_at, edited_at, changed_at, generated)
