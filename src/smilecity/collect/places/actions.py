"""Places are handed in, by guests, members, or staff for somebody. Each calls the trunk with what makes a place."""

from datetime import datetime
from uuid import UUID

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.rules import Channel
from smilecity.collect.places import rules
from smilecity.people.models import User


def submit_as_guest(
    *, draft: UUID, address: str, informed: bool, language: str, at: datetime, before: bool = False
) -> None:
    """Send a place off; it waits until its mail is confirmed. Raises Refused. See contributions.submit_as_guest."""
    actions.submit_as_guest(
        draft=draft, address=address, informed=informed, language=language, at=at, before=before, check=_check
    )


def submit_as_member(*, draft: UUID, user: User, informed: bool, at: datetime, before: bool = False) -> UUID:
    """Store the place of somebody who is signed in; return its id. Raises Refused."""
    return actions.submit_as_member(draft=draft, user=user, informed=informed, at=at, before=before, check=_check)


def enter(*, call: UUID, content: Content, channel: Channel, by: User, at: datetime) -> UUID:
    """Write down a place for somebody; return its id. Raises Refused."""
    return actions.enter(call=call, content=content, channel=channel, by=by, at=at, check=_check)


def _check(content: Content) -> None:
    rules.check(
        title=content.title,
        text=content.text,
        category=content.category,
        place=content.place,
        has_point=content.lon is not None and content.lat is not None,
    )
