"""Builds what moderation works on, through actions only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from smilecity.collect.contributions.actions.commenting import comment_as_member
from smilecity.collect.contributions.models import Comment, Contribution
from smilecity.collect.contributions.rules import Moderation
from smilecity.people.models import User
from smilecity.people.rules import Role
from smilecity.understand.moderation import actions
from smilecity.understand.moderation.actions import Flagged, Reason
from smilecity.understand.moderation.queries import things
from smilecity.understand.moderation.rules import Ground, Seen, Target
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_call, make_contribution

INSULT = Reason(Ground.INSULT, "Der Text beleidigt eine Person.", facts="„Blödmann“")


def make_waiting(**content: Any) -> Contribution:
    """Make a contribution that waits for moderation."""
    return make_contribution(make_call(moderation=Moderation.BEFORE), **content)


def make_comment(row: Contribution, text: str = "Gute Idee!", *, before: bool = False, at: datetime = AT) -> Comment:
    """Have a resident comment; return the comment."""
    comment_as_member(
        contribution=row.pk,
        text=text,
        author_name="Toni",
        user=make_resident(),
        informed=False,
        language="de",
        before=before,
        at=at,
    )
    return Comment.objects.filter(contribution=row).latest("posted_at")


def seen(key: UUID) -> Seen:
    """What somebody sees who looks at it now."""
    found = things.thing(key)
    assert found
    return found.seen


def target(key: UUID) -> Target:
    """What a contribution or comment is as the target of a decision."""
    found = things.thing(key)
    assert found
    return found.target


def make_flag(key: UUID, *, address: str = "", at: datetime = AT, ground: Ground = Ground.INSULT) -> Flagged:
    """Have a reader report a contribution or a comment."""
    return actions.flag(
        target=target(key), ground=ground, text="Das beleidigt mich.", truthful=True, address=address, at=at
    )


def hidden(key: UUID, *, by: User | None = None, at: datetime = AT) -> UUID:
    """Have a moderator hide something; return the decision."""
    moderator = by or make_staff(Role.MODERATOR)
    return actions.hide(target=target(key), reason=INSULT, seen=seen(key), by=moderator, at=at)
