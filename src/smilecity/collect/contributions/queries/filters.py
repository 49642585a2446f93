"""Which contributions a list shows. In: a ListFilter. Out: a condition in SQL, shared by lists, counts, map and export.

`words` is never selected, only searched: it is as long as the texts themselves.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from smilecity.collect.contributions.rules import OPEN, Kind, Status

Params = dict[str, Any]
_WORDS_MOST = 8
_SPECIAL = re.compile(r"([\\%_])")


@dataclass(frozen=True)
class ListFilter:
    """What a list is narrowed to; whatever is None or empty narrows nothing. Only what everybody may see is found.

    `categories`: in any of them. `text`: words that all have to be there. `open_only`: somebody still waits for the
    town hall. `late_on`: overdue on this day. `answered`: with a public reply, or without. `box`: west, south, east,
    north in degrees. `since`: changed at or after. `published_since`: shown for the first time at or after. `placed`:
    on the map.
    """

    kind: Kind | None = None
    theme: int | None = None
    district: int | None = None
    status: Status | None = None
    categories: Collection[str] = ()
    call: UUID | None = None
    office: int | None = None
    text: str = ""
    open_only: bool = False
    late_on: date | None = None
    answered: bool | None = None
    box: tuple[float, float, float, float] | None = None
    since: datetime | None = None
    published_since: datetime | None = None
    placed: bool = False


def filter_sql(wanted: ListFilter) -> tuple[str, Params]:
    """Return the condition on contributions_contribution as `c`, with its named parameters."""
    parts, params = ["c.visible"], Params()
    for column, value in (
        ("kind", wanted.kind and wanted.kind.value),
        ("district_id", wanted.district),
        ("status", wanted.status and wanted.status.value),
        ("call_id", wanted.call),
        ("office_id", wanted.office),
    ):
        if value is not None:
            parts.append(f"c.{column} = %({column})s")
            params[column] = value
    if wanted.categories:
        parts.append("c.category = ANY(%(categories)s)")
        params["categories"] = list(wanted.categories)
    _add_theme(wanted, parts, params)
    _add_clock(wanted, parts, params)
    _add_box(wanted, parts, params)
    _add_text(wanted.text, parts, params)
    return " AND ".join(parts), params


def _add_theme(wanted: ListFilter, parts: list[str], params: Params) -> None:
    if wanted.theme is not None:
        parts.append("c.theme_ids @> ARRAY[%(theme)s]::int[]")
        params["theme"] = wanted.theme


def _add_clock(wanted: ListFilter, parts: list[str], params: Params) -> None:
    if wanted.open_only or wanted.late_on:
        parts.append("c.status = ANY(%(open)s)")
        params["open"] = sorted(status.value for status in OPEN)
    if wanted.late_on:
        parts.append("c.due_on < %(late_on)s")
        params["late_on"] = wanted.late_on
    if wanted.answered is not None:
        parts.append(f"c.answered_at IS {'NOT ' if wanted.answered else ''}NULL")
    if wanted.since:
        parts.append("c.changed_at >= %(since)s")
        params["since"] = wanted.since
    if wanted.published_since:
        parts.append("c.published_at >= %(published_since)s")
        params["published_since"] = wanted.published_since


def _add_box(wanted: ListFilter, parts: list[str], params: Params) -> None:
    if wanted.placed:
        parts.append("c.lon IS NOT NULL")
    if wanted.box:
        parts.append("c.lon BETWEEN %(west)s AND %(east)s AND c.lat BETWEEN %(south)s AND %(north)s")
        params |= dict(zip(("west", "south", "east", "north"), wanted.box, strict=True))


def _add_text(text: str, parts: list[str], params: Params) -> None:
    for number, word in enumerate(text.split()[:_WORDS_MOST]):
        parts.append(f"c.words LIKE %(word_{number})s")
        params[f"word_{number}"] = _pattern(word)


def _pattern(word: str) -> str:
    """Return what the word looks like anywhere in a text; short ones only where a word begins.

    An index of trigrams finds nothing by less than three letters, and with the space before them there are three.
    """
    escaped = _SPECIAL.sub(r"\\\1", word.lower())
    return f"%{escaped}%" if len(word) > 2 else f"% {escaped}%"
