"""What rooms downstream write on the trunk: shown or hidden, office, promised date, status, reply. Appended to history.

Each takes the lock of the contribution first; acts that change nothing append nothing and return None.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions.actions.history import append, held
from smilecity.collect.contributions.events import CommentShown
from smilecity.collect.contributions.models import Comment, Contribution
from smilecity.collect.contributions.rules import Publicity, Status, Verb
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User

COMMENT_GONE = sentence("Diesen Kommentar gibt es nicht mehr.")
STAYS_REMOVED = sentence("Dieser Beitrag wurde gelöscht. Er kann nicht wieder gezeigt werden.")

_VERBS = {
    Publicity.SHOWN: Verb.SHOWN,
    Publicity.WAITING: Verb.HIDDEN,
    Publicity.HIDDEN: Verb.HIDDEN,
    Publicity.WITHDRAWN: Verb.WITHDRAWN,
    Publicity.REMOVED: Verb.REMOVED,
}


@transaction.atomic
def set_publicity(
    *, contribution: UUID, publicity: Publicity, by: User | None, at: datetime, text: str = ""
) -> UUID | None:
    """Show a contribution or take it from view; `text` is the reason in plain words. Raises Refused."""
    row = held(contribution)
    if row.publicity == publicity:
        return None
    if row.publicity == Publicity.REMOVED:
        raise Refused(STAYS_REMOVED)
    row.publicity = publicity
    row.visible = publicity is Publicity.SHOWN and row.merged_into_id is None
    if row.visible and row.published_at is None:
        row.published_at = at
    _save(row, at, "publicity", "visible", "published_at")
    return append(row, _VERBS[publicity], by=by, at=at, text=text)


@transaction.atomic
def set_comment_publicity(*, comment: UUID, publicity: Publicity, by: User | None, at: datetime) -> bool:
    """Show a comment or take it from view; return whether that changed anything. Raises Refused."""
    found = Comment.objects.values_list("contribution", flat=True).filter(pk=comment).first()
    if found is None:
        raise Refused(COMMENT_GONE)
    row = held(found)  # contribution before comment: the order everywhere
    said = Comment.objects.select_for_update().get(pk=comment)
    if said.publicity == publicity:
        return False
    if said.publicity == Publicity.REMOVED:
        raise Refused(STAYS_REMOVED)
    said.publicity = publicity
    if publicity is Publicity.SHOWN and said.published_at is None:
        said.published_at = at
    said.save(update_fields=["publicity", "published_at"])
    recount_comments(row, at)
    if publicity is Publicity.SHOWN:
        publish(CommentShown(contribution_id=row.pk, comment_id=said.pk))
    return True


def recount_comments(row: Contribution, at: datetime) -> None:
    """Bring the count that lists show in line with the comments that can be read."""
    row.comments = Comment.objects.filter(contribution=row, publicity=Publicity.SHOWN).count()
    _save(row, at, "comments")


@transaction.atomic
def set_office(
    *, contribution: UUID, office: int, due_on: date | None, by: User | None, at: datetime, text: str = ""
) -> UUID | None:
    """Make an office responsible, with the day by which it answers. Raises Refused."""
    row = held(contribution)
    if (row.office_id, row.due_on) == (office, due_on):
        return None
    moved = row.office_id != office
    row.office_id, row.due_on = office, due_on
    _save(row, at, "office", "due_on")
    return append(row, Verb.OFFICE if moved else Verb.DUE, by=by, at=at, text=text, office=office, due_on=due_on)


@transaction.atomic
def set_status(*, contribution: UUID, status: Status, by: User | None, at: datetime, text: str = "") -> UUID | None:
    """Say where a contribution stands; `text` says why, to everybody. Which may follow which: deliver/answers.

    The step names the office it was done for: that outlives the account of who did it.
    """
    row = held(contribution)
    if row.status == status:
        return None
    row.status = status
    _save(row, at, "status")
    return append(row, Verb.STATUS, by=by, at=at, text=text, status=status, office=row.office_id)


@transaction.atomic
def reply(*, contribution: UUID, text: str, status: Status | None, by: User | None, at: datetime) -> UUID:
    """Answer in public in the name of the office, with a new status or without; return the step. Raises Refused."""
    row = held(contribution)
    if status is not None:
        row.status = status
    if row.answered_at is None:
        row.answered_at = at
    _save(row, at, "status", "answered_at")
    return append(row, Verb.REPLIED, by=by, at=at, text=text, status=status, office=row.office_id)


@transaction.atomic
def set_category(
    *, contribution: UUID, category: str, title: str, by: User | None, at: datetime, text: str
) -> UUID | None:
    """Put a contribution into another category of its kind, under a title; `text`: what the category is called."""
    row = held(contribution)
    if row.category == category:
        return None
    row.category, row.title = category, title
    _save(row, at, "category", "title")
    return append(row, Verb.FILED, by=by, at=at, text=text)


@transaction.atomic
def tell(*, contribution: UUID, verb: Verb, by: User | None, at: datetime, text: str = "") -> UUID:
    """Append a step that everybody may read: delegated, returned. The trunk stays as it is. Raises Refused."""
    row = held(contribution)
    _save(row, at)
    return append(row, verb, by=by, at=at, text=text)


@transaction.atomic
def note(*, contribution: UUID, verb: Verb, by: User | None, at: datetime, text: str = "") -> UUID:
    """Append a step that changes nothing the public sees: reminded, escalated. Raises Refused."""
    return append(held(contribution), verb, by=by, at=at, text=text)


def _save(row: Contribution, at: datetime, *fields: str) -> None:
    row.changed_at = at
    row.save(update_fields=[*fields, "changed_at"])
