"""Builds what moderation works on, through actions only."""

import io
from datetime import datetime
from typing import Any
from uuid import UUID

from smilecity.collect.contributions.actions.commenting import comment_as_member
from smilecity.collect.contributions.actions.files import save_picture
from smilecity.collect.contributions.models import Comment, Contribution, Photo
from smilecity.collect.contributions.rules import Moderation
from smilecity.ground import pictures
from smilecity.ground.pictures import Box
from smilecity.people.models import User
from smilecity.people.rules import Role
from smilecity.understand.moderation import actions
from smilecity.understand.moderation.actions import Flagged, Reason
from smilecity.understand.moderation.queries import things
from smilecity.understand.moderation.rules import Ground, Seen, Target
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_call, make_contribution
from tests.support.pictures import photo

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


NUMBER = Reason(Ground.PERSONAL_DATA, "Da stand eine Telefonnummer.")
LEFT_HALF = Box(0, 0, 0.5, 1)


def corrected(
    key: UUID, text: str = "Meine Nummer: ████", *, by: User | None = None, redacts: bool = False, at: datetime = AT
) -> UUID:
    """Have a moderator change a text; return the decision."""
    found = things.thing(key)
    assert found
    made = actions.correct(
        target=found.target,
        title=found.title,
        text=text,
        reason=NUMBER,
        redacts=redacts,
        seen=found.seen,
        by=by or make_staff(Role.MODERATOR),
        at=at,
    )
    assert made
    return made


def make_photo(row: Contribution, position: int = 1) -> Photo:
    """Put a photo with real files on a contribution. The test sets MEDIA_ROOT."""
    large, small = save_picture(pictures.read(io.BytesIO(photo())))
    return Photo.objects.create(contribution=row, position=position, large=large, small=small, width=320, height=200)


def covered(picture: Photo, *, by: User | None = None, at: datetime = AT) -> UUID:
    """Have a moderator paint over the left half of a photo; return the decision."""
    moderator = by or make_staff(Role.MODERATOR)
    return actions.cover(photo=picture.pk, boxes=[LEFT_HALF], reason=NUMBER, by=moderator, at=at)


def photo_hidden(picture: Photo, *, by: User | None = None, at: datetime = AT) -> UUID:
    """Have a moderator take a photo from view; return the decision."""
    made = actions.hide_photo(photo=picture.pk, reason=NUMBER, by=by or make_staff(Role.MODERATOR), at=at)
    assert made
    return made
