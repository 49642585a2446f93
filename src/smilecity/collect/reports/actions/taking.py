"""Reports are handed in: by guests, members, people who leave no address, or staff for somebody.

Each calls the trunk with what makes a report. Who gives no title gets that of the category.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.city import queries as city
from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.actions.drafts import held_draft
from smilecity.collect.contributions.rules import TITLE_MOST, Act, Channel
from smilecity.collect.reports import reading, rules
from smilecity.collect.reports.reading import CategoryRow
from smilecity.collect.reports.rules import Facts
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick
from smilecity.people.models import User


@transaction.atomic
def submit_as_guest(
    *, draft: UUID, address: str, informed: bool, language: str, at: datetime, before: bool = False
) -> None:
    """Send a report off; it waits until its mail is confirmed. Raises Refused. See contributions.submit_as_guest."""
    _name(draft, at)
    trunk.submit_as_guest(
        draft=draft, address=address, informed=informed, language=language, at=at, before=before, check=check
    )


@transaction.atomic
def submit_as_member(*, draft: UUID, user: User, informed: bool, at: datetime, before: bool = False) -> UUID:
    """Store the report of somebody who is signed in; return its id. Raises Refused."""
    _name(draft, at)
    return trunk.submit_as_member(draft=draft, user=user, informed=informed, at=at, before=before, check=check)


@transaction.atomic
def submit_anonymously(*, draft: UUID, at: datetime) -> UUID:
    """Store the report of somebody who leaves no address; return its id. It is read before it is shown. Raises Refused.

    Twice stores once. How many one visitor may send, the doors say.
    """
    _name(draft, at)
    return trunk.submit_anonymously(draft=draft, at=at, check=check)


def enter(*, call: UUID, content: Content, channel: Channel, by: User, at: datetime) -> UUID:
    """Write down a report for somebody; return its id. Raises Refused.

    What they did not say, staff cannot answer: questions of the category may stay open.
    """
    return trunk.enter(call=call, content=named(content), channel=channel, by=by, at=at, check=_check_told)


def _name(draft: UUID, at: datetime) -> None:
    """Give a draft without a title that of its category. Raises Refused."""
    row = held_draft(draft, Act.CONTRIBUTE)
    if row is None or row.submitted or row.content.get("title"):
        return
    trunk.write(draft=draft, content={"title": _title(known(row.content.get("category", "")))}, at=at)


def named(content: Content, category: CategoryRow | None = None) -> Content:
    """Return the content with the title of its category where it has none; `category`: if known. Raises Refused."""
    if content.title.strip():
        return content
    return replace(content, title=_title(category or known(content.category)))


def _title(category: CategoryRow) -> str:
    return pick(category.title, "de")[:TITLE_MOST]


def known(code: str) -> CategoryRow:
    """Return a category. Raises Refused."""
    found = next((row for row in reading.tree() if row.code == code), None)
    if found is None:
        raise Refused(rules.NO_CATEGORY)
    return found


def check(content: Content) -> None:
    """Raise Refused with the first reason why this is no report yet. 5 SQL at most."""
    check_as(content, known(content.category).facts)


def _check_told(content: Content) -> None:
    check_as(content, replace(known(content.category).facts, attributes=(), text_required=False))


def check_as(content: Content, category: Facts) -> None:
    """Raise Refused with the first reason why this is no report of a category yet. 3 SQL at most."""
    rules.check(
        category,
        text=content.text,
        place=content.place,
        ground=reading.ground_at(content.lon, content.lat),
        attributes=content.attributes,
        city=city.profile().name,
    )
