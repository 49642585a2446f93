"""The talk below a contribution, as staff see it: the newest comments, hidden ones marked, a page at a time."""

from typing import Any
from uuid import UUID

from smilecity.city import queries as city
from smilecity.collect.contributions import queries as trunk
from smilecity.collect.contributions.queries import CommentRow, Detail
from smilecity.collect.contributions.rules import Publicity
from smilecity.doors.desk import moderation_words, words
from smilecity.doors.desk.case_facts import office_name

PAGE = 20


def talk(detail: Detail, before: UUID | None) -> dict[str, Any]:
    """Return a page of comments in the order in which they were said. 1 SQL beside the names."""
    found = trunk.talk(detail.id, before=before, most=PAGE + 1)
    rows, names = found[:PAGE], city.names()
    return {
        "rows": [_comment(row, names) for row in reversed(rows)],
        "older_url": f"?vor={rows[-1].id}#kommentare" if len(found) > PAGE else "",
        "newest_url": "?#kommentare" if before else "",
    }


def _comment(row: CommentRow, names: city.Names) -> dict[str, Any]:
    shown = row.publicity is Publicity.SHOWN
    return {
        "who": office_name(names, row.office) if row.office else row.author_name,
        "official": row.office is not None,
        "text": row.text,
        "language": row.language.partition("-")[0],
        "when": words.moment(row.posted_at),
        "unseen": "" if shown else moderation_words.PUBLICITIES[row.publicity],
    }
