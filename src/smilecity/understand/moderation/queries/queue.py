"""The queue: what waits to be read, was reported, or is public unread. Oldest first, a page at a time."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from smilecity.collect.contributions.rules import Kind
from smilecity.ground.text import Texts
from smilecity.understand.moderation.rules import Why

EXCERPT = 160
COUNTED = 1_000


@dataclass(frozen=True)
class _Branch:
    """One way into the queue: `c` is the contribution, `m` the comment (null where it is about the contribution)."""

    why: Why
    since: str
    source: str
    condition: str
    flags: str = "0"


_JOINED = """
    JOIN contributions_contribution c ON c.id = {0}.contribution_id
    LEFT JOIN contributions_comment m ON m.id = {0}.comment_id
"""
_OPEN_FLAGS = """
    (SELECT contribution_id, comment_id, min(received_at) AS since, count(*) AS number
     FROM moderation_flag WHERE decision_id IS NULL GROUP BY contribution_id, comment_id) f
"""
_BRANCHES = (
    _Branch(
        Why.WAITING,
        "c.submitted_at",
        "contributions_contribution c LEFT JOIN contributions_comment m ON FALSE",
        "c.publicity = 'waiting'",
    ),
    _Branch(
        Why.WAITING,
        "m.posted_at",
        "contributions_comment m JOIN contributions_contribution c ON c.id = m.contribution_id",
        "m.publicity = 'waiting'",
    ),
    _Branch(
        Why.FLAGGED,
        "f.since",
        _OPEN_FLAGS + _JOINED.format("f"),
        "COALESCE(m.publicity, c.publicity) <> 'waiting'",
        "f.number",
    ),
    _Branch(
        Why.UNSEEN,
        "u.since",
        f"moderation_unseen u {_JOINED.format('u')}",
        "COALESCE(m.publicity, c.publicity) = 'shown' AND NOT EXISTS (SELECT FROM moderation_flag f"
        " WHERE f.decision_id IS NULL AND f.contribution_id = u.contribution_id"
        " AND f.comment_id IS NOT DISTINCT FROM u.comment_id)",
    ),
)
_KINDS: Mapping[str, str] = {
    "": "TRUE",
    **{kind.value: f"c.kind = '{kind.value}' AND m.id IS NULL" for kind in Kind},
    "comment": "m.id IS NOT NULL",
}


@dataclass(frozen=True)
class Filter:
    """What of the queue is shown. `kind`: that of a contribution, or comment; empty for all."""

    kind: str = ""
    call: UUID | None = None
    why: Why | None = None


@dataclass(frozen=True)
class Item:
    """Something in the queue. `id`: of the contribution, or of the comment. `since`: when it came into the queue."""

    id: UUID
    contribution: UUID
    comment: UUID | None
    why: Why
    since: datetime
    flags: int
    kind: str
    number: int
    title: str
    excerpt: str
    author_name: str
    call: Texts


def page(chosen: Filter, *, after: tuple[datetime, UUID] | None = None, most: int = 25) -> list[Item]:
    """Return the next items after `after` (`since` and `id` of the last one seen). 1 SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_page_sql(chosen, begins=after is None), _values(chosen, after) | {"most": most})
        return [_item(row) for row in cursor.fetchall()]


def _page_sql(chosen: Filter, *, begins: bool) -> str:
    # Each branch sorts and stops by itself, so that the database never sorts the whole queue.
    tail = " ORDER BY since, id LIMIT %(most)s"
    branches = [_sql(branch, chosen, begins=begins) + tail for branch in _BRANCHES if chosen.why in {None, branch.why}]
    union = " UNION ALL ".join(f"({branch})" for branch in branches)
    return f"""
        SELECT q.id, q.contribution, q.comment, q.why, q.since, q.flags, c.kind, c.number, c.title,
               left(COALESCE(m.text, c.text), {EXCERPT}),
               CASE WHEN q.comment IS NULL THEN c.author_name ELSE m.author_name END, k.title
        FROM (SELECT * FROM ({union}) every ORDER BY since, id LIMIT %(most)s) q
        JOIN contributions_contribution c ON c.id = q.contribution
        JOIN contributions_call k ON k.id = c.call_id
        LEFT JOIN contributions_comment m ON m.id = q.comment
        ORDER BY q.since, q.id
    """  # noqa: S608 -- put together from the constants above; what somebody chose goes in as a value


def counts(chosen: Filter) -> dict[Why, int]:
    """Return how much lies in the queue for each reason, counted up to COUNTED. 1 SQL."""
    parts = [
        f"(SELECT count(*) FROM ({_counted(why, chosen)} LIMIT {COUNTED}) q)"  # noqa: S608 -- constants, as above
        for why in Why
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", _values(chosen, None))
        return dict(zip(Why, cursor.fetchone() or (), strict=True))


def _counted(why: Why, chosen: Filter) -> str:
    return " UNION ALL ".join(f"({_sql(branch, chosen, begins=True)})" for branch in _BRANCHES if branch.why is why)


def _sql(branch: _Branch, chosen: Filter, *, begins: bool) -> str:
    conditions = [branch.condition, _KINDS[chosen.kind]]
    if chosen.call:
        conditions.append("c.call_id = %(call)s")
    if not begins:
        # The first condition says nothing new; it lets the index by time begin where the page begins.
        conditions.append(f"{branch.since} >= %(since)s")
        conditions.append(f"({branch.since}, COALESCE(m.id, c.id)) > (%(since)s, %(id)s)")
    return f"""
        SELECT '{branch.why.value}' AS why, {branch.since} AS since, COALESCE(m.id, c.id) AS id, c.id AS contribution,
               m.id AS comment, {branch.flags} AS flags
        FROM {branch.source} WHERE {" AND ".join(conditions)}
    """  # noqa: S608 -- constants, as above


def _values(chosen: Filter, after: tuple[datetime, UUID] | None) -> dict[str, Any]:
    since, last = after or (None, None)
    return {"call": chosen.call, "since": since, "id": last}


def _item(row: tuple[Any, ...]) -> Item:
    key, contribution, comment, why, since, flags, kind, number, title, excerpt, author, call = row
    return Item(
        id=key,
        contribution=contribution,
        comment=comment,
        why=Why(why),
        since=since,
        flags=flags,
        kind=kind,
        number=number,
        title=title,
        excerpt=excerpt,
        author_name=author,
        call=_texts(call),
    )


def _texts(raw: object) -> Texts:
    """Read a JSON column as the cursor gives it: Django's connections leave it as text."""
    return json.loads(raw) if isinstance(raw, str) else raw  # type: ignore[return-value] # as Call.title is written
