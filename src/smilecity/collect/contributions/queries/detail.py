"""One contribution with all that its page shows: photos, history, comments."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from smilecity.collect.contributions.queries.chains import chain
from smilecity.collect.contributions.rules import PUBLIC_VERBS, Channel, Kind, Publicity, Stage, Status, Verb
from smilecity.ground.text import Texts

_PUBLIC = [verb.value for verb in PUBLIC_VERBS]


@dataclass(frozen=True)
class DetailPhoto:
    """A photo of a contribution. `covered_until`: until then a moderator may take the boxes off again.

    `stage`: how it was, or how it is now that the town hall has done something.
    """

    id: UUID
    width: int
    height: int
    description: str
    hidden: bool
    covered_until: datetime | None
    stage: Stage = Stage.BEFORE


@dataclass(frozen=True)
class Detail:
    """A contribution. `publicity`: so that author and staff may see it before others do.

    `merged_into`: the number of the one that stands at the end of all mergers. `author`: a contact.
    """

    id: UUID
    number: int
    kind: Kind
    category: str
    title: str
    text: str
    language: str
    theme_ids: tuple[int, ...]
    district: int | None
    place: str
    lon: float | None
    lat: float | None
    author: UUID | None
    author_name: str
    informed: bool
    channel: Channel
    publicity: Publicity
    visible: bool
    status: Status
    office: int | None
    due_on: date | None
    answered_at: datetime | None
    supports: int
    comments: int
    revision: int
    submitted_at: datetime
    published_at: datetime | None
    changed_at: datetime
    merged_into: int | None
    call: UUID
    call_slug: str
    call_title: Texts
    call_closes_at: datetime | None
    what_happens: Texts
    process: UUID
    generated: bool
    photos: Sequence[DetailPhoto]


@dataclass(frozen=True)
class StepRow:
    """A step of the history. `by`: the account, None for residents and for the program itself."""

    id: UUID
    verb: Verb
    at: datetime
    by: UUID | None
    text: str
    status: Status | None
    office: int | None
    due_on: date | None
    other_number: int | None
    other_title: str


@dataclass(frozen=True)
class CommentRow:
    """A comment; with an `office` it is the town hall's word. `edited_at`, `edited_why`: by moderation, at last."""

    id: UUID
    author: UUID | None
    author_name: str
    office: int | None
    text: str
    language: str
    publicity: Publicity
    revision: int
    posted_at: datetime
    edited_at: datetime | None
    edited_why: str


# Written once instead of by the ORM for every reader: building this statement took longer than running it.
_DETAIL = """
SELECT c.id, c.number, c.kind, c.category, c.title, c.text, c.language, c.theme_ids, c.district_id AS district, c.place,
    c.lon, c.lat, c.author_id AS author, c.author_name, c.informed, c.channel, c.publicity, c.visible, c.status,
    c.office_id AS office, c.due_on, c.answered_at, c.supports, c.comments, c.revision, c.submitted_at, c.published_at,
    c.changed_at, c.merged_into_id AS merged_into, k.id AS call, k.slug AS call_slug, k.title AS call_title,
    k.closes_at AS call_closes_at, k.what_happens, k.process_id AS process, k.generated
FROM contributions_contribution c JOIN contributions_call k ON k.id = c.call_id
WHERE """


def contribution(number: int, kind: Kind) -> Detail | None:
    """Return a contribution by its public name, whatever its publicity: the door says who may see it. 2 or 3 SQL."""
    # No number is longer than the column; one that somebody made up is none.
    return _detail("c.number = %s AND c.kind = %s", number, kind.value) if number < 2**63 else None


def by_id(contribution: UUID) -> Detail | None:
    """Return a contribution. 2 or 3 SQL."""
    return _detail("c.id = %s", contribution)


def _detail(where: str, *params: Any) -> Detail | None:
    with connection.cursor() as cursor:
        cursor.execute(_DETAIL + where, params)
        found = cursor.fetchone()
        names = [column.name for column in cursor.description or ()]
    if found is None:
        return None
    row = dict(zip(names, found, strict=True))
    typed = {
        "kind": Kind(row["kind"]),
        "theme_ids": tuple(row["theme_ids"]),
        "channel": Channel(row["channel"]),
        "publicity": Publicity(row["publicity"]),
        "status": Status(row["status"]),
        "merged_into": chain(row["id"])[-1][1] if row["merged_into"] else None,
        "call_title": json.loads(row["call_title"]),
        "what_happens": json.loads(row["what_happens"]),
        "photos": _photos(row["id"]),
    }
    return Detail(**row | typed)


_PHOTOS = """
SELECT id, width, height, description, hidden, original_until, stage FROM contributions_photo
WHERE contribution_id = %s ORDER BY position, id
"""


def _photos(contribution: UUID) -> list[DetailPhoto]:
    with connection.cursor() as cursor:
        cursor.execute(_PHOTOS, [contribution])
        rows = cursor.fetchall()
    return [
        DetailPhoto(pk, width, height, description, hidden, until, Stage(stage))
        for pk, width, height, description, hidden, until, stage in rows
    ]


_STEPS = """
SELECT s.id, s.verb, s.at, s.by_id, s.text, s.status, s.office_id, s.due_on, o.number,
    CASE WHEN o.publicity = 'shown' OR NOT %(public)s THEN coalesce(o.title, '') ELSE '' END
FROM contributions_step s LEFT JOIN contributions_contribution o ON o.id = s.other_id
WHERE s.contribution_id = %(contribution)s AND (s.verb = ANY(%(verbs)s) OR NOT %(public)s) ORDER BY s.at, s.id
"""


def steps(contribution: UUID, *, public: bool) -> list[StepRow]:
    """Return the history, the oldest first; `public`: only what everybody may read of it. 1 SQL.

    That goes for the titles of others, too: what is not shown is known by its number only.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STEPS, {"contribution": contribution, "verbs": _PUBLIC, "public": public})
        rows = cursor.fetchall()
    return [
        StepRow(pk, Verb(verb), at, by, text, Status(status) if status else None, *rest)
        for pk, verb, at, by, text, status, *rest in rows
    ]


# With the last edit by moderation of each, and after the one whose id is given, if there is such a one.
_COMMENTS = """
SELECT m.id, m.author_id, m.author_name, m.office_id, m.text, m.language, m.publicity, m.revision, m.posted_at, e.at,
    coalesce(e.reason, '')
FROM contributions_comment m
LEFT JOIN LATERAL (
    SELECT r.at, r.reason FROM contributions_revision r WHERE r.comment_id = m.id AND r.by_id IS NOT NULL
    ORDER BY r.revision DESC LIMIT 1
) e ON true
WHERE """
_PAGE = """
m.contribution_id = %(contribution)s AND m.publicity = 'shown' AND coalesce(
    (m.posted_at, m.id) > (SELECT l.posted_at, l.id FROM contributions_comment l WHERE l.id = %(after)s), true
) ORDER BY m.posted_at, m.id LIMIT %(most)s
"""


# The newest of all that is still there, and before the one whose id is given.
_TALK = """
m.contribution_id = %(contribution)s AND m.publicity IN ('shown', 'waiting', 'hidden') AND coalesce(
    (m.posted_at, m.id) < (SELECT l.posted_at, l.id FROM contributions_comment l WHERE l.id = %(before)s), true
) ORDER BY m.posted_at DESC, m.id DESC LIMIT %(most)s
"""


_COLUMNS = [field.name for field in fields(CommentRow)]


def comments(contribution: UUID, *, after: UUID | None = None, most: int = 50) -> list[CommentRow]:
    """Return the comments that everybody may read, the oldest first, a page at a time. 1 SQL."""
    return _comments(_PAGE, {"contribution": contribution, "after": after, "most": most})


def talk(contribution: UUID, *, before: UUID | None = None, most: int = 50) -> list[CommentRow]:
    """Return the comments as staff see them, hidden ones too, the newest first, a page at a time. 1 SQL."""
    return _comments(_TALK, {"contribution": contribution, "before": before, "most": most})


def comment(comment: UUID) -> CommentRow | None:
    """Return a comment, whatever its publicity. 1 SQL."""
    return next(iter(_comments("m.id = %(comment)s", {"comment": comment})), None)


def _comments(where: str, params: dict[str, Any]) -> list[CommentRow]:
    with connection.cursor() as cursor:
        cursor.execute(_COMMENTS + where, params)
        rows = cursor.fetchall()
    return [CommentRow(**dict(zip(_COLUMNS, row, strict=True)) | {"publicity": Publicity(row[6])}) for row in rows]
